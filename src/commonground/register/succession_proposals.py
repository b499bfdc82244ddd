"""Proposals of succession between two study periods of the register, by likeness of their Questions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from commonground.analysis.succession_proposal import ProposedSuccession, propose_succession
from commonground.domain.succession import SuccessionKind
from commonground.errors import NotFound, Said
from commonground.exports.delimited import delimited
from commonground.matching.embedding.encoder import Encoder
from commonground.matching.item import Item, ItemKind
from commonground.register import models
from commonground.register.facts import read_profile
from commonground.register.matching_items import in_own_words, work_items
from commonground.register.sectors import find_sector
from commonground.register.succession_file import COLUMNS


@dataclass(frozen=True, slots=True)
class Between:
    """Two study periods; without a Sector those of every Sector that has both."""

    earlier: str
    later: str
    sector: str = ""


@dataclass(frozen=True, slots=True)
class SuccessionDraft:
    """A proposal with what a record needs: ids as printed, periods, and the titles of both."""

    proposal: ProposedSuccession
    predecessor: str
    successor: str
    between: Between
    titles: tuple[str, str]

    def to_json(self) -> dict[str, Any]:
        """As printed by `succession propose --json`."""
        return {
            **self.proposal.to_json(),
            "predecessor": self.predecessor,
            "predecessor_period": self.between.earlier,
            "successor": self.successor,
            "successor_period": self.between.later if self.successor else "",
            "titles": list(self.titles),
        }


def propose_successions(between: Between, encoder: Encoder) -> tuple[SuccessionDraft, ...]:
    """What may have become of the Questions of the earlier period whose fate nobody recorded.

    Raises NotFound for a Sector that is none, or where either period has no Questions.
    """
    profile = read_profile()
    sector = find_sector(profile, between.sector) if between.sector else ""
    questions = [item for item in work_items(profile) if item.kind is ItemKind.QUESTION]
    if sector:
        questions = [item for item in questions if item.sector == sector]
    recorded = set(
        models.Succession.objects.filter(predecessor_period=between.earlier).values_list(
            "predecessor", flat=True
        )
    )
    drafts: list[SuccessionDraft] = []
    shared = {q.sector for q in questions if q.period == between.earlier} & {
        q.sector for q in questions if q.period == between.later
    }
    for one in sorted(filter(None, shared)):
        ours = [item for item in questions if item.sector == one]
        earlier = [i for i in ours if i.period == between.earlier and _number(i) not in recorded]
        later = [i for i in ours if i.period == between.later]
        drafts += _drafts(earlier, later, between, encoder)
    if not shared:
        raise NotFound(
            Said(
                "no Sector has Questions of both %(earlier)s and %(later)s",
                earlier=between.earlier,
                later=between.later,
            ),
            where=sector,
            advice=Said(
                "study periods with Questions: %(names)s",
                names=tuple(sorted({q.period for q in questions})),
            ),
        )
    return tuple(drafts)


def _drafts(
    earlier: list[Item], later: list[Item], between: Between, encoder: Encoder
) -> list[SuccessionDraft]:
    known = {item.id: item for item in (*earlier, *later)}
    numbers = {name: _number(item) for name, item in known.items()}
    proposals = propose_succession(in_own_words(earlier), in_own_words(later), encoder, numbers)
    return [
        SuccessionDraft(
            one,
            numbers[one.predecessor],
            numbers.get(one.successor, ""),
            between,
            (known[one.predecessor].called, known[one.successor].called if one.successor else ""),
        )
        for one in proposals
    ]


def _number(item: Item) -> str:
    return item.id.split("@", 1)[0]


def drafts_csv(drafts: tuple[SuccessionDraft, ...]) -> bytes:
    """The proposals as a filled template, to be mended and imported; why stands in the column of reasons."""
    rows = [
        {
            "kind": str(one.proposal.kind),
            "predecessor": one.predecessor,
            "predecessor_period": one.between.earlier,
            "successor": one.successor,
            "successor_period": "" if one.proposal.kind is SuccessionKind.CLOSED else one.between.later,
            "reason": f"{round(100 * one.proposal.probability)}%: {one.proposal.reason}",
        }
        for one in drafts
    ]
    return delimited(list(COLUMNS), ([row.get(name, "") for name in COLUMNS] for row in rows))
