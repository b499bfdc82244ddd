"""Mapping tables follow from links, suggestions and judgements, whatever their order."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commonground.analysis.items import items_of
from commonground.analysis.mapping_table import mapping_tables, state_of, table_sectors
from commonground.domain.area import Origin
from commonground.domain.link import Evidence, EvidenceKind, Link, Predicate, Verdict
from commonground.domain.mapping_table import MappingTable
from commonground.domain.organization import Body, BodyKind, Mandate, Question, Sector, StudyPeriod
from commonground.domain.profile import Profile
from commonground.domain.suggestion import Explanation, Relation, Suggestion, pair_key
from commonground.domain.theme import EmptyState, EntryState
from commonground.matching.item import Item

A, B, C = "A", "B", "C"


def body(identifier: str, kind: BodyKind, sector: str, parent: str | None = None) -> Body:
    mandates = (Mandate(None, f"Work on vehicles of {identifier}"),)
    return Body(identifier, kind, (sector,), parent, {"en": f"Group {identifier}"}, {}, mandates, ("page",))


def question(
    identifier: str,
    period: str,
    title: str | None = "On roads",
    *,
    related: tuple[str, ...] = (),
    predecessors: tuple[str, ...] = (),
) -> Question:
    group = f"A SG{identifier.rsplit('/', 1)[1]}"
    return Question(
        identifier,
        A,
        group,
        period,
        title,
        related=related,
        predecessors=predecessors,
        sources=("https://a.example",),
    )


def profile(links: tuple[Link, ...] = (), **layout: object) -> Profile:
    """Sector A has Questions of two periods, B working parties, C only a group."""
    return Profile(
        code="test",
        names={"en": "Test"},
        languages=("en",),
        sectors=tuple(Sector(s, {"en": s}) for s in (A, B, C)),
        periods=(StudyPeriod(A, "2014", 2014, 2017), StudyPeriod(A, "2018", 2018, 2021)),
        bodies=(
            body("A SG2", BodyKind.STUDY_GROUP, A),
            body("A SG10", BodyKind.STUDY_GROUP, A),
            body("B SG1", BodyKind.STUDY_GROUP, B),
            body("B WP 1A", BodyKind.WORKING_PARTY, B, "B SG1"),
            body("B WP 1B", BodyKind.WORKING_PARTY, B, "B SG1"),
            body("C SG1", BodyKind.STUDY_GROUP, C),
        ),
        questions=(
            question("A Q1/10", "2018"),
            question("A Q2/2", "2018", "On bridges", related=("B WP 1B",)),
            question("A Q9/2", "2014", "On ferries"),
            question("A Q3/2", "2018", "On ships", predecessors=("A Q9/2@2014",)),
            question("A Q4/2", "2018", None),
        ),
        links=links,
        layout=layout,
    )


def link(subject: str, target: str) -> Link:
    evidence = Evidence(Origin("https://b.example"), "a liaison statement", EvidenceKind.STATED)
    return Link(subject, Predicate.LIAISES_WITH, target, evidence=(evidence,))


def suggestion(left: str, right: str, probability: float = 0.6, *, is_stated: bool = False) -> Suggestion:
    why = Explanation({"en": "Both speak of roads."})
    return Suggestion(left, right, Relation.SAME_SUBJECT, probability, why, is_stated)


def first_table(
    links: tuple[Link, ...] = (),
    suggestions: tuple[Suggestion, ...] = (),
    verdicts: dict[str, dict[str, Verdict]] | None = None,
    searched: frozenset[frozenset[str]] = frozenset(),
) -> MappingTable:
    """The table of A's Questions against B's working parties."""
    made = profile(links)
    items = items_of(made)
    return mapping_tables(made, items, suggestions=suggestions, verdicts=verdicts, searched=searched)[0]


def states(table: MappingTable) -> dict[tuple[str, str], EntryState]:
    return {(pair.row, pair.column): pair.state for pair in table.pairs}


def test_every_two_sectors_meet_unless_the_layout_chooses() -> None:
    assert table_sectors(profile()) == ((A, B), (A, C), (B, C))
    assert table_sectors(profile(mapping_tables=[[C, A]])) == ((C, A),)


def test_rows_and_columns_are_the_finest_current_work_in_printed_order() -> None:
    table = first_table()
    assert [item.id for item in table.rows] == ["A Q2/2", "A Q3/2", "A Q4/2", "A Q1/10"]
    assert [item.id for item in table.columns] == ["B WP 1A", "B WP 1B"]
    assert (table.row_kind, table.column_kind) == ("question", "working-party")
    assert table.name == "a-x-b"


def test_what_a_source_states_stands_with_its_place() -> None:
    table = first_table((link("B WP 1A", "A Q1/10"),))
    pair = table.cell("A Q1/10", "B WP 1A")
    assert not isinstance(pair, EmptyState)
    assert pair.state is EntryState.STATED
    assert pair.evidence[0].origin.document == "https://b.example"
    cited = table.cell("A Q2/2", "B WP 1B")
    assert not isinstance(cited, EmptyState)
    assert cited.evidence[0].kind is EvidenceKind.CITED


def test_what_is_known_of_an_older_question_stands_with_the_one_that_carries_it_on() -> None:
    table = first_table((link("A Q9/2", "B WP 1A"),))
    assert states(table)["A Q3/2", "B WP 1A"] is EntryState.STATED


def test_a_coarser_body_has_a_column_only_where_it_is_linked() -> None:
    table = first_table((link("A Q1/10", "B SG1"), link("A SG2", "B SG1")))
    assert [item.id for item in table.columns] == ["B WP 1A", "B WP 1B", "B SG1"]
    assert "A SG2" not in {item.id for item in table.rows}  # group against group is for the roll-up


def test_a_pair_is_agreed_when_every_sector_it_touches_accepts() -> None:
    proposed = (suggestion("A Q1/10", "B WP 1A"),)
    key = pair_key("A Q1/10", "B WP 1A")
    found = {
        name: states(first_table((), proposed, {key: given}))["A Q1/10", "B WP 1A"]
        for name, given in {
            "none": {},
            "one": {A: Verdict.ACCEPT},
            "both": {A: Verdict.ACCEPT, B: Verdict.ACCEPT},
            "against": {A: Verdict.ACCEPT, B: Verdict.REJECT},
            "refused": {B: Verdict.REJECT},
            "secretariat": {"": Verdict.ACCEPT},
        }.items()
    }
    assert found == {
        "none": EntryState.PROPOSED,
        "one": EntryState.PROPOSED,
        "both": EntryState.AGREED,
        "against": EntryState.DISPUTED,
        "refused": EntryState.REJECTED,
        "secretariat": EntryState.PROPOSED,
    }


def test_a_refused_pair_is_shown_though_it_is_proposed_no_more() -> None:
    key = pair_key("A Q1/10", "B WP 1A")
    assert (
        states(first_table((), (), {key: {A: Verdict.REJECT}}))["A Q1/10", "B WP 1A"] is EntryState.REJECTED
    )
    assert ("A Q1/10", "B WP 1A") not in states(first_table((), (), {key: {A: Verdict.UNSURE}}))


def test_nothing_found_is_not_the_same_as_not_examined() -> None:
    unsearched, searched = first_table(), first_table(searched=frozenset({frozenset({A, B})}))
    assert unsearched.cell("A Q1/10", "B WP 1A") is EmptyState.NOT_EXAMINED
    assert searched.cell("A Q1/10", "B WP 1A") is EmptyState.NONE_BY_MACHINE
    assert searched.cell("A Q4/2", "B WP 1A") is EmptyState.NOT_EXAMINED  # it has no words
    assert searched.empty_row("A Q1/10") is EmptyState.NONE_BY_MACHINE
    assert searched.empty_row("A Q4/2") is EmptyState.NOT_EXAMINED


def test_a_stated_link_keeps_the_machines_reason_beside_it() -> None:
    table = first_table((link("A Q1/10", "B WP 1A"),), (suggestion("B WP 1A", "A Q1/10", 0.9),))
    pair = table.of_row("A Q1/10")[0]
    assert pair.state is EntryState.STATED
    assert pair.explanation is not None
    assert pair.probability == pytest.approx(0.9)


@settings(max_examples=20, deadline=None)
@given(st.permutations(range(5)), st.permutations(range(6)))
def test_order_and_repetition_make_no_difference(of_links: list[int], of_items: list[int]) -> None:
    links = [
        link("A Q1/10", "B WP 1A"),
        link("A Q1/10", "B WP 1A"),
        link("B SG1", "A Q2/2"),
        link("A Q3/2", "B WP 1B"),
        link("A Q9/2", "B WP 1B"),
    ]
    made = profile(tuple(links[i] for i in of_links))
    items = list(items_of(made))
    shuffled: list[Item] = [items[i] for i in of_items] + items[6:]
    proposed = (suggestion("A Q2/2", "B WP 1A"), suggestion("A Q2/2", "B WP 1B"))
    table = mapping_tables(made, shuffled, suggestions=proposed[:: 1 if of_links[0] else -1])[0]
    expected = mapping_tables(profile(tuple(links)), items, suggestions=proposed)[0]
    assert [(p.row, p.column, p.state) for p in table.pairs] == [
        (p.row, p.column, p.state) for p in expected.pairs
    ]
    assert table.columns == expected.columns


def test_three_sectors_must_all_agree() -> None:
    given = {A: Verdict.ACCEPT, B: Verdict.ACCEPT}
    assert state_of((A, B, C), given, is_stated=True) is EntryState.STATED
    assert state_of((A, B, C), {**given, C: Verdict.ACCEPT}, is_stated=True) is EntryState.AGREED


def test_the_itu_has_its_three_tables() -> None:
    from commonground.profiles import load_profile

    itu = load_profile("itu")
    tables = mapping_tables(itu, items_of(itu))
    assert [(t.name, t.row_kind, t.column_kind) for t in tables] == [
        ("itu-d-x-itu-r", "question", "working-party"),
        ("itu-t-x-itu-r", "question", "working-party"),
        ("itu-d-x-itu-t", "question", "question"),
    ]
    for table in tables:
        items = {item.id for item in (*table.rows, *table.columns)}
        assert all(pair.evidence and {pair.row, pair.column} <= items for pair in table.pairs)
        assert not any("@" in item for item in items)
    linked = {(pair.row, pair.column) for table in tables for pair in table.pairs}
    assert {("ITU-D Q6/2", "ITU-T Q7/5"), ("ITU-T Q3/5", "ITU-R WP 1C")} <= linked
