"""What an organization's facts say of a label: its aliases, acronyms and translations."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from commonground.domain.profile import AreaFact
from commonground.errors import Said
from commonground.matching.label import Label, fold_acronym, is_acronym, read_label, telling
from commonground.matching.likeness import Likeness
from commonground.matching.word import fold_text

_LABEL_STRENGTH = 0.95  # a label or translation of the fact
_ALIAS_STRENGTH = 0.9
_PART_STRENGTH = 0.7  # that two names of parts of one fact belong side by side


def _bare(label: Label) -> str:
    # "Bridging the standardization gap (BSG)" is known under its text without the acronym too.
    return label.text if not label.acronyms else label.text.partition("(")[0]


def _proper_acronyms(fact: AreaFact) -> Iterable[str]:
    # Only what stands for the whole: "WSIS" is no name of "WSIS and SDGs".
    names = [read_label(name) for name in (fact.label, *fact.labels.values(), *fact.aliases)]
    made = {initials for name in names if len(name.parts) <= 1 for initials in name.initials | name.acronyms}
    return (acronym for acronym in fact.acronyms if fold_acronym(acronym) in made)


@dataclass(frozen=True, slots=True)
class FactIndex:
    """The facts by every name they go by."""

    facts: tuple[AreaFact, ...]
    names: Mapping[str, Mapping[int, float]]  # folded name -> fact -> how surely it names it
    concepts: Mapping[frozenset[str], Mapping[int, float]] = field(
        default_factory=dict
    )  # the same by its words

    @classmethod
    def of(cls, facts: Sequence[AreaFact]) -> FactIndex:
        """Index the facts."""
        names: dict[str, dict[int, float]] = defaultdict(dict)
        for number, fact in enumerate(facts):
            for name in (fact.label, *fact.labels.values()):
                for form in (name, _bare(read_label(name))):
                    names[fold_text(form)][number] = _LABEL_STRENGTH
            for alias in (*fact.aliases, *_proper_acronyms(fact)):
                names[fold_text(alias)].setdefault(number, _ALIAS_STRENGTH)
        names.pop("", None)
        concepts: dict[frozenset[str], dict[int, float]] = defaultdict(dict)
        for name, found in names.items():
            said = read_label(name).core_concepts
            if len(telling(said)) > 1:
                for number in found:
                    concepts[said][number] = _ALIAS_STRENGTH
        return cls(tuple(facts), dict(names), dict(concepts))

    def known(self, label: Label) -> Mapping[int, float]:
        """The facts that go by this label, with how surely."""
        found = self.names.get(label.folded)
        if found is None and label.acronyms:
            found = self.names.get(fold_text(_bare(label)))
        if found is None and is_acronym(label.text):
            found = self.names.get(fold_acronym(label.text))
        if found is None:  # "Protection of children online" for "Protecting children online"
            found = self.concepts.get(label.core_concepts)
        return found or {}

    def of_label(self, label: Label) -> AreaFact | None:
        """The fact whose own label or translation this is; None when it is at most an alias."""
        sure = [number for number, strength in self.known(label).items() if strength == _LABEL_STRENGTH]
        exact = [number for number in sure if fold_text(self.facts[number].label) == label.folded]
        chosen = exact or sure
        return self.facts[chosen[0]] if chosen else None

    def translations(self, label: Label, languages: Collection[str]) -> dict[str, Label]:
        """The label in other languages."""
        fact = self.of_label(label)
        if fact is None:
            return {}
        return {code: read_label(fact.labels[code]) for code in sorted(languages) if fact.labels.get(code)}

    def pairs(self, labels: Sequence[Label]) -> set[tuple[int, int]]:
        """Positions of labels that go by one fact."""
        by_fact: dict[int, list[int]] = defaultdict(list)
        for position, label in enumerate(labels):
            for number in self.known(label):
                by_fact[number].append(position)
        return {pair for positions in by_fact.values() for pair in combinations(positions, 2)}

    def likeness(self, a: Label, b: Label) -> Likeness | None:
        """That both are names of one fact; None when the facts do not say so."""
        ours, theirs = self.known(a), self.known(b)
        shared = sorted(set(ours) & set(theirs), key=lambda n: (-(ours[n] * theirs[n]), n))
        if not shared:
            return None
        name = self.facts[shared[0]].label
        strength = min(ours[shared[0]], theirs[shared[0]])
        is_by_aliases = max(ours[shared[0]], theirs[shared[0]]) == _ALIAS_STRENGTH
        if is_by_aliases and a.folded != b.folded and len(read_label(name).parts) > 1:
            # "Strategic plan" and "Financial plan" each stand for a part of what has both in its name.
            return Likeness(0.0, _PART_STRENGTH, Said('Both belong to "%(name)s".', name=name))
        return Likeness(strength, 0.0, Said('Both are known names of "%(name)s".', name=name))
