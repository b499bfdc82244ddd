"""Pure functions over text: fold for comparison, tell the language, find references and resolve them.

Input: a text, a compiled grammar, what is known of the place. Output: values of `domain.reference`.
May import: `domain`, `errors`, the standard library. Nothing here knows any organization: words, patterns and
ids come from a profile's `grammar.toml` and its entities (docs/reference-grammar.md).
"""
