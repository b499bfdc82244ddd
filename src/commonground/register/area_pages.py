"""Areas of mutual interest as people read them: all in one list, and one with everything that is known of it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from commonground.analysis.consolidation import area_id
from commonground.analysis.linkage import ACTIVITIES, area_item
from commonground.domain.area import Area, AreaStatus
from commonground.domain.instrument import InstrumentKind
from commonground.domain.theme import ROW_GROUPS, MatrixEntry, ThemeMatrix
from commonground.errors import NotFound, Said
from commonground.matching.word import fold_text
from commonground.register import models
from commonground.register.link_lists import visible_links, with_side
from commonground.register.links import ready
from commonground.register.workflows.actor import Actor

_KINDS = {
    **{group: str(kind) for group, kind in ACTIVITIES.items()},
    "Recommendations": str(InstrumentKind.RECOMMENDATION),
    "Reports": str(InstrumentKind.REPORT),
}
"""What the entries of a matrix's rows are, where they are no work of a group."""
LINKS_MAX = 400  # of one area on its page; the list of links shows all of them


def unlisted_areas(areas: Sequence[Area]) -> tuple[Area, ...]:
    """The areas that are known beyond the lists and stand in none of them."""
    names = {fold_text(text) for area in areas for text in (*area.labels.values(), *area.aliases)}
    names |= {fold_text(entry.text) for area in areas for entry in area.entries}
    rows = models.Area.objects.order_by("pk")
    return tuple(_area_of_fact(row) for row in rows if fold_text(row.label) not in names)


@dataclass(frozen=True, slots=True)
class FoundArea:
    """An area by whatever named it; `fact` is what is known beyond the lists, `theme` where it is a pilot theme."""

    area: Area
    fact: models.Area | None = None
    theme: models.Theme | None = None
    above: Area | None = None  # of a sub-topic, the area of its theme


def find_area(name: str, areas: Sequence[Area]) -> FoundArea:
    """The area with this id, link id ("area:...") or label in any language; raises NotFound.

    Looked for among `areas` (those of the lists), the facts, and the sub-topics of themes ("climate-change/e-waste").
    """
    plain = name.strip().removeprefix("area:")
    whole, slash, topic = plain.partition("/")
    found = _of_lists(plain, areas)
    if found is not None:
        return FoundArea(found, _fact_of(found), _theme_of(found))
    fact = next(
        (row for row in models.Area.objects.order_by("pk") if _is_named(plain, row.label, row.labels)), None
    )
    if fact is not None:
        area = _area_of_fact(fact)
        return FoundArea(area, fact, _theme_of(area))
    if slash:
        return _sub_topic(whole, topic, areas)
    theme = next(
        (row for row in models.Theme.objects.order_by("pk") if _is_named(plain, row.area, row.labels)), None
    )
    if theme is not None:
        return FoundArea(Area(area_id(theme.area), theme.labels or {"en": theme.area}), None, theme)
    raise NotFound(Said("no area %(name)s", name=repr(name[:200])), advice=Said("see the list of areas"))


def _of_lists(plain: str, areas: Sequence[Area]) -> Area | None:
    by_id = {area.id: area for area in areas}
    if plain in by_id:
        return by_id[plain]
    folded = fold_text(plain)
    return next(
        (
            area
            for area in areas
            if folded in {fold_text(text) for text in (*area.labels.values(), *area.aliases)}
        ),
        None,
    )


def _is_named(plain: str, label: str, labels: Mapping[str, str]) -> bool:
    return plain == area_id(label) or fold_text(plain) in {
        fold_text(text) for text in (label, *labels.values())
    }


def _fact_of(area: Area) -> models.Area | None:
    names = {fold_text(text) for text in (*area.labels.values(), *(entry.text for entry in area.entries))}
    return next((row for row in models.Area.objects.order_by("pk") if fold_text(row.label) in names), None)


def _theme_of(area: Area) -> models.Theme | None:
    rows = models.Theme.objects.order_by("pk")
    return next((row for row in rows if area_id(row.area) == area.id), None)


def _area_of_fact(row: models.Area) -> Area:
    return Area(
        area_id(row.label),
        row.labels or {"en": row.label},
        (*row.aliases, *row.acronyms),
        status=AreaStatus.DERIVED,
        definition=row.definition,
        sources=tuple(row.sources),
    )


def _sub_topic(whole: str, topic: str, areas: Sequence[Area]) -> FoundArea:
    theme = next((row for row in models.Theme.objects.order_by("pk") if area_id(row.area) == whole), None)
    if theme is not None:
        rows = models.ThemeRow.objects.filter(table__theme=theme, group="Sub-topics").order_by("pk")
        printed = [
            (label, labels)
            for label, labels in rows.values_list("label", "labels")
            if area_id(label) == topic
        ]
        label = next(
            (one for one in (*theme.sub_topics, *(of for of, _ in printed)) if area_id(one) == topic), ""
        )
        if label:
            names = {"en": label} | {
                code: text for _, labels in printed for code, text in labels.items() if text
            }
            above = _of_lists(whole, areas) or Area(whole, theme.labels or {"en": theme.area})
            area = Area(f"{whole}/{topic}", names, parent=whole, status=AreaStatus.SUB_TOPIC)
            return FoundArea(area, None, theme, above)
    raise NotFound(
        Said("no area %(name)s", name=f"{whole}/{topic}"[:200]), advice=Said("see the list of areas")
    )


