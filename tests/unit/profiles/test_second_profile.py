"""A second organization is a folder of data files, and nothing in the code knows its name."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import BaseModel

from commonground.domain.profile import Profile
from commonground.profiles import load_profile, schema
from commonground.profiles.coverage import coverage_markdown, work_table

FORMAT = Path(__file__).parents[3] / "docs" / "profile-format.md"


@pytest.fixture(scope="module")
def ietf() -> Profile:
    """The packaged profile of the IETF."""
    return load_profile("ietf")


def test_areas_of_the_ietf_take_the_place_of_sectors(ietf: Profile) -> None:
    assert [sector.id for sector in ietf.sectors] == ["ART", "GEN", "INT", "OPS", "RTG", "SEC", "WIT"]
    assert ietf.matrix_columns == ("INT", "OPS", "RTG")


def test_working_groups_belong_to_one_area_and_have_sources(ietf: Profile) -> None:
    groups = [body for body in ietf.bodies if body.id.startswith("IETF WG ")]

    assert len(groups) >= 40
    assert all(group.sector and group.sources for group in groups)


def test_an_organization_without_study_periods_has_none(ietf: Profile) -> None:
    assert ietf.periods == ()
    assert ietf.period_of("RTG", 2024) is None
    assert {row[1] for row in work_table(ietf)[1:]} == {"none stated"}


def test_its_matrix_tells_not_examined_from_blank(ietf: Profile) -> None:
    row = ietf.matrices[0].rows[0]

    assert [entry.text for entry in row.cell("OPS")] == ["netmod"]
    assert {column: str(state) for column, state in row.empty.items()} == {
        "INT": "not-examined",
        "RTG": "not-examined",
    }


def test_its_lists_hold_subjects_that_several_areas_share(ietf: Profile) -> None:
    texts = [entry.text.lower() for entry in ietf.entries]

    assert sum("dns" in text for text in texts) >= 3
    assert sum("yang" in text for text in texts) >= 2


def test_coverage_can_be_printed_for_any_profile(ietf: Profile) -> None:
    assert "| RTG | none stated |" in coverage_markdown(ietf)


def test_every_field_of_the_format_is_documented() -> None:
    text = FORMAT.read_text(encoding="utf-8")
    models = [
        model
        for model in vars(schema).values()
        if isinstance(model, type) and issubclass(model, BaseModel) and model.__module__ == schema.__name__
    ]

    missing = [
        f"{model.__name__}.{name}"
        for model in models
        for name in model.model_fields
        if f"`{name}`" not in text
    ]

    assert len(models) > 15
    assert missing == []


def test_every_file_of_the_format_is_documented() -> None:
    text = FORMAT.read_text(encoding="utf-8")

    assert [file for file in (*schema.TABLES, "grammar.toml", "layout.toml") if f"`{file}`" not in text] == []
