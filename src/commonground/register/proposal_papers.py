"""Proposed links, and subjects that no area covers yet, as files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from commonground.analysis.discovery import Discovery, discover
from commonground.domain.language import OFFICIAL_LANGUAGES
from commonground.exports.canonical import canonical_json
from commonground.exports.delimited import delimited
from commonground.exports.mapping_table_paper import percent
from commonground.exports.page import paper_page
from commonground.exports.paper import Section
from commonground.exports.passage_paper import passage_lines, reason_lines
from commonground.exports.table import Cell, Line, Table
from commonground.exports.word import paper_document
from commonground.exports.wording import check_language, joined, word
from commonground.exports.workbook import tables_workbook
from commonground.matching.embedding.encoder import Encoder
from commonground.matching.item import ItemKind
from commonground.register.matching_items import matched_profile, subject_items, work_items
from commonground.register.paper_frame import PaperOptions, short_names, state_date, title_block, written
from commonground.register.suggestions import KeptSuggestion, kept_suggestions


def suggestions_paper(form: str, options: PaperOptions) -> bytes:
    """All proposed links with their passages side by side, likeliest first, as a file of the format."""
    kept = kept_suggestions()
    language, day = options.language, state_date()
    check_language(language)
    profile = matched_profile()
    heading = word("proposed_links", language)
    table = _suggestions_table(kept, short_names(profile, language), heading, language)
    title = title_block(profile, options, title=heading, summary=word("proposed_until_judged", language))
    sections = (Section(tables=(table,)),)
    return written(
        form,
        {
            "docx": lambda: paper_document(title, sections, language=language, generated=day),
            "xlsx": lambda: tables_workbook({heading: table}, language=language, generated=day),
            "html": lambda: paper_page(title, sections, language=language),
            "csv": lambda: _suggestions_csv(kept),
            "json": lambda: canonical_json([one.to_json() for one in kept]),
        },
    )


def read_discoveries(encoder: Encoder) -> tuple[tuple[Discovery, ...], dict[str, str]]:
    """Subjects that several Sectors share and no area covers, and the titles of all work by id."""
    profile = matched_profile()
    items = subject_items(profile)
    areas = [item for item in work_items(profile) if item.kind is ItemKind.AREA]
    return discover(items, areas, encoder), {item.id: item.title for item in items}


def discoveries_paper(
    found: Sequence[Discovery], titles: Mapping[str, str], form: str, options: PaperOptions
) -> bytes:
    """Subjects that several Sectors share and no area covers, as a file; `titles` are those of the items."""
    language, day = options.language, state_date()
    check_language(language)
    profile = matched_profile()
    heading = word("discoveries", language)
    table = _discoveries_table(found, titles, short_names(profile, language), heading, language)
    title = title_block(profile, options, title=heading, summary=word("discoveries_summary", language))
    sections = (Section(tables=(table,)),)
    return written(
        form,
        {
            "docx": lambda: paper_document(title, sections, language=language, generated=day),
            "xlsx": lambda: tables_workbook({heading: table}, language=language, generated=day),
            "html": lambda: paper_page(title, sections, language=language),
            "json": lambda: canonical_json([one.to_json() for one in found]),
        },
    )


def _suggestions_table(
    kept: Sequence[KeptSuggestion], names: Mapping[str, str], caption: str, language: str
) -> Table:
    rows = tuple(
        (
            Cell((Line(one.id),), is_header=True),
            Cell(tuple(_side_lines(one, 0))),
            Cell(tuple(_side_lines(one, 1))),
            Cell(tuple(_state_lines(one, names, language))),
            Cell(tuple(reason_lines(one.suggestion.explanation, language))),
        )
        for one in kept
    )
    columns = ("number", "work", "linked_work", "status", "why")
    notes = (word("marked_terms", language),) if rows else (word("nothing_to_show", language),)
    return Table(
        tuple(word(column, language) for column in columns), rows, caption, (0.8, 2.4, 2.4, 1.0, 2.4), notes
    )


def _side_lines(one: KeptSuggestion, side: int) -> Iterator[Line]:
    suggestion = one.suggestion
    identifier = (suggestion.left, suggestion.right)[side]
    explanation = suggestion.explanation
    yield Line(identifier)
    passages = (explanation.left, explanation.right)[side]
    if not any(passage.part == "title" for passage in passages):
        yield Line(one.titles[side])
    for passage in passages:
        yield from passage_lines(passage)


def _state_lines(one: KeptSuggestion, names: Mapping[str, str], language: str) -> Iterator[Line]:
    yield Line(word(f"state_{one.state}", language), is_own=True)
    yield Line(percent(one.suggestion.probability, language), is_remark=True)
    yield Line(word(f"relation_{one.suggestion.relation}", language), is_remark=True, is_own=True)
    yield Line(joined([names.get(sector, sector) for sector in one.sectors], language), is_remark=True)


def _suggestions_csv(kept: Sequence[KeptSuggestion]) -> bytes:
    headings = ("id", "left", "left_title", "right", "right_title", "relation", "probability", "state", "why")
    rows = (
        (
            one.id,
            one.suggestion.left,
            one.titles[0],
            one.suggestion.right,
            one.titles[1],
            str(one.suggestion.relation),
            f"{one.suggestion.probability:.4f}",
            str(one.state),
            one.suggestion.explanation.sentence(),
        )
        for one in kept
    )
    return delimited(headings, rows)


def _discoveries_table(
    found: Sequence[Discovery],
    titles: Mapping[str, str],
    names: Mapping[str, str],
    caption: str,
    language: str,
) -> Table:
    rows = tuple(
        (
            Cell((Line(str(number)),), is_header=True),
            Cell(tuple(_term_lines(one, language))),
            Cell.of(joined([names.get(sector, sector) for sector in one.sectors], language)),
            Cell(
                tuple(
                    line
                    for item in one.items
                    for line in (Line(item), Line(titles.get(item, ""), is_remark=True))
                    if line.text
                )
            ),
            Cell((Line(one.sentence, "" if language == "en" else "en"),)),
        )
        for number, one in enumerate(found, 1)
    )
    columns = ("number", "subject", "sectors", "work", "why")
    notes = () if rows else (word("nothing_to_show", language),)
    return Table(
        tuple(word(column, language) for column in columns), rows, caption, (0.4, 1.6, 1.0, 3.2, 2.6), notes
    )


def _term_lines(one: Discovery, language: str) -> Iterator[Line]:
    """Its own terms, those in the paper's language first."""
    for code in sorted(one.terms, key=lambda code: (code != language, code)):
        text = joined(list(one.terms[code]), code if code in OFFICIAL_LANGUAGES else "en")
        yield Line(text, "" if code == language else code)
