"""Proposals to bring entries of lists together into areas, with what people decided of them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from commonground.domain.area import Area, Proposal
from commonground.domain.link import Verdict
from commonground.domain.role import Access
from commonground.matching.word import fold_text
from commonground.register import models
from commonground.register.standings import PAIR
from commonground.register.workflows.judging import key_of, short_id

SETTLED = (Verdict.ACCEPT, Verdict.REJECT)


@dataclass(frozen=True, slots=True)
class DecidedProposal:
    """A proposal and the latest that was said of it; `said` is empty where nobody judged it."""

    proposal: Proposal
    id: str
    said: Mapping[str, Any]

    @property
    def is_open(self) -> bool:
        """Whether a decision is still wanted; entries of equal text are one area without any."""
        return self.said.get("verdict") not in SETTLED and self.proposal.probability < 1.0

    def to_json(self) -> dict[str, Any]:
        """As the interfaces show it."""
        one = self.proposal
        sides = {name: {**e.to_json(), "language": e.language} for name, e in (("a", one.a), ("b", one.b))}
        return {"id": self.id, **one.to_json(), **sides, "is_open": self.is_open, "said": dict(self.said)}


def latest_verdicts(levels: Collection[str]) -> dict[str, dict[str, Any]]:
    """By key of the proposal what was said of it last; a reason only for who may see it."""
    rows = models.Judgement.objects.exclude(subject__startswith=PAIR).order_by("pk")
    fields = ("subject", "verdict", "role", "sector", "at", "reason", "access")
    found = {}
    for row in rows.values(*fields):
        may_see = (row["access"] or Access.MEMBERS) in levels
        said = {name: row[name] for name in ("verdict", "role", "sector", "at")}
        found[row["subject"]] = {**said, "reason": row["reason"] if may_see else ""}
    return found


def decided_proposals(proposals: Iterable[Proposal], levels: Collection[str]) -> tuple[DecidedProposal, ...]:
    """The proposals in their order, each with the latest that was said of it."""
    said = latest_verdicts(levels)
    return tuple(DecidedProposal(one, short_id(one), said.get(key_of(one), {})) for one in proposals)


def of_area(proposals: Iterable[Proposal], area: Area) -> tuple[Proposal, ...]:
    """Those that name an entry of the area."""
    keys = {entry.key for entry in area.entries}
    return tuple(one for one in proposals if one.a.key in keys or one.b.key in keys)


def with_words(proposals: Iterable[DecidedProposal], text: str) -> tuple[DecidedProposal, ...]:
    """Those whose entries hold all the words."""
    words = fold_text(text).split()[:8]
    return tuple(
        one
        for one in proposals
        if all(word in fold_text(f"{one.proposal.a.text} {one.proposal.b.text}") for word in words)
    )
