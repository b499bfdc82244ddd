"""All references of a document, each found in the light of where it stands: Sector, year, language."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from commonground.analysis.layout.sector_heading import SectorHeadings
from commonground.analysis.layout.table import tables_of
from commonground.analysis.layout.wording import Kept
from commonground.domain.document import Document
from commonground.domain.profile import Profile
from commonground.domain.reference import LocatedReference, Reference, ReferenceContext

Find = Callable[[str, ReferenceContext], tuple[Reference, ...]]
# "T17-TSAG-200210-TD-0589", "D18-SG01-C-0100": the letter of the Sector and the start of the study period.
_PERIOD_NUMBER = re.compile(r"(?<![A-Z])([A-Z])\d{2}-[A-Z]")


def cite(
    document: Document, profile: Profile, find: Find, sector: str | None = None, year: int | None = None
) -> tuple[LocatedReference, ...]:
    """Every reference of the document with its place, in reading order.

    `sector` and `year` are those of the document; the heading of a table's column speaks louder than `sector`.
    """
    columns = column_sectors(document, profile)
    located: list[LocatedReference] = []
    for index, passage in enumerate(document.passages):
        if not passage.text.strip():
            continue
        context = ReferenceContext(
            sector=columns.get(index, sector), language=passage.language or document.language, year=year
        )
        located += (LocatedReference(one, passage.locator, index) for one in find(passage.text, context))
    return tuple(located)


def document_sector(document: Document, profile: Profile, find: Find) -> str | None:
    """The Sector a document with its front matter belongs to, by number, group, source or title; None without."""
    metadata = document.metadata
    for number in (metadata.number, *metadata.identifiers):
        if sector := sector_of_number(number, profile):
            return sector
    for text in (metadata.group, metadata.source):
        if sector := _sector_named(text, profile, find):
            return sector
    name = document.name.rsplit("/", 1)[-1]
    return (
        sector_of_number(name, profile)
        or _sector_named(metadata.title, profile, find)
        or _sector_named(metadata.action_required, profile, find)
    )


def sector_of_number(number: str, profile: Profile) -> str | None:
    """The Sector whose numbering scheme a document number follows: "TDAG-20/13" is of the Development Sector."""
    text = number.strip()
    if match := _PERIOD_NUMBER.match(text):
        ending = [sector.id for sector in profile.sectors if sector.id.endswith(f"-{match[1]}")]
        if len(ending) == 1:
            return ending[0]
    scheme = _numbering_scheme(Kept(profile))
    match = scheme.pattern.match(text)
    return scheme.sectors[match[1]] if match else None


@dataclass(frozen=True, slots=True)
class _NumberingScheme:
    """How document numbers begin: the ids of Sectors and of bodies of one Sector, the longest first."""

    pattern: re.Pattern[str]
    sectors: Mapping[str, str]


@lru_cache(maxsize=8)
def _numbering_scheme(kept: Kept[Profile]) -> _NumberingScheme:
    profile = kept.value
    sectors = {body.id: body.sector for body in profile.bodies if body.sector and len(body.id) > 1}
    sectors |= {sector.id: sector.id for sector in profile.sectors}
    names = "|".join(re.escape(name) for name in sorted(sectors, key=len, reverse=True))
    return _NumberingScheme(re.compile(rf"(?:Document\s+)?({names or '(?!)'})(?![A-Za-z])"), sectors)


@lru_cache(maxsize=8)
def _headings(kept: Kept[Profile]) -> SectorHeadings:
    return SectorHeadings(kept.value.layout, kept.value.sectors)


def _sector_named(text: str, profile: Profile, find: Find) -> str | None:
    """The one Sector that the references of a text belong to."""
    if not text:
        return None
    sectors = {
        s for one in find(text, ReferenceContext()) if one.id and (s := _sector_of_id(one.id, profile))
    }
    return sectors.pop() if len(sectors) == 1 else None


def _sector_of_id(identifier: str, profile: Profile) -> str | None:
    for sector in profile.sectors:
        if identifier == sector.id or identifier.startswith(f"{sector.id} "):
            return sector.id
    return next((body.sector for body in profile.bodies if body.id == identifier), None)


def column_sectors(document: Document, profile: Profile) -> Mapping[int, str]:
    """The Sector per passage index, for cells below a column heading that names one, whatever the table is."""
    tables = tables_of(document)
    if not tables:
        return {}
    headings = _headings(Kept(profile))
    found: dict[int, str] = {}
    for table in tables:
        head = headings.header_of(table)
        if head is None:
            continue
        row, columns = head
        for cell in table.cells:
            covered = {columns[column] for column in cell.columns if column in columns}
            if cell.row > row and len(covered) == 1:
                sector = covered.pop()
                found.update((part.index, sector) for part in cell.paragraphs)
    return found
