"""Groups and their Questions as pages show them: where they stand, what they are charged with, what became of them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Window
from django.db.models.functions import RowNumber

from commonground.register import models
from commonground.register.link_lists import visible_links
from commonground.register.succession import list_successions
from commonground.register.workflows.actor import Actor

DOCUMENTS = 20  # of a group on its page, the newest
QUESTIONS = 50  # of a group and study period on its page; a page of their own lists all
LIAISONS_READ = 400  # liaison statements that are looked through for those of a group
_OF_QUESTION = ("code", "period", "title", "names", "scope", "working_party", "is_inferred")
ADDRESSED = ("for_action", "for_comment", "for_information")


@dataclass
class GroupRow:
    """A body in the tree of its Sector, with how much work and how many links it and its parts have."""

    code: str
    kind: str
    names: Mapping[str, str]
    sectors: Sequence[str]
    parent: str | None
    level: int = 0
    questions: int = 0
    states: dict[str, int] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """As the interfaces show it."""
        return {name: getattr(self, name) for name in self.__dataclass_fields__}


def group_rows(actor: Actor) -> list[GroupRow]:
    """Every body, those below one right after it; Sectors and parts in the order of the facts. Four statements."""
    bodies = list(
        models.Body.objects.order_by("pk").values_list("code", "kind", "names", "sectors", "parent")
    )
    rows = {
        code: GroupRow(code, kind, names, sectors, parent) for code, kind, names, sectors, parent in bodies
    }
    above = _places(rows)
    questions: dict[str, set[str]] = defaultdict(set)
    for work, places in above.items():
        if work not in rows:
            for place in places:
                questions[place].add(work)
    states: dict[str, Counter[str]] = defaultdict(Counter)
    for left, right, state in (
        visible_links(actor).filter(is_current=True).order_by().values_list("left", "right", "state")
    ):
        for code in {*_above(above, left), *_above(above, right)}:
            states[code][state] += 1
    for code, row in rows.items():
        row.questions, row.states = len(questions[code]), dict(sorted(states[code].items()))
    return _as_tree(rows)


def _above(above: Mapping[str, tuple[str, ...]], work: str) -> tuple[str, ...]:
    return above.get(work) or above.get(work.partition("@")[0], ())


def _places(rows: Mapping[str, GroupRow]) -> dict[str, tuple[str, ...]]:
    """By body or Question the bodies that it counts for: itself, and all above it."""
    found: dict[str, tuple[str, ...]] = {}
    for code in rows:
        chain: dict[str, None] = {}
        one: str | None = code
        while one is not None and one in rows and one not in chain:
            chain[one] = None
            one = rows[one].parent
        found[code] = tuple(chain)
    questions: dict[str, dict[str, None]] = defaultdict(dict)
    for work, body, party in models.Question.objects.order_by("pk").values_list(
        "code", "body", "working_party"
    ):
        for place in (*found.get(body, ()), *found.get(party or "", ())):
            questions[work][place] = None
    return {**found, **{work: tuple(places) for work, places in questions.items() if work not in found}}


def _as_tree(rows: Mapping[str, GroupRow]) -> list[GroupRow]:
    below: dict[str | None, list[GroupRow]] = defaultdict(list)
    for row in rows.values():
        below[row.parent if row.parent in rows else None].append(row)
    found: list[GroupRow] = []
    waiting = [(row, 0) for row in reversed(below[None])]
    while waiting:
        row, level = waiting.pop()
        row.level = level
        found.append(row)
        waiting += [(one, level + 1) for one in reversed(below[row.code])]
    return found


def chain_above(code: str | None) -> list[dict[str, Any]]:
    """The body with this id and those above it, the highest first; one statement."""
    bodies: list[dict[str, Any]] = list(models.Body.objects.values("code", "kind", "names", "parent"))  # type: ignore[arg-type]
    rows = {row["code"]: row for row in bodies}
    found: list[dict[str, Any]] = []
    while code in rows and rows[code] not in found:
        found.insert(0, rows[code])
        code = rows[code]["parent"]
    return found


def group_facts(body: models.Body) -> dict[str, Any]:
    """What is known of a body itself: names, mandates by study period, parts, Questions, meetings. Seven statements."""
    return {
        "code": body.code,
        "kind": body.kind,
        "sectors": body.sectors,
        "names": body.names,
        "aliases": body.aliases,
        "sources": body.sources,
        "version": body.version,
        "above": chain_above(body.parent),
        "mandates": _mandates(body),
        "parts": list(
            models.Body.objects.filter(parent=body.code).order_by("pk").values("code", "kind", "names")
        ),
        "questions": questions_of(body.code),
        "meetings": list(
            models.Gathering.objects.filter(body=body.code)
            .order_by("-year")
            .values("code", "year", "place", "places")
        ),
    }


def _mandates(body: models.Body) -> list[dict[str, Any]]:
    fields = ("period", "title", "scope", "related", "sources", "version")
    rows = models.Mandate.objects.filter(body=body).order_by("pk").values(*fields)
    return sorted(rows, key=lambda row: row["period"] or "", reverse=True)


def questions_of(body: str, *, most: int = QUESTIONS) -> list[dict[str, Any]]:
    """The first Questions of a body or working party in each study period, with how many there are, latest first."""
    place = Window(RowNumber(), partition_by=[F("period")], order_by="pk")
    rows = _questions(body).annotate(place=place).filter(place__lte=most).order_by("pk")
    by_period: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in rows.values(*_OF_QUESTION):
        by_period[row["period"]].append(row)
    return [
        {"period": period, "number": number, "questions": by_period[period]}
        for period, number in question_numbers(body).items()
    ]


def question_numbers(body: str) -> dict[str, int]:
    """By study period, the latest first, how many Questions a body or working party has."""
    counted = _questions(body).order_by().values_list("period").annotate(number=Count("pk"))
    return dict(sorted(counted, reverse=True))


def questions_in(body: str, period: str) -> QuerySet[Any, Any]:
    """The Questions of a body or working party in a study period."""
    rows: QuerySet[Any, Any] = _questions(body).filter(period=period).values("pk", *_OF_QUESTION)
    return rows


def _questions(body: str) -> QuerySet[models.Question]:
    return models.Question.objects.filter(Q(body=body) | Q(working_party=body))


def documents_of(body: str) -> list[dict[str, Any]]:
    """The newest documents of the group that are no liaison statements."""
    rows = models.Document.objects.filter(group=body, liaison_statement={}).order_by("-year", "-pk")
    return [_document(row) for row in rows[:DOCUMENTS]]


def liaison_statements_of(works: Iterable[str]) -> list[dict[str, Any]]:
    """Liaison statements from or to any of these bodies and Questions, the newest first: which way, and by when."""
    ours = set(works)
    found = []
    rows = models.Document.objects.exclude(liaison_statement={}).order_by("-year", "-pk")
    for row in rows[:LIAISONS_READ]:
        asked = {how: _ids(row.liaison_statement.get(how, ())) & ours for how in ADDRESSED}
        told = next((how for how in ADDRESSED if asked[how]), "")
        is_sent = row.group in ours or row.liaison_statement.get("source") in ours
        if told or is_sent:
            deadline = row.liaison_statement.get("deadline", "")
            found.append({**_document(row), "is_sent": is_sent, "asked": told, "deadline": deadline})
    return found


def _ids(addressees: Iterable[Mapping[str, Any]]) -> set[str]:
    return {one for addressee in addressees for one in addressee.get("ids", ())}


def _document(row: models.Document) -> dict[str, Any]:
    return {
        "document": row.pk,
        "title": row.liaison_statement.get("title") or row.title or row.number or row.name.rpartition("/")[2],
        "number": row.number,
        "language": row.language,
        "date": row.date,
        "group": row.group,
        "meeting": row.meeting,
    }


def activities_of(sectors: Sequence[str], themes: Iterable[str]) -> list[dict[str, Any]]:
    """Events and other activities of these Sectors on these themes, the newest first."""
    named = set(themes)
    if not named:
        return []
    codes = set(models.Theme.objects.filter(area__in=named).values_list("code", flat=True)) | named
    fields = ("code", "kind", "title", "sectors", "starts_on", "ends_on", "place", "address")
    rows = models.Activity.objects.filter(theme__in=codes).order_by("-starts_on", "pk").values(*fields)
    return [row for row in rows if set(row["sectors"]) & set(sectors)]


def question_versions(code: str) -> list[models.Question]:
    """The Question in each of its study periods, the latest first."""
    return list(models.Question.objects.filter(code=code).order_by("-period", "-pk"))


def question_facts(row: models.Question) -> dict[str, Any]:
    """What is known of a Question in one study period. Three statements."""
    fields = (
        "code", "period", "sector", "body", "working_party", "title", "names", "scope", "related", "sources",
        "is_inferred", "version",
    )  # fmt: skip
    items = models.WorkItem.objects.filter(question__in=(row.code, f"{row.code}@{row.period}")).order_by("pk")
    return {
        **{name: getattr(row, name) for name in fields},
        "above": chain_above(row.working_party or row.body),
        "work_items": list(items.values("code", "title", "status", "period")),
    }


def lines_of(
    codes: Iterable[str], question: models.Question | None = None
) -> dict[str, list[dict[str, Any]]]:
    """What came before and after: as the register recorded it, and what a Question itself names as predecessors."""
    wanted = tuple(codes)
    recorded = list_successions(wanted)
    before = [row for row in recorded if row["successor"] in wanted]
    after = [row for row in recorded if row["predecessor"] in wanted]
    if question is not None:
        before = [row for row in before if row["successor_period"] in ("", question.period)]
        after = [row for row in after if row["predecessor_period"] in ("", question.period)]
        before += _named_before(question, before)
        after += _named_after(question, after)
    return {"before": before, "after": after}


def _named_before(question: models.Question, known: list[dict[str, Any]]) -> list[dict[str, Any]]:
    named = {(row["predecessor"], row["predecessor_period"]) for row in known}
    found = []
    for key in question.predecessors:
        code, _, period = key.partition("@")
        if (code, period) not in named:
            found.append(_stated(code, period, question.code, question.period))
    return found


def _named_after(question: models.Question, known: list[dict[str, Any]]) -> list[dict[str, Any]]:
    named = {(row["successor"], row["successor_period"]) for row in known}
    later = models.Question.objects.filter(body=question.body, period__gt=question.period).order_by(
        "period", "pk"
    )
    key = f"{question.code}@{question.period}"
    return [
        _stated(question.code, question.period, row.code, row.period)
        for row in later
        if key in row.predecessors and (row.code, row.period) not in named
    ]


def _stated(old: str, old_period: str, new: str, new_period: str) -> dict[str, Any]:
    return {
        "kind": "continued" if old == new else "renumbered",
        "predecessor": old,
        "predecessor_period": old_period,
        "successor": new,
        "successor_period": new_period,
        "reason": "",
        "source": "",
    }
