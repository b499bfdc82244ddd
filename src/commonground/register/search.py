"""The search index of a register: a folder beside it, made again whenever what it was made from has changed."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from django.db.models import Max

from commonground import __version__
from commonground.domain.reference import ReferenceContext
from commonground.errors import NotAvailable, NotFound, Said
from commonground.matching.embedding.encoder import Encoder
from commonground.matching.item import Item, ItemKind
from commonground.matching.search.hit import Hit
from commonground.matching.search.index import SearchIndex, build_index
from commonground.matching.search.storage import StaleIndex
from commonground.register import models
from commonground.register.address import folder_beside
from commonground.register.matching_items import matched_profile, name_groups, register_items
from commonground.register.sight import is_anything_hidden, seen_levels
from commonground.register.vectors import StoredEncoder
from commonground.register.workflows.log import NOT_OF_FACTS
from commonground.text.grammar import ReferenceGrammar
from commonground.text.reference import find_references

# A text names the areas it comes nearest to: from this score on, and from this share of the best area's.
AREAS_MAX = 2
NAMED = 0.3
BESIDE_BEST = 0.7
THROUGH_AREA = 0.75  # of a find's score that counts when it was found under an area's title
FILED = 0.1  # that is added where a source files it under the area
# Entries of the log that change nothing a text can be compared with.


def index_folder(register: str | Path) -> Path:
    """Where the search index of a register is kept: beside its file, or in the user's cache for one on a server.

    Who may not see all there is searches an index of what may be seen.
    """
    levels = seen_levels() if is_anything_hidden() else None
    return folder_beside(register, "-".join(("index", *(levels or ()))))


def open_index(register: str | Path, encoder: Encoder, tell: Callable[[str], None]) -> SearchIndex:
    """The search index of the open register as it stands now, built first where there is none of this state.

    Each state of the register has an index folder of its own, put in place in one step: several processes may
    open and build at the same time. `tell` is told before an index is built. Raises NotAvailable when the folder
    cannot be written.
    """
    folder = index_folder(register)
    current = folder / _state_name(encoder)
    try:
        return SearchIndex.open(current)
    except NotFound:
        older = folder.exists()
        tell(
            "Making the search index anew: the register, the model or the program has changed"
            if older
            else "Making the search index"
        )
    except StaleIndex as error:
        tell(f"{error.message}: making it anew")
    profile = matched_profile()
    items = register_items(profile)
    try:
        index = build_index(items, StoredEncoder(encoder, tell=tell), current, name_groups(profile, items))
        _remove_others(folder, current)
    except OSError as error:
        raise NotAvailable(
            Said("the search index cannot be written: %(reason)s", reason=error.strerror),
            where=str(folder),
            advice=Said("make the register's folder writable"),
        ) from error
    return index


def look_up(
    index: SearchIndex, text: str, encoder: Encoder, *, references: tuple[str, ...] = (), top: int = 20
) -> tuple[Hit, ...]:
    """The `top` finds for a text, best first, those of the areas it names among them.

    Most work is written in one language, and areas have names in all: where a text comes near areas, what is found
    under their own titles is found for the text as well, a little weaker. Ties in the order of title and id.
    """
    hits = index.search(text, top=top, encoder=encoder, references=references)
    areas = [hit for hit in hits if hit.item.kind is ItemKind.AREA and hit.lexical > 0]
    least = max(NAMED, BESIDE_BEST * areas[0].score) if areas else 0.0
    best = {hit.item.id: hit for hit in hits}
    for area in [area for area in areas if area.score >= least][:AREAS_MAX]:
        share = THROUGH_AREA * area.score / areas[0].score
        for hit in index.search(area.item.title, language=area.item.language, top=top, encoder=encoder):
            if hit.item.kind is not ItemKind.AREA:
                found = _through(area.item, hit, share)
                best[found.item.id] = max(best.get(found.item.id, found), found, key=lambda one: one.score)
    ordered = sorted(
        best.values(), key=lambda hit: (-round(hit.score, 6), hit.item.title.casefold(), hit.item.id)
    )
    return tuple(ordered[:top])


def _through(area: Item, hit: Hit, share: float) -> Hit:
    """What was found under an area's title, with the share of its score that counts."""
    if set(area.areas) & set(hit.item.areas):
        how = Said("A source files it under the area “%(area)s”.", area=area.title)
        return replace(hit, score=share * hit.score + FILED, sentence=f"{how} {hit.sentence}")
    how = Said("Found through the area “%(area)s”.", area=area.title)
    return replace(hit, score=share * hit.score, sentence=f"{how} {hit.sentence}")


def references_in_text(text: str, grammar: ReferenceGrammar) -> tuple[str, ...]:
    """Ids that a text refers to, each once, in the order of the text."""
    found = find_references(text, grammar, ReferenceContext())
    return tuple(dict.fromkeys(one.id for one in found if one.id))


def _state_name(encoder: Encoder) -> str:
    """A name that changes with the register's content, the encoder and the version of the program."""
    made = models.ProfileRecord.objects.values_list("created_at", flat=True).first()
    last = models.Change.objects.exclude(action__in=NOT_OF_FACTS).aggregate(last=Max("pk"))["last"]
    state = json.dumps([str(made), last, encoder.model, encoder.checksum, __version__])
    return hashlib.sha256(state.encode()).hexdigest()[:16]


def _remove_others(folder: Path, current: Path) -> None:
    # Best effort: another process may have one of them open, or be removing it.
    for other in folder.iterdir():
        if other != current and not other.name.startswith("."):
            shutil.rmtree(other, ignore_errors=True)
