"""What changed between two states of a register, as a paper a delegate reads: Word, web page, JSON."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

from commonground.analysis.edition_difference import (
    Difference,
    DifferenceKind,
    EditionDifference,
    RecordKind,
    StateTitle,
)
from commonground.exports.edition_words import capital, field_lines, fields_used, why_lines
from commonground.exports.page import paper_page
from commonground.exports.paper import Section, TitleBlock
from commonground.exports.table import Cell, Line, Table
from commonground.exports.word import paper_document
from commonground.exports.wording import check_language, headed, printed_day, word
from commonground.text.direction import set_apart

NOW = "now"  # how a state that is no edition yet is called


def difference_document(
    found: EditionDifference, title: TitleBlock, *, language: str = "en", generated: date
) -> bytes:
    """The differences as a Word document: the two states, numbers, then what was added, removed and changed by kind."""
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


def difference_json(found: EditionDifference, language: str) -> dict[str, Any]:
    """The differences as JSON, with how fields are called and each difference in sentences, in the language."""
    value = found.to_json()
    value["language"] = language
    value["words"] = fields_used(found, language)
    for told, one in zip(value["differences"], found.differences, strict=True):
        told["details"] = list(field_lines(one, language))
        told["why"] = [text for text, _ in why_lines(one, language)]
    return value


def difference_rows(found: EditionDifference, language: str) -> Iterator[tuple[str, str, str, str, str]]:
    """For each difference: kind, what became of it, what it is called, what differs, and why."""
    for one in found.differences:
        yield (
            word(f"records_{one.kind}", language),
            word(f"change_{one.change}", language),
            one.label,
            "\n".join(field_lines(one, language)),
            "\n".join(text for text, _ in why_lines(one, language)),
        )


def unjudged_line(found: EditionDifference, language: str) -> str:
    """How many suggestions nobody has judged came and went; "" where none did."""
    if not any(found.unjudged.values()):
        return ""
    return word(
        "suggestions_unjudged",
        language,
        added=str(found.unjudged.get(DifferenceKind.ADDED, 0)),
        removed=str(found.unjudged.get(DifferenceKind.REMOVED, 0)),
        changed=str(found.unjudged.get(DifferenceKind.CHANGED, 0)),
        carried=str(found.unjudged.get(DifferenceKind.CARRIED_OVER, 0)),
    )


def difference_sections(found: EditionDifference, language: str) -> tuple[Section, ...]:
    """The paper's sections; a plain sentence where nothing differs."""
    check_language(language)
    sections = [_states(found, language)]
    if found.differences:
        sections.append(_counts(found, language))
    else:
        none = "" if any(found.unjudged.values()) else word("difference_none", language)
        lines = tuple(line for line in (none, unjudged_line(found, language)) if line)
        sections.append(Section(paragraphs=lines))
    for kind, of_kind in found.counts().items():
        sections.append(Section(word(f"records_{kind}", language)))
        sections += [_section(kind, change, found, language) for change, n in of_kind.items() if n]
    return tuple(sections)


def _titled(title: TitleBlock, found: EditionDifference, language: str) -> TitleBlock:
    before, after = (_called(state, language) for state in (found.before, found.after))
    return replace(
        title,
        title=title.title or word("edition_difference", language, before=before, after=after),
        summary=title.summary or word("difference_summary", language),
    )


def _called(state: StateTitle, language: str) -> str:
    """The edition's name; of any other state its day."""
    return set_apart(state.name, language) if state.published_by else printed_day(state.at[:10], language)


def _states(found: EditionDifference, language: str) -> Section:
    heading = word("states_compared", language)
    rows = tuple(
        (
            Cell((Line(word(key, language)),), is_header=True),
            Cell.of(_state_name(state, language)),
            Cell.of(printed_day(state.at[:10], language)),
            Cell.of(capital(word(f"role_{state.published_by}", language)) if state.published_by else ""),
        )
        for key, state in (("state_from", found.before), ("state_to", found.after))
    )
    columns = ("", *(word(key, language) for key in ("state_name", "state_day", "state_published_by")))
    notes = tuple(
        f"{set_apart(state.name, language)}: {state.note}"
        for state in dict.fromkeys((found.before, found.after))
        if state.note
    )
    return Section(heading, tables=(Table(columns, rows, heading, (1.0, 3.4, 1.8, 1.8), notes),))


def _state_name(state: StateTitle, language: str) -> str:
    if state.published_by:
        return set_apart(state.name, language)
    return word("state_is_now" if state.name == NOW else "state_of_day", language)


def _counts(found: EditionDifference, language: str) -> Section:
    counts = found.counts()
    # A fifth column would turn the whole paper on its long side, and only links are carried over.
    kinds = [change for change in DifferenceKind if change is not DifferenceKind.CARRIED_OVER]
    rows = tuple(
        (
            Cell((Line(word(f"records_{kind}", language)),), is_header=True),
            *(Cell.of(str(of_kind[change]) if of_kind[change] else "–") for change in kinds),
        )
        for kind, of_kind in counts.items()
    )
    heading = word("difference_counts", language)
    columns = ("", *(word(f"change_{change}", language) for change in kinds))
    lines = tuple(line for line in (_carried_line(found, language), unjudged_line(found, language)) if line)
    table = Table(columns, rows, heading, (3.0, *(1.2 for _ in kinds)))
    return Section(heading, paragraphs=lines, tables=(table,))


def _carried_line(found: EditionDifference, language: str) -> str:
    count = sum(one.change is DifferenceKind.CARRIED_OVER for one in found.differences)
    called = f"{word('records_link', language)} – {word('change_carried-over', language)}"
    return headed(called, str(count), language) if count else ""


def _section(kind: RecordKind, change: DifferenceKind, found: EditionDifference, language: str) -> Section:
    chosen = [one for one in found.differences if (one.kind, one.change) == (kind, change)]
    told = word(f"change_{change}", language)
    is_whole = change in (DifferenceKind.ADDED, DifferenceKind.REMOVED)
    columns = (
        word(f"records_{kind}", language),
        word("what_it_says" if is_whole else "change_before_after", language),
        word("why_by_whom", language),
    )
    caption = f"{word(f'records_{kind}', language)} – {told}"
    heading = word("change_list", language, change=told, count=str(len(chosen)))
    rows = tuple(_row(one, language) for one in chosen)
    return Section(heading, tables=(Table(columns, rows, caption, (2.4, 3.0, 2.8)),), level=2)


def _row(one: Difference, language: str) -> tuple[Cell, ...]:
    return (
        Cell.of(one.label),
        Cell(tuple(Line(text, is_own=True) for text in field_lines(one, language))),
        Cell(
            tuple(
                Line(text, is_own=not is_remark, is_remark=is_remark)
                for text, is_remark in why_lines(one, language)
            )
        ),
    )
