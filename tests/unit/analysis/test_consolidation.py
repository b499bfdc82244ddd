"""Lists of areas become one hierarchy; every merge has a reason and can be taken back."""

from __future__ import annotations

import json
import time
from collections.abc import Iterable
from pathlib import Path

import pytest

from commonground.analysis.consolidation import area_id, consolidate, proposal_key, propose_merges
from commonground.domain.area import Area, ListEntry, Proposal, ProposalKind
from commonground.domain.link import Verdict
from commonground.domain.profile import AreaFact

DATA = Path(__file__).parents[2] / "data" / "consolidation"


@pytest.fixture(scope="module")
def annex() -> list[ListEntry]:
    lines = (DATA / "entries.jsonl").read_text(encoding="utf-8").splitlines()
    return [ListEntry(**json.loads(line)) for line in lines]


def gold(kind: str) -> set[frozenset[str]]:
    rows = [json.loads(line) for line in (DATA / "gold.jsonl").read_text(encoding="utf-8").splitlines()]
    return {frozenset((row["a"], row["b"])) for row in rows if row["kind"] == kind}


def place(entry: ListEntry) -> str:
    return f"{entry.list}#{entry.number}"


def proposed(proposals: Iterable[Proposal], kind: ProposalKind) -> set[frozenset[str]]:
    return {frozenset((place(p.a), place(p.b))) for p in proposals if p.kind is kind}


def entries(*rows: tuple[str, str, str]) -> list[ListEntry]:
    return [ListEntry(*row) for row in rows]


def area_of(areas: Iterable[Area], text: str) -> Area:
    return next(area for area in areas if any(entry.text == text for entry in area.entries))


def test_the_annex_is_consolidated_as_an_officer_would(annex: list[ListEntry]) -> None:
    proposals = propose_merges(annex, ())
    same, related = proposed(proposals, ProposalKind.SAME), proposed(proposals, ProposalKind.RELATED)
    hits = len(same & gold("same"))
    assert 2 * hits / (len(same) + len(gold("same"))) >= 0.95
    assert len(related & gold("related")) / len(gold("related")) >= 0.75
    assert len(related) < 200  # more than an officer reads


def test_all_entries_stay_whatever_is_decided(annex: list[ListEntry]) -> None:
    assert len(annex) == 101
    proposals = propose_merges(annex, ())
    for verdict in Verdict:
        decisions = {proposal_key(p.a, p.b, p.kind): verdict for p in proposals}
        areas = consolidate(annex, (), decisions).areas
        assert sum(len(area.entries) for area in areas) == 101
        assert len({area.id for area in areas}) == len(areas)


def test_proposals_come_in_a_stable_order_whatever_the_order_of_entries(annex: list[ListEntry]) -> None:
    keys = [proposal_key(p.a, p.b, p.kind) for p in propose_merges(annex, ())]
    again = [proposal_key(p.a, p.b, p.kind) for p in propose_merges(annex, ())]
    assert keys == again
    assert set(keys) == {proposal_key(p.a, p.b, p.kind) for p in propose_merges(annex[::-1], ())}


def test_equal_texts_are_one_area_and_still_proposed() -> None:
    both = entries(("1.1", "7", "Gender"), ("1.3", "7", "gender ."))
    result = consolidate(both, (), {})
    assert [area.id for area in result.areas] == ["gender"]
    assert [(p.kind, p.probability) for p in result.proposals] == [(ProposalKind.SAME, 1.0)]
    assert result.undecided == ()


def test_refusing_takes_even_an_automatic_merge_back() -> None:
    both = entries(("1.1", "7", "Gender"), ("1.3", "7", "Gender"))
    refused = {proposal_key(both[1], both[0], ProposalKind.SAME): Verdict.REJECT}
    result = consolidate(both, (), refused)
    assert [area.id for area in result.areas] == ["gender", "gender-2"]


def test_a_refused_pair_is_not_joined_through_a_third() -> None:
    three = entries(("1", "1", "Gender"), ("2", "1", "Gender"), ("3", "1", "Gender"))
    refused = {proposal_key(three[0], three[2], ProposalKind.SAME): Verdict.REJECT}
    areas = consolidate(three, (), refused).areas
    assert all({three[0].key, three[2].key} - {e.key for e in area.entries} for area in areas)


