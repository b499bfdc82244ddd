"""The rule of 2023: what follows from resolutions, why, and how it differs from the printed lists."""

from __future__ import annotations

import json

from commonground.analysis.derivation import derive_areas
from commonground.domain.area import Area, ListEntry
from commonground.domain.instrument import Instrument, InstrumentKind, Revision


def resolution(
    body: str,
    number: str,
    sector: str,
    *areas: str,
    year: int = 2014,
    status: str = "",
    asks: bool = False,
    carried_into: str | None = None,
) -> Instrument:
    revision = Revision(
        f"Rev. Place, {year}", year, f"On {number}", areas, status=status, asks_coordination=asks
    )
    return Instrument(
        f"{body} Resolution {number}",
        InstrumentKind.RESOLUTION,
        body,
        sector,
        number,
        (revision,),
        carried_into=carried_into,
    )


GENERAL = "General Secretariat"
CLIMATE = ListEntry("1.3", "27", "Climate change")


def test_a_resolution_of_both_levels_puts_an_area_in_and_says_why() -> None:
    found = derive_areas(
        (
            resolution("PP", "182", GENERAL, "Climate change"),
            resolution("WTSA", "73", "ITU-T", "Climate change"),
        ),
        (CLIMATE,),
    )
    (area,) = found.derived_and_listed
    assert area.sectors == ("ITU-T",)
    assert area.listed_as == (CLIMATE.key,)
    assert area.reason == (
        "PP Resolution 182 (Rev. Place, 2014) and WTSA Resolution 73 (Rev. Place, 2014) share the theme."
    )


def test_asking_for_coordination_is_enough() -> None:
    found = derive_areas((resolution("PP", "191", GENERAL, "Coordination", asks=True),), ())
    assert [area.label for area in found.derived_not_listed] == ["Coordination"]
    assert "asks for coordination" in found.areas[0].reason


def test_what_is_not_derived_says_what_was_not_seen() -> None:
    only_highest = (resolution("PP", "70", GENERAL, "Gender"),)
    only_sector = (resolution("WTSA", "55", "ITU-T", "Gender"), resolution("PP", "1", GENERAL))
    gender = ListEntry("1.1", "7", "Gender")
    assert derive_areas(only_highest, (gender,)).areas[0].missing == ("no Sector resolution known here",)
    assert derive_areas(only_sector, (gender,)).areas[0].missing == ("no PP resolution known here",)
    nothing = derive_areas((), (gender,)).listed_not_derived[0]
    assert len(nothing.missing) == 2
    assert "not all there are" in nothing.reason


def test_a_suppressed_resolution_counts_only_through_its_heir_or_in_its_time() -> None:
    old = resolution(
        "PP", "36", GENERAL, "Relief", year=2010, status="suppressed at PP-18; see PP Resolution 136"
    )
    sector = resolution("WTDC", "34", "ITU-D", "Relief", year=2010)
    relief = (ListEntry("1", "1", "Relief"),)
    assert derive_areas((old, sector), relief).listed_not_derived
    assert derive_areas((old, sector), relief, as_of_year=2016).derived_and_listed
    heir = resolution("PP", "136", GENERAL, year=2018)
    carried = resolution(
        "PP",
        "36",
        GENERAL,
        "Relief",
        year=2010,
        status="suppressed at PP-18",
        carried_into="PP Resolution 136",
    )
    (area,) = derive_areas((carried, heir, sector), relief).derived_and_listed
    assert (area.highest[0].instrument, area.highest[0].carries) == ("PP Resolution 136", "PP Resolution 36")


def test_what_was_adopted_later_does_not_count_before() -> None:
    late = (
        resolution("PP", "1", GENERAL, "OTTs", year=2018),
        resolution("WTSA", "2", "ITU-T", "OTTs", year=2016),
    )
    otts = (ListEntry("1", "1", "OTTs"),)
    assert derive_areas(late, otts, as_of_year=2017).listed_not_derived
    assert derive_areas(late, otts, as_of_year=2018).derived_and_listed


def test_a_circle_of_successors_leads_nowhere() -> None:
    a = resolution("PP", "1", GENERAL, "X", status="suppressed", carried_into="PP Resolution 2")
    b = resolution("PP", "2", GENERAL, "X", status="suppressed", carried_into="PP Resolution 1")
    assert derive_areas((a, b), (ListEntry("1", "1", "X"),)).listed_not_derived


def test_a_merged_area_gathers_what_is_known_under_all_its_names() -> None:
    merged = Area(
        "relief",
        {"en": "Emergency telecommunications"},
        entries=(
            ListEntry("1.1", "5", "Emergency telecommunications"),
            ListEntry("1.3", "15", "Disaster relief"),
        ),
    )
    found = derive_areas(
        (
            resolution("PP", "136", GENERAL, "Disaster relief"),
            resolution("RA", "55", "ITU-R", "Emergency telecommunications"),
        ),
        (merged,),
    )
    (area,) = found.derived_and_listed
    assert len(area.listed_as) == 2


def test_the_result_is_json() -> None:
    found = derive_areas((resolution("PP", "182", GENERAL, "Climate change"),), (CLIMATE,), as_of_year=2020)
    value = json.loads(json.dumps(found.to_json()))
    assert value["listed_not_derived"] == ["Climate change"]
    assert value["as_of_year"] == 2020
