"""Profiles into the register's tables and back: the same value comes out that went in."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from commonground import __version__
from commonground.domain.area import Origin
from commonground.domain.document import Locator
from commonground.domain.instrument import Instrument, InstrumentKind, Revision
from commonground.domain.link import Evidence, EvidenceKind, Link, Predicate
from commonground.domain.organization import Body, BodyKind, Mandate, Question, Sector, StudyPeriod
from commonground.domain.profile import AreaFact, Gathering, Profile
from commonground.errors import NotFound, Said
from commonground.register import models
from commonground.register.lists import list_entries, store_entries
from commonground.register.themes import read_themes, store_matrix, store_theme


def store_profile(profile: Profile, at: datetime, *, with_lists: bool = True) -> None:
    """Write all facts of the profile; without `with_lists` no list entries, themes or matrices."""
    models.ProfileRecord.objects.create(
        code=profile.code,
        names=dict(profile.names),
        languages=list(profile.languages),
        grammar=dict(profile.grammar),
        layout=dict(profile.layout),
        licence=profile.licence,
        created_at=at,
        tool_version=__version__,
    )
    _store_sectors(profile)
    _store_bodies(profile)
    _store_questions(profile.questions)
    _store_instruments(profile.instruments)
    _store_vocabulary(profile)
    store_links(profile.links)
    if with_lists:
        store_entries(profile.entries, document=None)
        for theme in profile.themes:
            store_theme(theme)
        for matrix in profile.matrices:
            store_matrix(matrix, document=None)


def read_profile() -> Profile:
    """The register's profile as one value, made from its tables; NotFound in a register without one."""
    record = models.ProfileRecord.objects.first()
    if record is None:
        raise NotFound(
            Said("the register holds no profile"),
            advice=Said("make a register: commonground init --profile itu"),
        )
    return Profile(
        code=record.code,
        names=record.names,
        languages=tuple(record.languages),
        sectors=_read_sectors(),
        periods=tuple(
            StudyPeriod(p.sector.code, p.label, p.start, p.end)
            for p in models.StudyPeriod.objects.select_related("sector").order_by("pk")
        ),
        bodies=_read_bodies(),
        questions=_read_questions(),
        instruments=read_instruments(),
        gatherings=tuple(
            Gathering(g.body, g.year, g.place, g.sector, g.code, g.places, tuple(g.sources))
            for g in models.Gathering.objects.order_by("pk")
        ),
        entries=list_entries(),
        areas=read_areas(),
        themes=read_themes(),
        links=read_links(),
        terms={term.code: term.labels for term in models.Term.objects.order_by("pk")},
        grammar=record.grammar,
        layout=record.layout,
        licence=record.licence,
    )


def _store_sectors(profile: Profile) -> None:
    for sector in profile.sectors:
        row = models.Sector.objects.create(
            code=sector.id,
            names=dict(sector.names),
            aliases={language: list(names) for language, names in sector.aliases.items()},
            sources=list(sector.sources),
        )
        models.StudyPeriod.objects.bulk_create(
            models.StudyPeriod(sector=row, label=p.label, start=p.start, end=p.end)
            for p in profile.periods
            if p.sector == sector.id
        )


def _read_sectors() -> tuple[Sector, ...]:
    return tuple(
        Sector(s.code, s.names, {k: tuple(v) for k, v in s.aliases.items()}, tuple(s.sources))
        for s in models.Sector.objects.order_by("pk")
    )


def _store_bodies(profile: Profile) -> None:
    rows = models.Body.objects.bulk_create(
        models.Body(
            code=body.id,
            kind=str(body.kind),
            sectors=list(body.sectors),
            parent=body.parent,
            names=dict(body.names),
            aliases={language: list(names) for language, names in body.aliases.items()},
            sources=list(body.sources),
        )
        for body in profile.bodies
    )
    models.Mandate.objects.bulk_create(
        models.Mandate(
            body=row,
            period=mandate.period,
            title=mandate.title,
            scope=mandate.scope,
            related=list(mandate.related),
            sources=list(mandate.sources),
        )
        for row, body in zip(rows, profile.bodies, strict=True)
        for mandate in body.mandates
    )


def _read_bodies() -> tuple[Body, ...]:
    mandates: dict[int, list[Mandate]] = {}
    for m in models.Mandate.objects.order_by("pk"):
        mandates.setdefault(m.body_id, []).append(
            Mandate(m.period, m.title, m.scope, tuple(m.related), tuple(m.sources))
        )
    return tuple(
        Body(
            id=b.code,
            kind=BodyKind(b.kind),
            sectors=tuple(b.sectors),
            parent=b.parent,
            names=b.names,
            aliases={k: tuple(v) for k, v in b.aliases.items()},
            mandates=tuple(mandates.get(b.pk, ())),
            sources=tuple(b.sources),
        )
        for b in models.Body.objects.order_by("pk")
    )


def _store_questions(questions: Iterable[Question]) -> None:
    models.Question.objects.bulk_create(
        models.Question(
            code=q.id,
            period=q.period,
            sector=q.sector,
            body=q.body,
            title=q.title,
            names=dict(q.names),
            scope=q.scope,
            working_party=q.working_party,
            related=list(q.related),
            sources=list(q.sources),
            is_inferred=q.is_inferred,
            predecessors=list(q.predecessors),
        )
        for q in questions
    )


def _read_questions() -> tuple[Question, ...]:
    return tuple(
        Question(
            id=q.code,
            sector=q.sector,
            body=q.body,
            period=q.period,
            title=q.title,
            names=q.names,
            scope=q.scope,
            working_party=q.working_party,
            related=tuple(q.related),
            sources=tuple(q.sources),
            is_inferred=q.is_inferred,
            predecessors=tuple(q.predecessors),
        )
        for q in models.Question.objects.order_by("pk")
    )


