"""Mapping tables, the resolutions table and the roll-up of the open register, as values and as files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain

from commonground.analysis.entity import EntityIndex, Grain
from commonground.analysis.mapping_table import mapping_tables, related_links
from commonground.analysis.resolutions_table import resolutions_table
from commonground.analysis.rollup import (
    places_of,
    roll_up_groups,
    roll_up_sectors,
    weights_of,
)
from commonground.domain.mapping_table import MappingTable, ResolutionsTable
from commonground.domain.profile import Profile
from commonground.domain.roll_up import RollUp
from commonground.errors import BadInput, Said
from commonground.exports.canonical import canonical_json
from commonground.exports.mapping_table_paper import (
    MappingPaper,
    resolution_evidence,
    resolutions_printed,
    resolutions_sections,
)
from commonground.exports.page import paper_page
from commonground.exports.rollup_paper import rollups_csv, rollups_json, rollups_page, rollups_workbook
from commonground.exports.table import Table
from commonground.exports.word import paper_document
from commonground.exports.wording import word
from commonground.exports.workbook import tables_workbook
from commonground.matching.item import Item
from commonground.register.examinations import nothing_between
from commonground.register.matching_items import matched_profile, work_items
from commonground.register.paper_frame import PaperOptions, short_names, state_date, title_block, written
from commonground.register.standings import carried_states
from commonground.register.succession import read_fates
from commonground.register.suggestions import kept_suggestions, pair_verdicts, searched_sectors

MAPPING_FORMATS = ("html", "docx", "xlsx", "json")


def read_mapping_tables() -> tuple[MappingTable, ...]:
    """The register's mapping tables as they stand now."""
    profile = matched_profile()
    return mapping_tables(
        profile,
        work_items(profile),
        suggestions=[kept.suggestion for kept in kept_suggestions()],
        verdicts=pair_verdicts(),
        searched=searched_sectors(),
        examined=nothing_between(),
        carried=carried_states(),
        ended=read_fates().ended,
    )


def read_resolutions_table() -> ResolutionsTable:
    """The register's resolutions by theme."""
    return resolutions_table(matched_profile())


def read_roll_ups() -> tuple[RollUp, RollUp]:
    """The matrix of the Sectors, and that of the groups that have a link with one of another Sector."""
    profile = matched_profile()
    items, index = work_items(profile), EntityIndex(profile)
    kept = kept_suggestions()
    links = [(link.subject, link.object) for link in chain(profile.links, related_links(profile))]
    weights = weights_of(
        [one.suggestion for one in kept], links, {one.suggestion.key: one.state for one in kept}
    )
    sector_of, group_of = places_of(items)
    sectors = roll_up_sectors(weights, sector_of, [sector.id for sector in profile.sectors])
    groups = _study_groups(items, index)
    grouped = {item: group for item, group in group_of.items() if group in groups}
    linked = {
        grouped[end]
        for left, right, _ in weights
        if left in grouped and right in grouped and groups[grouped[left]] != groups[grouped[right]]
        for end in (left, right)
    }
    ordered = [group for group in groups if group in linked]
    return sectors, roll_up_groups(weights, grouped, groups, ordered)


def _study_groups(items: tuple[Item, ...], index: EntityIndex) -> dict[str, str]:
    """By group that others belong to or that has work of its own, its Sector; in the order of the Sectors."""
    order = {sector.id: place for place, sector in enumerate(index.profile.sectors)}
    found = {
        item.id: item.sector
        for item in items
        if item.sector and item.group == item.id and index.grain_of(item.id) is not Grain.OTHER
    }
    if not found:  # an organization whose groups are all of other kinds
        found = {item.id: item.sector for item in items if item.sector and item.group == item.id}
    return dict(sorted(found.items(), key=lambda pair: order[pair[1]]))


def mapping_papers(form: str, options: PaperOptions) -> Iterator[tuple[str, bytes]]:
    """File names and contents of all mapping tables and the resolutions table; "all" gives every format.

    Raises BadInput for an unknown format.
    """
    forms = MAPPING_FORMATS if form == "all" else (form,)
    if not set(forms) <= set(MAPPING_FORMATS):
        raise BadInput(
            Said("no format %(form)s", form=repr(form)),
            advice=Said("one of: %(names)s, all", names=tuple(MAPPING_FORMATS)),
        )
    profile = matched_profile()
    for table in read_mapping_tables():
        for wanted in forms:
            yield f"mapping-{table.name}.{wanted}", mapping_paper(table, wanted, options, profile)
    resolutions = read_resolutions_table()
    for wanted in forms:
        yield f"resolutions.{wanted}", resolutions_paper(resolutions, wanted, options, profile)


def mapping_paper(table: MappingTable, form: str, options: PaperOptions, profile: Profile) -> bytes:
    """One mapping table as a file of the format."""
    language, day = options.language, state_date()
    paper = MappingPaper(table, language, short_names(profile, language))
    title = title_block(
        profile,
        options,
        title=paper.caption,
        summary=word("mapping_summary", language),
    )
    return written(
        form,
        {
            "docx": lambda: paper_document(
                title, paper.sections(with_cross=False), language=language, generated=day
            ),
            "xlsx": lambda: tables_workbook(paper.sheets(), language=language, generated=day),
            "html": lambda: paper_page(title, paper.sections(with_cross=True), language=language),
            "json": lambda: canonical_json(table.to_json()),
        },
    )


def resolutions_paper(table: ResolutionsTable, form: str, options: PaperOptions, profile: Profile) -> bytes:
    """The resolutions table as a file of the format."""
    language, day = options.language, state_date()
    brief = resolutions_sections(table, language, with_evidence=False)
    full = resolutions_sections(table, language, with_evidence=True)
    title = title_block(
        profile,
        options,
        title=word("resolutions_table", language),
        summary=word("resolutions_summary", language),
    )
    sheets: Mapping[str, Table] = {
        word("resolutions_table", language): resolutions_printed(table, language, leads=True),
        word("evidence", language): resolution_evidence(table, language),
    }
    return written(
        form,
        {
            "docx": lambda: paper_document(title, brief, language=language, generated=day),
            "xlsx": lambda: tables_workbook(sheets, language=language, generated=day),
            "html": lambda: paper_page(title, full, language=language),
            "json": lambda: canonical_json(table.to_json()),
        },
    )


def roll_up_paper(form: str, options: PaperOptions) -> bytes:
    """The roll-up of Sectors and groups as a file of the format."""
    profile = matched_profile()
    language = options.language
    names = short_names(profile, language)
    rollups = read_roll_ups()
    title = title_block(
        profile, options, title=word("roll_up", language), summary=word("roll_up_summary", language)
    )
    return written(
        form,
        {
            "html": lambda: rollups_page(rollups, title, language=language, names=names),
            "xlsx": lambda: rollups_workbook(rollups, language=language, names=names, generated=state_date()),
            "csv": lambda: rollups_csv(rollups),
            "json": lambda: rollups_json(rollups),
        },
    )
