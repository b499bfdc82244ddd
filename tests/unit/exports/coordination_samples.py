"""Values that the tests of mapping tables, roll-ups, draft checks and suggestions print."""

from __future__ import annotations

from typing import Any

from lxml import html

from commonground.domain.area import Origin
from commonground.domain.document import Locator
from commonground.domain.draft_report import Consultation, DraftOverlap, DraftPassage, DraftReport
from commonground.domain.link import Evidence, EvidenceKind, Verdict
from commonground.domain.mapping_table import MappedItem, MappedPair, MappingTable, ResolutionsTable
from commonground.domain.reference import LocatedReference, Reference, ReferenceKind
from commonground.domain.roll_up import RollUp
from commonground.domain.suggestion import Explanation, MatchedPassage, Relation, SharedTerm, Suggestion
from commonground.domain.theme import EmptyState, EntryState, MatrixEntry, MatrixRow

SHORT_NAMES = {"ITU-D": "UIT-D", "ITU-R": "UIT-R"}
PAGE = "https://example.org/wp5d"


def dom(page: bytes) -> Any:
    """The page as a tree to ask with XPath."""
    return html.document_fromstring(page.decode())


def explanation() -> Explanation:
    return Explanation(
        sentences={
            "en": "Both speak of “rural coverage”.",
            "ar": "ITU-D Q5/1 و ITU-R WP 5D كلاهما يتناول «التغطية الريفية».",
        },
        left=(MatchedPassage("ITU-D Q5/1", "title", "Rural coverage by satellite", ((0, 5), (6, 14))),),
        right=(
            MatchedPassage("ITU-R WP 5D", "text", "IMT for rural areas and coverage", ((8, 13), (24, 32))),
        ),
        terms=(
            SharedTerm("rural", "rural", "same-word", 0.6),
            SharedTerm("coverage", "couverture", "vocabulary"),
        ),
        references=("PP Resolution 203",),
    )


def mapping_table(*, is_searched: bool = True) -> MappingTable:
    """Four Questions against three groups: one pair per state, one row without words, one with nothing found."""
    stated = (
        Evidence(Origin(PAGE, Locator(paragraph=3)), "Liaison on =rural IMT", EvidenceKind.STATED),
        Evidence(Origin(PAGE), "", EvidenceKind.CITED),
    )
    both = {"ITU-D": Verdict.ACCEPT, "ITU-R": Verdict.ACCEPT}
    against = {"ITU-D": Verdict.ACCEPT, "ITU-R": Verdict.REJECT}
    return MappingTable(
        row_sector="ITU-D",
        column_sector="ITU-R",
        row_kind="question",
        column_kind="working-party",
        rows=(
            MappedItem(
                "ITU-D Q5/1",
                "Rural coverage",
                {"en": "Rural coverage", "fr": "Zones rurales"},
                "ITU-D SG1",
                "2022",
            ),
            MappedItem("ITU-D Q6/1", "Consumers", {"en": "Consumers"}, "ITU-D SG1", "2022", is_inferred=True),
            MappedItem("ITU-D Q1/2", "", {}, "ITU-D SG2", "2022", has_words=False),
            MappedItem("ITU-D Q2/2", "Health", {"en": "Health"}, "ITU-D SG2", "2022"),
        ),
        columns=(
            MappedItem("ITU-R WP 4A", "Satellites", {"en": "Satellites"}, "ITU-R SG4"),
            MappedItem("ITU-R WP 5D", "IMT", {"en": "IMT"}, "ITU-R SG5"),
            MappedItem("ITU-R SG1", "Spectrum", {"en": "Spectrum"}, "ITU-R SG1"),
        ),
        pairs=(
            MappedPair("ITU-D Q5/1", "ITU-R WP 4A", EntryState.AGREED, evidence=stated, verdicts=both),
            MappedPair(
                "ITU-D Q5/1",
                "ITU-R WP 5D",
                EntryState.PROPOSED,
                Relation.SAME_SUBJECT,
                0.724,
                explanation=explanation(),
            ),
            MappedPair("ITU-D Q5/1", "ITU-R SG1", EntryState.STATED, evidence=stated),
            MappedPair(
                "ITU-D Q6/1",
                "ITU-R WP 5D",
                EntryState.DISPUTED,
                Relation.NARROWER,
                0.5,
                explanation=explanation(),
                verdicts=against,
            ),
            MappedPair(
                "ITU-D Q6/1",
                "ITU-R SG1",
                EntryState.REJECTED,
                Relation.BROADER,
                0.4,
                explanation=explanation(),
                verdicts={"ITU-R": Verdict.REJECT},
            ),
        ),
        is_searched=is_searched,
    )


