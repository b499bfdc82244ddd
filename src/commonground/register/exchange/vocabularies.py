"""Areas as a vocabulary (SKOS): what the register exports, and what a vocabulary asks of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from commonground.analysis.consolidation import area_id
from commonground.domain.area import Area, AreaStatus
from commonground.domain.language import label_in
from commonground.domain.profile import Profile
from commonground.errors import BadInput, CommongroundError, Said
from commonground.exports.vocabulary import read_areas_skos
from commonground.ingest.limits import Limits
from commonground.matching.word import fold_text
from commonground.register import models, reading
from commonground.register.exchange.asked import Asked, Fault, Place, Reading
from commonground.register.fact_kinds import FACT_KINDS
from commonground.register.fact_values import values_of
from commonground.register.facts import read_profile
from commonground.register.held_facts import HeldFacts
from commonground.register.workflows.editing import Act, Edit

_TURTLE = re.compile(r"^\s*(@prefix|@base|PREFIX|BASE)\b|\bskos:Concept\b", re.MULTILINE)


def is_turtle(text: str) -> bool:
    """Whether the text looks like Turtle that holds concepts."""
    return bool(_TURTLE.search(text[:20_000])) and "skos" in text


def exchanged_areas(profile: Profile) -> tuple[Area, ...]:
    """The areas of the lists, the sub-topics of the themes below theirs, and the areas that people added.

    What people stated of an area (definition, what stands above and beside it, matches elsewhere) stands with it.
    """
    listed = reading.areas().areas
    facts = {fold_text(row.label): row for row in models.Area.objects.order_by("pk")}
    taken: set[int] = set()
    found = []
    for area in listed:
        row = next((facts[t] for t in map(fold_text, _names(area)) if t in facts), None)
        if row is None or row.pk in taken:
            found.append(area)
        else:
            taken.add(row.pk)
            found.append(_with_fact(area, row))
    ids = {area.id for area in found}
    for row in facts.values():
        is_edited = row.added_at is not None or row.version > 1
        if row.pk not in taken and is_edited and area_id(row.label) not in ids:
            found.append(_with_fact(Area(area_id(row.label), {}), row))
    return (*found, *reading.sub_topic_areas(profile, listed))


def _names(area: Area) -> Iterator[str]:
    yield from (area.labels[code] for code in sorted(area.labels, key=lambda code: code != "en"))


def _with_fact(area: Area, row: models.Area) -> Area:
    labels = {**row.labels, **({"en": area.labels["en"]} if area.labels.get("en") else {})}
    if row.version == 1 and area.labels:
        labels = dict(area.labels)
    return replace(
        area,
        labels=labels,
        aliases=tuple(row.aliases) if row.version > 1 or not area.aliases else area.aliases,
        parent=area_id(row.parent) if row.parent else area.parent,
        related=tuple(dict.fromkeys((*area.related, *map(area_id, row.related)))),
        definition=row.definition or area.definition,
        matches={name: tuple(addresses) for name, addresses in row.matches.items()},
        sources=area.sources or (tuple(row.sources) if row.version > 1 else ()),
    )


def read_skos(data: bytes, name: str, limits: Limits, held: HeldFacts) -> Reading:
    """What a vocabulary asks: areas to add and to change. Sub-topics belong to their themes and stay as they are."""
    result = Reading("skos")
    areas = read_areas_skos(data, name)
    if len(areas) > limits.table_rows_max:
        raise limits.exceeded("table_rows_max", name, Said("too many concepts"))
    held.preload(["area"])
    current = {area.id: area for area in exchanged_areas(read_profile())}
    labels = _Labels(areas, held)
    for number, area in enumerate(areas, 1):
        result.rows += 1
        place = Place(name, area.id, 0)
        known = current.get(area.id)
        if known is not None and _said(known) == _said(area):
            result.unchanged += 1
            continue
        if area.status is AreaStatus.SUB_TOPIC:
            result.unchanged += 1
            result.notes.append(Said("%(place)s: sub-topics are changed with their theme", place=place.at()))
            continue
        try:
            asked = labels.asked(area, known, place, number)
        except CommongroundError as error:
            result.faults.append(Fault(place, error))
            continue
        if asked is None:
            result.unchanged += 1
        else:
            result.asked.append(asked)
    result.notes += sorted(labels.left_out)
    return result


def _said(area: Area) -> tuple[Any, ...]:
    """What a vocabulary says of an area, without order."""
    return (
        dict(area.labels),
        set(area.aliases),
        area.parent,
        set(area.related),
        area.definition,
        {name: set(found) for name, found in area.matches.items()},
    )


class _Labels:
    """Concepts by the labels under which the register knows areas."""

    def __init__(self, areas: Sequence[Area], held: HeldFacts) -> None:
        self.held = held
        self.kind = FACT_KINDS["area"]
        known = {fold_text(label): label for label in held.ids("area")}
        by_id = {area_id(label): label for label in held.ids("area")}
        self.of: dict[str, str] = dict(by_id)  # id of a concept -> label of the area
        for area in areas:
            own = label_in(area.labels, "en")[0]
            self.of.setdefault(area.id, known.get(fold_text(own), own))
        self.left_out: set[str] = set()

    def asked(self, area: Area, known: Area | None, place: Place, number: int) -> Asked | None:
        """The edit that brings the area to what the concept says; None when nothing of it differs."""
        label = self.of.get(area.id, "")
        if not label or not area.labels:
            raise BadInput(
                Said("the concept has no preferred label"),
                where=place.at(),
                advice=Said("give one in English"),
            )
        values = self._values(area, label)
        row = self.held.row(self.kind, (label,))
        if row is None or row.retired_at is not None:
            return Asked(place, f"area {label}", Edit("area", Act.ADD, values=values, where=place.at()))
        current = values_of(self.kind, row)
        before = _said(known) if known is not None else None
        changed = {
            name: value
            for name, value in values.items()
            if name != "label" and _plain(value) != _plain(current[name]) and _is_new(name, area, before)
        }
        if not changed:
            return None
        changes = tuple((name, _shown(current[name]), _shown(value)) for name, value in changed.items())
        edit = Edit("area", Act.CHANGE, (label,), changed, row.version, place.at())
        return Asked(place, f"area {label}", edit, changes)

    def _values(self, area: Area, label: str) -> dict[str, Any]:
        languages = set(self.held.languages)
        foreign = sorted(set(area.labels) - languages)
        if foreign:
            kept = ", ".join(sorted(languages))
            self.left_out.add(
                Said(
                    "labels in %(languages)s were left out: the register keeps %(kept)s",
                    languages=", ".join(foreign),
                    kept=kept,
                )
            )
        return {
            "label": label,
            "labels": {code: text for code, text in area.labels.items() if code in languages}
            or {"en": label},
            "aliases": list(area.aliases),
            "definition": area.definition,
            "parent": self.of.get(area.parent, "") if area.parent else "",
            "related": [self.of.get(other, other) for other in area.related],
            "matches": {name: list(found) for name, found in area.matches.items()},
            "sources": list(area.sources),
        }


def _is_new(name: str, area: Area, before: tuple[Any, ...] | None) -> bool:
    """Whether a field says something else than the export did, not only than the fact behind it."""
    if before is None:
        return True
    fields = ("labels", "aliases", "parent", "related", "definition", "matches")
    if name not in fields:
        return False
    at = fields.index(name)
    return bool(_said(area)[at] != before[at])


def _plain(value: Any) -> Any:
    return sorted(map(str, value)) if isinstance(value, list) else value


def _shown(value: Any) -> str:
    if isinstance(value, Mapping):
        return "; ".join(f"{key}: {value[key]}" for key in sorted(value))
    return "; ".join(map(str, value)) if isinstance(value, list) else str(value)
