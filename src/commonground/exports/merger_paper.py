"""Two mapping tables side by side, as the sections of a paper and the sheets of a workbook."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from commonground.domain.merged_tables import NONE, MergedPair, MergedTables, Outcome, SaidPair
from commonground.domain.suggestion import Relation
from commonground.exports.delimited import delimited
from commonground.exports.paper import Section
from commonground.exports.sheet_words import sheet_word
from commonground.exports.table import Cell, Line, Table
from commonground.exports.wording import place_in_words, word

_WIDTHS = (1.6, 1.6, 1.5, 1.5)


def merger_summary(merged: MergedTables, language: str) -> str:
    """One sentence of how the two tables stand to each other."""
    counts = merged.counts
    only = counts[Outcome.ONLY_FIRST] + counts[Outcome.ONLY_SECOND]
    return sheet_word(
        "merge_summary",
        language,
        agree=str(counts[Outcome.AGREE]),
        conflict=str(counts[Outcome.CONFLICT]),
        only=str(only),
    )


def merger_tables(merged: MergedTables, titles: Mapping[str, str], language: str) -> dict[str, Table]:
    """By heading, one table per outcome, conflicts first, and one of the cells that were not understood."""
    headings = {
        Outcome.CONFLICT: sheet_word("merge_conflict", language),
        Outcome.ONLY_FIRST: sheet_word("merge_only", language, name=merged.names[0]),
        Outcome.ONLY_SECOND: sheet_word("merge_only", language, name=merged.names[1]),
        Outcome.AGREE: sheet_word("merge_agree", language),
    }
    work = sheet_word("merge_work", language)
    found = {}
    for outcome, heading in headings.items():
        rows = tuple(_row(pair, titles, language) for pair in merged.of(outcome))
        notes = () if rows else (word("nothing_to_show", language),)
        columns: tuple[str, ...] = (f"{work} 1", f"{work} 2", *merged.names)
        found[heading] = Table(columns, rows, heading, _WIDTHS, notes)
    if merged.unread:
        heading = sheet_word("merge_unread", language)
        columns = (sheet_word("merge_place", language), sheet_word("merge_text", language))
        cells = tuple((Cell.of(where), Cell.of(text)) for where, text in merged.unread)
        found[heading] = Table(columns, cells, heading)
    return found


def merger_sections(merged: MergedTables, titles: Mapping[str, str], language: str) -> list[Section]:
    """The tables as sections of a paper."""
    tables = merger_tables(merged, titles, language)
    return [Section(heading, tables=(table,)) for heading, table in tables.items()]


def merger_csv(merged: MergedTables, titles: Mapping[str, str]) -> bytes:
    """One record per pair."""
    headings = ("outcome", "left", "left_title", "right", "right_title", *merged.names)
    return delimited(
        headings,
        (
            (
                str(pair.outcome),
                pair.left,
                titles.get(pair.left, ""),
                pair.right,
                titles.get(pair.right, ""),
                "\n".join(said_line(said, "en") for said in pair.first),
                "\n".join(said_line(said, "en") for said in pair.second),
            )
            for pair in merged.pairs
        ),
    )


def _row(pair: MergedPair, titles: Mapping[str, str], language: str) -> tuple[Cell, ...]:
    ends = (_work(name, titles) for name in (pair.left, pair.right))
    return (*ends, _said(pair.first, pair, language), _said(pair.second, pair, language))


def _work(name: str, titles: Mapping[str, str]) -> Cell:
    title = titles.get(name, "")
    return Cell((Line(name, "en"), *((Line(title, is_remark=True),) if title and title != name else ())))


def _said(said: Sequence[SaidPair], pair: MergedPair, language: str) -> Cell:
    if said:
        return Cell(tuple(Line(said_line(one, language)) for one in said))
    if pair.is_left_blank:
        return Cell((Line(sheet_word("merge_blank", language), is_remark=True),))
    return Cell()


def said_line(said: SaidPair, language: str) -> str:
    """What a table says, and where: "overlaps (table 1, row 3, column 4)"."""
    if said.relation in set(Relation):
        relation = word(f"relation_{said.relation}", language)
    else:
        relation = sheet_word("merge_none", language) if said.relation == NONE else said.relation
    place = place_in_words(said.origin.locator, language)
    return f"{relation} ({place})" if place else relation
