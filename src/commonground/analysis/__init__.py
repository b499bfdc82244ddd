"""What follows from documents and facts: readers of layouts, consolidation, derivation, matrix, gaps, overlaps, findings.

In: passages, references and facts as values. Out: values. May import `commonground.matching`, `text`, `domain`, `errors`.
"""
