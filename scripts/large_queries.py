"""What pages and the API ask of a register, by name: each filter of links alone and as people combine them."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

from scripts.large_register import AREAS, GROUPS, SECTORS, THEMES, WORDS, number_of_works, work_name

Query = Callable[[random.Random], Any]
PAGE = 50
COMMON, RARE = WORDS[:10], WORDS[300:]


def queries(links: int) -> dict[str, Query]:
    """All of them; `links` is how many the register holds."""
    return {**_lists(links), **_orders(), **_counts(links), **_of_one(links), **_overviews(), **_searches()}


def _filters(links: int) -> dict[str, Callable[[random.Random], dict[str, Any]]]:
    """The fields of `LinkFilter` by what people ask for."""
    works = number_of_works(links)

    def group(chance: random.Random) -> str:
        return f"{chance.choice(SECTORS)} SG{chance.randrange(GROUPS)}"

    return {
        "all": lambda _: {},
        "state": lambda chance: {"state": chance.choice(("proposed", "agreed", "rejected", "disputed"))},
        "state that none has": lambda _: {"state": "to-be-confirmed"},
        "sector": lambda chance: {"sector": chance.choice(SECTORS)},
        "sector without links": lambda _: {"sector": "General Secretariat"},
        "waiting for": lambda chance: {"waiting_for": chance.choice(SECTORS)},
        "waiting for a sector that all is done for": lambda _: {"waiting_for": "General Secretariat"},
        "body: a group": lambda chance: {"body": group(chance)},
        "body: a whole Sector": lambda chance: {"body": chance.choice(SECTORS)},
        "work": lambda chance: {"work": work_name(chance.randrange(works))},
        "theme": lambda chance: {"theme": chance.choice(THEMES)},
        "theme without links": lambda _: {"theme": "Smart villages"},
        "relation": lambda chance: {"relation": chance.choice(("same-subject", "overlaps"))},
        "relation that none has": lambda _: {"relation": "liaises-with"},
        "origin": lambda chance: {"origin": chance.choice(("suggested", "proposed", "stated", "carried"))},
        "period": lambda _: {"period": "2026-2029"},
        "text: a common word": lambda chance: {"text": chance.choice(COMMON)},
        "text: a rare word": lambda chance: {"text": chance.choice(RARE)},
        "text: two words": lambda chance: {"text": f"{chance.choice(COMMON)} {chance.choice(RARE)}"},
        "text: two common words": lambda chance: {"text": " ".join(chance.sample(COMMON, 2))},
        "text: nothing": lambda _: {"text": "zeppelin"},
        "suspect": lambda _: {"suspect": True},
        "not suspect": lambda _: {"suspect": False},
        "with past": lambda _: {"with_past": True},
        "sector, state": lambda chance: {"sector": chance.choice(SECTORS), "state": "disputed"},
        "sector, suspect": lambda chance: {"sector": chance.choice(SECTORS), "suspect": True},
        "sector, theme": lambda chance: {"sector": chance.choice(SECTORS), "theme": chance.choice(THEMES)},
        "sector, body": lambda chance: {"sector": chance.choice(SECTORS), "body": group(chance)},
        "sector, text": lambda chance: {"sector": chance.choice(SECTORS), "text": chance.choice(RARE)},
        "sector, common word": lambda chance: {
            "sector": chance.choice(SECTORS), "state": "disputed", "text": chance.choice(COMMON),
        },
        "waiting for, theme": lambda chance: {
            "waiting_for": chance.choice(SECTORS), "theme": chance.choice(THEMES),
        },
        "waiting for, body": lambda chance: {"waiting_for": chance.choice(SECTORS), "body": group(chance)},
        "waiting for, state": lambda chance: {"waiting_for": chance.choice(SECTORS), "state": "disputed"},
        "waiting for, origin": lambda chance: {"waiting_for": chance.choice(SECTORS), "origin": "proposed"},
        "waiting for, suspect, theme": lambda chance: {
            "waiting_for": chance.choice(SECTORS), "theme": chance.choice(THEMES), "suspect": True,
        },
        "theme, state": lambda chance: {"theme": chance.choice(THEMES), "state": "agreed"},
        "theme, text": lambda chance: {"theme": chance.choice(THEMES), "text": chance.choice(COMMON)},
        "theme, state that none has": lambda _: {"theme": THEMES[0], "state": "to-be-confirmed"},
        "state, text": lambda chance: {"state": "agreed", "text": chance.choice(COMMON)},
        "relation, origin, state": lambda _: {
            "relation": "overlaps", "origin": "carried", "state": "disputed",
        },
        "past, sector, state": lambda chance: {
            "with_past": True, "sector": chance.choice(SECTORS), "state": "disputed",
        },
    }  # fmt: skip


def _lists(links: int) -> dict[str, Query]:
    """The first page of each list, likeliest first, as JSON; some as a visitor sees them."""
    found: dict[str, Query] = {
        f"{name}, first page": _page(fields) for name, fields in _filters(links).items()
    }
    for name in ("all", "sector", "theme", "body: a group", "text: a common word"):
        found[f"{name}, as a visitor"] = _page(_filters(links)[name], role="visitor")
    return found


def _orders() -> dict[str, Query]:
    """Deep pages, and the other orders that the API offers, on their first page and on a deep one."""
    chosen = _filters(100_000)
    names = ("all", "state", "sector", "waiting for", "theme", "body: a group", "text: a common word",
             "text: a rare word", "sector, state", "relation that none has")  # fmt: skip
    found: dict[str, Query] = {}
    for name in names:
        found[f"{name}, deep page"] = _page(chosen[name], deep=True)
        for order in ("newest", "id"):
            found[f"{name}, {order}"] = _page(chosen[name], order=order)
            found[f"{name}, {order}, deep page"] = _page(chosen[name], order=order, deep=True)
    return found


def _counts(links: int) -> dict[str, Query]:
    return {f"{name}, count": _count(fields) for name, fields in _filters(links).items()}


def _page(
    fields: Callable[[random.Random], dict[str, Any]],
    *,
    order: str = "likeliest",
    deep: bool = False,
    role: str = "secretariat",
) -> Query:
    from datetime import timedelta

    from scripts.large_register import START

    from commonground.register.link_lists import LinkFilter, Order, Place, page_of_links
    from commonground.register.links import link_json
    from commonground.register.workflows.actor import Actor

    after = Place(50_000, False, 0.3, START + timedelta(seconds=50_000)) if deep else None

    def ask(chance: random.Random) -> list[dict[str, Any]]:
        wanted = LinkFilter(**fields(chance))
        found = page_of_links(wanted, Actor(role), limit=PAGE + 1, order=Order(order), after=after)
        return [link_json(link) for link in found]

    return ask


def _count(fields: Callable[[random.Random], dict[str, Any]]) -> Query:
    from commonground.register.link_lists import LinkFilter, count_links
    from commonground.register.workflows.actor import Actor

    return lambda chance: count_links(LinkFilter(**fields(chance)), Actor())


def _of_one(links: int) -> dict[str, Query]:
    from commonground.register import models
    from commonground.register.examinations import pair_state
    from commonground.register.links import link_history, link_json, ready
    from commonground.register.standings import get_standing

    def history(chance: random.Random) -> Any:
        link = models.LinkStanding.objects.get(pk=chance.randrange(links) + 1)
        return link_history(link, frozenset({"public", "members"}))

    def one(chance: random.Random) -> Any:
        code = models.LinkStanding.objects.values_list("code", flat=True).get(pk=chance.randrange(links) + 1)
        return link_json(ready(models.LinkStanding.objects.filter(pk=get_standing(code[:10]).pk)).get())

    def cell(chance: random.Random) -> Any:
        return pair_state(f"area:area-{chance.randrange(AREAS)}", chance.choice(SECTORS))

    def bodies(chance: random.Random) -> Any:
        first, second = (f"{sector} SG{chance.randrange(GROUPS)}" for sector in chance.sample(SECTORS, 2))
        return pair_state(first, second)

    return {
        "one link by its code": one,
        "history of a link": history,
        "an area and a Sector": cell,
        "two groups": bodies,
    }


def _overviews() -> dict[str, Query]:
    from commonground.register.heat_map import heat_map, links_of_areas
    from commonground.register.theme_states import links_of_theme
    from commonground.register.waiting import waits_for
    from commonground.register.workflows.actor import Actor

    areas = [f"area:area-{n}" for n in range(AREAS)]

    def waiting(chance: random.Random, **bound: Any) -> Any:
        return waits_for(Actor("focal-point", chance.choice(SECTORS), **bound))

    return {
        "heat map of all areas": lambda _: heat_map(areas, SECTORS, Actor()),
        "heat map of all areas, as a visitor": lambda _: heat_map(areas, SECTORS, Actor("visitor")),
        "areas with their links": lambda _: links_of_areas(areas, Actor()),
        "links of a theme's cells": lambda chance: links_of_theme(chance.choice(THEMES)),
        "what waits for a Sector": waiting,
        "what waits for a Sector, of a theme": lambda chance: waiting(chance, theme=chance.choice(THEMES)),
        "what waits for the secretariat": lambda _: waits_for(Actor()),
    }


def _searches() -> dict[str, Query]:
    from commonground.register.fulltext import search_texts

    return {
        "search, two words": lambda chance: search_texts(f"{chance.choice(RARE)} {chance.choice(RARE)}"),
        "search, a rare word": lambda chance: search_texts(chance.choice(RARE)),
        "search, a common word": lambda chance: search_texts(chance.choice(COMMON)),
        "search, a common word, deep page": lambda chance: search_texts(chance.choice(COMMON), after=400),
    }