def resolutions() -> ResolutionsTable:
    entry = MatrixEntry(
        "PP Resolution 203 (Rev. Dubai, 2018)",
        ("PP",),
        ("PP Resolution 203",),
        origins=(Origin(PAGE),),
    )
    proposed = MatrixEntry(
        "RA Resolution 69 (2023)", ("RA / WRC",), ("RA Resolution 69",), EntryState.PROPOSED
    )
    row = MatrixRow(
        "",
        "Connectivity",
        (entry, proposed),
        empty={"WTDC": EmptyState.NOT_EXAMINED},
        labels={"en": "Connectivity", "ar": "التوصيلية"},
    )
    return ResolutionsTable(
        (("PP",), ("RA", "WRC"), ("WTDC",)),
        (row,),
        ("PP Resolution 36 (2010)",),
        {"PP Resolution 203": "Connectivity to broadband networks"},
    )


def rollups() -> tuple[RollUp, RollUp]:
    sectors = RollUp(
        "sector",
        ("ITU-R", "ITU-D"),
        ("ITU-R", "ITU-D"),
        ((0, 3), (3, 0)),
        ((0.0, 2.25), (2.25, 0.0)),
        ((-1.125, 1.125), (1.125, -1.125)),
    )
    groups = RollUp(
        "group",
        ("ITU-R SG4", "ITU-R SG5", "ITU-D SG1"),
        ("ITU-R", "ITU-R", "ITU-D"),
        ((0, 0, 1), (0, 0, 2), (1, 2, 0)),
        ((0.0, 0.0, 0.75), (0.0, 0.0, 1.5), (0.75, 1.5, 0.0)),
        ((None, None, 0.0), (None, None, 0.2), (0.0, 0.2, None)),
    )
    return sectors, groups


def draft_report(title: str = "Rural networks") -> DraftReport:
    reference = Reference("Resolution 203", 4, 18, ReferenceKind.RESOLUTION, "PP Resolution 203")
    return DraftReport(
        name="draft.docx",
        title=title,
        language="en",
        overlaps=(
            DraftOverlap(
                "ITU-R WP 5D",
                "IMT",
                "body",
                "ITU-R",
                "ITU-R SG5",
                "2023",
                Relation.SAME_SUBJECT,
                0.82,
                explanation(),
                is_cited=True,
                places=(Locator(paragraph=2),),
                labels={"en": "IMT"},
            ),
            DraftOverlap(
                "ITU-D Q6/1",
                "Consumers",
                "question",
                "ITU-D",
                "ITU-D SG1",
                "2022",
                Relation.NARROWER,
                0.3,
                explanation(),
            ),
        ),
        consult=(
            Consultation("ITU-R SG5", "ITU-R", 0.82, ("ITU-R WP 5D",), "Terrestrial services", {}, True),
            Consultation("ITU-D SG1", "ITU-D", 0.3, ("ITU-D Q6/1",)),
        ),
        new=(DraftPassage("How are kites flown?", Locator(paragraph=7)),),
        passages=4,
        references=(LocatedReference(reference, Locator(paragraph=2), 1),),
        areas=(("Connectivity", 0.6),),
    )


def suggestions() -> tuple[Suggestion, ...]:
    return (
        Suggestion("ITU-D Q5/1", "ITU-R WP 5D", Relation.SAME_SUBJECT, 0.724, explanation()),
        Suggestion(
            "ITU-D Q2/2",
            "ITU-R SG1",
            Relation.NARROWER,
            0.9,
            Explanation({"en": "=1+1 is cited"}),
            is_stated=True,
        ),
        Suggestion("ITU-D Q6/1", "ITU-R SG1", Relation.SAME_TEXT, 0.96, explanation()),
    )
