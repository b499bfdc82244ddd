"""What may have become of work when a study period ended, by likeness alone: to be read and mended by people."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import exp
from typing import Any

from commonground.domain.succession import SuccessionKind
from commonground.errors import Said
from commonground.matching.embedding.encoder import Encoder
from commonground.matching.item import Item
from commonground.matching.pairing import rank_pairs
from commonground.matching.word import words_of

# How a score of `rank_pairs` reads as a probability; fitted on one half of a public change log of 278 requirements
# and measured on the other, see docs/agreement.md.
_SLOPE, _MIDDLE = 8.3, 0.2
LIKELY = 0.4  # the best successor of a work is proposed from here on,
MUTUAL = 0.2  # or from here on, where the work is also what the successor is most like,
FURTHER = 0.6  # and a further successor from here on, where that is so
_WRITTEN = re.compile(r"[^\W\d_]{4,}")
_TOP = 6
_WORDS = 4  # named in a reason


@dataclass(frozen=True, slots=True)
class ProposedSuccession:
    """What may have become of one piece of work, how probably, and why."""

    kind: SuccessionKind
    predecessor: str  # ids as of the items
    successor: str  # "" where nothing carries it on
    probability: float  # that a person who knows the work would say so, 0 to 1
    reason: str

    def to_json(self) -> dict[str, Any]:
        """As printed by `succession propose --json`."""
        return {
            "kind": str(self.kind),
            "predecessor": self.predecessor,
            "successor": self.successor,
            "probability": round(self.probability, 4),
            "reason": self.reason,
        }


def propose_succession(
    earlier: Sequence[Item], later: Sequence[Item], encoder: Encoder, numbers: Mapping[str, str] | None = None
) -> tuple[ProposedSuccession, ...]:
    """One proposal or more for every earlier item, in their order: a successor, several, or none (closed).

    `numbers` gives the number that an id stands for, where ids also hold a period; likeness never reads it.
    """
    forth = rank_pairs(earlier, later, encoder, top=_TOP)
    back = rank_pairs(later, earlier, encoder, top=1)
    found: dict[tuple[int, int], float] = {}
    for row in range(len(earlier)):
        for rank, (place, score) in enumerate(zip(forth.places[row], forth.scores[row], strict=True)):
            is_mutual = int(back.places[place][0]) == row
            probability = probability_of(float(score))
            enough = (MUTUAL if is_mutual else LIKELY) if rank == 0 else (FURTHER if is_mutual else 1.1)
            if probability >= enough:
                found[row, int(place)] = probability
    return tuple(
        proposal
        for row in range(len(earlier))
        for proposal in (
            _carried(row, found, earlier, later, numbers or {})
            or [_closed(earlier[row], later, forth.places[row], forth.scores[row])]
        )
    )


def probability_of(score: float) -> float:
    """A score of `rank_pairs` as a probability.

    >>> round(probability_of(0.2), 2)
    0.5
    """
    return 1 / (1 + exp(-_SLOPE * (score - _MIDDLE)))


def _carried(
    row: int,
    found: Mapping[tuple[int, int], float],
    earlier: Sequence[Item],
    later: Sequence[Item],
    numbers: Mapping[str, str],
) -> list[ProposedSuccession]:
    before = Counter(one for one, _ in found)
    after = Counter(place for _, place in found)
    proposals = []
    for (one, place), probability in found.items():
        if one != row:
            continue
        old, new = earlier[row], later[place]
        if before[row] > 1:
            kind = SuccessionKind.SPLIT
        elif after[place] > 1:
            kind = SuccessionKind.MERGED
        elif numbers.get(old.id, old.id) == numbers.get(new.id, new.id):
            kind = SuccessionKind.CONTINUED
        else:
            kind = SuccessionKind.RENUMBERED
        proposals.append(ProposedSuccession(kind, old.id, new.id, probability, _reason(old, new)))
    return proposals


def _closed(item: Item, later: Sequence[Item], places: Any, scores: Any) -> ProposedSuccession:
    if not len(places):
        return ProposedSuccession(SuccessionKind.CLOSED, item.id, "", 1.0, Said("There is no later work."))
    nearest = later[int(places[0])]
    return ProposedSuccession(
        SuccessionKind.CLOSED,
        item.id,
        "",
        1 - probability_of(float(scores[0])),
        Said("Nothing reads like it; the nearest is %(id)s (%(name)s).", id=nearest.id, name=nearest.called),
    )


def _reason(old: Item, new: Item) -> str:
    theirs = {word.stem for word in words_of(f"{new.title} {new.text}")}
    shared: dict[str, str] = {}
    for text in (old.title, old.text):
        for written in _WRITTEN.findall(text):
            for word in words_of(written):
                if word.stem in theirs:
                    shared.setdefault(word.stem, written)
    if shared:
        named = sorted(shared.values(), key=lambda word: (-len(word), word))[:_WORDS]
        return Said("Both speak of %(words)s.", words=", ".join(named))
    return Said("Their words differ, their meaning is near.")
