"""Reading: what each level of access shows, pages, languages, ETags, and how many queries a page takes."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from commonground.domain.suggestion import pair_key
from commonground.register import models


def values(answer: Any) -> Any:
    assert answer.status_code == 200, answer.content
    return answer.json()


def all_pages(asking: Any, path: str) -> list[Any]:
    found, cursor = [], ""
    while True:
        page = values(asking("get", f"{path}{'&' if '?' in path else '?'}cursor={cursor}"))
        found += page["items"]
        if page["next_cursor"] is None:
            return found
        cursor = page["next_cursor"]


def test_visitors_see_only_public_documents_and_no_proposals(ask: Any, link: str) -> None:
    names = [one["name"] for one in values(ask()("get", "/documents"))["items"]]
    assert names == ["public.docx"]
    states = {one["state"] for one in all_pages(ask(), "/links?limit=100")}
    assert states == {"stated"}
    assert ask()("get", f"/links/{link}").status_code == 404
    for one in values(ask()("get", "/links?limit=100"))["items"]:
        assert (one["probability"], one["note"]) == (None, "")


@pytest.mark.parametrize(
    ("who", "names"),
    [
        ("delegate", ["public.docx", "members.docx"]),
        ("focal-point ITU-D", ["public.docx", "members.docx", "internal.docx"]),
        ("administrator", ["public.docx", "members.docx", "internal.docx"]),
    ],
)
def test_documents_and_their_references_follow_the_access_level(ask: Any, who: str, names: list[str]) -> None:
    found = values(ask(who)("get", "/documents"))["items"]
    assert [one["name"] for one in found] == names
    references = values(ask(who)("get", "/references?entity=ITU-T%20SG5"))["items"]
    assert [one["document"] for one in references] == [one["id"] for one in found]


def test_hidden_document_reads_as_absent(ask: Any) -> None:
    hidden = models.Document.objects.get(name="internal.docx").pk
    for path in (f"/documents/{hidden}", f"/documents/{hidden}/passages"):
        assert ask("delegate")("get", path).status_code == 404
        assert ask("secretariat")("get", path).status_code == 200


def test_reason_of_another_level_is_withheld_but_the_verdict_is_shown(ask: Any, link: str) -> None:
    said = {"verdict": "reject", "reason": "Not for others.", "access": "internal"}
    assert ask("focal-point ITU-T")("post", f"/links/{link}/judgements", said).status_code == 201
    shown = {
        who: values(ask(who)("get", f"/links/{link}/judgements"))["items"][0]
        for who in ("delegate", "focal-point ITU-D")
    }
    assert (shown["delegate"]["verdict"], shown["delegate"]["reason"]) == ("reject", "")
    assert shown["focal-point ITU-D"]["reason"] == "Not for others."
    assert b"Not for others" not in ask("delegate")("get", f"/links/{link}/history").content
    assert b"Not for others" not in ask("delegate")("get", "/log").content


def test_link_that_both_sectors_accepted_is_public(ask: Any, link: str) -> None:
    for who in ("focal-point ITU-T", "focal-point ITU-D"):
        ask(who)("post", f"/links/{link}/judgements", {"verdict": "accept"})
    seen = values(ask()("get", f"/links/{link}"))
    assert seen["state"] == "agreed"
    assert seen["by_sector"] == {"ITU-D": "accept", "ITU-T": "accept"}


def test_blind_reading_hides_every_figure(ask: Any) -> None:
    code = models.LinkStanding.objects.get(key=pair_key("ITU-T SG20", "ITU-D SG2")).code
    officer = ask("secretariat")
    assert values(officer("get", f"/links/{code}"))["probability"] == 0.75
    assert values(officer("get", f"/links/{code}?blind=true"))["probability"] is None
    told = values(officer("get", f"/links/{code}/explanation?blind=true", Accept_Language="fr"))
    assert (told["probability"], told["features"]) == (None, None)
    assert told["sentence"] == {"value": "Les deux parlent de déchets.", "language": "fr"}


@pytest.mark.parametrize(
    ("query", "sides"),
    [
        ("waiting_for=ITU-D&state=proposed&work=ITU-T%20Q7/5", [("ITU-T Q7/5", "ITU-D SG2")]),
        ("suspect=true&state=proposed", [("ITU-T SG5", "ITU-D SG1")]),
        ("text=supply&state=proposed", [("ITU-T Q7/5", "ITU-D SG2")]),
        ("sector=ITU-R&state=proposed", []),
    ],
)
def test_links_are_narrowed(ask: Any, query: str, sides: list[tuple[str, str]]) -> None:
    found = values(ask("delegate")("get", f"/links?{query}"))["items"]
    assert [(one["left"], one["right"]) for one in found] == sides


@pytest.mark.parametrize("order", ["id", "newest"])
def test_pages_hold_every_link_once(ask: Any, order: str) -> None:
    found = [one["code"] for one in all_pages(ask("delegate"), f"/links?limit=37&order={order}")]
    assert len(found) == len(set(found)) == models.LinkStanding.objects.count()


@pytest.mark.parametrize(
    "path",
    ["/links", "/bodies", "/questions", "/revisions", "/documents", "/references", "/log", "/accounts"],
)
def test_number_of_queries_is_small_whatever_the_size_of_the_page(ask: Any, path: str) -> None:
    asking = ask("administrator")
    values(asking("get", f"{path}?limit=1"))
    counts = set()
    for limit in (2, 100):
        with CaptureQueriesContext(
            connection,
        ) as found:
            values(asking("get", f"{path}?limit={limit}"))
        counts.add(len(found))
    assert len(counts) == 1
    assert counts.pop() <= 6


def test_text_comes_in_the_language_asked_for_and_says_which_it_is(ask: Any) -> None:
    for asked, found in (("fr-CH, en;q=0.5", "fr"), ("de", "en"), ("ar", "ar"), ("zh-Hant", "zh")):
        answer = ask()("get", "/sectors", Accept_Language=asked)
        assert {one["name"]["language"] for one in values(answer)["items"]} == {found}
    area = values(ask()("get", "/area-facts/Sample%20area", Accept_Language="ru"))
    assert area["name"] == {"value": "Sample area", "language": "en"}


def test_unchanged_read_is_answered_without_a_body(ask: Any, link: str) -> None:
    asking = ask("secretariat")
    first = asking("get", f"/links/{link}")
    again = asking("get", f"/links/{link}", If_None_Match=first["ETag"])
    assert (again.status_code, again.content) == (304, b"")
    assert "Authorization" in first["Vary"]
    asking("post", f"/links/{link}/judgements", {"verdict": "unsure"})
    assert asking("get", f"/links/{link}", If_None_Match=first["ETag"]).status_code == 200


def test_secretariat_sees_what_a_role_of_a_sector_sees_and_changes_nothing(ask: Any, link: str) -> None:
    looking = ask("secretariat", Commonground_View_As="visitor")
    assert [one["name"] for one in values(looking("get", "/documents"))["items"]] == ["public.docx"]
    assert values(looking("get", "/me"))["is_viewing_as"] is True
    refused = looking("post", f"/links/{link}/judgements", {"verdict": "accept"})
    assert (refused.status_code, "only reads" in refused.json()["detail"]) == (403, True)
    assert ask("delegate", Commonground_View_As="visitor")("get", "/documents").status_code == 403
    assert ask("secretariat", Commonground_View_As="administrator")("get", "/me").status_code == 422
    assert ask("secretariat", Commonground_View_As="focal-point Moon")("get", "/me").status_code == 404


def test_earlier_state_is_read_by_members(ask: Any, link: str) -> None:
    before = (
        models.Change.objects.order_by("-pk")
        .values_list("at", flat=True)[0]
        .isoformat()
        .replace("+00:00", "Z")
    )
    ask("focal-point ITU-T")("post", f"/links/{link}/judgements", {"verdict": "reject"})
    assert values(ask("delegate")("get", f"/links/{link}"))["state"] == "rejected"
    assert values(ask("delegate")("get", f"/links/{link}?as_of={before}"))["state"] == "proposed"
    assert ask()("get", f"/links?as_of={before}").status_code == 401
    assert ask("delegate")("get", "/me?as_of=2026-01-01").status_code == 422
    assert ask("delegate")("get", "/links?edition=None").status_code == 404


def test_feeds_have_stable_ids_and_follow_filters(ask: Any) -> None:
    first, again = (ask("delegate")("get", "/links.atom?state=proposed") for _ in range(2))
    assert first.content == again.content
    assert first["Content-Type"].startswith("application/atom+xml")
    assert first.content.count(b"<entry>") == 3
    assert b"<entry>" not in ask()("get", "/links.atom?state=proposed").content


def test_calendar_reads_as_rfc_5545_and_hides_internal_events(ask: Any) -> None:
    from icalendar import Calendar

    calendar = Calendar.from_ical(ask()("get", "/calendar.ics?sector=ITU-T").content)
    titles = [str(event["summary"]) for event in calendar.walk("VEVENT")]
    assert "Public week" in titles
    assert "Internal week" not in titles
    event = next(one for one in calendar.walk("VEVENT") if one["summary"] == "Public week")
    assert (event["dtend"].dt - event["dtstart"].dt).days == 5


def test_texts_are_paged_as_far_as_there_are_any(ask: Any) -> None:
    models.SearchText.objects.bulk_create(
        models.SearchText(kind="document", entity=f"paper-{number}", title="Zeppelin", words="zeppelin")
        for number in range(620)
    )
    asking = ask("delegate")
    found = [
        one["id"]
        for after in range(0, 700, 100)
        for one in asking("get", f"/texts?text=zeppelin&language=en&top=100&after={after}").json()
    ]
    assert len(found) == len(set(found)) == 620
