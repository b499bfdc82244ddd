"""Compile a profile's reference grammar into tables that find mentions by looking up words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from commonground.domain.organization import BodyKind
from commonground.domain.profile import Gathering, Profile
from commonground.domain.reference import ReferenceKind
from commonground.errors import InvalidProfile, Said
from commonground.text.normalise import fold
from commonground.text.phrase import HAN, compile_phrase, trigger_words


@dataclass(frozen=True, slots=True)
class Item:
    """One form of the number after a head word, and the ids it may stand for."""

    pattern: re.Pattern[str]
    id: str
    sectors: tuple[str, ...]
    group: str = ""  # template of the body that must exist for the id to make sense
    is_strict: bool = False  # the form alone tells that it is a reference: lists need no plural
    alone_after: tuple[str, ...] = ()  # Sectors after which the form needs no head word
    must_exist: bool = False  # counts only when the profile holds the id
    within: str = ""  # the rule whose number completes this one: "Question 5 of Study Group 20"
    whole: str = ""  # template of the completed number, "{q}/{g}"


@dataclass(frozen=True, slots=True)
class Adopter:
    """A conference or council that adopts instruments with numbers from `low` to `high`."""

    body: str
    sector: str
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class Rule:
    """A kind of numbered reference: its head words stand in the grammar's phrases."""

    name: str
    kind: ReferenceKind
    items: tuple[Item, ...]
    has_revision: bool = False
    adopters: tuple[Adopter, ...] = ()
    is_known: bool = False
    separator: re.Pattern[str] = field(default=re.compile(r""))
    number_first: re.Pattern[str] | None = None  # the number's form where it stands before the head word
    version_label: str = ""  # the revision that a number's version stands for, "ITU-R {n}{v}"
    followed_by: re.Pattern[str] | None = None  # what must come after the numbers
    not_after: re.Pattern[str] | None = None  # what may not stand right before the head word
    not_before: re.Pattern[str] | None = None  # what may not follow the numbers
    takes_number_sign: bool = True  # "No." may stand before the number


@dataclass(frozen=True, slots=True)
class Entity:
    """A Sector or body that is mentioned by its names."""

    id: str
    kind: ReferenceKind
    sector: str | None
    meets: bool = False  # a conference: "-19" after its acronym is one of its meetings
    is_silent: bool = False  # known only to qualify other mentions; never reported itself
    not_after: re.Pattern[str] | None = None  # what may not stand right before the name
    not_before: re.Pattern[str] | None = None  # what may not stand right after it


@dataclass(frozen=True, slots=True)
class Phrase:
    """One printed form: of an entity, or a rule's head word."""

    pattern: re.Pattern[str]
    target: Entity | Rule
    language: str | None
    is_plural: bool = False
    is_code: bool = False
    size: int = 0
    has_capital: bool = False  # a head word that is an ordinary word where it has no capital


@dataclass(frozen=True, slots=True)
class Forms:
    """What one word may begin, longest forms first: names, head words, and numbers before head words."""

    names: tuple[tuple[Phrase, Entity], ...]
    heads: tuple[tuple[Phrase, Rule], ...]
    before: tuple[re.Pattern[str], ...] = ()  # numbers that end where the word begins
    any_name: re.Pattern[str] | None = None  # all names in one pattern, a group for each, where they are many


@dataclass(frozen=True, slots=True)
class Codes:
    """Codes of the form letters.number, and what each Sector's letters are."""

    letters: Mapping[str, tuple[str, ...]]  # letters -> Sectors
    bare: Mapping[str, int]  # letters -> fewest digits for which a code counts without a head word or Sector
    bare_digits: int
    not_after: re.Pattern[str]
    versioned: tuple[str, ...] = ()  # Sectors whose codes alone carry a version, "-1"


