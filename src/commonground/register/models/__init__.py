"""The tables of a register, one module per subject. Facts, suggestions and judgements are kept apart."""

from commonground.register.models.account import Account, ApiToken, Assignment, Invitation, KeptAnswer
from commonground.register.models.check import Check
from commonground.register.models.decision import Change, Examination, Judgement
from commonground.register.models.document import Document, Passage, Reference
from commonground.register.models.edition import Edition, EditionFile
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
from commonground.register.models.fulltext import SearchText
from commonground.register.models.job import Job
from commonground.register.models.matching import Suggestion, Vector
from commonground.register.models.standing import LinkStanding, SectorStanding
from commonground.register.models.theme import Theme, ThemeEntry, ThemeRow, ThemeTable
from commonground.register.models.work import Activity, Succession, WorkItem

__all__ = [
    "Account",
    "Activity",
    "ApiToken",
    "Area",
    "Assignment",
    "Body",
    "Change",
    "Check",
    "Document",
    "Edition",
    "EditionFile",
    "Entry",
    "EntryOrigin",
    "Examination",
    "Gathering",
    "Instrument",
    "Invitation",
    "Job",
    "Judgement",
    "KeptAnswer",
    "Link",
    "LinkEvidence",
    "LinkStanding",
    "Mandate",
    "Passage",
    "ProfileRecord",
    "Question",
    "Reference",
    "Revision",
    "SearchText",
    "Sector",
    "SectorStanding",
    "StudyPeriod",
    "Succession",
    "Suggestion",
    "Term",
    "Theme",
    "ThemeEntry",
    "ThemeRow",
    "ThemeTable",
    "Vector",
    "WorkItem",
]
