"""A paper as a value: its title block and sections, from which Word and web files are made."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from commonground.exports.table import Table
from commonground.exports.wording import LANGUAGE_LETTERS, printed_day, word


@dataclass(frozen=True, slots=True)
class TitleBlock:
    """What stands at the head of a paper of an advisory group. What is empty is not printed."""

    title: str
    organization: str = ""
    group_meeting: str = ""  # "Telecommunication Development Advisory Group (TDAG)"
    meeting_place_dates: str = ""  # "25th meeting, virtual, 2-5 June 2020"
    document_number: str = ""  # without the letter of the language: "TDAG-20/13"
    date: str = ""  # in ISO 8601, or as printed
    original_language: str = ""  # code
    source: str = ""
    summary: str = ""
    action_required: str = ""
    references: str = ""  # several ones on lines of their own

    def number_in(self, language: str) -> str:
        """The document number with the letter of the language it is printed in.

        >>> TitleBlock("Report", document_number="TDAG-20/13").number_in("fr")
        'TDAG-20/13-F'
        """
        if not self.document_number:
            return ""
        stem, dash, letter = self.document_number.rpartition("-")
        number = stem if dash and letter in LANGUAGE_LETTERS.values() else self.document_number
        return f"{number}-{LANGUAGE_LETTERS[language]}"

    def number_lines(self, language: str) -> tuple[str, ...]:
        """The lines at the side of the block: number, date, original language."""
        number = self.number_in(language)
        original = ""
        if self.original_language:
            name = word(f"language_{self.original_language}", language)
            original = word("original", language, name=name)
        document = f"{word('document', language)} {number}" if number else ""
        return tuple(line for line in (document, printed_day(self.date, language), original) if line)

    def boxed_parts(self, language: str) -> tuple[tuple[str, str], ...]:
        """The parts of the box, each with its heading; those without text are left out."""
        parts = (
            ("summary", self.summary),
            ("action_required", self.action_required),
            ("references", self.references),
        )
        return tuple((word(key, language), text) for key, text in parts if text.strip())


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a paper: heading, paragraphs, then tables."""

    heading: str = ""
    level: int = 1
    paragraphs: tuple[str, ...] = ()
    tables: tuple[Table, ...] = ()


def is_wide(sections: tuple[Section, ...]) -> bool:
    """Whether a table of the paper needs the page's long side: more than four columns."""
    return any(len(table.columns) > 4 for section in sections for table in section.tables)


def caption_label(number: int, language: str) -> str:
    """ "Table 1", as printed above the caption.

    >>> caption_label(1, "es")
    'Cuadro 1'
    """
    space = "" if language == "zh" else " "
    return f"{word('table', language)}{space}{number}"


def heading_numbers(sections: Sequence[Section]) -> list[str]:
    """One number per section: "1", "1.1", "2"; empty where there is no heading, or only one."""
    if sum(1 for section in sections if section.heading) < 2:
        return ["" for _ in sections]
    counters: list[int] = []
    numbers: list[str] = []
    for section in sections:
        if not section.heading:
            numbers.append("")
            continue
        depth = min(max(section.level, 1), len(counters) + 1)
        counters = [*counters, 0][:depth]
        counters[-1] += 1
        numbers.append(".".join(map(str, counters)))
    return numbers
