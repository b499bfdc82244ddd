"""What follows from documents and facts: layouts read, lists consolidated, matrices assembled, slips found.

In: passages, references and facts as values. Out: values.
May import `commonground.matching`, `text`, `domain` and `errors`.
"""
