"""Pieces of work by their id: what a link's two sides are called, whose they are, and a fingerprint of their text."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from commonground.analysis.items import items_of
from commonground.domain.profile import Profile
from commonground.errors import NotFound
from commonground.matching.item import Item
from commonground.register.facts import read_profile
from commonground.register.matching_items import work_items


@dataclass(frozen=True, slots=True)
class Work:
    """One side of a link."""

    id: str
    title: str
    sector: str  # "" where it belongs to no single Sector
    group: str  # the body it belongs to, "" where it belongs to none
    fingerprint: str


def fingerprint(title: str, text: str) -> str:
    """SHA-256 of a title and a text, spaces and case aside: two texts that read alike have the same."""
    folded = "\x1f".join(" ".join(part.casefold().split()) for part in (title, text))
    return hashlib.sha256(folded.encode("utf-8", "surrogatepass")).hexdigest()


def work_of(item: Item) -> Work:
    """The item as a side of a link."""
    return Work(item.id, item.called, item.sector or "", item.group or "", fingerprint(item.title, item.text))


def works(profile: Profile | None = None) -> Mapping[str, Work]:
    """All bodies, Questions, adopted texts, areas and activities of the register by id."""
    return works_of(work_items(profile or read_profile()))


def stated_works(profile: Profile) -> Mapping[str, Work]:
    """As `works`, without the areas that only the printed lists name: what links of sources can be about."""
    return works_of(items_of(profile))


def works_of(items: Iterable[Item]) -> dict[str, Work]:
    """The items as sides of links, by id."""
    return {item.id: work_of(item) for item in items}


def get_work(name: str, known: Mapping[str, Work] | None = None) -> Work:
    """The piece of work with this id, among those `known` or else all of the register; raises NotFound."""
    found = (works() if known is None else known).get(name)
    if found is None:
        raise NotFound(
            f"no body, Question, adopted text or area {name!r}",
            advice="see what there is with: commonground find; ids are written as printed, for instance ITU-T Q7/5",
        )
    return found
