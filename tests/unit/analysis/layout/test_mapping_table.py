from __future__ import annotations

from typing import Any

from commonground.analysis.layout.mapping_table import MappingKind, read_mapping_tables
from commonground.domain.link import Predicate


def test_crosses_between_questions_and_working_parties(
    draft: Any, layout: Any, sectors: Any, finder: Any
) -> None:
    draft.add("Matching of ITU-D Questions and ITU-R working parties")
    draft.table(
        [
            [("ITU-D", 1, 1), ("ITU-R", 3, 1)],
            ["Questions", "WP 1A", "WP 1B", "WP 7C"],
            ["Q6/2", "", "X", "see text"],
            ["Q5/1", "–", "", "✓"],
        ]
    )
    (read,) = read_mapping_tables(draft.document(), layout, sectors, finder)
    assert read.kind is MappingKind.CROSSES
    assert [(link.subject, link.object) for link in read.links] == [
        ("ITU-D Q6/2", "ITU-R WP 1B"),
        ("ITU-D Q6/2", "ITU-R WP 7C"),
        ("ITU-D Q5/1", "ITU-R WP 7C"),
    ]
    evidence = read.links[1].evidence[0]
    assert (evidence.text, evidence.origin.locator.row, evidence.origin.locator.column) == ("see text", 3, 4)
    assert {link.predicate for link in read.links} == {Predicate.OVERLAPS}


def test_the_lower_of_two_header_rows_and_bare_names(
    draft: Any, layout: Any, sectors: Any, finder: Any
) -> None:
    draft.table(
        [
            [("ITU-D", 1, 2), ("ITU-R SG 1", 2, 1), "ITU-R SG 5"],
            ["1A", "1B", "5D"],
            [("SG 1", 4, 1)],
            ["1/1", "x", "", ""],
            ["2/1", "", "", "x"],
        ]
    )
    (read,) = read_mapping_tables(draft.document(), layout, sectors, finder)
    assert [(link.subject, link.object) for link in read.links] == [
        ("ITU-D Q1/1", "ITU-R WP 1A"),
        ("ITU-D Q2/1", "ITU-R WP 5D"),
    ]


def test_a_list_of_related_questions(draft: Any, layout: Any, sectors: Any, finder: Any) -> None:
    draft.table(
        [
            ["ITU-D Question", "Related ITU-T Questions"],
            ["Q6/2", "Q7/5, Q9/5"],
            ["6/1", "Question 1/3\nto be defined"],
            ["Q2/2", "to be defined"],
        ]
    )
    (read,) = read_mapping_tables(draft.document(), layout, sectors, finder)
    assert [(link.subject, link.object) for link in read.links] == [
        ("ITU-D Q6/2", "ITU-T Q7/5"),
        ("ITU-D Q6/2", "ITU-T Q9/5"),
        ("ITU-D Q6/1", "ITU-T Q1/3"),
    ]
    assert [cell.text for cell in read.unread] == ["to be defined"]


def test_resolutions_of_the_conferences_per_theme(draft: Any, layout: Any, sectors: Any, finder: Any) -> None:
    draft.table(
        [
            ["Theme", "PP", "RA and WRC", "WTSA-16", "WTDC"],
            ["Gender", "70", "", "55 (Rev. 2016)", ""],
            ["EMF", "Resolution 176", "", "", "62, 99"],
        ]
    )
    (read,) = read_mapping_tables(draft.document(), layout, sectors, finder)
    assert read.kind is MappingKind.RESOLUTIONS
    assert [(link.subject, str(link.predicate), link.object) for link in read.links] == [
        ("PP Resolution 70", "mandates", "Gender"),
        ("WTSA Resolution 55", "mandates", "Gender"),
        ("PP Resolution 176", "mandates", "EMF"),
        ("WTDC Resolution 62", "mandates", "EMF"),
        ("WTDC Resolution 99", "mandates", "EMF"),
    ]


def test_other_tables_map_nothing(draft: Any, layout: Any, sectors: Any, finder: Any) -> None:
    draft.table([["Question", "Title"], ["Q7/5", "E-waste"], ["Q9/5", "Climate"]])
    draft.table([["Question", "Working Party"], ["Q7/5", "WP 2A"], ["Q9/5", "WP 2A"]])
    draft.table([["", "ITU-R", "ITU-T"], ["Water", "SG 7", "SG 5"]])
    assert read_mapping_tables(draft.document(), layout, sectors, finder) == ()
