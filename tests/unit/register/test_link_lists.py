"""Lists of links: every filter finds what reading the rows finds, pages hold each link once, queries are few."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from commonground.domain.link import Verdict
from commonground.register import models
from commonground.register.heat_map import heat_map, links_of_areas
from commonground.register.link_lists import (
    Count,
    LinkFilter,
    Order,
    Place,
    count_links,
    links_matching,
    page_of_links,
    place_of_link,
)
from commonground.register.past import reading_as_of
from commonground.register.standings import refresh, renew_list_columns
from commonground.register.waiting import Waiting, waits_for
from commonground.register.workflows.actor import Actor, utc_now
from commonground.register.workflows.agreement import (
    Decision,
    Proposed,
    judge_link,
    propose_link,
    withdraw_link,
)

pytestmark = pytest.mark.usefixtures("register")
AT = datetime(2026, 1, 5, 9, 30, tzinfo=UTC)
OFFICER, VISITOR = Actor("secretariat"), Actor("visitor")
SECTORS = ("ITU-D", "ITU-R", "ITU-T")


def clock() -> datetime:
    return AT


@contextmanager
def few_queries(most: int) -> Iterator[None]:
    with CaptureQueriesContext(connection) as seen:
        yield
    assert len(seen) <= most, [query["sql"][:120] for query in seen]


@pytest.fixture
def links() -> list[models.LinkStanding]:
    """A hundred and forty proposed links beside stated ones, unlike each other in all that lists are narrowed by."""
    models.LinkStanding.objects.filter(pk__gt=60).delete()
    made = []
    for n in range(140):
        left, right = ("ITU-D Q7/1", f"ITU-R WP {n}A") if n % 2 else (f"ITU-T Q{n}/5", f"area:area-{n % 7}")
        sectors = ["ITU-D", "ITU-R"] if n % 2 else ["ITU-T"]
        made.append(
            models.LinkStanding(
                code=f"{n:012x}", key=f"pair:{n}", left=left, right=right, sectors=sectors,
                left_title=f"Waste of {'networks' if n % 3 else 'ships'} {n}", right_title="Åland %_ and Übersee",
                relation="overlaps" if n % 5 == 0 else "same-subject", origin="proposed" if n % 4 else "suggested",
                theme="Climate change" if n % 6 == 0 else "", period="2026-2029" if n % 7 == 0 else "",
                probability=None if n % 4 else (n % 10) / 10, state="proposed", made_at=AT, is_current=n % 10 != 9,
                changed_at=AT + timedelta(seconds=n // 2), access="members" if n % 8 == 0 else "public",
                suspect_since=AT if n % 11 == 0 else None,
            )
        )  # fmt: skip
    models.LinkStanding.objects.bulk_create(made)
    rows = list(models.LinkStanding.objects.order_by("pk"))
    for n, link in enumerate(row for row in rows if row.key.startswith("pair:") and row.state == "proposed"):
        if n % 3 == 0 and link.sectors:
            models.Judgement.objects.create(
                subject=link.key, verdict=str(list(Verdict)[n % 9 // 3]), role="focal-point",
                sector=link.sectors[0], at=AT,
            )  # fmt: skip
    refresh(rows)
    return list(models.LinkStanding.objects.prefetch_related("by_sector"))


def said(link: models.LinkStanding) -> dict[str, str]:
    return {row.sector: row.verdict for row in link.by_sector.all()}


def bears(link: models.LinkStanding, *words: str) -> bool:
    texts = (link.left, link.right, link.left_title, link.right_title)
    return all(any(word.lower() in text.lower() for text in texts) for word in words)


Fits = Callable[[models.LinkStanding], bool]
FILTERS: dict[str, tuple[dict[str, Any], Fits]] = {
    "all": ({}, lambda link: True),
    "state": ({"state": "rejected"}, lambda link: link.state == "rejected"),
    "sector": ({"sector": "ITU-T"}, lambda link: "ITU-T" in said(link)),
    "part of a Sector's name": ({"sector": "ITU"}, lambda link: False),
    "sign in a Sector's name": ({"sector": "%"}, lambda link: False),
    "waiting": (
        {"waiting_for": "ITU-D"},
        lambda link: said(link).get("ITU-D", "accept") in ("", "unsure") and link.state != "rejected",
    ),
    "work": ({"work": "ITU-D Q7/1"}, lambda link: "ITU-D Q7/1" in (link.left, link.right)),
    "theme": ({"theme": "CLIMATE change"}, lambda link: link.theme == "Climate change"),
    "relation": ({"relation": "overlaps"}, lambda link: link.relation == "overlaps"),
    "origin": ({"origin": "suggested"}, lambda link: link.origin == "suggested"),
    "period": ({"period": "2026-2029"}, lambda link: link.period == "2026-2029"),
    "suspect": ({"suspect": True}, lambda link: link.suspect_since is not None),
    "not suspect": ({"suspect": False}, lambda link: link.suspect_since is None),
    "a word of many": ({"text": "waste"}, lambda link: bears(link, "waste")),
    "a word of few": ({"text": "WP 11A"}, lambda link: bears(link, "WP", "11A")),
    "two words": ({"text": "ships Q42"}, lambda link: bears(link, "ships", "Q42")),
    "two words of many": ({"text": "waste networks"}, lambda link: bears(link, "waste", "networks")),
    "signs": ({"text": "%_"}, lambda link: bears(link, "%_")),
    "no such word": ({"text": "zeppelin"}, lambda link: False),
    "waiting in a theme": (
        {"waiting_for": "ITU-T", "theme": "Climate change", "state": "proposed"},
        lambda link: "ITU-T" in link.sectors and link.theme == "Climate change" and link.state == "proposed"
        and said(link)["ITU-T"] in ("", "unsure"),
    ),
    "work, word": ({"work": "ITU-D Q7/1", "text": "waste ships"},
                   lambda link: link.left == "ITU-D Q7/1" and bears(link, "waste", "ships")),
}  # fmt: skip


@pytest.fixture(params=["gathered", "met"])
def _works(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Links of few works are gathered, those of many are met on the way: both must find the same."""
    monkeypatch.setattr("commonground.register.link_lists._FEW", 1000 if request.param == "gathered" else 5)


