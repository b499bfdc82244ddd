"""Ids are told apart by the profile, and by their form where it knows nothing."""

from __future__ import annotations

import pytest

from commonground.analysis.entity import EntityIndex, Grain
from commonground.domain.organization import Body, BodyKind, Question, Sector
from commonground.domain.profile import Gathering, Profile

INDEX = EntityIndex(
    Profile(
        "x",
        {},
        ("en",),
        (Sector("ITU-R", {}), Sector("ITU-T", {})),
        (),
        (
            Body("ITU-R SG7", BodyKind.STUDY_GROUP, ("ITU-R",)),
            Body("ITU-R WP 7B", BodyKind.WORKING_PARTY, ("ITU-R",), parent="ITU-R SG7"),
            Body("IRG-AVA", BodyKind.JOINT_GROUP, ("ITU-R", "ITU-T")),
        ),
        (Question("ITU-T Q7/5", "ITU-T", "ITU-T SG5", "2017-2020"),),
        gatherings=(Gathering("RA", 2019, "Sharm el-Sheikh", "ITU-R"),),
    )
)


@pytest.mark.parametrize(
    ("entity", "sector", "group", "grain"),
    [
        ("ITU-R SG7", "ITU-R", "ITU-R SG7", Grain.GROUP),
        ("ITU-R WP 7B", "ITU-R", "ITU-R SG7", Grain.WORKING_PARTY),
        ("ITU-T Q7/5", "ITU-T", "ITU-T SG5", Grain.QUESTION),
        ("ITU-T Q7/5@2017-2020", "ITU-T", "ITU-T SG5", Grain.OTHER),
        ("ITU-T Q99/5", "ITU-T", "ITU-T SG5", Grain.QUESTION),
        ("ITU-T SG77", "ITU-T", "ITU-T SG77", Grain.GROUP),
        ("IRG-AVA", None, "IRG-AVA", Grain.OTHER),
        ("RA Resolution 60", "ITU-R", "RA Resolution 60", Grain.OTHER),
        ("SDG 13", None, "SDG 13", Grain.OTHER),
    ],
)
def test_sector_group_and_grain(entity: str, sector: str | None, group: str, grain: Grain) -> None:
    assert INDEX.sector_of(entity) == sector
    assert INDEX.group_of(entity) == group
    assert INDEX.grain_of(entity) is grain


def test_only_unknown_bodies_are_called_so() -> None:
    assert INDEX.is_unknown_body("ITU-T SG77")
    assert not INDEX.is_unknown_body("ITU-R SG7")
    assert not INDEX.is_unknown_body("SDG 13")
