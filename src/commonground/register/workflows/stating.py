"""Keep the rows of links in step with what sources state."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from commonground.analysis.mapping_table import related_links
from commonground.domain.suggestion import pair_key
from commonground.register import models
from commonground.register.facts import read_profile
from commonground.register.standings import by_key, refresh
from commonground.register.workflows.actor import Actor
from commonground.register.workflows.linking import STATED, keep_links, stated_claims
from commonground.register.workflows.log import Altered, Entry, record_entries, row_values
from commonground.register.works import stated_works

LINK_UNSTATED = "link-unstated"
_MARKS = ("is_stated", "is_current")


def keep_stated(at: datetime, actor: Actor, reason: str = "") -> int:
    """A row for every link that sources state, and how many are new."""
    return keep_links(stated_claims(stated_works(read_profile())), at, actor, reason=reason)


def unstate(ends: Sequence[tuple[str, str]], at: datetime, actor: Actor, reason: str = "") -> None:
    """Links between these works that nothing states any longer lose that mark.

    One that nobody judged and nothing suggests is not current any more: nothing claims it.
    """
    profile = read_profile()
    stated = {pair_key(link.subject, link.object) for link in (*profile.links, *related_links(profile))}
    gone = {pair_key(left, right) for left, right in ends} - stated
    changed, entries = [], []
    for row in by_key(gone).values():
        if not row.is_stated:
            continue
        old = row_values(row, _MARKS)
        row.is_stated = False
        is_judged = row.by_sector.exclude(verdict="").exists()
        if row.origin == STATED and not is_judged and row.probability is None:
            row.is_current = False
        row.version += 1
        row.changed_at = at
        changed.append(row)
        altered = Altered("LinkStanding", row.pk, old, row_values(row, _MARKS))
        entries.append(Entry(row.key, {"link": row.code}, altered, reason))
    models.LinkStanding.objects.bulk_update(changed, ["is_stated", "is_current", "version", "changed_at"])
    refresh(changed)
    record_entries(actor, at, LINK_UNSTATED, entries)