@dataclass(frozen=True, slots=True)
class ReferenceGrammar:
    """Everything needed to find and resolve references for one organization."""

    sectors: tuple[str, ...]
    triggers: Mapping[str, Forms]
    han_trigger: re.Pattern[str] | None
    han_phrases: Mapping[str, Forms]
    rules: Mapping[str, Rule]
    items_alone: Mapping[
        str, tuple[tuple[Rule, Item], ...]
    ]  # Sector -> forms that need no head word after it
    rules_by_number: tuple[Rule, ...]  # those whose number may stand before the head word
    names_before: frozenset[str]  # languages in which a name written out may qualify what follows
    codes: Codes | None
    connector: re.Pattern[str]
    list_separator: re.Pattern[str]
    revision_marker: re.Pattern[str]
    gatherings: Mapping[str, tuple[Gathering, ...]]  # folded, lower-cased place -> its gatherings
    conference: re.Pattern[str] | None  # "RA-19" inside brackets; group "code" is the acronym
    conferences: Mapping[str, str]  # folded acronym -> body
    known: frozenset[str]
    spelling: Mapping[str, str]  # an id without blanks and hyphens -> as the profile writes it
    parents: Mapping[str, str]
    sector_of: Mapping[str, str]
    questions: Mapping[str, frozenset[str]]  # Sector -> labels of periods, by "id@period" keys
    periods: Mapping[str, tuple[tuple[int, int, str], ...]]


_NAMED_KINDS = frozenset(BodyKind) - {BodyKind.STUDY_GROUP, BodyKind.WORKING_PARTY, BodyKind.TASK_GROUP}


def body_phrases(profile: Profile, own: Mapping[str, Any]) -> Iterable[tuple[Entity, str, str | None, bool]]:
    """Names and aliases of the profile's bodies that have names of their own: (entity, form, language, is a code)."""
    numbered = not own.get("name_all_bodies", False)
    skipped = {fold(word).text.casefold() for word in own.get("not_names", ())}
    for body in profile.bodies:
        if numbered and body.kind not in _NAMED_KINDS:
            continue
        entity = Entity(body.id, ReferenceKind.BODY, body.sector, meets=body.kind is BodyKind.CONFERENCE)
        yield entity, body.id, None, True
        for language, name in body.names.items():
            yield entity, name, language, False
        for language, names in body.aliases.items():
            for name in names:
                if fold(name).text.casefold() not in skipped:
                    yield entity, name, language, is_code(name)


def is_code(name: str) -> bool:
    """Whether a printed form is an acronym, to be compared with its letter case."""
    return len(name) <= 12 and " " not in name and name.upper() == name and name.lower() != name


def as_tuple(value: Any, where: str) -> tuple[str, ...]:
    """A list of strings of the grammar file; anything else is an error of the profile."""
    if value is None:
        return ()
    if isinstance(value, str):
        return (value,)
    if isinstance(value, Sequence) and all(isinstance(item, str) for item in value):
        return tuple(value)
    raise InvalidProfile(Said("expected a list of texts"), where=f"grammar.toml, {where}")


def make_phrases(
    target: Entity | Rule, table: Mapping[str, Any], where: str
) -> Iterable[tuple[tuple[str, ...], Phrase]]:
    """Each printed form in a table's `words`, `plurals`, `codes` and `plural_codes`, with its trigger words."""
    for key, plural, code in (
        ("words", False, False),
        ("plurals", True, False),
        ("codes", False, True),
        ("plural_codes", True, True),
    ):
        for language, forms in dict(table.get(key, {})).items():
            for form in as_tuple(forms, f"{where}.{key}.{language}"):
                yield make_phrase(
                    target, form, None if language == "any" else language, is_plural=plural, is_code=code
                )


def make_phrase(
    target: Entity | Rule, form: str, language: str | None, *, is_plural: bool = False, is_code: bool = False
) -> tuple[tuple[str, ...], Phrase]:
    """One printed form compiled, with the words it may begin with."""
    folded = fold(form).text
    is_rule = isinstance(target, Rule)
    pattern = compile_phrase(folded, is_code=is_code, is_rule=is_rule)
    triggers = (folded,) if HAN.match(folded) else trigger_words(folded, is_code=is_code)
    plural = is_plural or HAN.search(folded) is not None
    capital = is_rule and not is_code and folded[:1].isupper()
    return triggers, Phrase(pattern, target, language, plural, is_code, len(folded), capital)
