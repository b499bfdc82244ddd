"""The state being read as records to compare: areas, cells, links with their judgements, and facts."""

from __future__ import annotations

from collections.abc import Iterator

from commonground.analysis.edition_difference import Because, Record, RecordKind, RegisterState
from commonground.domain.language import label_in
from commonground.domain.role import Access
from commonground.domain.theme import EmptyState, MatrixRow
from commonground.register import models, reading
from commonground.register.examinations import latest_examinations
from commonground.register.facts import read_profile


def read_state(name: str, at: str, language: str = "en") -> RegisterState:
    """All records of the state that is being read, labels in the language where there are any."""
    profile = read_profile()
    records = [
        *_areas(language),
        *_cells(language),
        *_links(),
        *_examinations(),
        *(Record(RecordKind.BODY, b.id, b.id, _named(b.names, language)) for b in profile.bodies),
        *(
            Record(
                RecordKind.QUESTION,
                question.key,
                f"{question.id} ({question.period})",
                {"title": question.title or "", "body": question.body, "scope": question.scope},
            )
            for question in profile.questions
        ),
        *(
            Record(
                RecordKind.INSTRUMENT,
                instrument.id,
                instrument.id,
                {
                    "title": instrument.latest.title,
                    "revisions": "; ".join(revision.label for revision in instrument.revisions),
                    "status": instrument.latest.status,
                },
            )
            for instrument in profile.instruments
        ),
        *(
            Record(RecordKind.DOCUMENT, row.sha256, row.number or row.title or row.name, {"title": row.title})
            for row in models.Document.objects.exclude(access=Access.INTERNAL).order_by("pk")
        ),
    ]
    return RegisterState.of(name, at, records)


def _named(names: object, language: str) -> dict[str, str]:
    shown = dict(names) if isinstance(names, dict) else {}
    return {"name": label_in(shown, language)[0] if shown else ""}


def _areas(language: str) -> Iterator[Record]:
    for area in reading.areas().areas:
        fields = {
            "label": label_in(area.labels, language)[0],
            "aliases": "; ".join(area.aliases),
            "parent": area.parent or "",
            "status": str(area.status),
            "lists": "; ".join(dict.fromkeys(entry.list for entry in area.entries)),
        }
        yield Record(RecordKind.AREA, area.id, fields["label"], fields)


def _cells(language: str) -> Iterator[Record]:
    for state in reading.theme_states(None, read_profile()):
        columns = state.matrix.columns
        for row in state.matrix.rows:
            label = label_in(row.labels, language)[0] if row.labels else row.label or row.group
            for column in columns:
                entries = row.cell(column)
                fields = {
                    "text": "; ".join(entry.text for entry in entries),
                    "state": "; ".join(dict.fromkeys(str(entry.state) for entry in entries))
                    or str(row.empty.get(column, EmptyState.NOT_EXAMINED)),
                }
                shown = f"{state.matrix.theme} / {label} / {column}"
                identity = "/".join((state.theme.id, row.group, _row_name(row), column))
                yield Record(RecordKind.CELL, identity, shown, fields)


def _row_name(row: MatrixRow) -> str:
    # Rows of events and texts have one label each group; what they hold tells them apart.
    return row.label if row.group == "Sub-topics" else "; ".join(sorted(entry.text for entry in row.entries))


def _links() -> Iterator[Record]:
    said: dict[int, list[tuple[str, str, models.Judgement | None]]] = {}
    rows = models.SectorStanding.objects.select_related("judgement").order_by("link_id", "sector")
    for row in rows.exclude(verdict="").iterator(chunk_size=2000):
        said.setdefault(row.link_id, []).append((row.sector, row.verdict, row.judgement))
    links = models.LinkStanding.objects.exclude(access=Access.INTERNAL).order_by("pk")
    for link in links.iterator(chunk_size=2000):
        verdicts = said.get(link.pk, [])
        fields = {
            "state": link.state,
            "relation": link.relation,
            "verdicts": "; ".join(f"{sector or 'secretariat'}: {verdict}" for sector, verdict, _ in verdicts),
            "period": link.ended_period,
            "is_current": "yes" if link.is_current else "no",
        }
        label = f"{_side(link.left, link.left_title)} — {_side(link.right, link.right_title)}"
        because = tuple(_because(judgement) for _, _, judgement in verdicts if judgement is not None)
        yield Record(RecordKind.LINK, link.code, label, fields, because)


def _side(identifier: str, title: str) -> str:
    if identifier.startswith("area:"):
        return title or identifier
    return f"{identifier} ({title})" if title and title != identifier else identifier


def _because(judgement: models.Judgement) -> Because:
    return Because(
        sector=judgement.sector,
        role=judgement.role,
        at=judgement.at.isoformat(),
        verdict=judgement.verdict,
        reason="" if judgement.access == Access.INTERNAL else judgement.reason or judgement.reason_code,
        liaison_statement=judgement.liaison_statement,
    )


def _examinations() -> Iterator[Record]:
    for row in latest_examinations():
        because = (
            Because(row.sector, row.role, row.at.isoformat(), "found" if row.found else "none", row.reason),
        )
        shown = " / ".join(part for part in (row.theme, row.left, row.right) if part)
        fields = {"result": "found" if row.found else "none"}
        yield Record(
            RecordKind.EXAMINATION, "/".join((row.theme, row.left, row.right)), shown, fields, because
        )
