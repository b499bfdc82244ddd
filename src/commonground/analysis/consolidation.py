"""Lists of areas become one hierarchy: proposals that entries belong together, and the areas that follow.

Everything is a pure function of the entries, the organization's facts and the decisions people took, so that
every merge can be taken back by changing its decision.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise

from commonground.analysis.area_fact import FactIndex
from commonground.domain.area import Area, ListEntry, Proposal, ProposalKind
from commonground.domain.link import Verdict
from commonground.domain.profile import AreaFact
from commonground.errors import Said
from commonground.matching.candidate import candidate_pairs
from commonground.matching.label import Label, read_label
from commonground.matching.likeness import Likeness, Rarity, compare_labels
from commonground.matching.word import fold_text

SAME_MIN = 0.5  # from here on a pair is proposed as one area under two names
RELATED_MIN = 0.34
_RELATED_PER_WORDING = 8  # an officer reads the strongest; more would hide them
_ALL_PAIRS_MAX = 12  # more equal entries than this are proposed in a chain, not each with each


@dataclass(frozen=True, slots=True)
class Consolidation:
    """The areas made from the entries, and all proposals, decided or not."""

    areas: tuple[Area, ...]
    proposals: tuple[Proposal, ...]
    undecided: tuple[Proposal, ...] = ()


def proposal_key(a: ListEntry, b: ListEntry, kind: ProposalKind) -> str:
    """The identity of a proposal, the same whichever entry comes first.

    >>> one, two = ListEntry("1.1", "7", "Gender"), ListEntry("1.3", "7", "Gender")
    >>> proposal_key(two, one, ProposalKind.SAME)
    'same:1.1#7: gender|1.3#7: gender'
    """
    first, second = sorted(key.replace("%", "%25").replace("|", "%7C") for key in (a.key, b.key))
    return f"{kind}:{first}|{second}"


def _wordings(entries: Sequence[ListEntry]) -> dict[str, list[int]]:
    groups: dict[str, list[int]] = defaultdict(list)
    for position, entry in enumerate(entries):
        # A text of signs only folds to nothing; it must not fall together with another.
        groups[fold_text(entry.text) or f"\0{position}"].append(position)
    return dict(groups)


def _is_one_list(a: ListEntry, b: ListEntry) -> bool:
    return (a.list, a.list_title) == (b.list, b.list_title)


def _is_above(a: ListEntry, b: ListEntry) -> bool:
    return _is_one_list(a, b) and (a.parent == b.number or b.parent == a.number)


def _equal_proposals(entries: Sequence[ListEntry], groups: Iterable[list[int]]) -> list[Proposal]:
    reason = Said("The texts are equal apart from capitals, spaces and full stops.")
    proposals = []
    for positions in groups:
        pairs = combinations(positions, 2) if len(positions) <= _ALL_PAIRS_MAX else pairwise(positions)
        proposals += [Proposal(ProposalKind.SAME, entries[i], entries[j], reason, 1.0) for i, j in pairs]
    return proposals


@dataclass(frozen=True, slots=True)
class _Wording:
    entry: ListEntry
    label: Label
    translations: Mapping[str, Label]
    positions: tuple[int, ...]


def _compare(a: _Wording, b: _Wording, facts: FactIndex, rarity: Rarity) -> Likeness:
    likeness = compare_labels(a.label, b.label, rarity)
    if a.entry.language != b.entry.language:
        for one, other in ((a, b), (b, a)):
            translated = other.translations.get(one.entry.language)
            if translated is None or not one.label.core:
                continue
            across = compare_labels(one.label, translated, rarity)
            if max(across.same, across.related) > max(likeness.same, likeness.related):
                reason = Said(
                    '"%(translation)s" is "%(text)s" in the other language.',
                    translation=translated.text,
                    text=other.entry.text,
                )
                likeness = Likeness(
                    min(across.same, 0.95), across.related, f"{reason} {across.reason}".strip()
                )
    known = facts.likeness(a.label, b.label)
    if known and (
        known.same > likeness.same or (likeness.same < SAME_MIN and known.related > likeness.related)
    ):
        return known
    return likeness


def _discounted(a: ListEntry, b: ListEntry, likeness: Likeness) -> Likeness:
    # Who writes one list keeps apart what it holds; what stands below an entry is a part of it.
    if _is_above(a, b):
        return Likeness(min(likeness.same, 0.3), max(likeness.related, 0.0), likeness.reason)
    if _is_one_list(a, b):
        return Likeness(likeness.same * 0.6, likeness.related, likeness.reason)
    return likeness


def _expanded(entries: Sequence[ListEntry], a: _Wording, b: _Wording, likeness: Likeness) -> list[Proposal]:
    # Every entry of the one wording with every one of the other, within reason.
    proposals = []
    for i in a.positions[:_ALL_PAIRS_MAX]:
        for j in b.positions[:_ALL_PAIRS_MAX]:
            first, second = sorted((i, j))
            found = _discounted(entries[i], entries[j], likeness)
            if found.same >= SAME_MIN:
                kind, probability = ProposalKind.SAME, found.same
            elif found.related >= RELATED_MIN:
                kind, probability = ProposalKind.RELATED, found.related
            else:
                continue
            proposals.append(
                Proposal(kind, entries[first], entries[second], found.reason, round(probability, 6))
            )
    return proposals


def _order(proposal: Proposal) -> tuple[float, str]:
    return -proposal.probability, proposal_key(proposal.a, proposal.b, proposal.kind)


def _strongest(proposals: Iterable[Proposal]) -> tuple[Proposal, ...]:
    counts: Counter[str] = Counter()
    kept = []
    for proposal in sorted(proposals, key=_order):
        if proposal.kind is ProposalKind.RELATED:
            texts = (fold_text(proposal.a.text), fold_text(proposal.b.text))
            if max(counts[text] for text in texts) >= _RELATED_PER_WORDING:
                continue
            counts.update(texts)
        kept.append(proposal)
    return tuple(kept)


def propose_merges(entries: Sequence[ListEntry], facts: Sequence[AreaFact]) -> tuple[Proposal, ...]:
    """Pairs of entries that name one area, or related ones, most probable first, in a stable order.

    Equal wordings are proposed with probability 1. `facts` adds aliases and translations.
    """
    groups = _wordings(entries)
    index = FactIndex.of(facts)
    languages = {entry.language for entry in entries}
    wordings = []
    for positions in groups.values():
        entry = entries[positions[0]]
        label = read_label(entry.text)
        translations = index.translations(label, languages - {entry.language})
        wordings.append(_Wording(entry, label, translations, tuple(positions)))
    rarity = Rarity.of(wording.label for wording in wordings)
    pairs = set(candidate_pairs([(w.label, *w.translations.values()) for w in wordings]))
    pairs |= index.pairs([wording.label for wording in wordings])
    proposals = _equal_proposals(entries, groups.values())
    for i, j in sorted(pairs):
        likeness = _compare(wordings[i], wordings[j], index, rarity)
        if likeness.same >= SAME_MIN or likeness.related >= RELATED_MIN:
            proposals += _expanded(entries, wordings[i], wordings[j], likeness)
    return _strongest(proposals)


class _Clusters:
    """Groups of positions that are joined step by step, never across a refusal."""

    def __init__(self, size: int, refused: Iterable[tuple[int, int]]) -> None:
        self._root = list(range(size))
        self._members = {i: [i] for i in range(size)}
        self._refused: dict[int, set[int]] = defaultdict(set)
        for i, j in refused:
            self._refused[i].add(j)
            self._refused[j].add(i)

    def join(self, i: int, j: int) -> None:
        a, b = sorted((self._root[i], self._root[j]))
        if a == b or any(
            self._refused[m] & set(self._members[b]) for m in self._members[a] if self._refused[m]
        ):
            return
        for member in self._members[b]:
            self._root[member] = a
        self._members[a] += self._members.pop(b)

    def all(self) -> list[list[int]]:
        return sorted(sorted(members) for members in self._members.values())


def _decided_pairs(
    entries: Sequence[ListEntry], decisions: Mapping[str, Verdict], kind: ProposalKind, verdict: Verdict
) -> list[tuple[int, int]]:
    # A decision holds for all entries that bear its two keys, also for pairs that nobody proposed.
    positions: dict[str, list[int]] = defaultdict(list)
    for position, entry in enumerate(entries):
        positions[entry.key.replace("%", "%25").replace("|", "%7C")].append(position)
    pairs = []
    for key, given in sorted(decisions.items()):
        if given is not verdict or not key.startswith(f"{kind}:"):
            continue
        first, _, second = key[len(kind) + 1 :].partition("|")
        pairs += [(i, j) for i in positions[first] for j in positions[second] if i != j]
    return pairs


def area_id(label: str) -> str:
    """The stable id of an area by its label.

    >>> area_id("Climate change")
    'climate-change'
    """
    plain = re.sub(r"[^a-z0-9]+", "-", fold_text(label).replace("'", "")).strip("-")
    if len(plain) >= max(1, len(fold_text(label)) // 4):
        return plain[:80].rstrip("-")
    return f"area-{hashlib.sha256(fold_text(label).encode()).hexdigest()[:10]}"


def _unique(wanted: str, taken: set[str]) -> str:
    candidate, count = wanted, 1
    while candidate in taken:
        count += 1
        candidate = f"{wanted}-{count}"
    taken.add(candidate)
    return candidate


def _make_area(members: Sequence[ListEntry], facts: FactIndex, taken: set[str]) -> Area:
    first = members[0]
    fact = next((found for e in members if (found := facts.of_label(read_label(e.text)))), None)
    labels = {first.language: first.text}
    for entry in members:
        labels.setdefault(entry.language, entry.text)
    aliases = [entry.text for entry in members]
    if fact:
        labels = {**fact.labels, **labels}
        aliases += [*fact.aliases, *fact.acronyms]
    seen = {fold_text(text) for text in labels.values()}
    others = []
    for alias in aliases:
        if fold_text(alias) not in seen:
            seen.add(fold_text(alias))
            others.append(alias)
    return Area(
        id=_unique(area_id(labels.get("en", first.text)), taken),
        labels=labels,
        aliases=tuple(others),
        entries=tuple(members),
        sources=fact.sources if fact else (),
    )


def _parents(entries: Sequence[ListEntry], area_of: Mapping[int, int]) -> dict[int, int]:
    # Area -> area above it, as the nested lists print it; a circle is cut where it would close.
    numbered: dict[tuple[str, str, str], int] = {}
    parents: dict[int, int] = {}
    for position, entry in enumerate(entries):
        numbered.setdefault((entry.list, entry.list_title, entry.number), position)
    for position, entry in enumerate(entries):
        above = numbered.get((entry.list, entry.list_title, entry.parent or ""))
        if above is None or area_of[position] in parents:
            continue
        child, parent = area_of[position], area_of[above]
        walked: int | None = parent
        while walked is not None and walked != child:
            walked = parents.get(walked)
        if walked is None:
            parents[child] = parent
    return parents


def consolidate(
    entries: Sequence[ListEntry], facts: Sequence[AreaFact], decisions: Mapping[str, Verdict]
) -> Consolidation:
    """One hierarchy of areas from all entries, as far as people decided; every entry is in exactly one area.

    Entries of equal text are one area unless refused; other merges and relations need acceptance.
    """
    proposals = propose_merges(entries, facts)
    clusters = _Clusters(len(entries), _decided_pairs(entries, decisions, ProposalKind.SAME, Verdict.REJECT))
    for i, j in _decided_pairs(entries, decisions, ProposalKind.SAME, Verdict.ACCEPT):
        clusters.join(i, j)
    for positions in _wordings(entries).values():
        for i, j in combinations(positions, 2) if len(positions) <= _ALL_PAIRS_MAX else pairwise(positions):
            clusters.join(i, j)
    index = FactIndex.of(facts)
    taken: set[str] = set()
    groups = clusters.all()
    areas = [_make_area([entries[i] for i in members], index, taken) for members in groups]
    area_of = {position: number for number, members in enumerate(groups) for position in members}
    parents = _parents(entries, area_of)
    related: dict[int, set[int]] = defaultdict(set)
    for i, j in _decided_pairs(entries, decisions, ProposalKind.RELATED, Verdict.ACCEPT):
        if area_of[i] != area_of[j]:
            related[area_of[i]].add(area_of[j])
            related[area_of[j]].add(area_of[i])
    final = tuple(
        Area(
            id=area.id,
            labels=area.labels,
            aliases=area.aliases,
            parent=areas[parents[number]].id if number in parents else None,
            related=tuple(areas[other].id for other in sorted(related[number])),
            status=area.status,
            entries=area.entries,
            sources=area.sources,
        )
        for number, area in enumerate(areas)
    )
    settled = {Verdict.ACCEPT, Verdict.REJECT}
    undecided = tuple(
        p
        for p in proposals
        if p.probability < 1.0 and decisions.get(proposal_key(p.a, p.b, p.kind)) not in settled
    )
    return Consolidation(final, proposals, undecided)
