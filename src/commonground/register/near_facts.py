"""A few works as matching reads them, out of the facts around them alone: as fast in a large register as in a small."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from typing import Any

from django.db.models import Q

from commonground.analysis.consolidation import area_id
from commonground.analysis.items import items_of
from commonground.domain.instrument import Instrument, InstrumentKind, Revision
from commonground.domain.organization import Body, BodyKind, Mandate, Question, Sector
from commonground.domain.profile import AreaFact, Profile
from commonground.errors import NotFound, Said
from commonground.matching.item import Item, ItemKind
from commonground.matching.stated import bare_id
from commonground.register import models
from commonground.register.matching_items import FIRST_CHARACTERS, FIRST_PASSAGES, NOT_TEXT

AREA, DOCUMENT = "area:", "document:"
_LEVELS = 8  # of bodies above a work
_DIGITS = 15
_PARTS = 400  # bodies or Questions of one body that are read to say what it is about


def near_items(ids: Iterable[str]) -> dict[str, Item]:
    """The works with these ids (Questions of earlier periods as "ITU-T Q7/5@2017-2020"); what is not known is left out.

    Bodies, Questions, adopted texts and areas are read from their facts, what only a theme's matrix or a printed list
    names from the titles of its links, documents ("document:12", by their row) from their first passages. Not more
    statements in a large register than in a small one.
    """
    wanted = dict.fromkeys(ids)
    profile = _near_profile({bare_id(one) for one in wanted})
    found = {item.id: item for item in items_of(profile)}
    filed = _filed_under(wanted)
    items = {}
    for one in wanted:
        item = _document(one) or found.get(one) or found.get(_latest_key(one, profile)) or _by_title(one)
        if item is not None:
            areas = dict.fromkeys((*item.areas, *filed.get(one, ())))
            items[one] = replace(item, id=one, areas=tuple(areas))
    return items


def near_item(identifier: str) -> Item:
    """The work with this id; raises NotFound."""
    item = near_items([identifier]).get(identifier)
    if item is None:
        raise NotFound(
            Said("no body, Question, adopted text or area %(name)s", name=repr(identifier[:80])),
            advice=Said("search for it"),
        )
    return item


def names_of(ids: Iterable[str]) -> dict[str, dict[str, str]]:
    """By id, what Questions, adopted texts, groups and areas are called in each language; three statements.

    Without English, which the titles of links are in: what is not named in another language is left out.
    """
    wanted = set(ids)
    codes = {bare_id(one) for one in wanted}
    found: dict[str, dict[str, str]] = {}
    for row in (
        models.Question.objects.filter(code__in=codes).order_by("period").values("code", "period", "names")
    ):
        found[row["code"]] = found[f"{row['code']}@{row['period']}"] = row["names"]
    instruments = models.Instrument.objects.filter(code__in=codes)
    found |= {row["code"]: row["names"] for row in instruments.values("code", "names")}
    if any(one.startswith(AREA) for one in wanted):
        areas = models.Area.objects.values_list("label", "labels")
        found |= {AREA + area_id(label): labels for label, labels in areas}
    return {
        one: {code: name for code, name in found[one].items() if code != "en" and name}
        for one in wanted
        if found.get(one)
    }


def area_names(areas: Iterable[str]) -> dict[str, Item]:
    """By id without "area:", what these areas are called in each language."""
    labels = [one for one in areas if "/" not in one]
    found = {item.id.removeprefix(AREA): item for item in near_items([AREA + one for one in labels]).values()}
    return {one: found[one] for one in labels if one in found}


def _latest_key(identifier: str, profile: Profile) -> str:
    """A Question is found by its id with the period too where that period is its latest."""
    bare, _, period = identifier.partition("@")
    periods = [question.period for question in profile.questions if question.id == bare]
    return bare if period and periods and max(periods) == period else identifier


def _near_profile(codes: Collection[str]) -> Profile:
    record = models.ProfileRecord.objects.first()
    if record is None:
        raise NotFound(
            Said("the register holds no profile"), advice=Said("make one: commonground init --profile itu")
        )
    questions = _questions(codes)
    working = {body for one in questions for body in (one.body, one.working_party) if body}
    bodies = _bodies({*codes, *working}, codes)
    return Profile(
        code=record.code,
        names=record.names,
        languages=tuple(record.languages),
        sectors=tuple(Sector(row.code, row.names, {}, ()) for row in models.Sector.objects.order_by("pk")),
        periods=(),
        bodies=bodies,
        questions=questions,
        instruments=_instruments(codes),
        areas=_areas(codes),
        grammar=record.grammar,
        layout=record.layout,
    )


def _questions(codes: Collection[str]) -> tuple[Question, ...]:
    either = Q(code__in=codes) | Q(body__in=codes) | Q(working_party__in=codes)
    rows = list(models.Question.objects.filter(either).order_by("pk")[: 2 * _PARTS])
    earlier = {bare_id(key) for row in rows if row.code in codes for key in row.predecessors} - set(codes)
    if earlier:
        rows += models.Question.objects.filter(code__in=earlier).order_by("pk")[:_PARTS]
    return tuple(_question(row) for row in rows)


def _question(row: models.Question) -> Question:
    return Question(
        id=row.code,
        sector=row.sector,
        body=row.body,
        period=row.period,
        title=row.title,
        names=row.names,
        scope=row.scope,
        working_party=row.working_party,
        related=tuple(row.related),
        sources=tuple(row.sources),
        is_inferred=row.is_inferred,
        predecessors=tuple(row.predecessors),
    )


def _bodies(codes: Collection[str], whole: Collection[str]) -> tuple[Body, ...]:
    """These bodies, those above them, and those right below the ones that are looked at themselves."""
    rows = {row.code: row for row in models.Body.objects.filter(parent__in=whole).order_by("pk")[:_PARTS]}
    open_: set[str] = set(codes) - set(rows)
    for _ in range(_LEVELS):
        if not open_:
            break
        above = list(models.Body.objects.filter(code__in=open_))
        rows |= {row.code: row for row in above}
        open_ = {row.parent for row in above if row.parent} - set(rows)
    mandates: dict[int, list[Mandate]] = {}
    held = models.Mandate.objects.filter(body__in=[row.pk for row in rows.values()]).order_by("pk")
    for one in held:
        value = Mandate(one.period, one.title, one.scope, tuple(one.related), tuple(one.sources))
        mandates.setdefault(one.body_id, []).append(value)
    return tuple(
        Body(
            id=row.code,
            kind=BodyKind(row.kind),
            sectors=tuple(row.sectors),
            parent=row.parent,
            names=row.names,
            aliases={language: tuple(names) for language, names in row.aliases.items()},
            mandates=tuple(mandates.get(row.pk, ())),
            sources=tuple(row.sources),
        )
        for row in sorted(rows.values(), key=lambda row: row.pk)
    )


def _instruments(codes: Collection[str]) -> tuple[Instrument, ...]:
    either = Q(code__in=codes) | Q(carried_into__in=codes)
    rows = list(models.Instrument.objects.filter(either).order_by("pk")[:_PARTS])
    revisions: dict[int, list[Revision]] = {}
    held = models.Revision.objects.filter(instrument__in=[row.pk for row in rows])
    for one in held.order_by("instrument_id", "position"):
        value = Revision(
            label=one.label,
            year=one.year,
            title=one.title,
            areas=tuple(one.areas),
            refers_to=tuple(one.refers_to),
            status=one.status,
            note=one.note,
            sources=tuple(one.sources),
            asks_coordination=one.asks_coordination,
        )
        revisions.setdefault(one.instrument_id, []).append(value)
    return tuple(
        Instrument(
            id=row.code,
            kind=InstrumentKind(row.kind),
            body=row.body,
            sector=row.sector,
            number=row.number,
            revisions=tuple(revisions[row.pk]),
            names=row.names,
            carried_into=row.carried_into,
        )
        for row in rows
        if row.pk in revisions
    )


def _areas(codes: Collection[str]) -> tuple[AreaFact, ...]:
    """The areas that the profile or people name; only read where one is asked for."""
    if not any(code.startswith(AREA) for code in codes):
        return ()
    return tuple(
        AreaFact(row.label, row.labels, tuple(row.aliases), tuple(row.acronyms), tuple(row.sources))
        for row in models.Area.objects.order_by("pk")
    )


def _filed_under(ids: Collection[str]) -> Mapping[str, tuple[str, ...]]:
    """By id, the areas that a source files it under: its stated links with areas."""
    found: dict[str, list[str]] = {}
    rows = models.LinkStanding.objects.filter(
        left__in=ids, right__startswith=AREA, is_stated=True, is_current=True
    )
    for left, right in rows.order_by("pk").values_list("left", "right")[:_PARTS]:
        found.setdefault(left, []).append(right.removeprefix(AREA))
    return {one: tuple(areas) for one, areas in found.items()}


def _by_title(identifier: str) -> Item | None:
    """What only links name, by the title that they give it."""
    row: Any = (
        models.LinkStanding.objects.filter(Q(left=identifier) | Q(right=identifier)).order_by("-pk").first()
    )
    if row is None:
        return None
    title = row.left_title if row.left == identifier else row.right_title
    if not identifier.startswith(AREA):
        return Item(identifier, title, kind=ItemKind.ACTIVITY)
    return _sub_topic(identifier) or Item(
        identifier, title or identifier.removeprefix(AREA), kind=ItemKind.AREA
    )


def _sub_topic(identifier: str) -> Item | None:
    """A sub-topic of a theme, with what its matrices call it in each language."""
    theme, slash, topic = identifier.removeprefix(AREA).partition("/")
    areas = models.Theme.objects.values_list("pk", "area") if slash else ()
    themes = {pk: area for pk, area in areas if area_id(area) == theme}
    rows = models.ThemeRow.objects.filter(table__theme__in=themes).order_by("pk") if themes else ()
    for row in rows:
        if area_id(row.label) == topic:
            further = {code: name for code, name in row.labels.items() if code != "en" and name}
            return Item(
                identifier,
                row.labels.get("en", row.label),
                parent=next(iter(themes.values())),
                language="en",
                kind=ItemKind.AREA,
                labels=dict(sorted(further.items())),
                areas=(theme, f"{theme}/{topic}"),
            )
    return None


def _document(identifier: str) -> Item | None:
    """A document by the number of its row, with its first words."""
    number = identifier.removeprefix(DOCUMENT)
    if number == identifier or not number.isdecimal() or len(number) > _DIGITS:
        return None
    row = models.Document.objects.filter(pk=int(number)).first()
    if row is None:
        return None
    passages = models.Passage.objects.filter(document=row, position__lt=FIRST_PASSAGES).exclude(text="")
    texts = passages.exclude(kind__in=[str(kind) for kind in NOT_TEXT]).order_by("position")
    cited = models.Reference.objects.filter(passage__document=row).exclude(entity="").order_by("pk")
    title = row.title or row.name.rsplit("/", 1)[-1]
    words = "\n".join(text for text in texts.values_list("text", flat=True) if text != title)
    return Item(
        id=identifier,
        title=title,
        text=words[:FIRST_CHARACTERS],
        language=row.language,
        kind=ItemKind.DOCUMENT,
        group=row.group or None,
        period=str(row.year or ""),
        references=tuple(dict.fromkeys(cited.values_list("entity", flat=True)[:_PARTS])),
    )
