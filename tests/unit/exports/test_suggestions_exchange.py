"""Proposed links for other programs: valid, with states, without anything that runs."""

from __future__ import annotations

import csv
from io import StringIO
from pathlib import Path

import pytest
from tests.unit.exports import coordination_samples as coordination
from tests.unit.exports.test_mappings import SET, table_rows

from commonground.domain.suggestion import Relation, pair_key
from commonground.domain.theme import EntryState
from commonground.exports.suggestions import STRM_COLUMNS, suggestions_sssom, suggestions_strm

GOLDEN = Path(__file__).parents[2] / "golden" / "exports"
LABELS = {"ITU-D Q5/1": "Rural coverage", "ITU-R WP 5D": "IMT"}
STATES = {
    pair_key("ITU-D Q6/1", "ITU-R SG1"): EntryState.REJECTED,
    pair_key("ITU-D Q5/1", "ITU-R WP 5D"): EntryState.AGREED,
}


def strm_rows() -> list[dict[str, str]]:
    data = suggestions_strm(coordination.suggestions(), LABELS, STATES)
    return list(csv.DictReader(StringIO(data.decode("utf-8-sig"))))


def test_the_mapping_set_is_the_golden_one() -> None:
    made = suggestions_sssom(coordination.suggestions(), LABELS, SET, STATES).decode()
    assert table_rows(made) == table_rows((GOLDEN / "suggestions.sssom.tsv").read_text("utf-8"))


@pytest.mark.filterwarnings("ignore")  # the validator's own libraries warn about themselves
def test_the_validator_of_the_format_accepts_the_mapping_set() -> None:
    parsers = pytest.importorskip("sssom.parsers")
    validators = pytest.importorskip("sssom.validators")
    text = suggestions_sssom(coordination.suggestions(), LABELS, SET, STATES).decode()
    mapping_set = parsers.parse_sssom_table(StringIO(text), sep="\t")
    reports = validators.validate(mapping_set, fail_on_error=True)
    assert all(not report.results for report in reports.values())
    assert len(mapping_set.df) == 3


def test_a_refused_link_says_that_it_does_not_hold() -> None:
    text = suggestions_sssom(coordination.suggestions(), LABELS, SET, STATES).decode()
    body = [line for line in text.splitlines() if not line.startswith("#")]
    rows = {row["subject_id"]: row for row in csv.DictReader(body, delimiter="\t")}
    refused = rows["itu:ITU-D_Q6%2F1"]
    assert (refused["predicate_id"], refused["predicate_modifier"]) == ("skos:exactMatch", "Not")
    assert refused["mapping_justification"] == "semapv:MappingReview"
    assert rows["itu:ITU-D_Q2%2F2"]["mapping_justification"] == "semapv:ManualMappingCuration"
    assert rows["itu:ITU-D_Q5%2F1"]["match_string"] == "rural|coverage|couverture"


def test_set_relationships_follow_the_standard() -> None:
    rows = strm_rows()
    assert tuple(rows[0]) == STRM_COLUMNS
    by_focal = {row["Focal Document Element"]: row for row in rows}
    assert by_focal["ITU-D Q6/1"]["Relationship"] == "no relationship"
    assert by_focal["ITU-D Q2/2"]["Relationship"] == "subset of"
    assert by_focal["ITU-D Q5/1"]["Relationship"] == "intersects with"
    assert by_focal["ITU-D Q5/1"]["Strength of Relationship"] == "7"
    assert {relation.strm for relation in Relation} <= {
        "equal",
        "subset of",
        "superset of",
        "intersects with",
    }


def test_no_cell_of_the_table_is_a_formula() -> None:
    assert any(row["Comments"] == "'=1+1 is cited" for row in strm_rows())


def test_the_order_of_the_suggestions_does_not_matter() -> None:
    listed = coordination.suggestions()
    assert suggestions_strm(listed, {}) == suggestions_strm(listed[::-1], {})
    assert suggestions_sssom(listed, {}, SET) == suggestions_sssom(listed[::-1], {}, SET)
