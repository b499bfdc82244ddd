"""The check of a draft as a paper: overlaps, passages side by side, whom to consult, what looks new."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date

from commonground.domain.document import Locator
from commonground.domain.draft_report import Consultation, DraftOverlap, DraftReport, Strength
from commonground.domain.language import OFFICIAL_LANGUAGES
from commonground.exports.canonical import canonical_json
from commonground.exports.mapping_table_paper import percent, title_lines
from commonground.exports.page import paper_page
from commonground.exports.paper import Section, TitleBlock
from commonground.exports.passage_paper import passage_lines, reason_lines
from commonground.exports.table import Cell, Line, Table
from commonground.exports.word import paper_document
from commonground.exports.wording import check_language, joined, place_in_words, word
from commonground.text.direction import set_apart

NAMED_SECTORS = 4


def draft_document(
    report: DraftReport,
    title: TitleBlock,
    *,
    language: str = "en",
    names: Mapping[str, str] | None = None,
    generated: date,
) -> bytes:
    """The check as a Word file; `names` are what to print in place of ids of Sectors and labels of areas."""
    sections = draft_sections(report, language, names or {}, leads=False)
    block = _filled(title, report, language, names or {})
    return paper_document(block, sections, language=language, generated=generated)


def draft_page(
    report: DraftReport, title: TitleBlock, *, language: str = "en", names: Mapping[str, str] | None = None
) -> bytes:
    """The check as a web page; overlaps lead to their passages."""
    sections = draft_sections(report, language, names or {}, leads=True)
    return paper_page(_filled(title, report, language, names or {}), sections, language=language)


def draft_json(report: DraftReport) -> bytes:
    """The check as JSON."""
    return canonical_json(report.to_json())


def draft_sections(
    report: DraftReport, language: str, names: Mapping[str, str], *, leads: bool
) -> tuple[Section, ...]:
    """The parts of the paper in the order people need them; with `leads` rows lead to their passages."""
    check_language(language)
    if not report.overlaps:
        overlaps = Section(word("overlaps_with_work", language), paragraphs=(word("no_overlap", language),))
    else:
        overlaps = Section(
            word("overlaps_with_work", language),
            tables=(_overlaps_table(report, language, names, leads=leads),),
        )
    sections = [overlaps, _consult_section(report, language, names), _new_section(report, language)]
    if report.overlaps:
        heading, note = word("side_by_side", language), word("marked_terms", language)
        sections.append(
            Section(heading, paragraphs=(note,), tables=(_passages_table(report, language, leads=leads),))
        )
    if report.references:
        heading = word("references_in_draft", language)
        sections.append(Section(heading, tables=(_references_table(report, language),)))
    return tuple(sections)


def _filled(title: TitleBlock, report: DraftReport, language: str, names: Mapping[str, str]) -> TitleBlock:
    """The title block with what every check says; what the caller gave stays."""
    return replace(
        title,
        title=title.title or word("check_title", language, title=set_apart(report.title, language)),
        summary=title.summary or _summary(report, language, names),
        action_required=title.action_required or word("check_action", language),
        original_language=title.original_language
        or (report.language if report.language in OFFICIAL_LANGUAGES else ""),
    )


def _summary(report: DraftReport, language: str, names: Mapping[str, str]) -> str:
    if not report.overlaps:
        lines = [word("no_overlap", language)]
    else:
        counts = {
            str(strength): str(sum(overlap.strength is strength for overlap in report.overlaps))
            for strength in Strength
        }
        sectors = [names.get(sector, sector) for sector in report.by_sector if sector]
        lines = [word("check_counts", language, **counts)]
        if sectors:
            lines.append(word("check_sectors", language, sectors=joined(sectors, language)))
    new, total = str(len(report.new)), str(report.passages)
    lines.append(word("check_new", language, count=new, total=total))
    if report.areas:
        named = [names.get(label, label) for label, _ in report.areas]
        lines.append(word("check_areas", language, areas=joined(named, language)))
    return "\n".join(lines)


def _overlaps_table(report: DraftReport, language: str, names: Mapping[str, str], *, leads: bool) -> Table:
    columns = ("number", "sector", "existing_work", "strength", "relation", "why")
    rows = tuple(
        (
            Cell((Line(str(number), target=f"p{number}" if leads else ""),), is_header=True),
            Cell.of(names.get(overlap.sector, overlap.sector) or "–"),
            Cell(tuple(_work_lines(overlap, language))),
            Cell(tuple(_strength_lines(overlap.probability, language))),
            Cell.of(word(f"relation_{overlap.relation}", language)),
            Cell(tuple(reason_lines(overlap.explanation, language))),
        )
        for number, overlap in enumerate(report.overlaps, 1)
    )
    caption, widths = word("overlaps_with_work", language), (0.4, 0.9, 2.6, 0.9, 1.0, 3.2)
    return Table(tuple(word(column, language) for column in columns), rows, caption, widths)


def _work_lines(overlap: DraftOverlap, language: str) -> Iterator[Line]:
    yield Line(overlap.item.removeprefix("document:"))
    yield from title_lines(overlap.title, overlap.labels, language)
    about = [word(f"kind_{overlap.kind}", language), overlap.period]
    if overlap.group not in ("", overlap.item):
        about.append(overlap.group)
    if overlap.is_cited:
        about.append(word("named_in_draft", language))
    yield Line(joined([part for part in about if part], language), is_remark=True)


def _strength_lines(probability: float, language: str) -> Iterator[Line]:
    yield Line(word(f"strength_{Strength.of(probability)}", language))
    yield Line(percent(probability, language), is_remark=True)


def _passages_table(report: DraftReport, language: str, *, leads: bool) -> Table:
    rows = []
    for number, overlap in enumerate(report.overlaps, 1):
        places = [*overlap.places, *(Locator() for _ in overlap.explanation.left)]
        left = [
            line
            for passage, place in zip(overlap.explanation.left, places, strict=False)
            for line in passage_lines(passage, heading=place_in_words(place, language))
        ]
        right = [line for passage in overlap.explanation.right for line in passage_lines(passage)]
        head = Line(str(number), anchor=f"p{number}" if leads else "")
        rows.append(
            (
                Cell((head,), is_header=True),
                Cell(tuple(left)),
                Cell((Line(overlap.item.removeprefix("document:"), is_remark=True), *right)),
            )
        )
    columns = ("number", "draft", "existing_work")
    caption = word("side_by_side", language)
    return Table(tuple(word(column, language) for column in columns), tuple(rows), caption, (0.3, 2.0, 2.0))


def _consult_section(report: DraftReport, language: str, names: Mapping[str, str]) -> Section:
    heading = word("consult", language)
    if not report.consult:
        return Section(heading, paragraphs=(word("nothing_to_show", language),))
    rows = tuple(
        (
            Cell((Line(str(number)),), is_header=True),
            Cell.of(names.get(one.sector, one.sector) or "–"),
            Cell((Line(one.group), *title_lines(one.name, one.labels, language))),
            Cell(tuple(_consult_strength(one, language))),
            Cell((Line(joined(list(one.items), language)),)),
        )
        for number, one in enumerate(report.consult, 1)
    )
    columns = ("number", "sector", "group", "strength", "work")
    table = Table(
        tuple(word(column, language) for column in columns), rows, heading, (0.4, 0.9, 2.6, 1.1, 3.0)
    )
    return Section(heading, tables=(table,))


def _consult_strength(one: Consultation, language: str) -> Iterator[Line]:
    if one.score > 0:
        yield from _strength_lines(one.score, language)
    if one.is_cited:
        yield Line(word("named_in_draft", language), is_remark=True)


def _new_section(report: DraftReport, language: str) -> Section:
    heading = word("looks_new", language)
    if not report.new:
        return Section(heading, paragraphs=(word("nothing_new", language),))
    rows = tuple(
        (Cell.of(place_in_words(passage.locator, language)), Cell.of(passage.text)) for passage in report.new
    )
    columns = (word("place", language), word("draft", language))
    return Section(heading, tables=(Table(columns, rows, heading, (0.8, 4.0)),))


def _references_table(report: DraftReport, language: str) -> Table:
    rows = tuple(
        (
            Cell.of(found.reference.text),
            Cell.of(found.reference.id or " | ".join(found.reference.candidates) or "?"),
            Cell.of(place_in_words(found.locator, language)),
        )
        for found in report.references
    )
    columns = ("as_printed", "refers_to", "place")
    caption = word("references_in_draft", language)
    return Table(tuple(word(column, language) for column in columns), rows, caption, (2.0, 2.0, 1.5))
