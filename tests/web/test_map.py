"""The map of groups and the flow between Sectors."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from commonground.register import models
from commonground.web.flow_picture import FlowPicture, flow_picture

LANGUAGES = ("ar", "zh-hans", "en", "fr", "ru", "es")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_map_is_there_in_every_language(browser: Any, language: str) -> None:
    assert f'<html lang="{language}"' in browser("delegate", language).get("/map/")


def test_the_twin_has_the_graph_and_the_table_the_same_pairs(browser: Any) -> None:
    twin = browser("delegate").json("/map/")
    edges = {(edge["left"], edge["right"]): edge for edge in twin["network"]["edges"]}
    assert edges["ITU-D SG2", "ITU-T SG5"]["states"]["proposed"] >= 1
    codes = {node["id"] for node in twin["network"]["nodes"]}
    assert all(set(pair) <= codes for pair in edges)
    assert twin["numbers"]["pairs"] == len(edges)
    text = browser("delegate").get("/map/")
    assert all(f">{one['left']}</bdi>" in text and f">{one['right']}</bdi>" in text for one in twin["pairs"])
    assert (
        next(node for node in twin["network"]["nodes"] if node["id"] == "ITU-T SG5")["address"]
        == "/groups/ITU-T%20SG5/"
    )


def test_a_visitor_gets_the_network_of_what_is_agreed_or_stated(browser: Any) -> None:
    twin = browser().json("/map/")
    assert {state for edge in twin["network"]["edges"] for state in edge["states"]} <= {"agreed", "stated"}
    assert {state for flow in twin["flows"] for state in flow["states"]} <= {"agreed", "stated"}
    assert browser("delegate").json("/map/")["numbers"]["pairs"] > twin["numbers"]["pairs"]


def test_the_network_is_narrowed(browser: Any) -> None:
    reader = browser("delegate")
    proposed = reader.json("/map/", state="proposed")["network"]["edges"]
    assert proposed
    assert all(set(edge["states"]) == {"proposed"} for edge in proposed)
    sectors = {node["id"]: node["sectors"] for node in reader.json("/map/")["network"]["nodes"]}
    ours = reader.json("/map/", sector="ITU-D")["network"]["edges"]
    assert ours
    assert all("ITU-D" in sectors[edge["left"]] + sectors[edge["right"]] for edge in ours)
    assert all(edge["weight"] >= 3 for edge in reader.json("/map/", least="3")["network"]["edges"])
    assert "Take away a filter" in reader.get("/map/", least="999")
    climate = reader.json("/map/", area="area:climate-change")["network"]["edges"]
    assert climate
    assert len(climate) < len(reader.json("/map/")["network"]["edges"])


@pytest.mark.parametrize(
    "query", [{"state": "unheard-of"}, {"least": "many"}, {"least": "9" * 30}, {"cursor": "x"}]
)
def test_a_filter_that_there_is_not_is_refused(browser: Any, query: dict[str, str]) -> None:
    browser().get("/map/", status=422, **query)


def test_refused_links_hold_nothing_together(browser: Any) -> None:
    models.LinkStanding.objects.filter(left="ITU-T SG20", right="ITU-D SG2").update(state="rejected")
    edges = browser("delegate").json("/map/")["network"]["edges"]
    assert ("ITU-D SG2", "ITU-T SG20") not in [(edge["left"], edge["right"]) for edge in edges]


def test_the_flow_picture_says_what_the_table_says(browser: Any) -> None:
    text = browser("delegate").get("/map/")
    flows = browser("delegate").json("/map/")["flows"]
    between = [flow for flow in flows if flow["left"] != flow["right"]]
    assert text.count('class="ribbon ') == len(between)
    for flow in between:
        assert f": {flow['number']}</title>" in text
        assert f"<b>{flow['number']}</b>" in text


def test_only_the_map_loads_the_library(browser: Any) -> None:
    assert "cytoscape-3.35.0.min.js" in browser().get("/map/")
    assert "cytoscape" not in browser().get("/groups/")
    client = browser().client
    for name, words in (
        ("cytoscape-3.35.0.min.js", b"cytoscape"),
        ("cytoscape-LICENSE.txt", b"Permission is hereby granted"),
    ):
        answer = client.get(f"/static/web/vendor/{name}")
        assert answer.status_code == 200
        assert words in answer.getvalue()
        answer.close()


def test_hostile_names_are_shown_harmlessly(browser: Any) -> None:
    hostile = "<script>alert(1)</script>\u202e😀" + "z" * 10_000
    models.Body.objects.filter(code="ITU-T SG5").update(names={"en": hostile})
    assert "<script>alert" not in browser("delegate").get("/map/")


def test_queries_are_bounded(browser: Any) -> None:
    reader = browser("secretariat")
    with CaptureQueriesContext(connection) as made:
        reader.get("/map/")
    assert len(made) < 30
    with CaptureQueriesContext(connection) as again:
        reader.get("/map/")
    assert len(again) < 18  # what follows from the register is worked out once


def test_the_picture_has_an_arc_for_each_part_that_shares_something() -> None:
    picture = flow_picture(4, {(0, 1): 90, (1, 2): 1, (2, 2): 500})
    assert [arc.part for arc in picture.arcs] == [0, 1, 2]
    assert [(one.left, one.right) for one in picture.ribbons] == [(0, 1), (1, 2)]  # the widest below
    assert "nan" not in repr(picture)


def test_nothing_shared_makes_an_empty_picture() -> None:
    assert flow_picture(3, {(0, 0): 4, (0, 1): 0}) == FlowPicture((), ())


@pytest.mark.parametrize(
    "path", ["/map/", "/groups/", "/groups/ITU-T SG5/", "/instruments/", "/questions/ITU-T Q7/5/"]
)
def test_an_earlier_state_is_shown_and_not_changed(browser: Any, path: str) -> None:
    text = browser("secretariat").get(path, edition="Earlier")
    assert "This is an earlier state of the register: Earlier." in text
    assert "/edit/" not in text
