"""Mapping sets: valid for others, without loss for us."""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.exports import exports_samples as samples

from commonground.domain.area import Origin
from commonground.domain.document import Locator
from commonground.domain.link import Evidence, EvidenceKind, Link, Predicate
from commonground.errors import BadInput
from commonground.exports.curie import curie_of, identifier_of_curie
from commonground.exports.mapping_review import ReviewedLink, ReviewedVerdict, is_review, read_review
from commonground.exports.mappings import MappingSet, links_sssom, merged_links, read_links_sssom, read_rows

GOLDEN = Path(__file__).parents[2] / "golden" / "exports"
SET = MappingSet(
    id="https://example.org/sets/iscg-2020-06",
    version="2020-06",
    license="https://creativecommons.org/licenses/by/4.0/",
    published=date(2020, 5, 18),
    title="Links of the register: 气候",
    tool_version="0.1.0",
)
LABELS = {"ITU-T Q7/5": "E-waste and circular economy"}


def table_rows(text: str) -> list[list[str]]:
    return list(csv.reader(StringIO(text, newline=""), delimiter="\t"))


def test_rows_are_the_golden_ones() -> None:
    made = links_sssom(samples.links(), LABELS, SET).decode()
    assert table_rows(made) == table_rows((GOLDEN / "links.sssom.tsv").read_text("utf-8"))


@pytest.mark.filterwarnings("ignore")  # the validator's own libraries warn about themselves
def test_the_validator_of_the_format_accepts_it() -> None:
    parsers = pytest.importorskip("sssom.parsers")
    validators = pytest.importorskip("sssom.validators")
    text = links_sssom(samples.links(), LABELS, SET).decode()
    mapping_set = parsers.parse_sssom_table(StringIO(text), sep="\t")
    reports = validators.validate(mapping_set, fail_on_error=True)
    assert all(not report.results for report in reports.values())
    assert len(mapping_set.df) == 4
    kept = mapping_set.df["other"].tolist()
    assert sum("report.docx" in text for text in kept) == 2


REVIEWED = ReviewedLink(
    left="ITU-D Q6/2",
    right="ITU-R WP 5A",
    relation="same-subject",
    origin="proposed",
    state="rejected",
    theme="Climate change",
    note="both speak of towers | masts",
    made_on="2026-05-01",
    probability=0.75,
    verdicts=(
        ReviewedVerdict("ITU-R", "reject", "focal-point", "2026-05-02T10:00:00+00:00", reason="other bands"),
    ),
    code="0123456789ab",
)


@pytest.mark.filterwarnings("ignore")
def test_reviewed_links_are_valid_and_come_back_whole() -> None:
    parsers = pytest.importorskip("sssom.parsers")
    validators = pytest.importorskip("sssom.validators")
    data = links_sssom(samples.links(), LABELS, SET, [REVIEWED], {"ITU-D Q6/2": "Question"})
    mapping_set = parsers.parse_sssom_table(StringIO(data.decode()), sep="\t")
    reports = validators.validate(mapping_set, fail_on_error=True)
    assert all(not report.results for report in reports.values())
    declared = {one["slot_name"] for one in mapping_set.metadata["extension_definitions"]}
    (row,) = (row for row in read_rows(data) if is_review(row))
    assert declared == {name for name in row if name.startswith("ext_")}
    assert (row["predicate_modifier"], row["review_date"], row["subject_category"]) == (
        "Not",
        "2026-05-02",
        "Question",
    )
    assert row["reviewer_label"] == "focal-point for ITU-R: reject"
    assert read_review(row) == replace(REVIEWED, code="")
    assert read_links_sssom(data) == merged_links(samples.links())


def test_reading_gives_the_links_again() -> None:
    made = links_sssom(samples.links(), LABELS, SET)
    assert read_links_sssom(made) == merged_links(samples.links())


def test_order_of_links_does_not_matter() -> None:
    assert links_sssom(samples.links(), LABELS, SET) == links_sssom(samples.links()[::-1], LABELS, SET)


def test_rows_of_other_programs_are_read() -> None:
    text = "subject_id\tpredicate_id\tobject_id\tcomment\nitu:ITU-T_Q7%2F5\tskos:relatedMatch\titu:x\twhy\n"
    link = read_links_sssom(text.encode())[0]
    assert (link.subject, link.predicate, link.object) == ("ITU-T Q7/5", Predicate.OVERLAPS, "x")
    assert link.evidence[0].text == "why"


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "no column"),
        (b"a\tb\n", "no column"),
        (b"\xff\xfe", "UTF-8"),
        (b"subject_id\tpredicate_id\tobject_id\nx\ty\tz\n", "row 1: 'x' is no prefixed identifier"),
        (b"subject_id\tpredicate_id\tobject_id\tcomment\tconfidence\na:x\ty\ta:z\tc\tmuch\n", "row 1"),
    ],
)
def test_broken_files_are_refused_with_the_place(data: bytes, message: str) -> None:
    with pytest.raises(BadInput, match=message):
        read_links_sssom(data)


_texts = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"), max_size=12
)
_ids = _texts.filter(bool)
_evidence = st.builds(
    Evidence,
    st.builds(
        Origin, _texts, st.builds(Locator, page=st.none() | st.integers(1, 99), sheet=st.none() | _ids)
    ),
    _texts,
    st.sampled_from(EvidenceKind),
    st.floats(0, 1),
)
_links = st.builds(
    Link, _ids, st.sampled_from(Predicate), _ids, _texts, _texts, st.lists(_evidence, max_size=3).map(tuple)
)


@settings(max_examples=60, deadline=None)
@given(st.lists(_links, max_size=4))
def test_no_link_is_lost_on_the_way(links: list[Link]) -> None:
    assert read_links_sssom(links_sssom(links, {}, SET)) == merged_links(links)


@settings(max_examples=200, deadline=None)
@given(_ids)
def test_ids_survive_as_curies(identifier: str) -> None:
    curie = curie_of(identifier, "itu")
    assert identifier_of_curie(curie) == identifier
    assert curie.isascii()
    assert not set(curie) & set(" /#?<>\"'\t\n")


def test_a_prefix_must_be_one() -> None:
    with pytest.raises(BadInput, match="no prefix"):
        curie_of("x", "1 2")
