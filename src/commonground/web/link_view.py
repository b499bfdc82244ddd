"""What the page of a link shows: both sides and what they share, evidence, verdicts, what changed, what may be done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Q
from django.http import HttpRequest
from django.utils.translation import gettext as _

from commonground.api.routes.links import shown_links
from commonground.api.viewer import Viewer, viewer_of
from commonground.domain.role import Action
from commonground.errors import CommongroundError, NotFound
from commonground.matching.embedding.encoder import Encoder, Vectors
from commonground.matching.embedding.loading import load_encoder
from commonground.matching.stated import bare_id
from commonground.register import models
from commonground.register.links import link_history
from commonground.register.near_facts import names_of
from commonground.register.pair_reasons import read_pair
from commonground.register.workflows.agreement import check_withdrawal
from commonground.web.editing import may
from commonground.web.marking import pair_json
from commonground.web.places import joined, place_in_words
from commonground.web.said import said

EVIDENCE = 20


class EncoderOnDemand:
    """The encoder of the program, loaded when a text is to be encoded: most pairs share words enough without."""

    @property
    def model(self) -> str:
        """Id of the model."""
        return self._loaded.model

    @property
    def checksum(self) -> str:
        """SHA-256 of the weights."""
        return self._loaded.checksum

    @property
    def dimension(self) -> int:
        """Numbers a vector."""
        return self._loaded.dimension

    @property
    def _loaded(self) -> Encoder:
        return load_encoder("default")

    def encode(self, texts: Any) -> Vectors:
        """The vectors of the texts."""
        return self._loaded.encode(texts)


def shown_pair(left: str, right: str, viewer: Viewer, *, is_blind: bool = False) -> dict[str, Any]:
    """Both works side by side as this viewer sees them; raises NotFound for one that is not there."""
    pair = read_pair(left, right, EncoderOnDemand(), with_suggestion=viewer.sees_proposals)
    return pair_json(pair, is_blind=is_blind)


def shown_sides(link: models.LinkStanding, viewer: Viewer, *, is_blind: bool = False) -> dict[str, Any]:
    """The two sides of a link; of one that the register lost, the title that the link keeps."""
    try:
        return shown_pair(link.left, link.right, viewer, is_blind=is_blind)
    except NotFound:
        sides = [
            {"id": one, "kind": "", "names": {"": title}, "parts": {}}
            for one, title in ((link.left, link.left_title), (link.right, link.right_title))
        ]
        return {"sentences": {}, "terms": [], "references": [], "cited": [], "sides": sides}


def with_names(values: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The links with what both sides are called by language, for lists in the reader's own; three statements."""
    found = names_of(one[side] for one in values for side in ("left", "right"))
    return [
        {
            **one,
            "names": [
                {"en": title, **found.get(one[side], {})} if title else found.get(one[side], {})
                for side, title in zip(("left", "right"), one["titles"], strict=True)
            ],
        }
        for one in values
    ]


def link_data(row: models.LinkStanding, viewer: Viewer, *, is_blind: bool = False) -> dict[str, Any]:
    """All that the page of a link shows and its JSON twin answers."""
    value = shown_links([row], viewer, blind=is_blind)[0]
    theme = models.Theme.objects.filter(area=row.theme).values_list("code", flat=True).first()
    return {
        "link": value,
        "theme_code": theme if row.theme else None,
        "pair": shown_sides(row, viewer, is_blind=is_blind),
        "is_blind": is_blind,
        "evidence": stated_evidence(row),
        "changes": changes_of(row) if viewer.sees_proposals else [],
        "history": link_history(row, frozenset(viewer.levels)) if viewer.sees_proposals else [],
    }


def stated_evidence(row: models.LinkStanding) -> list[dict[str, Any]]:
    """Where sources state the link: the words, the document and the place, as far as they may be seen."""
    left, right = ({one, bare_id(one)} for one in (row.left, row.right))
    either = Q(subject__in=left, object__in=right) | Q(subject__in=right, object__in=left)
    links = models.Link.objects.filter(either)
    found = models.LinkEvidence.objects.filter(link__in=links).select_related("document", "link")
    return [
        {
            "text": one.text,
            "predicate": one.link.predicate,
            "document": one.document_id,
            "title": (one.document.title or one.document.name) if one.document else one.source,
            "place": joined(place_in_words(one.locator)),
        }
        for one in found.order_by("pk")[:EVIDENCE]
    ]


def changes_of(row: models.LinkStanding) -> list[dict[str, Any]]:
    """What changed of each side since people judged the link, in the reader's language."""
    found = []
    for side, why in row.suspect_because.items():
        work = why.get("work") if isinstance(why, Mapping) else None
        found.append({"work": work or getattr(row, side, ""), "sentences": change_in_words(why)})
    return found


def change_in_words(because: object) -> list[str]:
    """What changed of one side of a link, in the reader's language; as the register keeps it where nothing else is."""
    why = because if isinstance(because, Mapping) else {"words": str(because)}
    sentences = []
    for part in why.get("changed", ()):
        if part == "title":
            words = _("Its title was “%(before)s” and is “%(now)s”.")
            sentences.append(words % {"before": why.get("title_before", ""), "now": why.get("title_now", "")})
        elif part == "text":
            sentences.append(_("Its text changed."))
        elif part == "revision":
            sentences.append(_("It has a newer revision or belongs to another study period."))
        elif part == "gone":
            sentences.append(_("It is no longer in the register."))
    return sentences or [said(why.get("words", ""))]


def may_clear(request: HttpRequest, row: models.LinkStanding) -> bool:
    """Whether the viewer may clear the review of this link."""
    sectors = None if may(request, Action.MODERATE) else row.sectors
    return row.suspect_since is not None and row.is_current and may(request, Action.CLEAR_REVIEW, sectors)


def may_withdraw(request: HttpRequest, row: models.LinkStanding) -> bool:
    """Whether the viewer may take this proposal out of use."""
    if not row.is_current or not (may(request, Action.JUDGE) or may(request, Action.MODERATE)):
        return False
    is_judged = any(one.verdict for one in row.by_sector.all())
    try:
        check_withdrawal(row, viewer_of(request).actor, is_judged=is_judged, where=row.code)
    except CommongroundError:
        return False
    return True
