"""How alike two short texts are: words, labels taken apart, candidates and likeness with a reason.

Input is plain text; output are frozen values. May import `text`, `domain`, `errors` and small pure libraries.
"""