def names_of_area(found: FoundArea) -> list[str]:
    """What links name the area by: its own id, and those of its sub-topics where it is a pilot theme's."""
    item = area_item(found.area.id)
    if found.theme is None or found.above is not None:
        return [item]
    rows = models.ThemeRow.objects.filter(table__theme=found.theme, group=ROW_GROUPS[0])
    topics = (*found.theme.sub_topics, *rows.order_by("pk").values_list("label", flat=True))
    return list(dict.fromkeys([item, *(f"{item}/{area_id(topic)}" for topic in topics)]))


def links_of_area(names: Collection[str], actor: Actor) -> list[models.LinkStanding]:
    """The current links with one of the names on a side that the actor may see. Three queries."""
    rows = with_side(visible_links(actor).filter(is_current=True), names).order_by("pk")
    return list(ready(rows)[:LINKS_MAX])


def instruments_of_area(area: Area) -> list[dict[str, Any]]:
    """The texts that govern the area: those whose title was read to belong to it, with all their revisions."""
    names = sorted({named.partition(" (")[0] for named in area.instruments})
    rows = models.Instrument.objects.filter(code__in=names).prefetch_related("revisions").order_by("code")
    return [
        {
            "code": row.code,
            "kind": row.kind,
            "sector": row.sector,
            "names": row.names,
            "revisions": [
                {"label": one.label, "year": one.year, "title": one.title, "status": one.status}
                for one in sorted(row.revisions.all(), key=lambda one: one.position)
            ],
        }
        for row in rows
    ]


def activities_of_area(theme: models.Theme | None, levels: Collection[str]) -> list[dict[str, Any]]:
    """Events, partnerships and pages recorded for the area's theme."""
    if theme is None:
        return []
    rows = models.Activity.objects.filter(theme=theme.code, access__in=levels).order_by("starts_on", "pk")
    return [
        {
            "code": row.code,
            "kind": row.kind,
            "title": row.title,
            "sectors": list(row.sectors),
            "starts_on": row.starts_on,
            "ends_on": row.ends_on,
            "place": row.place,
            "address": row.address if row.address.startswith(("http://", "https://")) else "",
        }
        for row in rows
    ]


def history_of_area(
    found: FoundArea, subjects: Collection[str], levels: Collection[str], most: int
) -> QuerySet[models.Change]:
    """What was done to the area, and to the links and proposals that are the other `subjects`, the newest first."""
    sectors = list(models.Sector.objects.values_list("code", flat=True))
    item = area_item(found.area.id)
    wanted = {*subjects, *(f"{item} / {sector}" for sector in sectors)}
    if found.fact is not None:
        wanted.add(f"area {found.fact.label}")
    if found.theme is not None and found.above is None:
        topics = [*found.theme.sub_topics]
        wanted |= {f"theme {found.theme.code}", *examined_subjects(found.theme.area, topics, sectors)}
    return models.Change.objects.filter(subject__in=wanted, access__in=sorted(levels)).order_by("-pk")[:most]


def examined_subjects(area: str, topics: Iterable[str], sectors: Sequence[str]) -> set[str]:
    """By what the log names examinations of a theme's sub-topics."""
    return {f"{area} / {topic} / {sector}" for topic in topics for sector in sectors}


def printed_activities(matrix: ThemeMatrix) -> list[dict[str, Any]]:
    """Events, partnerships, pages and publications that a theme's matrix holds, each once."""
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for row in matrix.rows:
        for entry in row.entries if row.group in _KINDS else ():
            found.setdefault((_KINDS[row.group], entry.text), _printed(_KINDS[row.group], entry))
    return list(found.values())


def _printed(kind: str, entry: MatrixEntry) -> dict[str, Any]:
    is_page = entry.text.startswith(("http://", "https://"))
    times = {"starts_on": None, "ends_on": None, "place": ""}
    address = entry.text if is_page else ""
    return {"kind": kind, "title": entry.text, "sectors": list(entry.columns), **times, "address": address}


def sub_topics_of(matrix: ThemeMatrix) -> list[dict[str, Any]]:
    """The sub-topics of a theme, as areas below its own."""
    above = area_id(matrix.theme)
    return [
        {"id": f"{above}/{area_id(row.label)}", "labels": {"en": row.label, **row.labels}}
        for row in matrix.rows
        if row.group == ROW_GROUPS[0]
    ]