@pytest.mark.usefixtures("_works")
@pytest.mark.parametrize("with_past", [False, True])
@pytest.mark.parametrize("name", sorted(FILTERS))
def test_a_filter_finds_what_reading_every_link_finds(
    links: list[models.LinkStanding], name: str, with_past: bool
) -> None:
    fields, fits = FILTERS[name]
    wanted = LinkFilter(**fields, with_past=with_past)
    expected = {link.pk for link in links if fits(link) and (with_past or link.is_current)}
    assert {link.pk for link in links_matching(wanted, OFFICER)} == expected
    assert count_links(wanted, OFFICER) == Count(len(expected), is_more=False)
    for order in Order:
        with few_queries(9):
            page = page_of_links(wanted, OFFICER, limit=1000, order=order)
        assert len(page) == len(expected)
        assert {link.pk for link in page} == expected


@pytest.mark.usefixtures("_works")
@pytest.mark.parametrize("order", list(Order))
@pytest.mark.parametrize("name", ["all", "sector", "a word of many", "work"])
def test_pages_follow_each_other_in_one_order(
    links: list[models.LinkStanding], order: Order, name: str
) -> None:
    wanted = LinkFilter(**FILTERS[name][0])
    whole = [link.pk for link in page_of_links(wanted, OFFICER, limit=1000, order=order)]
    found: list[int] = []
    place: Place | None = None
    while page := page_of_links(wanted, OFFICER, limit=7, order=order, after=place):
        found += [link.pk for link in page]
        place = place_of_link(page[-1])
    assert found == whole
    rows = {link.pk: link for link in links}
    keys = {
        Order.ID: lambda link: link.pk,
        Order.NEWEST: lambda link: (-link.changed_at.timestamp(), link.pk),
        Order.LIKELIEST: lambda link: (
            not link.is_stated, link.probability is None, -(link.probability or 0.0), link.pk,
        ),
    }  # fmt: skip
    assert whole == [link.pk for link in sorted((rows[pk] for pk in whole), key=keys[order])]


def test_numbers_beyond_what_people_read_are_not_counted(links: list[models.LinkStanding]) -> None:
    current = sum(link.is_current for link in links)
    assert count_links(LinkFilter(), OFFICER, most=current) == Count(current, is_more=False)
    assert count_links(LinkFilter(), OFFICER, most=current - 1) == Count(current - 1, is_more=True)


def test_a_title_that_changes_is_found_by_its_new_words(links: list[models.LinkStanding]) -> None:
    link = next(one for one in links if one.is_current)
    link.left_title = "Balloons over villages"
    link.save()
    assert [one.pk for one in page_of_links(LinkFilter(text="BALLOON"), OFFICER, limit=5)] == [link.pk]