def test_an_accepted_merge_makes_an_alias_and_leaves_no_open_proposal() -> None:
    both = entries(
        ("1.1", "3", "Bridging the Standards Gap"), ("1.3", "13", "Bridging the standardization gap (BSG)")
    )
    before = consolidate(both, (), {})
    assert len(before.areas) == 2
    assert len(before.undecided) == 1
    key = proposal_key(both[0], both[1], ProposalKind.SAME)
    after = consolidate(both, (), {key: Verdict.ACCEPT})
    assert after.areas[0].aliases == ("Bridging the standardization gap (BSG)",)
    assert after.undecided == ()
    assert consolidate(both, (), {key: Verdict.UNSURE}).undecided


def test_people_may_merge_what_nobody_proposed() -> None:
    both = entries(("1", "1", "OTTs"), ("2", "1", "Rich communication services"))
    key = proposal_key(both[0], both[1], ProposalKind.SAME)
    assert len(consolidate(both, (), {key: Verdict.ACCEPT}).areas) == 1


def test_accepted_relations_are_kept_on_both_sides() -> None:
    both = entries(("1", "1", "Climate change"), ("2", "1", "Environment"))
    key = proposal_key(both[0], both[1], ProposalKind.RELATED)
    areas = consolidate(both, (), {key: Verdict.ACCEPT}).areas
    assert [area.related for area in areas] == [("environment",), ("climate-change",)]


def test_nested_lists_give_parents_and_their_entries_are_never_the_same() -> None:
    nested = [
        ListEntry("1.4", "2", "Document handling"),
        ListEntry("1.4", "2.1", "Handling of documents", parent="2"),
    ]
    result = consolidate(nested, (), {})
    assert area_of(result.areas, "Handling of documents").parent == "document-handling"
    assert all(p.kind is ProposalKind.RELATED for p in result.proposals)


def test_a_circle_of_parents_is_cut() -> None:
    circle = [ListEntry("1", "1", "Gender", parent="2"), ListEntry("1", "2", "Youth", parent="1")]
    parents = [area.parent for area in consolidate(circle, (), {}).areas]
    assert parents.count(None) == 1


def test_facts_bring_aliases_and_other_languages_together() -> None:
    fact = AreaFact(
        "Climate change",
        {"en": "Climate change", "fr": "Changements climatiques", "zh": "气候变化"},
        aliases=("Global warming",),
    )
    given = [
        ListEntry("1", "1", "Climate change"),
        ListEntry("2", "1", "Changements climatiques", language="fr"),
        ListEntry("3", "1", "Global warming"),
        ListEntry("4", "1", "气候变化", language="zh"),
    ]
    proposals = propose_merges(given, (fact,))
    assert len(proposed(proposals, ProposalKind.SAME)) == 6
    decisions = {proposal_key(p.a, p.b, p.kind): Verdict.ACCEPT for p in proposals}
    areas = consolidate(given, (fact,), decisions).areas
    assert len(areas) == 1
    assert areas[0].labels["zh"] == "气候变化"
    assert areas[0].aliases == ("Global warming",)


def test_the_acronym_of_one_part_is_no_name_of_the_whole() -> None:
    fact = AreaFact("WSIS and SDGs", {"en": "WSIS and SDGs"}, acronyms=("WSIS",))
    given = entries(("1", "1", "WSIS and SDGs"), ("2", "1", "WSIS"))
    assert proposed(propose_merges(given, (fact,)), ProposalKind.SAME) == set()


def test_ids_are_slugs_in_every_script() -> None:
    assert area_id("Climate change") == "climate-change"
    assert area_id("Égalité hommes/femmes") == "egalite-hommes-femmes"
    assert area_id("气候变化").startswith("area-")
    assert area_id("气候变化") != area_id("性别")


def test_entries_without_words_are_kept_apart() -> None:
    areas = consolidate(entries(("1", "1", "..."), ("1", "2", "—")), (), {}).areas
    assert len(areas) == 2


def test_no_entries_make_no_areas() -> None:
    assert consolidate((), (), {}).areas == ()


def test_thousands_of_entries_take_seconds() -> None:
    many = [
        ListEntry(f"{i % 7}", str(i), f"Subject {i % 997} of field {i % 31} in region x{i}")
        for i in range(2000)
    ]
    started = time.monotonic()
    proposals = propose_merges(many, ())
    assert time.monotonic() - started < 20
    assert len(proposals) < 20000
