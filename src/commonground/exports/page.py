"""Papers as web pages that stand alone: no scripts, nothing loaded from elsewhere, fit for print."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from itertools import groupby
from typing import Any
from urllib.parse import quote

from jinja2 import Environment, PackageLoader, StrictUndefined

from commonground.domain.area import Area
from commonground.domain.finding import Finding
from commonground.domain.theme import ThemeMatrix
from commonground.exports.area_paper import AreaGrouping, area_sections
from commonground.exports.finding_paper import finding_section
from commonground.exports.matrix_paper import matrix_section
from commonground.exports.paper import Section, TitleBlock, caption_label, heading_numbers, is_wide
from commonground.exports.printable import pieces_with_addresses, printable
from commonground.exports.table import HEAT_COLOURS
from commonground.exports.wording import check_language, direction_of, headed, word

# The steps of a heat table on a dark page: each keeps light text readable at 7:1 and more.
HEAT_COLOURS_DARK = ("1b2b3c", "1d3650", "1f4265", "214e7a")


def paper_page(title_block: TitleBlock, sections: Sequence[Section], *, language: str = "en") -> bytes:
    """Any paper as one web page in UTF-8."""
    check_language(language)
    parts = tuple(sections)
    identity = (title_block.organization, title_block.group_meeting, title_block.meeting_place_dates)
    values = {
        "title": title_block.title,
        "block": title_block,
        "identity": [text for text in identity if text],
        "number_lines": title_block.number_lines(language),
        "boxed": title_block.boxed_parts(language),
        "source": headed(word("source", language), title_block.source, language),
        "notes_heading": headed(word("notes", language), "", language),
        "sections": _section_values(parts, language),
        "wide": is_wide(parts),
        "has_marks": any(map(_has_marks, parts)),
        "heat_light": HEAT_COLOURS[1:],
        "heat_dark": HEAT_COLOURS_DARK,
    }
    return _rendered("paper.html", language, values)


def matrix_page(
    matrix: ThemeMatrix, title_block: TitleBlock, layout: Mapping[str, Any], *, language: str = "en"
) -> bytes:
    """A theme's matrix as a web page."""
    check_language(language)
    return paper_page(title_block, (matrix_section(matrix, layout, language),), language=language)


def areas_page(
    areas: Sequence[Area],
    title_block: TitleBlock,
    *,
    language: str = "en",
    grouping: AreaGrouping = AreaGrouping.HIERARCHY,
) -> bytes:
    """The list of areas as a web page."""
    check_language(language)
    return paper_page(title_block, area_sections(areas, language, grouping), language=language)


def findings_page(
    findings: Sequence[Finding], title_block: TitleBlock, *, language: str = "en", caption: str = ""
) -> bytes:
    """Findings, gaps or overlaps as a web page."""
    check_language(language)
    return paper_page(title_block, (finding_section(findings, language, caption),), language=language)


def index_page(
    title: str,
    results: Sequence[tuple[str, str, str]],
    *,
    language: str = "en",
    headings: Sequence[str] = (),
) -> bytes:
    """The page that leads to the results of a run; each result is (label, relative path, description).

    `headings` may give each result the heading it stands under; neighbours with the same one stand together.
    """
    check_language(language)
    above = headings or [""] * len(results)
    listed = zip(above, results, strict=True)
    parts = [
        (heading, [(label, _relative(path), description) for _, (label, path, description) in found])
        for heading, found in groupby(listed, key=lambda pair: pair[0])
    ]
    values = {
        "title": title,
        "parts": parts,
        "results_word": word("results", language),
        "nothing_word": word("nothing_to_show", language),
        "wide": False,
    }
    return _rendered("index.html", language, values)


def _relative(path: str) -> str:
    """The path as an address below the page itself, so that no name of a file can be read as a scheme."""
    slashed = printable(path).replace("\\", "/")
    return f"./{quote(slashed)}" if not slashed.startswith(("/", ".")) else quote(slashed)


def _has_marks(section: Section) -> bool:
    """Whether the section uses marks, anchors or shades, for which the page then holds the styles."""
    cells = [cell for table in section.tables for row in table.rows for cell in row]
    return any(table.is_grid for table in section.tables) or any(
        cell.heat or line.marks or line.anchor or line.target or line.spoken
        for cell in cells
        for line in cell.lines
    )


def _section_values(sections: Sequence[Section], language: str) -> list[dict[str, Any]]:
    tables = 0
    values: list[dict[str, Any]] = []
    for section, number in zip(sections, heading_numbers(sections), strict=True):
        shown: list[dict[str, Any]] = []
        for table in section.tables:
            table.placed()  # refuses a table whose cells do not fit together
            tables += 1
            shown.append(
                {
                    "label": caption_label(tables, language),
                    "caption": table.caption,
                    "columns": table.columns,
                    "rows": table.rows,
                    "notes": table.notes,
                    "is_grid": table.is_grid,
                }
            )
        values.append(
            {
                "heading": section.heading,
                "number": number,
                "level": min(max(section.level, 1), 3),
                "paragraphs": section.paragraphs,
                "tables": shown,
            }
        )
    return values


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("commonground.exports", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        finalize=lambda value: printable(value) if type(value) is str else value,
    )
    environment.filters["pieces"] = pieces_with_addresses
    return environment


def _rendered(template: str, language: str, values: Mapping[str, Any]) -> bytes:
    page = _environment().get_template(template)
    text = page.render(language=language, direction=direction_of(language), **values)
    return text.encode("utf-8", "replace")