def _store_instruments(instruments: Iterable[Instrument]) -> None:
    instruments = tuple(instruments)
    rows = models.Instrument.objects.bulk_create(
        models.Instrument(
            code=i.id,
            kind=str(i.kind),
            body=i.body,
            sector=i.sector,
            number=i.number,
            names=dict(i.names),
            carried_into=i.carried_into,
        )
        for i in instruments
    )
    models.Revision.objects.bulk_create(
        models.Revision(
            instrument=row,
            position=position,
            label=r.label,
            year=r.year,
            title=r.title,
            areas=list(r.areas),
            refers_to=list(r.refers_to),
            status=r.status,
            note=r.note,
            sources=list(r.sources),
            asks_coordination=r.asks_coordination,
        )
        for row, instrument in zip(rows, instruments, strict=True)
        for position, r in enumerate(instrument.revisions)
    )


def read_areas() -> tuple[AreaFact, ...]:
    """What is known of areas beyond the lists."""
    return tuple(
        AreaFact(a.label, a.labels, tuple(a.aliases), tuple(a.acronyms), tuple(a.sources))
        for a in models.Area.objects.order_by("pk")
    )


def read_instruments() -> tuple[Instrument, ...]:
    """All adopted texts with their revisions, oldest first."""
    revisions: dict[int, list[Revision]] = {}
    for r in models.Revision.objects.order_by("instrument_id", "position"):
        revisions.setdefault(r.instrument_id, []).append(
            Revision(
                label=r.label,
                year=r.year,
                title=r.title,
                areas=tuple(r.areas),
                refers_to=tuple(r.refers_to),
                status=r.status,
                note=r.note,
                sources=tuple(r.sources),
                asks_coordination=r.asks_coordination,
            )
        )
    return tuple(
        Instrument(
            id=i.code,
            kind=InstrumentKind(i.kind),
            body=i.body,
            sector=i.sector,
            number=i.number,
            revisions=tuple(revisions[i.pk]),
            names=i.names,
            carried_into=i.carried_into,
        )
        for i in models.Instrument.objects.order_by("pk")
        if i.pk in revisions  # one that was just added shows once its first revision is known
    )


def _store_vocabulary(profile: Profile) -> None:
    models.Gathering.objects.bulk_create(
        models.Gathering(
            body=g.body,
            year=g.year,
            place=g.place,
            sector=g.sector,
            code=g.code,
            places=dict(g.places),
            sources=list(g.sources),
        )
        for g in profile.gatherings
    )
    models.Area.objects.bulk_create(
        models.Area(
            label=a.label,
            labels=dict(a.labels),
            aliases=list(a.aliases),
            acronyms=list(a.acronyms),
            sources=list(a.sources),
        )
        for a in profile.areas
    )
    models.Term.objects.bulk_create(
        models.Term(code=code, labels=dict(labels)) for code, labels in profile.terms.items()
    )


def store_links(links: Iterable[Link], document: models.Document | None = None) -> int:
    """Add links with their evidence, and return how many; one that is there already gains the evidence.

    One that people retired gains it too, and stays retired.
    """
    stated: dict[tuple[str, ...], list[Evidence]] = {}
    listed = list(links)
    for link in listed:
        key = (link.subject, str(link.predicate), link.object, link.period, link.theme)
        stated.setdefault(key, []).extend(link.evidence)
    if not stated:
        return 0
    rows = _link_rows({key[0] for key in stated})
    models.Link.objects.bulk_create(
        models.Link(
            **dict(zip(LINK_KEY, key, strict=True)),
            added_at=document.added_at if document else None,
            access=document.access if document else "public",
        )
        for key in stated
        if key not in rows
    )
    rows = _link_rows({key[0] for key in stated})
    models.LinkEvidence.objects.bulk_create(
        models.LinkEvidence(
            link_id=rows[key],
            document=document,
            source="" if document else evidence.origin.document,
            locator=evidence.origin.locator.to_json(),
            text=evidence.text,
            kind=str(evidence.kind),
            strength=evidence.strength,
        )
        for key, pieces in stated.items()
        for evidence in pieces
    )
    return len(listed)


LINK_KEY = ("subject", "predicate", "object", "period", "theme")


def _link_rows(subjects: set[str]) -> dict[tuple[str, ...], int]:
    """Keys of the links with these subjects, and their rows."""
    found: dict[tuple[str, ...], int] = {}
    ordered = sorted(subjects)
    for start in range(0, len(ordered), 500):
        rows = models.Link.everything.filter(subject__in=ordered[start : start + 500])
        found |= {key[:-1]: key[-1] for key in rows.values_list(*LINK_KEY, "pk")}
    return found


def read_links() -> tuple[Link, ...]:
    """All stated links with their evidence, in the order they came in."""
    evidence: dict[int, list[Evidence]] = {}
    for e in models.LinkEvidence.objects.select_related("document").order_by("pk"):
        origin = Origin(e.document.name if e.document else e.source, Locator.from_json(e.locator))
        evidence.setdefault(e.link_id, []).append(Evidence(origin, e.text, EvidenceKind(e.kind), e.strength))
    return tuple(
        Link(
            subject=link.subject,
            predicate=Predicate(link.predicate),
            object=link.object,
            period=link.period,
            theme=link.theme,
            evidence=tuple(evidence.get(link.pk, ())),
        )
        for link in models.Link.objects.order_by("pk")
    )