def test_links_of_an_older_register_get_their_columns_for_lists(links: list[models.LinkStanding]) -> None:
    columns = ("pk", "touches", "waits_for")
    before = list(models.LinkStanding.objects.order_by("pk").values_list(*columns))
    models.LinkStanding.objects.update(touches="", waits_for="")
    renew_list_columns()
    assert list(models.LinkStanding.objects.order_by("pk").values_list(*columns)) == before


def test_who_may_not_see_proposals_sees_and_counts_none(links: list[models.LinkStanding]) -> None:
    shown = page_of_links(LinkFilter(), VISITOR, limit=1000)
    assert shown
    assert {link.state for link in shown} <= {"agreed", "stated"}
    assert {link.access for link in shown} == {"public"}
    assert count_links(LinkFilter(), VISITOR).number == len(shown)


def test_an_earlier_state_is_listed_by_the_same_filters() -> None:
    link = propose_link(Proposed("ITU-D Q7/1", "ITU-R WP 6A"), OFFICER, utc_now)
    filters = (
        LinkFilter(waiting_for="ITU-R", state="proposed"),
        LinkFilter(sector="ITU-D", state="proposed"),
        LinkFilter(text="WP 6A"),
    )
    for wanted in filters:
        now = [one.code for one in page_of_links(wanted, OFFICER, limit=50)]
        with reading_as_of(moment=utc_now()):
            then = [one.code for one in page_of_links(wanted, OFFICER, limit=50)]
        assert now == then
        assert link.code in then


def test_what_waits_changes_with_every_verdict() -> None:
    def waiting() -> list[Waiting]:
        return [waits_for(Actor("focal-point", sector)) for sector in ("ITU-D", "ITU-R")]

    before = waiting()
    link = propose_link(Proposed("ITU-D Q7/1", "ITU-R WP 6A", theme="Gender"), OFFICER, clock)
    assert [one.to_judge for one in waiting()] == [one.to_judge + 1 for one in before]
    assert all(one.by_theme["Gender"] == 1 for one in waiting())
    judge_link(link.code, Decision(Verdict.UNSURE), Actor("focal-point", "ITU-R"), clock)
    judge_link(link.code, Decision(Verdict.ACCEPT), Actor("focal-point", "ITU-D"), clock)
    assert [one.to_judge for one in waiting()] == [before[0].to_judge, before[1].to_judge + 1]
    other = Actor("focal-point", "ITU-R", theme="Climate change")
    assert "Gender" not in waits_for(other).by_theme
    judge_link(link.code, Decision(Verdict.ACCEPT), Actor("focal-point", "ITU-R"), clock)
    assert waiting() == before


def test_what_is_withdrawn_waits_for_nobody_and_what_is_suspect_waits_for_review() -> None:
    actor = Actor("focal-point", "ITU-R")
    before = waits_for(actor)
    link = propose_link(Proposed("ITU-D Q7/1", "ITU-R WP 6A"), OFFICER, clock)
    models.LinkStanding.objects.filter(pk=link.pk).update(suspect_since=AT)
    assert waits_for(actor).to_review == before.to_review + 1
    withdraw_link(link.code, "", OFFICER, clock)
    assert waits_for(actor) == before


def test_the_heat_map_counts_each_link_in_each_of_its_sectors(links: list[models.LinkStanding]) -> None:
    areas = [f"area:area-{n}" for n in range(8)]
    models.Examination.objects.create(left=areas[7], right="ITU-R", found=True, role="focal-point", at=AT)
    models.Examination.objects.create(left=areas[7], right="ITU-R", found=False, role="focal-point", at=AT)
    with few_queries(4):
        rows = heat_map(areas, SECTORS, OFFICER)
    assert [row.area for row in rows] == areas
    for row in rows[:7]:
        touching = [link for link in links if link.is_current and row.area in (link.left, link.right)]
        assert touching
        assert sum(row.links.values()) == len(touching)
        assert row.cells["ITU-T"].links == row.links
        assert row.cells["ITU-D"].links == {}
        assert str(row.cells["ITU-D"].state) == "not-examined"
    assert str(rows[7].cells["ITU-R"].state) == "none"
    assert links_of_areas(areas, OFFICER) == {row.area: row.links for row in rows}


@pytest.mark.parametrize("actor", [Actor("focal-point", "ITU-R", theme="Climate change"), OFFICER])
def test_what_waits_takes_two_queries(links: list[models.LinkStanding], actor: Actor) -> None:
    with few_queries(2):
        assert waits_for(actor).to_judge > 0
