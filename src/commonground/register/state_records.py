"""The state being read as records to compare: areas, cells, links with their judgements, examinations, facts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from commonground.analysis.consolidation import area_id
from commonground.analysis.edition_difference import (
    Because,
    Record,
    RecordKind,
    RegisterState,
    StateTitle,
)
from commonground.domain.area import Area
from commonground.domain.language import label_in
from commonground.domain.role import Access
from commonground.domain.theme import EmptyState, MatrixRow
from commonground.matching.word import fold_text
from commonground.register import models, reading
from commonground.register.examinations import latest_examinations
from commonground.register.fact_kinds import FACT_KINDS
from commonground.register.fact_records import fact_records, labels_of, texts_of
from commonground.register.state_log import (
    file_name,
    last_change,
    of_cell,
    of_closed,
    of_entry,
    of_link,
    of_placed,
    of_row,
    of_work,
    read_log,
)
from commonground.register.theme_matrix import theme_matrix
from commonground.register.workflows.carrying import LINK_CARRIED
from commonground.register.workflows.linking import CARRIED, SUGGESTED, plain_period


def read_state(title: StateTitle, language: str = "en", since: int | None = None) -> RegisterState:
    """All records of the state that is being read, labels in the language where there are any.

    With `since`, an entry of the log by its number, also what the log tells after it.
    """
    records = [
        *_areas(language),
        *_cells(language),
        *_links(),
        *_examinations(),
        *fact_records(language),
        *_documents(),
    ]
    return RegisterState.of(title, records, {} if since is None else read_log(since), last_change())


def _documents() -> Iterator[Record]:
    rows = models.Document.objects.exclude(access=Access.INTERNAL).select_related("supersedes")
    for row in rows.order_by("pk"):
        fields = {
            "title": row.title,
            "number": row.number,
            "date": row.date,
            "source": row.source,
            "supersedes": (row.supersedes.number or row.supersedes.name) if row.supersedes else "",
        }
        label = row.number or row.title or file_name(row.name)
        yield Record(RecordKind.DOCUMENT, row.sha256, label, fields, traces=(of_row("Document", row.pk),))


def _areas(language: str) -> Iterator[Record]:
    """The areas that the lists give with what is known of them, and the known ones that stand in no list."""
    listed = reading.areas().areas
    shown = {area.id: label_in(area.labels, language)[0] for area in listed}
    known = {fold_text(row.label): row for row in models.Area.objects.order_by("pk")}
    hidden = models.Area.everything.filter(access=Access.INTERNAL).values_list("label", flat=True)
    internal = {fold_text(label) for label in hidden}
    documents = dict(models.Document.objects.values_list("name", "pk"))
    for area in listed:
        names = {fold_text(label) for label in area.labels.values()}
        if names & internal:
            continue
        fact = next((known.pop(name) for name in sorted(names) if name in known), None)
        yield _area(area, fact, shown, documents, language)
    for row in known.values():
        if row.access != Access.INTERNAL and area_id(row.label) not in shown:
            fields = {"label": row.label} | texts_of(FACT_KINDS["area"], row, language)
            traces = (of_row("Area", row.pk),)
            yield Record(RecordKind.AREA, area_id(row.label), fields["label"], fields, traces=traces)


def _area(
    area: Area, fact: models.Area | None, shown: dict[str, str], documents: dict[str, int], language: str
) -> Record:
    further = texts_of(FACT_KINDS["area"], fact, language) if fact else {}
    related = [shown.get(one, one) for one in area.related]
    fields = {
        **further,
        **labels_of("labels", area.labels, language),
        "aliases": "; ".join(area.aliases),
        "parent": shown.get(area.parent or "", area.parent or ""),
        "status": str(area.status),
        "lists": "; ".join(dict.fromkeys(entry.list for entry in area.entries)),
        "related": "; ".join(dict.fromkeys([*related, *(fact.related if fact else ())])),
    }
    named = {origin.document for entry in area.entries for origin in entry.origins}
    traces = [of_entry(entry.key) for entry in area.entries]
    printed = tuple(of_row("Document", documents[name]) for name in sorted(named) if name in documents)
    if fact is not None:
        traces.append(of_row("Area", fact.pk))
    return Record(RecordKind.AREA, area.id, shown[area.id], fields, traces=tuple(traces), wider=printed)


def _cells(language: str) -> Iterator[Record]:
    for theme in models.Theme.objects.exclude(access=Access.INTERNAL).order_by("pk"):
        matrix = theme_matrix(theme)
        printed = theme.tables.exclude(document=None).order_by("pk").values_list("document", flat=True)
        shared = (of_row("Theme", theme.pk), *(of_row("Document", pk) for pk in printed))
        for row in matrix.rows:
            for column in matrix.columns:
                yield _cell(theme, row, column, shared, language)


def _cell(theme: models.Theme, row: MatrixRow, column: str, shared: tuple[str, ...], language: str) -> Record:
    label = label_in(row.labels, language)[0] if row.labels else row.label or row.group
    entries = row.cell(column)
    states = dict.fromkeys(str(entry.state) for entry in entries)
    fields = {
        "text": "; ".join(entry.text for entry in entries),
        "state": "; ".join(states) or str(row.empty.get(column, EmptyState.NOT_EXAMINED)),
    }
    placed = [key for entry in entries for one in entry.ids for key in of_placed(one, theme.area, row.label)]
    return Record(
        RecordKind.CELL,
        "/".join((theme.code, row.group, _row_name(row), column)),
        f"{theme.area} / {label} / {column}",
        fields,
        traces=(of_cell(theme.area, row.label, column), *dict.fromkeys(placed)),
        wider=shared,
    )


def _row_name(row: MatrixRow) -> str:
    # Rows of events and texts have one label each group; what they hold tells them apart.
    return row.label if row.group == "Sub-topics" else "; ".join(sorted(entry.text for entry in row.entries))


@dataclass(frozen=True, slots=True)
class _Past:
    """What is to be known of every link, past ones too, to tell of those that carry it on."""

    code: str
    earlier: int | None
    origin: str
    is_stated: bool
    left: str
    right: str


def _links() -> Iterator[Record]:
    """The links of today: one that is carried on tells of the earlier ones."""
    said: dict[int, list[tuple[str, str, models.Judgement | None]]] = {}
    rows = models.SectorStanding.objects.select_related("judgement").order_by("link_id", "sector")
    for row in rows.exclude(verdict="").iterator(chunk_size=2000):
        said.setdefault(row.link_id, []).append((row.sector, row.verdict, row.judgement))
    names = ("pk", "code", "carried_from", "origin", "is_stated", "left", "right")
    past = {pk: _Past(*values) for pk, *values in models.LinkStanding.objects.values_list(*names)}
    joined = {
        detail["link"]: tuple(detail["joined"])
        for detail in models.Change.objects.filter(action=LINK_CARRIED).values_list("detail", flat=True)
        if "joined" in detail
    }
    links = models.LinkStanding.objects.filter(is_current=True).exclude(access=Access.INTERNAL)
    for link in links.order_by("pk").iterator(chunk_size=2000):
        chain = list(_chain(link.pk, past))
        is_judged = any(pk in said for pk in chain)
        earlier = [past[pk] for pk in chain[1:]]
        yield _link(link, said.get(link.pk, []), earlier, joined, is_judged=is_judged)


def _chain(link: int, past: dict[int, _Past]) -> Iterator[int]:
    at: int | None = link
    while at is not None and at in past:
        yield at
        at = past[at].earlier


def _link(
    link: models.LinkStanding,
    verdicts: list[tuple[str, str, models.Judgement | None]],
    earlier: list[_Past],
    joined: dict[str, tuple[str, ...]],
    *,
    is_judged: bool,
) -> Record:
    fields = {
        "state": link.state,
        "relation": link.relation,
        "verdicts": "; ".join(f"{sector or 'secretariat'}: {verdict}" for sector, verdict, _ in verdicts),
        "period": plain_period(link.period),
        "theme": link.theme,
        "note": link.note,
        "is_stated": "yes" if link.is_stated else "",
        "review": "suspect" if link.suspect_since else "",
    }
    codes = [one.code for one in earlier]
    names = [*codes, *(code for one in (link.code, *codes) for code in joined.get(one, ()))]
    work = [name.partition("@")[0] for one in earlier for name in (one.left, one.right)]
    is_suggested = not link.is_stated and (earlier[-1].origin if earlier else link.origin) == SUGGESTED
    return Record(
        RecordKind.LINK,
        link.code,
        f"{_side(link.left, link.left_title)} — {_side(link.right, link.right_title)}",
        fields,
        tuple(_because(judgement) for _, _, judgement in verdicts if judgement is not None),
        traces=(
            *map(of_link, (link.code, *codes)),
            *map(of_work, dict.fromkeys(work)),
            *map(of_closed, (link.left, link.right)),
        ),
        earlier=tuple(dict.fromkeys(names)),
        period=plain_period(link.period) if link.origin == CARRIED else "",
        is_unjudged=is_suggested and not is_judged,
    )


def _side(identifier: str, title: str) -> str:
    if identifier.startswith("area:"):
        return title or identifier
    code, _, period = identifier.partition("@")  # of an earlier study period
    called = f"{code} ({period})" if period else code
    return f"{called}: {title}" if title and title != identifier else called


def _because(judgement: models.Judgement) -> Because:
    is_shown = judgement.access != Access.INTERNAL
    return Because(
        sector=judgement.sector,
        role=judgement.role,
        at=judgement.at.isoformat(),
        verdict=judgement.verdict,
        reason=judgement.reason if is_shown else "",
        liaison_statement=judgement.liaison_statement,
        reason_code=judgement.reason_code if is_shown else "",
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
