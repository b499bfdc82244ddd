"""Mapping tables of two Sectors, read from whatever file each keeps them in, and brought together."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from commonground.analysis.extraction import completed
from commonground.analysis.layout.front_matter import document_year
from commonground.analysis.layout.mapping_table import read_mapping_tables
from commonground.analysis.table_merger import merge_tables
from commonground.domain.area import Origin
from commonground.domain.document import Document, Locator
from commonground.domain.link import Link
from commonground.domain.merged_tables import NONE, MergedTables, SaidPair
from commonground.domain.profile import Profile
from commonground.domain.suggestion import Relation
from commonground.errors import BadInput, NotFound, Said
from commonground.exports.canonical import canonical_json
from commonground.exports.mapping_review import is_review, read_review, relation_of
from commonground.exports.mappings import link_of, read_rows
from commonground.exports.merger_paper import merger_csv, merger_sections, merger_summary, merger_tables
from commonground.exports.page import paper_page
from commonground.exports.sheet_words import sheet_word
from commonground.exports.word import paper_document
from commonground.exports.workbook import tables_workbook
from commonground.ingest.encoding import decode
from commonground.ingest.exchange_sheet import FilledSheet, read_filled_sheets
from commonground.ingest.kind import Kind, detect
from commonground.ingest.limits import DEFAULT_LIMITS, Limits
from commonground.ingest.reading import read_bytes
from commonground.ingest.refusal import Refusal
from commonground.register.exchange.asked import Reading
from commonground.register.exchange.incoming_sheets import known_sheets, rows_of
from commonground.register.exchange.mapping_sets import is_sssom
from commonground.register.exchange.sheets import BY_NAME
from commonground.register.facts import read_profile
from commonground.register.paper_frame import PaperOptions, state_date, title_block, written
from commonground.register.works import works
from commonground.text.compilation import compile_grammar

MERGER_FORMATS = ("docx", "xlsx", "html", "csv", "json")


@dataclass(slots=True)
class _Table:
    """What one file says."""

    said: list[SaidPair] = field(default_factory=list)
    unread: list[tuple[str, str]] = field(default_factory=list)


def merged_tables(first: Path, second: Path, limits: Limits = DEFAULT_LIMITS) -> MergedTables:
    """The two files' mapping tables brought together; raises NotFound, and BadInput for a file that holds none."""
    profile = read_profile()
    tables = [_read(path, profile, limits) for path in (first, second)]
    names = (first.name, second.name)
    if names[0] == names[1]:
        names = (str(first), str(second))
    unread = [one for table in tables for one in table.unread]
    return merge_tables(tables[0].said, tables[1].said, names, unread)


def merged_paper(merged: MergedTables, form: str, options: PaperOptions) -> bytes:
    """The tables brought together, as a file of the format; raises BadInput for one that there is not."""
    profile = read_profile()
    titles = {name: work.title for name, work in works(profile).items()}
    language, day = options.language, state_date()
    title = title_block(
        profile,
        options,
        title=sheet_word("merge_title", language),
        summary=merger_summary(merged, language),
        references="\n".join(merged.names),
    )
    sections = merger_sections(merged, titles, language)
    return written(
        form,
        {
            "docx": lambda: paper_document(title, sections, language=language, generated=day),
            "xlsx": lambda: tables_workbook(
                merger_tables(merged, titles, language), language=language, generated=day
            ),
            "html": lambda: paper_page(title, sections, language=language),
            "csv": lambda: merger_csv(merged, titles),
            "json": lambda: canonical_json(merged.to_json()),
        },
    )


def _read(path: Path, profile: Profile, limits: Limits) -> _Table:
    try:
        data = path.read_bytes()
    except FileNotFoundError as error:
        raise NotFound(Said("no such file"), where=str(path), advice=Said("check its name")) from error
    except OSError as error:
        raise BadInput(
            Said("cannot be read: %(reason)s", reason=error.strerror),
            where=str(path),
            advice=Said("name a file"),
        ) from error
    table = _read_table(data, path.name, profile, limits)
    if not table.said:
        raise BadInput(
            Said("no mapping table was found in it"),
            where=str(path),
            advice=Said(
                "give a table of Questions against Questions or groups, SSSOM, or a workbook of `export xlsx`"
            ),
        )
    return table


def _read_table(data: bytes, name: str, profile: Profile, limits: Limits) -> _Table:
    kind = detect(data, name).kind
    if kind is Kind.SPREADSHEET:
        filled = read_filled_sheets(data, name, limits)
        ours = [(sheet.name, one) for sheet, one in known_sheets(filled) if sheet.name in ("links", "claims")]
        if ours:
            return _Table([said for sheet, one in ours for said in _of_sheet(sheet, one, name)])
    elif kind not in (Kind.WORD, Kind.PDF, Kind.WEBPAGE) and is_sssom(decode(data)[0]):
        return _Table(list(_of_mapping_set(data, name)))
    table = _Table()
    for document in read_bytes(data, name, limits):
        if isinstance(document, Refusal):
            raise document.error
        _add_document(table, document, profile)
    return table


def _add_document(table: _Table, document: Document, profile: Profile) -> None:
    document, find = completed(document, profile, compile_grammar(profile))
    year = document_year(document, profile.layout)
    for read in read_mapping_tables(document, profile.layout, profile.sectors, find, year):
        table.said += (_said(link) for link in read.links)
        table.said += (replace(_said(link), relation=NONE) for link in read.denied)
        table.unread += ((f"{document.name}, {cell.locator}", cell.text) for cell in read.unread)


def _said(link: Link) -> SaidPair:
    evidence = link.evidence[0]
    return SaidPair(link.subject, link.object, str(link.predicate), evidence.origin, evidence.text)


def _of_mapping_set(data: bytes, name: str) -> Iterator[SaidPair]:
    for number, row in enumerate(read_rows(data, name), 1):
        origin = Origin(name, Locator(row=number))
        is_denied = row.get("predicate_modifier") == "Not"
        if is_review(row):
            review = read_review(row, f"{name}, row {number}")
            left, right, relation = review.left, review.right, review.relation
        else:
            link = link_of(row, f"{name}, row {number}")
            label = row.get("predicate_label", "")
            relation = label if label in set(Relation) else str(link.predicate)
            relation = relation if label else relation_of(row["predicate_id"])
            left, right = link.subject, link.object
        yield SaidPair(left, right, NONE if is_denied else relation, origin, row.get("comment", ""))


def _of_sheet(name: str, filled: FilledSheet, file: str) -> Iterator[SaidPair]:
    reading = Reading("xlsx")
    rows = rows_of(BY_NAME[name], filled, file, reading, is_whole=True)
    if rows is None or reading.faults:
        raise reading.faults[0].error
    ends = ("left", "right", "relation") if name == "links" else ("subject", "object", "predicate")
    for row in rows.rows:
        left, right, relation = (row.texts.get(key, "") for key in ends)
        if not (left and right):
            continue
        refused = row.texts.get("state") == "rejected"
        origin = Origin(file, Locator(sheet=filled.name, row=row.place.row))
        yield SaidPair(left, right, NONE if refused else relation, origin, row.texts.get("note", ""))
