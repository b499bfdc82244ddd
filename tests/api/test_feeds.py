"""Feeds of areas, themes, editions and findings: what changed, for whoever may see it."""

from __future__ import annotations

from typing import Any
from xml.etree import ElementTree

import pytest

from commonground.register import models
from commonground.register.workflows.actor import Actor, utc_now
from commonground.register.workflows.agreement import Proposed, propose_link
from commonground.register.workflows.editing import change_fact

ATOM = "{http://www.w3.org/2005/Atom}"
FEEDS = ("areas", "themes", "editions", "findings", "documents", "links", "log")


def entries(answer: Any) -> list[ElementTree.Element]:
    assert answer.status_code == 200, answer.content[:500]
    assert answer["Content-Type"].startswith("application/atom+xml")
    return list(ElementTree.fromstring(answer.content).iter(f"{ATOM}entry"))  # noqa: S314 -- our own answer


def titles(answer: Any) -> list[str]:
    return [str(entry.findtext(f"{ATOM}title")) for entry in entries(answer)]


@pytest.mark.parametrize("name", FEEDS)
def test_the_same_state_is_the_same_bytes_with_ids_of_their_own(ask: Any, name: str) -> None:
    first, again = (ask("secretariat")("get", f"/{name}.atom") for _ in range(2))
    assert first.content == again.content
    ids = [entry.findtext(f"{ATOM}id") for entry in entries(first)]
    assert ids
    assert len(ids) == len(set(ids))
    times = [str(entry.findtext(f"{ATOM}updated")) for entry in entries(first)]
    assert times == sorted(times, reverse=True)


def test_an_area_tells_what_changed_in_it_and_nothing_else(ask: Any) -> None:
    secretariat = Actor("secretariat")
    propose_link(Proposed("ITU-T SG5", "area:climate-change", relation="addresses"), secretariat, utc_now)
    change_fact("area", ("Sample area",), {"definition": "A sample"}, secretariat, utc_now, reason="asked")
    climate = titles(ask("delegate")("get", "/areas.atom?area=climate-change"))
    assert any("Climate change" in title for title in climate)
    assert not any("Sample area" in title for title in climate)
    sample = titles(ask("delegate")("get", "/areas.atom?area=Sample%20area"))
    assert sample[0] == "fact-changed: area Sample area"
    every = titles(ask("delegate")("get", "/areas.atom"))
    assert {climate[0], sample[0]} <= set(every)
    assert ask("delegate")("get", "/areas.atom?area=nothing").status_code == 404


def test_a_theme_tells_of_the_links_of_its_matrix(ask: Any) -> None:
    found = titles(ask("secretariat")("get", "/themes.atom?theme=Climate%20change"))
    assert len(found) > 5
    assert "fact-added: theme sample" in titles(ask("secretariat")("get", "/themes.atom"))
    assert titles(ask("secretariat")("get", "/themes.atom?theme=sample")) == ["fact-added: theme sample"]
    assert ask("secretariat")("get", "/themes.atom?theme=nothing").status_code == 404


def test_a_visitor_is_told_of_what_is_public_alone(ask: Any) -> None:
    propose_link(
        Proposed("ITU-T SG5", "area:climate-change", relation="addresses"), Actor("delegate"), utc_now
    )
    asked = ("/areas.atom", "/themes.atom", "/areas.atom?area=Sample%20area", "/themes.atom?theme=sample")
    for path in asked:
        told = ask()("get", path).content.decode()
        assert "fact-" not in told
        assert ": proposed" not in told
    models.Area.objects.filter(label="Sample area").update(access="internal")
    models.Theme.objects.filter(code="sample").update(access="internal")
    assert ask()("get", "/areas.atom?area=Sample%20area").status_code == 404


def test_editions_are_told_when_they_are_published(ask: Any) -> None:
    assert titles(ask()("get", "/editions.atom")) == ["Earlier"]


def test_findings_are_for_who_sees_them_and_lead_to_their_pages(ask: Any) -> None:
    assert ask("delegate")("get", "/findings.atom").status_code == 403
    assert titles(ask("delegate")("get", "/findings.atom?list=gaps"))
    found = entries(ask("secretariat")("get", "/findings.atom?code=wide-label"))
    terms = {one.get("term") for entry in found for one in entry.iter(f"{ATOM}category")}
    assert terms == {"wide-label"}
    link = found[0].find(f"{ATOM}link")
    assert link is not None
    assert "/findings/findings/" in link.get("href", "")
    assert ask("secretariat")("get", "/findings.atom?list=nothing").status_code == 422


def test_the_calendar_of_a_body_holds_its_sessions(ask: Any) -> None:
    body = models.Gathering.objects.order_by("pk").first()
    assert body is not None
    text = ask()("get", f"/calendar.ics?body={body.body}").content.decode()
    assert text.count("BEGIN:VEVENT") == models.Gathering.objects.filter(body=body.body).count()
    assert "Public week" not in text
    assert "BEGIN:VEVENT" not in ask()("get", "/calendar.ics?body=nobody").content.decode()
