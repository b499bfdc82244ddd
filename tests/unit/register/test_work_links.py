"""What works have in common with others: by Sector as reading every link tells it, with few statements."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from commonground.register import models
from commonground.register.groups import QUESTIONS, question_numbers, questions_in, questions_of
from commonground.register.past import reading_as_of
from commonground.register.standings import refresh
from commonground.register.work_links import (
    SectorLinks,
    areas_among,
    liaisons_among,
    links_by_sector,
    read_links,
)
from commonground.register.workflows.actor import Actor, utc_now

AT = datetime(2026, 1, 5, 9, 30, tzinfo=UTC)
OFFICER, VISITOR = Actor("secretariat"), Actor("visitor")
WORKS = {f"ITU-T Q{n}/5" for n in range(150)}
SETS = (["ITU-T"], ["ITU-D", "ITU-T"], ["ITU-D", "ITU-R"], ["ITU-D", "ITU-R", "ITU-T"])
MOST = 4


@pytest.fixture
def links(register: Path) -> list[models.LinkStanding]:
    """Three hundred links: of one work on either side, of two, and of none; some of an area, past or withheld."""
    assert register.exists()
    models.LinkStanding.objects.all().delete()
    made = []
    for n in range(300):
        ours, theirs = f"ITU-T Q{n % 160}/5", f"ITU-D Q{n}/1" if n % 9 else f"ITU-T Q{n % 7}/5"
        theirs = f"area:area-{n % 5}" if n % 11 == 0 else theirs
        left, right = (ours, theirs) if n % 2 else (theirs, ours)
        made.append(
            models.LinkStanding(
                code=f"{n:012x}", key=f"pair:{n}", left=left, right=right, sectors=SETS[n % 4],
                relation="liaises-with" if n % 13 == 0 else "overlaps", origin="suggested",
                probability=None if n % 3 == 0 else (n % 6) / 10, is_stated=n % 10 == 0, state="proposed",
                is_current=n % 17 != 0, access="internal" if n % 19 == 0 else "public", made_at=AT, changed_at=AT,
            )
        )  # fmt: skip
    models.LinkStanding.objects.bulk_create(made)
    refresh(list(models.LinkStanding.objects.order_by("pk")))
    return list(models.LinkStanding.objects.order_by("pk"))


def is_of_area(link: models.LinkStanding) -> bool:
    return link.left.startswith("area:") or link.right.startswith("area:")


def read_one_by_one(links: list[models.LinkStanding], works: set[str]) -> dict[str, Any]:
    """By Sector the numbers of links by state, and the likeliest links."""
    found: dict[str, list[models.LinkStanding]] = {}
    for link in links:
        if link.is_current and not is_of_area(link) and {link.left, link.right} & works:
            for sector in set(link.sectors) - {"ITU-T"} or {""}:
                found.setdefault(sector, []).append(link)
    return {
        sector: (
            dict(Counter(link.state for link in rows)),
            [
                link.code
                for link in sorted(
                    rows,
                    key=lambda link: (
                        not link.is_stated,
                        link.probability is None,
                        -(link.probability or 0),
                        link.pk,
                    ),
                )[:MOST]
            ],
        )
        for sector, rows in found.items()
    }


def told(parts: tuple[SectorLinks, ...]) -> dict[str, Any]:
    return {part.sector: (dict(part.states), [link.code for link in part.links]) for part in parts}


@pytest.mark.parametrize("number", [1, 150])
def test_links_by_sector_are_those_of_reading_every_link(
    links: list[models.LinkStanding], number: int
) -> None:
    works = set(sorted(WORKS)[:number])
    wanted = read_one_by_one(links, works)
    with CaptureQueriesContext(connection) as seen:
        parts = links_by_sector(read_links(works, OFFICER), ["ITU-T"], most=MOST)
        verdicts = [len(link.by_sector.all()) for part in parts for link in part.links]
    assert len(seen) <= 5
    assert all(verdicts)
    assert told(parts) == wanted
    order = list(models.Sector.objects.order_by("pk").values_list("code", flat=True))
    assert [part.sector for part in parts] == [
        *(code for code in order if code in wanted),
        *([""] if "" in wanted else []),
    ]


def test_a_visitor_sees_public_links_that_are_stated_or_agreed(links: list[models.LinkStanding]) -> None:
    shown = [link for link in links if link.state in ("stated", "agreed") and link.access == "public"]
    parts = links_by_sector(read_links(WORKS, VISITOR), ["ITU-T"], most=MOST)
    assert told(parts) == read_one_by_one(shown, WORKS)
    assert any(part.links for part in parts)


@pytest.mark.usefixtures("links")
def test_an_earlier_state_tells_the_same() -> None:
    now = told(links_by_sector(read_links(WORKS, OFFICER), ["ITU-T"], most=MOST))
    with reading_as_of(moment=utc_now()):
        then = told(links_by_sector(read_links(WORKS, OFFICER), ["ITU-T"], most=MOST))
    assert then == now
    assert any(codes for _, codes in now.values())


def test_areas_and_liaisons_of_many_works(links: list[models.LinkStanding]) -> None:
    ours = [link for link in links if link.is_current and {link.left, link.right} & WORKS]
    with CaptureQueriesContext(connection) as seen:
        areas = areas_among(read_links(WORKS, OFFICER))
    assert len(seen) == 1
    assert {one.id: sorted(link.code for link in one.links) for one in areas} == {
        area: sorted(link.code for link in ours if area in (link.left, link.right))
        for area in {side for link in ours for side in (link.left, link.right) if side.startswith("area:")}
    }
    liaisons = {link.code for link in liaisons_among(read_links(WORKS, OFFICER), most=500)}
    assert liaisons == {
        link.code for link in ours if link.relation == "liaises-with" and not is_of_area(link)
    }


@pytest.mark.usefixtures("register")
def test_a_group_of_many_questions_shows_the_first_of_each_period() -> None:
    body = "ITU-T SG5"
    before = question_numbers(body)
    models.Question.objects.bulk_create(
        models.Question(code=f"ITU-T Q{n}/5", sector="ITU-T", body=body, period=period, title=f"Subject {n}")
        for period in ("2031-2034", "2035-2038")
        for n in range(1000, 1000 + QUESTIONS + 20)
    )
    with CaptureQueriesContext(connection) as seen:
        parts = questions_of(body)
    assert len(seen) == 2
    assert [part["period"] for part in parts] == ["2035-2038", "2031-2034", *before]
    for part in parts:
        every = [row["code"] for row in questions_in(body, part["period"]).order_by("pk")]
        assert part["number"] == len(every)
        assert [row["code"] for row in part["questions"]] == every[:QUESTIONS]
