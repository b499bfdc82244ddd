"""Heat tables: values in words, shades with contrast, the same in every format."""

from __future__ import annotations

import csv
import json
from io import BytesIO, StringIO

import openpyxl
import pytest
from tests.unit.exports import coordination_samples as coordination
from tests.unit.exports import exports_samples as samples

from commonground.domain.language import OFFICIAL_LANGUAGES
from commonground.exports.page import HEAT_COLOURS_DARK
from commonground.exports.rollup_paper import (
    heat_of,
    rollups_csv,
    rollups_json,
    rollups_page,
    rollups_workbook,
)
from commonground.exports.table import HEAT_COLOURS, HEAT_STEPS


def _luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(first: str, second: str) -> float:
    light, dark = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("colour", HEAT_COLOURS)
def test_dark_text_is_readable_on_every_shade(colour: str) -> None:
    assert _contrast("1a1a1a", colour) >= 7


@pytest.mark.parametrize("colour", HEAT_COLOURS_DARK)
def test_light_text_is_readable_on_every_dark_shade(colour: str) -> None:
    assert _contrast("ececec", colour) >= 7


@pytest.mark.parametrize("language", OFFICIAL_LANGUAGES)
def test_every_cell_says_its_value_whatever_its_shade(language: str) -> None:
    page = rollups_page(
        coordination.rollups(), samples.title_block(), language=language, names=coordination.SHORT_NAMES
    )
    root = coordination.dom(page)
    shaded = root.xpath("//td[starts-with(@class, 'heat-')]")
    assert shaded
    mark = "." if language in ("en", "zh") else ","
    assert f"2{mark}" in shaded[0].text_content()
    assert all(cell.text_content().strip() for cell in root.xpath("//td"))
    assert len(root.xpath("//table/caption")) == 2


def test_what_was_not_compared_is_told_from_zero() -> None:
    page = rollups_page(coordination.rollups(), samples.title_block(), names={})
    root = coordination.dom(page)
    groups = root.xpath("//table")[1]
    assert groups.xpath("string(.//tbody/tr[1]/td[2]//span[@class='unseen'])") == "not compared"
    assert groups.xpath("string(.//tbody/tr[1]/td[3]//p[1])") == "0.8 (1)"


def test_shades_follow_what_rows_and_columns_do_not_explain() -> None:
    assert [heat_of(value, 4.0) for value in (-3.0, 0.0, 0.5, 1.5, 4.0)] == [0, 0, 1, 2, HEAT_STEPS]
    assert heat_of(0.0, 0.0) == 0


def test_the_other_formats_hold_the_same_numbers() -> None:
    rollups = coordination.rollups()
    data = rollups_workbook(rollups, names={}, generated=samples.GENERATED)
    sheet = openpyxl.load_workbook(BytesIO(data)).worksheets[0]
    assert sheet["C2"].value == "2.2 (3)\n+1.1"
    assert sheet["C2"].fill.fgColor.rgb.endswith(HEAT_COLOURS[HEAT_STEPS].upper())
    assert json.loads(rollups_json(rollups))["sector"]["weights"] == [[0.0, 2.25], [2.25, 0.0]]
    rows = list(csv.reader(StringIO(rollups_csv(rollups).decode("utf-8-sig"))))
    assert ["sector", "ITU-R", "ITU-D", "3", "2.2500", "1.1250"] in rows
    assert ["group", "ITU-R SG5", "ITU-D SG1", "2", "1.5000", "0.2000"] in rows
