"""The part of a mapping table that is one group's, as a file."""

from __future__ import annotations

from dataclasses import replace

from commonground.analysis.mapping_table import table_sectors
from commonground.domain.mapping_table import MappingTable
from commonground.errors import NotFound, Said
from commonground.register import models
from commonground.register.examinations import parts_of
from commonground.register.facts import read_profile
from commonground.register.mapping_papers import MAPPING_FORMATS, mapping_paper, read_mapping_tables
from commonground.register.matching_items import matched_profile
from commonground.register.paper_frame import PaperOptions

__all__ = ["MAPPING_FORMATS", "group_mapping", "mapped_sectors", "narrowed"]


def mapped_sectors() -> dict[str, tuple[str, ...]]:
    """By Sector those that it has a mapping table with."""
    found: dict[str, tuple[str, ...]] = {}
    for row, column in table_sectors(read_profile()):
        found[row] = (*found.get(row, ()), column)
        found[column] = (*found.get(column, ()), row)
    return found


def group_mapping(body: models.Body, other: str, form: str, options: PaperOptions) -> bytes:
    """The rows (or columns) of the group and its parts in the table of its Sector with the other.

    Raises NotFound where there is no such table, or where the group has no place in it.
    """
    tables = read_mapping_tables()
    table = next(
        (one for one in tables if {one.row_sector, one.column_sector} == {*body.sectors, other}), None
    )
    if table is None:
        raise NotFound(
            Said(
                "no mapping table of %(sectors)s with %(other)s",
                sectors=" and ".join(body.sectors),
                other=repr(other),
            ),
            advice=Said("take the table from the page of the group"),
        )
    own = narrowed(table, parts_of(body.code), is_rows=table.row_sector in body.sectors)
    if not (own.rows if table.row_sector in body.sectors else own.columns):
        raise NotFound(
            Said("the mapping table with %(other)s has no row of %(code)s", other=other, code=body.code),
            advice=Said("take the table of the study group"),
        )
    return mapping_paper(own, form, options, matched_profile())


def narrowed(table: MappingTable, works: set[str], *, is_rows: bool) -> MappingTable:
    """The table with these works only on the one side; on the other side everything stays, found or not."""
    items = table.rows if is_rows else table.columns
    kept = tuple(item for item in items if item.id in works or item.group in works)
    ids = {item.id for item in kept}
    pairs = tuple(pair for pair in table.pairs if (pair.row if is_rows else pair.column) in ids)
    return replace(table, rows=kept, pairs=pairs) if is_rows else replace(table, columns=kept, pairs=pairs)
