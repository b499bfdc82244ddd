"""Mapping tables, roll-up and proposals from a register: each state from what people decided, in every format."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from commonground.domain.link import Verdict
from commonground.domain.mapping_table import MappingTable
from commonground.domain.succession import SuccessionKind, SuccessionRow
from commonground.domain.suggestion import Explanation, Relation, Suggestion
from commonground.domain.theme import EmptyState, EntryState
from commonground.errors import BadInput
from commonground.register import models
from commonground.register.mapping_papers import (
    MAPPING_FORMATS,
    mapping_papers,
    read_mapping_tables,
    read_resolutions_table,
    read_roll_ups,
    roll_up_paper,
)
from commonground.register.paper_frame import short_names
from commonground.register.papers import PaperOptions, exchange_file, report_paper
from commonground.register.suggestions import SUGGESTIONS_MADE
from commonground.register.workflows.actor import Actor, utc_now
from commonground.register.workflows.agreement import Decision, judge_link
from commonground.register.workflows.examining import Looked, record_examination
from commonground.register.workflows.linking import keep_all_links
from commonground.register.workflows.log import record_change
from commonground.register.workflows.succession import record_successions

pytestmark = pytest.mark.usefixtures("register")
LEFT, RIGHT = "ITU-D Q7/1", "ITU-R WP 6A"


def keep(left: str = LEFT, right: str = RIGHT, sectors: tuple[str, ...] = ("ITU-D", "ITU-R")) -> str:
    """A suggestion as a run of matching leaves it; returns its key."""
    why = Explanation({"en": "Both speak of “accessibility”."})
    suggestion = Suggestion(left, right, Relation.SAME_SUBJECT, 0.75, why)
    models.Suggestion.objects.create(
        key=suggestion.key,
        left=left,
        right=right,
        sectors=list(sectors),
        relation=str(suggestion.relation),
        probability=suggestion.probability,
        explanation=why.to_json(),
        titles=["Access for all", "Broadcasting"],
        model="test",
        tool_version="0",
        run="1",
        made_at=datetime(2026, 1, 1, tzinfo=UTC),
    )
    keep_all_links(utc_now())
    record_change(Actor(), utc_now, SUGGESTIONS_MADE, "test", {"between": [["ITU-D", "ITU-R"]]})
    return suggestion.key


def table() -> MappingTable:
    return next(found for found in read_mapping_tables() if found.name == "itu-d-x-itu-r")


def state(row: str = LEFT, column: str = RIGHT) -> Any:
    found = table().cell(row, column)
    return found if isinstance(found, EmptyState) else found.state


def test_before_matching_ran_nothing_was_examined() -> None:
    assert state() is EmptyState.NOT_EXAMINED
    assert any(pair.state is EntryState.STATED for pair in table().pairs)


def test_a_proposal_becomes_agreed_when_both_sectors_accept() -> None:
    key = keep()
    assert state() is EntryState.PROPOSED
    assert state(LEFT, "ITU-R WP 6B") is EmptyState.NONE_BY_MACHINE
    judge_link(key, Decision(Verdict.ACCEPT), Actor("focal-point", "ITU-D"), utc_now)
    assert state() is EntryState.PROPOSED
    judge_link(key, Decision(Verdict.ACCEPT), Actor("focal-point", "ITU-R"), utc_now)
    assert state() is EntryState.AGREED
    judge_link(key, Decision(Verdict.REJECT), Actor("focal-point", "ITU-R"), utc_now)
    assert state() is EntryState.DISPUTED


def test_the_roll_up_counts_proposals_until_they_are_refused() -> None:
    before = read_roll_ups()[0]
    key = keep()
    after = read_roll_ups()[0]
    r, d = after.names.index("ITU-R"), after.names.index("ITU-D")
    assert after.counts[r][d] == before.counts[r][d] + 1
    assert after.weights[r][d] == pytest.approx(before.weights[r][d] + 0.75)
    judge_link(key, Decision(Verdict.REJECT), Actor("focal-point", "ITU-D"), utc_now)
    assert read_roll_ups()[0].counts == before.counts


def test_groups_of_one_sector_are_not_compared() -> None:
    groups = read_roll_ups()[1]
    assert len(groups.names) > 5
    for i, first in enumerate(groups.sectors):
        for j, second in enumerate(groups.sectors):
            assert (groups.centred[i][j] is None) == (first == second)


@pytest.mark.parametrize("language", ["ar", "zh"])
def test_all_papers_are_written_in_the_language_asked_for(language: str) -> None:
    keep()
    made = dict(mapping_papers("html", PaperOptions(language)))
    assert set(made) == {
        "mapping-itu-d-x-itu-r.html",
        "mapping-itu-t-x-itu-r.html",
        "mapping-itu-d-x-itu-t.html",
        "resolutions.html",
    }
    assert all(f'lang="{language}"' in page.decode() for page in made.values())
    assert f'lang="{language}"' in roll_up_paper("html", PaperOptions(language)).decode()
    assert f'lang="{language}"' in report_paper("suggestions", "html", PaperOptions(language)).decode()


def test_the_same_state_gives_the_same_bytes() -> None:
    first, second = (list(mapping_papers("xlsx", PaperOptions())) for _ in range(2))
    assert first == second
    assert set(MAPPING_FORMATS) == {"docx", "xlsx", "html", "json"}


def test_an_unknown_format_is_refused() -> None:
    with pytest.raises(BadInput, match="no format"):
        list(mapping_papers("odt", PaperOptions()))
    with pytest.raises(BadInput, match="no format"):
        report_paper("roll-up", "docx", PaperOptions())


def test_proposals_are_exchanged_with_their_state() -> None:
    key = keep()
    judge_link(key, Decision(Verdict.REJECT), Actor("focal-point", "ITU-D"), utc_now)
    assert "no relationship" in exchange_file("strm").decode("utf-8-sig")
    mapping_set = exchange_file("suggestions").decode()
    assert "\tNot\t" in mapping_set
    assert "Access for all" in mapping_set
    listed = json.loads(report_paper("suggestions", "json", PaperOptions()))
    assert listed[0]["state"] == "rejected"
    for form in ("docx", "xlsx", "csv"):
        assert report_paper("suggestions", form, PaperOptions())


def test_resolutions_come_from_the_register() -> None:
    assert read_resolutions_table().names == ("PP", "RA / WRC", "WTSA", "WTDC")


def test_a_sector_without_a_short_form_goes_by_its_name() -> None:
    from commonground.register.facts import read_profile

    names = short_names(read_profile(), "es")
    assert names["ITU-D"] == "UIT-D"
    assert names["General Secretariat"] == "Secretaría General"


def test_none_by_people_is_not_none_by_machine_nor_refused() -> None:
    key = keep()
    assert state(LEFT, "ITU-R WP 7B") is EmptyState.NONE_BY_MACHINE
    looked = Looked("ITU-D SG1", "ITU-R SG7", reason="compared")
    record_examination(looked, Actor("focal-point", "ITU-D"), utc_now)
    assert state(LEFT, "ITU-R WP 7B") is EmptyState.NONE
    judge_link(key, Decision(Verdict.REJECT), Actor("focal-point", "ITU-D"), utc_now)
    assert state() is EntryState.REJECTED
    assert "none found" in dict(mapping_papers("html", PaperOptions()))["mapping-itu-d-x-itu-r.html"].decode()


def test_a_carried_link_is_shown_as_to_be_confirmed_under_its_new_number() -> None:
    key = keep()
    for sector in ("ITU-D", "ITU-R"):
        judge_link(key, Decision(Verdict.ACCEPT), Actor("focal-point", sector), utc_now)
    row = SuccessionRow(
        SuccessionKind.RENUMBERED,
        LEFT,
        "2022-2025",
        "ITU-D Q9/1",
        "2026-2029",
        "Access",
        start=2026,
        end=2029,
    )
    record_successions([row], Actor(), utc_now)
    assert state("ITU-D Q9/1") is EntryState.TO_BE_CONFIRMED
    assert LEFT not in {item.id for item in table().rows}
