"""A few works as links know them, out of the facts around them alone: as fast in a large register as in a small one."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from typing import Any

from django.db.models import Q

from commonground.analysis.consolidation import area_id
from commonground.analysis.items import items_of
from commonground.analysis.linkage import area_item
from commonground.domain.instrument import Instrument, InstrumentKind, Revision
from commonground.domain.organization import Body, BodyKind, Mandate, Question
from commonground.domain.profile import Profile
from commonground.matching.stated import bare_id
from commonground.register import models
from commonground.register.facts import read_areas
from commonground.register.matching_items import work_items
from commonground.register.theme_states import state_of_theme
from commonground.register.works import Work, works_of

AREA, ACTIVITY = "area:", "activity:"
BATCH = 400  # fewer than a third of the variables a statement may have


def called_works(names: Collection[str]) -> dict[str, Work]:
    """As `near_works`, of names as people give them: where no work has one as its id, the area that is called so."""
    found = near_works(names)
    areas = [area_item(area_id(name)) for name in names if name not in found]
    return found | near_works(areas) if areas else found


def near_works(names: Iterable[str]) -> dict[str, Work]:
    """The works with these ids, each as `works.works` has it; what the register does not hold is left out.

    Bodies, Questions and adopted texts are read with what stands right above and below them. Only for an area that no
    fact names are the printed lists and the matrices of all themes read.
    """
    wanted = set(names)
    codes = {bare_id(name) for name in wanted if not name.startswith((AREA, ACTIVITY))}
    profile = _profile_around(codes)
    places = {name for name in wanted if name.startswith((AREA, ACTIVITY))}
    if places:
        profile = replace(profile, areas=read_areas())
        themes = {name.partition(":")[2].partition("/")[0] for name in places if "/" in name}
        profile = _with_matrices(profile, themes)
    found = works_of(item for item in items_of(profile) if item.id in wanted)
    if any(name not in found and "/" not in name for name in places):
        every = work_items(_with_matrices(profile, None))
        found |= works_of(item for item in every if item.id in places and item.id not in found)
    return found


def _with_matrices(profile: Profile, themes: Collection[str] | None) -> Profile:
    """With the matrices of the themes of these areas; None: of all."""
    rows = models.Theme.objects.order_by("pk") if themes is None or themes else ()
    chosen = [row for row in rows if themes is None or area_id(row.area) in themes]
    states = (state_of_theme(row, profile.matrix_columns) for row in chosen)
    return replace(profile, matrices=tuple(state.matrix for state in states))


def _profile_around(codes: Collection[str]) -> Profile:
    """The profile with these bodies, Questions and adopted texts, and what they are described by."""
    record: Any = models.ProfileRecord.objects.first()
    questions = [row for part in _parts(codes) for row in _question_rows(Q(code__in=part))]
    bodies = _bodies_above({*codes, *(row.body for row in questions)})
    mandates = _mandates(bodies)
    undescribed = [
        row.code
        for row in bodies
        if row.code in codes and not any(one.title or one.scope.strip() for one in mandates.get(row.pk, ()))
    ]
    bodies, questions = _with_parts(undescribed, bodies, questions)
    mandates |= _mandates([row for row in bodies if row.pk not in mandates])
    return Profile(
        code=record.code if record else "",
        names=record.names if record else {},
        languages=tuple(record.languages) if record else (),
        sectors=(),
        periods=(),
        bodies=tuple(_body(row, mandates.get(row.pk, ())) for row in bodies),
        questions=tuple(map(_question, questions)),
        instruments=tuple(_instruments(codes)),
        layout=record.layout if record else {},
    )


def _parts(values: Iterable[Any]) -> Iterator[list[Any]]:
    ordered = sorted(values)
    return (ordered[start : start + BATCH] for start in range(0, len(ordered), BATCH))


def _question_rows(condition: Q) -> list[models.Question]:
    return list(models.Question.objects.filter(condition).order_by("pk"))


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
        is_inferred=row.is_inferred,
    )


def _bodies_above(codes: Iterable[str]) -> list[models.Body]:
    """The bodies among these codes and all that stand above them."""
    found: dict[str, models.Body] = {}
    open_ = set(codes)
    while open_:
        rows = [row for part in _parts(open_) for row in models.Body.objects.filter(code__in=part)]
        found |= {row.code: row for row in rows}
        open_ = {row.parent for row in rows if row.parent} - set(found)
    return sorted(found.values(), key=lambda row: row.pk)


def _with_parts(
    undescribed: Collection[str], bodies: list[models.Body], questions: list[models.Question]
) -> tuple[list[models.Body], list[models.Question]]:
    """Also the parts of bodies of which no mandate says anything: these are about what their parts are about."""
    held = {row.pk: row for row in bodies}
    asked = {row.pk: row for row in questions}
    for part in _parts(undescribed):
        held |= {row.pk: row for row in models.Body.objects.filter(parent__in=part)}
        below = _question_rows(Q(body__in=part) | Q(working_party__in=part))
        asked |= {row.pk: row for row in below}
    return [held[pk] for pk in sorted(held)], [asked[pk] for pk in sorted(asked)]


def _mandates(bodies: Iterable[models.Body]) -> dict[int, list[Mandate]]:
    found: dict[int, list[Mandate]] = {}
    for part in _parts(row.pk for row in bodies):
        for row in models.Mandate.objects.filter(body__in=part).order_by("pk"):
            found.setdefault(row.body_id, []).append(Mandate(row.period, row.title, row.scope))
    return found


def _body(row: models.Body, mandates: Iterable[Mandate]) -> Body:
    return Body(
        id=row.code,
        kind=BodyKind(row.kind),
        sectors=tuple(row.sectors),
        parent=row.parent,
        names=row.names,
        aliases={language: tuple(names) for language, names in row.aliases.items()},
        mandates=tuple(mandates),
    )


def _instruments(codes: Collection[str]) -> Iterator[Instrument]:
    for part in _parts(codes):
        rows = list(models.Instrument.objects.filter(code__in=part).order_by("pk"))
        revisions: dict[int, list[Revision]] = {}
        held = models.Revision.objects.filter(instrument__in=[row.pk for row in rows])
        for one in held.order_by("instrument_id", "position"):
            value = Revision(one.label, one.year, one.title, status=one.status)
            revisions.setdefault(one.instrument_id, []).append(value)
        for row in rows:
            if row.pk in revisions:
                yield Instrument(
                    id=row.code,
                    kind=InstrumentKind(row.kind),
                    body=row.body,
                    sector=row.sector,
                    number=row.number,
                    revisions=tuple(revisions[row.pk]),
                    names=row.names,
                )
