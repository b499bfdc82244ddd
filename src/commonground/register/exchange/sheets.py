"""Which sheets the register's workbook has, and which columns: one table for those who write and those who read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from commonground.domain.language import OFFICIAL_LANGUAGES
from commonground.domain.link import Verdict
from commonground.domain.role import Access, Reason
from commonground.register.fact_kinds import FACT_KINDS, FactKind, Field, Shape
from commonground.register.workflows.agreement import RELATIONS

RETIRE, VERSION, SEAL = "retire", "version", "seal"
_NARROW = frozenset(
    {"year", "position", "number", "id", RETIRE, "found", "is_inferred", "access", "probability"}
)
_WIDE = frozenset({"scope", "title", "definition", "sources", "note", "reason", "decision_reason", "label"})
# What a column is called, where the field's own name would mislead.
_WORDS = {("revision", "label"): "revision", ("claim", "period"): "period"}


class Role(StrEnum):
    """What a column is for."""

    KEY = "key"  # names the row; not changed
    EDITED = "edited"
    SHOWN = "shown"  # for orientation only
    GIVEN = "given"  # filled in on new rows only
    HIDDEN = "hidden"


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its field, the language of its texts where it has one, and what it is for."""

    key: str  # "labels.fr", "scope", "body_title"
    word: str  # of `exports.sheet_words`
    role: Role
    field: Field | None = None
    values: str = ""  # the list its drop-down offers

    @property
    def language(self) -> str:
        """The language of its texts, "" for a column of all."""
        return self.key.partition(".")[2]

    @property
    def width(self) -> float:
        """How wide it is shown, in characters."""
        stem = self.key.partition(".")[0]
        if stem in _NARROW:
            return 11.0
        return 44.0 if stem in _WIDE else 24.0


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: the key of its name, its columns, and the kind of fact its rows are ("" for other records)."""

    name: str
    columns: tuple[Column, ...]
    kind: str = ""

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys of its columns."""
        return tuple(column.key for column in self.columns)

    def with_role(self, *roles: Role) -> tuple[Column, ...]:
        """The columns with one of these roles."""
        return tuple(column for column in self.columns if column.role in roles)


def _fact_sheet(name: str, kind: str, beside: Mapping[str, str]) -> Sheet:
    """The sheet of a kind of fact; `beside` gives the titles that are shown beside a field, by field."""
    fact = FACT_KINDS[kind]
    columns: list[Column] = []
    for field in fact.fields:
        columns += _columns_of(fact, field)
        if field.name in beside:
            columns.append(Column(beside[field.name], beside[field.name], Role.SHOWN))
    return Sheet(name, (*columns, *_ends()), kind)


def _columns_of(kind: FactKind, field: Field) -> list[Column]:
    if field.shape is Shape.LABELS:
        keys = [f"{field.name}.{language}" for language in OFFICIAL_LANGUAGES]
        return [Column(key, key, Role.EDITED, field) for key in keys]
    role = Role.KEY if field.name in kind.key else Role.EDITED
    word = _WORDS.get((kind.name, field.name), field.name)
    return [Column(field.name, word, role, field, list_of(kind, field))]


def list_of(kind: FactKind, field: Field) -> str:
    """The key of the list of values that the field may take; "" where it may take any text."""
    if field.shape is Shape.CHOICE:
        return "access" if field.name == "access" else f"{kind.name}.{field.name}"
    if field.shape is Shape.YES_NO:
        return "yes_no"
    return "sector" if field.refers_to == "sector" and field.shape is Shape.TEXT else ""


def _ends() -> tuple[Column, ...]:
    return (
        Column(RETIRE, RETIRE, Role.EDITED, values="yes"),
        Column(VERSION, VERSION, Role.HIDDEN),
        Column(SEAL, SEAL, Role.HIDDEN),
    )


def _plain(key: str, role: Role, values: str = "", word: str = "") -> Column:
    return Column(key, word or key, role, values=values)


LINKS = Sheet(
    "links",
    (
        _plain("code", Role.KEY),
        _plain("left", Role.GIVEN, word="subject"),
        _plain("left_title", Role.SHOWN, word="subject_title"),
        _plain("relation", Role.EDITED, "relation"),
        _plain("right", Role.GIVEN, word="object"),
        _plain("right_title", Role.SHOWN, word="object_title"),
        _plain("sectors", Role.SHOWN),
        _plain("state", Role.SHOWN),
        _plain("by_sector", Role.SHOWN),
        _plain("theme", Role.EDITED),
        _plain("note", Role.EDITED),
        _plain("origin", Role.SHOWN),
        _plain("probability", Role.SHOWN),
        _plain("period", Role.SHOWN),
        _plain("access", Role.EDITED, "access"),
        *_ends(),
    ),
)
JUDGEMENTS = Sheet(
    "judgements",
    (
        _plain("id", Role.KEY),
        _plain("link", Role.GIVEN),
        _plain("left_title", Role.SHOWN, word="subject_title"),
        _plain("right_title", Role.SHOWN, word="object_title"),
        _plain("sector", Role.GIVEN, "sector"),
        _plain("verdict", Role.GIVEN, "verdict"),
        _plain("reason_code", Role.GIVEN, "reason_code"),
        _plain("reason", Role.GIVEN),
        _plain("liaison_statement", Role.GIVEN),
        _plain("access", Role.GIVEN, "access"),
        _plain("role", Role.SHOWN),
        _plain("at", Role.SHOWN),
        _plain("period", Role.SHOWN),
        Column(SEAL, SEAL, Role.HIDDEN),
    ),
)
EXAMINATIONS = Sheet(
    "examinations",
    (
        _plain("id", Role.KEY),
        _plain("theme", Role.GIVEN),
        _plain("left", Role.GIVEN),
        _plain("right", Role.GIVEN),
        _plain("found", Role.GIVEN, "yes_no"),
        _plain("reason", Role.GIVEN),
        _plain("period", Role.GIVEN),
        _plain("sector", Role.SHOWN),
        _plain("role", Role.SHOWN),
        _plain("at", Role.SHOWN),
        Column(SEAL, SEAL, Role.HIDDEN),
    ),
)
SHEETS: tuple[Sheet, ...] = (
    _fact_sheet("areas", "area", {}),
    _fact_sheet("themes", "theme", {}),
    LINKS,
    JUDGEMENTS,
    EXAMINATIONS,
    _fact_sheet("claims", "link", {"subject": "subject_title", "object": "object_title"}),
    _fact_sheet("groups", "body", {}),
    _fact_sheet("mandates", "mandate", {"body": "body_title"}),
    _fact_sheet("questions", "question", {"body": "body_title"}),
    _fact_sheet("resolutions", "instrument", {"number": "title"}),
    _fact_sheet("revisions", "revision", {"instrument": "instrument_title"}),
    _fact_sheet("work_items", "work-item", {}),
    _fact_sheet("activities", "activity", {}),
)
BY_NAME: Mapping[str, Sheet] = {sheet.name: sheet for sheet in SHEETS}
CHOICES: Mapping[str, tuple[str, ...]] = {
    "access": tuple(Access),
    "yes": ("yes",),
    "yes_no": ("yes", "no"),
    "verdict": tuple(Verdict),
    "reason_code": tuple(Reason),
    "relation": tuple(dict.fromkeys(map(str, RELATIONS))),
    **{
        list_of(kind, field): tuple(choice for choice in field.choices if choice)
        for kind in FACT_KINDS.values()
        for field in kind.fields
        if field.shape is Shape.CHOICE and field.name != "access"
    },
}
"""The values of the drop-down lists; that of the Sectors is the register's own."""
