"""Links that a file states: added with their evidence, so that people can judge them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from commonground.domain.role import Access
from commonground.errors import CommongroundError
from commonground.register import models
from commonground.register.exchange.asked import StatedClaim
from commonground.register.exchange.reviews import stated_links
from commonground.register.fact_kinds import FACT_KINDS
from commonground.register.facts import LINK_KEY, read_profile
from commonground.register.held_facts import HeldFacts, Key
from commonground.register.standings import BATCH
from commonground.register.workflows.actor import Actor
from commonground.register.workflows.editing import Act, Edit, FactEdits, PlannedEdit
from commonground.register.workflows.log import Entry, record_entries

EVIDENCE_ADDED = "evidence-added"
Outcome = str | CommongroundError


def state_claims(
    claims: Sequence[StatedClaim], actor: Actor, at: datetime, reason: str, held: HeldFacts
) -> list[Outcome]:
    """For each claim "stated", "unchanged", or why it is refused; a link that is there gains the evidence it lacks.

    Claims of one link, each with a piece of evidence, are one link. To be used within a transaction.
    """
    there = _evidence_held()
    edits = FactEdits(actor, held)
    held.preload(["link"])
    planned: dict[Key, PlannedEdit] = {}
    refused: dict[Key, CommongroundError] = {}
    pieces: dict[Key, list[Mapping[str, Any]]] = {}
    outcomes: list[Outcome] = []
    for claim in claims:
        key = tuple(claim.values[name] for name in LINK_KEY)
        known = there.get(key)
        new = [one for one in claim.evidence if known is None or _identity(one) not in known]
        if known is not None and not new:
            outcomes.append("unchanged")
            continue
        try:
            if key in refused:
                raise refused[key]
            if key not in planned and held.row(FACT_KINDS["link"], key) is None:
                values = {**claim.values, "access": str(Access.PUBLIC)}
                planned[key] = edits.plan(Edit("link", Act.ADD, values=values))
        except CommongroundError as error:
            refused[key] = error
            outcomes.append(error)
            continue
        pieces.setdefault(key, []).extend(new)
        there.setdefault(key, set()).update(map(_identity, new))
        outcomes.append("stated")
    edits.write(list(planned.values()), at, reason)
    _add_evidence(pieces, actor, at, held, reason)
    return outcomes


def _evidence_held() -> dict[Key, set[str]]:
    """By link that sources state, matrices of themes among them, its evidence."""
    return {
        (link.subject, str(link.predicate), link.object, link.period, link.theme): {
            _identity(
                {
                    "source": one.origin.document,
                    "locator": one.origin.locator.to_json(),
                    "text": one.text,
                    "kind": str(one.kind),
                }
            )
            for one in link.evidence
        }
        for link in stated_links(read_profile())
    }


def _identity(evidence: Mapping[str, Any]) -> str:
    """What tells two pieces of evidence apart; spaces aside, for files may change them."""
    text = " ".join(str(evidence["text"]).split())
    place = json.dumps(evidence["locator"], sort_keys=True)
    return "\x1f".join((evidence["source"], place, text, evidence["kind"]))


def _add_evidence(
    pieces: Mapping[Key, Sequence[Mapping[str, Any]]],
    actor: Actor,
    at: datetime,
    held: HeldFacts,
    reason: str,
) -> None:
    kind = FACT_KINDS["link"]
    rows = {key: row for key in pieces if (row := held.row(kind, key)) is not None}
    documents = {row.name: row for row in models.Document.objects.order_by("pk")} if pieces else {}
    added = models.LinkEvidence.objects.bulk_create(
        (
            models.LinkEvidence(
                link_id=rows[key].pk,
                document=documents.get(one["source"]),
                source="" if one["source"] in documents else one["source"],
                locator=one["locator"],
                text=one["text"],
                kind=one["kind"],
                strength=one["strength"],
            )
            for key, given in pieces.items()
            for one in given
        ),
        batch_size=BATCH // 4,
    )
    by_link: dict[int, list[int]] = {}
    for piece in added:
        by_link.setdefault(piece.link_id, []).append(piece.pk)
    record_entries(
        actor,
        at,
        EVIDENCE_ADDED,
        [
            Entry(
                " ".join(key[:3]),
                {"pieces": len(given), "link": rows[key].pk, "rows": by_link[rows[key].pk]},
                reason=reason,
            )
            for key, given in pieces.items()
            if given
        ],
    )
