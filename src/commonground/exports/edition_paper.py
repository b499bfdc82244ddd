"""What changed between two states of a register, as a paper a delegate reads: Word, web page, JSON."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from commonground.analysis.edition_difference import (
    Because,
    Difference,
    DifferenceKind,
    EditionDifference,
    RecordKind,
)
from commonground.exports.page import paper_page
from commonground.exports.paper import Section, TitleBlock
from commonground.exports.table import Cell, Line, Table
from commonground.exports.word import paper_document
from commonground.exports.wording import check_language, headed, printed_day, word
from commonground.text.direction import set_apart

NOW = "now"  # how a state that is no edition yet is called
_STATES = frozenset(
    {"proposed", "agreed", "disputed", "rejected", "stated", "to-be-confirmed"}
)  # of entries and links, for which papers have words


def difference_document(
    found: EditionDifference, title: TitleBlock, *, language: str = "en", generated: date
) -> bytes:
    """The differences as a Word document: numbers first, then a table for each kind of record."""
    return paper_document(
        _titled(title, found, language),
        difference_sections(found, language),
        language=language,
        generated=generated,
    )


def difference_page(found: EditionDifference, title: TitleBlock, *, language: str = "en") -> bytes:
    """The differences as one web page."""
    return paper_page(
        _titled(title, found, language), difference_sections(found, language), language=language
    )


def difference_sections(found: EditionDifference, language: str) -> tuple[Section, ...]:
    """The paper's sections; a plain sentence where nothing differs."""
    check_language(language)
    if not found.differences:
        return (Section(paragraphs=(word("difference_none", language),)),)
    return (_counts(found, language), *(_section(kind, found, language) for kind in found.counts()))


def _titled(title: TitleBlock, found: EditionDifference, language: str) -> TitleBlock:
    before, after = (
        set_apart(name, language) if name != NOW else printed_day(at[:10], language)
        for name, at in ((found.before, found.before_at), (found.after, found.after_at))
    )
    return replace(
        title,
        title=title.title or word("edition_difference", language, before=before, after=after),
        summary=title.summary or word("difference_summary", language),
    )


def _counts(found: EditionDifference, language: str) -> Section:
    rows = tuple(
        (
            Cell.of(word(f"records_{kind}", language)),
            *(Cell.of(str(of_kind[change]) if of_kind[change] else "") for change in DifferenceKind),
        )
        for kind, of_kind in found.counts().items()
    )
    heading = word("difference_counts", language)
    columns = ("", *(word(f"change_{change}", language) for change in DifferenceKind))
    return Section(heading, tables=(Table(columns, rows, heading, (3.0, 1.0, 1.0, 1.0)),))


def _section(kind: RecordKind, found: EditionDifference, language: str) -> Section:
    heading = word(f"records_{kind}", language)
    rows = tuple(_row(one, language) for one in found.differences if one.kind is kind)
    columns = (
        heading,
        word("change_kind", language),
        word("change_before_after", language),
        word("why", language),
    )
    return Section(heading, tables=(Table(columns, rows, heading, (2.4, 1.0, 3.0, 2.6)),))


def _row(one: Difference, language: str) -> tuple[Cell, ...]:
    return (
        Cell.of(one.label),
        Cell((Line(word(f"change_{one.change}", language), is_own=True),)),
        Cell(tuple(_field_lines(one, language))),
        Cell(tuple(_why_lines(one.because, language))),
    )


def _field_lines(one: Difference, language: str) -> Iterator[Line]:
    for name, (before, after) in one.fields.items():
        if name == "verdicts":  # whose they are stands beside, with the reasons
            continue
        said = [_said(name, value, language) for value in (before, after)]
        if one.change is DifferenceKind.ADDED:
            shown = said[1]
        elif one.change is DifferenceKind.REMOVED:
            shown = said[0]
        else:
            arrow = "←" if language == "ar" else "→"
            shown = f"{said[0] or '–'} {arrow} {said[1] or '–'}"
        if shown and not (name == "is_current" and one.change is DifferenceKind.ADDED):
            yield Line(headed(word(f"field_{name}", language), shown, language), is_own=True)


def _said(name: str, value: str, language: str) -> str:
    if name == "state":
        parts = value.split("; ")
        return "; ".join(
            word(f"state_{part}", language) if part in _STATES else _empty(part, language) for part in parts
        )
    return set_apart(value, language)


def _empty(state: str, language: str) -> str:
    return {
        "not-examined": word("not_examined", language),
        "none": word("none_found", language),
        "blank": word("state_blank", language),
    }.get(state, set_apart(state, language))


def _why_lines(because: tuple[Because, ...], language: str) -> Iterator[Line]:
    for one in because:
        who = set_apart(one.sector, language) if one.sector else word("secretariat", language)
        verdict = word(f"verdict_{one.verdict}", language)
        day = printed_day(one.at[:10], language)
        yield Line(f"{headed(who, verdict, language)} ({day})", is_own=True)
        for text in (one.reason, one.liaison_statement):
            if text:
                yield Line(text, is_remark=True)
