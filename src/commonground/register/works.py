"""Pieces of work by their id: what a link's two sides are called, whose they are, and a fingerprint of their text."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from commonground.analysis.consolidation import area_id
from commonground.analysis.items import items_of
from commonground.domain.profile import Profile
from commonground.errors import NotFound, Said
from commonground.matching.item import Item
from commonground.register.matching_items import matched_profile, work_items

PARTS = ("title", "text", "revision")  # of a fingerprint, in this order
_PART_DIGITS = 20  # hexadecimal: 80 bits each, so that two texts do not meet by chance


@dataclass(frozen=True, slots=True)
class Work:
    """One side of a link."""

    id: str
    title: str
    sector: str  # "" where it belongs to no single Sector
    group: str  # the body it belongs to, "" where it belongs to none
    fingerprint: str
    period: str = ""  # study period of a Question or mandate, year of a text's newest revision


def fingerprint(title: str, text: str, revision: str = "") -> str:
    """What tells whether a work still reads as it did: three hashes, of title, text and revision, joined by dots.

    Spaces and case aside: two texts that read alike have the same. 62 characters; `changed_parts` compares two.
    """
    return ".".join(map(_hash, (title, text, revision)))


def _hash(text: str) -> str:
    folded = " ".join(text.casefold().split())
    return hashlib.sha256(folded.encode("utf-8", "surrogatepass")).hexdigest()[:_PART_DIGITS]


def changed_parts(old: str, new: str) -> tuple[str, ...]:
    """Which of title, text and revision differ between two fingerprints; all where one is none.

    >>> changed_parts(fingerprint("Water", "a"), fingerprint("water ", "b"))
    ('text',)
    """
    pairs = list(zip(old.split("."), new.split("."), strict=False))
    if len(pairs) != len(PARTS):
        return () if old == new else PARTS
    return tuple(part for part, (one, other) in zip(PARTS, pairs, strict=True) if one != other)


def work_of(item: Item) -> Work:
    """The item as a side of a link."""
    mark = fingerprint(item.title, item.text, item.period)
    return Work(item.id, item.called, item.sector or "", item.group or "", mark, item.period)


def works(profile: Profile | None = None) -> Mapping[str, Work]:
    """All bodies, Questions, adopted texts, areas, sub-topics of themes and activities of the register by id.

    `profile` has the matrices of its themes, see `matched_profile`.
    """
    return works_of(work_items(profile or matched_profile()))


def stated_works(profile: Profile) -> Mapping[str, Work]:
    """As `works`, without the areas that only the printed lists name: what links of sources can be about."""
    return works_of(items_of(profile))


def works_of(items: Iterable[Item]) -> dict[str, Work]:
    """The items as sides of links, by id."""
    return {item.id: work_of(item) for item in items}


def get_work(name: str, known: Mapping[str, Work]) -> Work:
    """The piece of work with this id, or the area of this label, among those `known`; raises NotFound."""
    found = known.get(name) or known.get(f"area:{area_id(name)}")
    if found is None:
        raise NotFound(
            Said("no body, Question, adopted text or area %(name)s", name=repr(name)),
            advice=Said(
                "see what there is with: commonground find; ids are written as printed, for instance ITU-T Q7/5"
            ),
        )
    return found
