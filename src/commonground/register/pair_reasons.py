"""Two works side by side: how each reads, and what they share, told by matching's own explanation."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Hashable, Iterable
from dataclasses import dataclass

from django.db import connections
from django.db.models import Count, Max, Q, Sum

from commonground.domain.area import Origin
from commonground.domain.document import Locator
from commonground.domain.link import Evidence, EvidenceKind, Link, Predicate
from commonground.domain.profile import AreaFact, Profile
from commonground.domain.suggestion import Explanation, MatchedPassage, pair_key
from commonground.errors import BadInput, NotFound, Said
from commonground.matching.embedding.encoder import Encoder
from commonground.matching.evidence import EvidenceFinder
from commonground.matching.explanation import Explainer
from commonground.matching.item import Item
from commonground.matching.lexical.term_list import TermList
from commonground.matching.stated import StatedGraph, bare_id
from commonground.register import models
from commonground.register.near_facts import area_names, near_items
from commonground.register.routing import current_alias
from commonground.register.suggestions import find_suggestion
from commonground.register.workflows.suggesting import turned

_LINKS = 400  # stated links of one work that are looked at
_KEPT = 4  # vocabularies; of registers or states that are read by turns
_vocabularies: OrderedDict[Hashable, TermList] = OrderedDict()
_lock = threading.Lock()


@dataclass(frozen=True, slots=True)
class Pair:
    """Two works and what they share; `is_suggested` where the explanation is that of a suggestion."""

    left: Item
    right: Item
    explanation: Explanation
    is_suggested: bool = False

    @property
    def key(self) -> str:
        """Under which the two are linked and judged."""
        return pair_key(self.left.id, self.right.id)


def read_pair(
    left: str, right: str, encoder: Encoder | None = None, *, with_suggestion: bool = False
) -> Pair:
    """The two works with what they share; raises NotFound for one that the register does not hold.

    `with_suggestion` takes what matching said when it suggested the two, as far as both still read as they did then;
    else the two texts of today are compared. The encoder is asked only where the two share too few words.
    """
    if left == right:
        raise BadInput(
            Said("a comparison needs two different works"), where=left, advice=Said("name another one")
        )
    items = near_items((left, right))
    for name in (left, right):
        if name not in items:
            raise NotFound(
                Said("no body, Question, adopted text, area or document %(name)s", name=repr(name[:80])),
                advice=Said("search for it"),
            )
    ours, theirs = items[left], items[right]
    suggestion = find_suggestion(pair_key(left, right)) if with_suggestion else None
    if suggestion is not None:
        suggestion = suggestion if suggestion.left == left else turned(suggestion)
        told = suggestion.explanation
        if _reads_so(ours, told.left) and _reads_so(theirs, told.right):
            return Pair(ours, theirs, told, is_suggested=True)
    features = suggestion.explanation.features if suggestion else {}
    explainer = Explainer(
        EvidenceFinder(encoder, field_vocabulary()),
        StatedGraph((ours, theirs), stated_near((left, right))),
        area_names({*ours.areas} & {*theirs.areas}),
    )
    return Pair(ours, theirs, explainer.explain(ours, theirs, features))


def text_of_part(item: Item, part: str) -> str:
    """The words of a part of an item, as matched passages name it."""
    if part.startswith("label:"):
        return item.labels.get(part.removeprefix("label:"), "")
    return {"title": item.title, "text": item.text, "parent": item.parent}.get(part, "")


def _reads_so(item: Item, passages: Iterable[MatchedPassage]) -> bool:
    return all(one.text in text_of_part(item, one.part) for one in passages)


def stated_near(ids: Iterable[str]) -> tuple[Link, ...]:
    """The links that sources state of these works, with their evidence, as far as they may be seen."""
    ends = {name for one in ids for name in (one, bare_id(one))}
    rows = list(models.Link.objects.filter(Q(subject__in=ends) | Q(object__in=ends)).order_by("pk")[:_LINKS])
    evidence: dict[int, list[Evidence]] = {}
    held = models.LinkEvidence.objects.filter(link__in=[row.pk for row in rows]).select_related("document")
    for one in held.order_by("pk"):
        origin = Origin(one.document.name if one.document else one.source, Locator.from_json(one.locator))
        value = Evidence(origin, one.text, EvidenceKind(one.kind), one.strength)
        evidence.setdefault(one.link_id, []).append(value)
    return tuple(
        Link(
            subject=row.subject,
            predicate=Predicate(row.predicate),
            object=row.object,
            period=row.period,
            theme=row.theme,
            evidence=tuple(evidence.get(row.pk, ())),
        )
        for row in rows
    )


def field_vocabulary() -> TermList:
    """The names of areas and the terms of the field in all languages, kept until one of them changes."""
    areas = models.Area.objects.aggregate(last=Max("pk"), versions=Sum("version"), number=Count("pk"))
    terms = models.Term.objects.aggregate(last=Max("pk"), number=Count("pk"))
    database = str(connections[current_alias()].settings_dict["NAME"])
    made = models.ProfileRecord.objects.values_list("created_at", flat=True).first()
    key = (database, made, tuple(areas.values()), tuple(terms.values()))
    with _lock:
        if key not in _vocabularies:
            _vocabularies[key] = _vocabulary()
            while len(_vocabularies) > _KEPT:
                _vocabularies.popitem(last=False)
        _vocabularies.move_to_end(key)
        return _vocabularies[key]


def _vocabulary() -> TermList:
    """Matching's term list without the names of groups: these say who works, not on what."""
    areas = tuple(
        AreaFact(row.label, row.labels, tuple(row.aliases), tuple(row.acronyms))
        for row in models.Area.objects.order_by("pk")
    )
    terms = {row.code: row.labels for row in models.Term.objects.order_by("pk")}
    return TermList.of_profile(
        Profile(code="", names={}, languages=(), sectors=(), periods=(), bodies=(), areas=areas, terms=terms)
    )
