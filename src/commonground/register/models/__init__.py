"""The tables of a register, one module per subject. Facts, suggestions and judgements are kept apart."""

from commonground.register.models.decision import Change, Examination, Judgement
from commonground.register.models.document import Document, Passage, Reference
from commonground.register.models.fact import (
    Area,
    Body,
    Entry,
    EntryOrigin,
    Gathering,
    Instrument,
    Link,
    LinkEvidence,
    Mandate,
    ProfileRecord,
    Question,
    Revision,
    Sector,
    StudyPeriod,
    Term,
)
from commonground.register.models.matching import Suggestion, Vector
from commonground.register.models.theme import Theme, ThemeEntry, ThemeRow, ThemeTable

__all__ = [
    "Area",
    "Body",
    "Change",
    "Document",
    "Entry",
    "EntryOrigin",
    "Examination",
    "Gathering",
    "Instrument",
    "Judgement",
    "Link",
    "LinkEvidence",
    "Mandate",
    "Passage",
    "ProfileRecord",
    "Question",
    "Reference",
    "Revision",
    "Sector",
    "StudyPeriod",
    "Suggestion",
    "Term",
    "Theme",
    "ThemeEntry",
    "ThemeRow",
    "ThemeTable",
    "Vector",
]
