"""Delimited text: readable by spreadsheets, safe in them, complete."""

from __future__ import annotations

import csv
from io import StringIO
from pathlib import Path

from tests.unit.exports import exports_samples as samples

from commonground.exports.delimited import areas_csv, delimited, findings_csv, matrix_csv

GOLDEN = Path(__file__).parents[2] / "golden" / "exports"


def records(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(data.decode("utf-8-sig"), newline="")))


def test_matrix_is_the_golden_one() -> None:
    made = matrix_csv(samples.climate_matrix(), samples.LAYOUT)
    assert made == (GOLDEN / "climate-matrix.csv").read_bytes()


def test_matrix_has_a_record_per_row_and_names_what_is_shared() -> None:
    rows = records(matrix_csv(samples.climate_matrix(), samples.LAYOUT))
    assert len(rows) == len(samples.climate_matrix().rows)
    assert rows[5]["RADIOCOMMUNICATION"] == rows[5]["DEVELOPMENT"] == "WSIS – Action Line C7 (e-Environment)"
    assert rows[5]["Shared by"] == "ITU-R + ITU-T + ITU-D"
    assert rows[2]["STANDARDIZATION"] == "Study Group 5 - Q6/5 [agreed]\nFG-AI4EE [proposed]"
    assert (rows[2]["DEVELOPMENT"], rows[3]["RADIOCOMMUNICATION"]) == ("not examined", "none found")


def test_formulas_are_disarmed() -> None:
    assert records(findings_csv(samples.findings()))[1]["message"] == '\'=HYPERLINK("x")'
    assert delimited(["a"], [["\t=1"], ["safe = 1"]]).decode("utf-8-sig") == "a\r\n'\t=1\r\nsafe = 1\r\n"


def test_areas_carry_their_labels_in_six_languages() -> None:
    first = records(areas_csv(samples.areas()))[0]
    assert first["label_zh"] == "气候变化"
    assert first["entries"] == "1.3 #27 Climate change"


def test_hostile_characters_are_replaced() -> None:
    assert delimited(["a\x00"], [["\ud800"]]).decode("utf-8-sig") == "a\ufffd\r\n\ufffd\r\n"
