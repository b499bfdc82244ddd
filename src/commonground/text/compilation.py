"""From a profile's grammar table to a compiled `ReferenceGrammar`."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any

from commonground.domain.profile import Gathering, Profile
from commonground.domain.reference import ReferenceKind
from commonground.errors import InvalidProfile, Said
from commonground.text.grammar import (
    Adopter,
    Codes,
    Entity,
    Forms,
    Item,
    Phrase,
    ReferenceGrammar,
    Rule,
    as_tuple,
    body_phrases,
    make_phrase,
    make_phrases,
)
from commonground.text.normalise import fold
from commonground.text.phrase import ARABIC, HAN, alike

_MANY_NAMES = 16  # of one first word, from which one pattern for all is faster than one for each
_NEVER = re.compile(r"(?!)")


def compile_grammar(profile: Profile) -> ReferenceGrammar:
    """The profile's reference grammar, compiled; faults of the file are raised as `InvalidProfile`."""
    own = profile.grammar
    sectors = tuple(sector.id for sector in profile.sectors)
    rules = {name: _rule(name, table, sectors) for name, table in dict(own.get("rules", {})).items()}
    _check_completions(rules)
    entities = dict(_own_entities(own, profile))
    phrases = list(_all_phrases(profile, own, rules, entities))
    codes, separator = _codes(own, sectors), _separator(own)
    triggers, han = _tables(phrases, _numbers_before(rules, codes, separator))
    conferences = _conferences(phrases)
    return ReferenceGrammar(
        sectors=sectors,
        triggers=triggers,
        han_trigger=_han_trigger(han),
        han_phrases=han,
        rules=rules,
        items_alone=_items_alone(rules, sectors),
        rules_by_number=tuple(rule for rule in rules.values() if rule.number_first is not None),
        names_before=frozenset(as_tuple(own.get("names_before"), "names_before")),
        codes=codes,
        connector=_connector(own),
        list_separator=separator,
        revision_marker=_alternatives(as_tuple(own.get("revision_markers"), "revision_markers")),
        gatherings=_places(profile, own),
        conference=_conference_pattern(conferences),
        conferences=conferences,
        known=frozenset(
            [b.id for b in profile.bodies]
            + [q.id for q in profile.questions]
            + [i.id for i in profile.instruments]
            + list(sectors)
            + [entity.id for entity in entities.values()]
        ),
        spelling={re.sub(r"[\s\-]", "", body.id): body.id for body in profile.bodies},
        parents={body.id: body.parent for body in profile.bodies if body.parent},
        sector_of=_sector_of(profile),
        questions=_questions(profile),
        periods=_periods(profile),
    )


def _compile(pattern: str, where: str) -> re.Pattern[str]:
    try:
        return re.compile(pattern)
    except re.error as error:
        raise InvalidProfile(
            Said("not a regular expression: %(error)s", error=str(error)),
            where=f"grammar.toml, {where}",
            advice=Said("mend %(pattern)s", pattern=repr(pattern)),
        ) from error


def _rule(name: str, table: Mapping[str, Any], sectors: tuple[str, ...]) -> Rule:
    where = f"rules.{name}"
    try:
        kind = ReferenceKind(table["kind"])
        items = tuple(
            Item(
                _compile(item["pattern"], f"{where}.items"),
                item["id"],
                tuple(item.get("sectors", sectors)),
                item.get("group", ""),
                bool(item.get("strict", False)),
                tuple(item.get("alone_after", ())),
                bool(item.get("must_exist", False)),
                item.get("within", ""),
                item.get("whole", ""),
            )
            for item in table["items"]
        )
        adopters = tuple(
            Adopter(row["body"], row["sector"], int(row["low"]), int(row["high"]))
            for row in table.get("adopters", ())
        )
    except (KeyError, ValueError, TypeError) as error:
        raise InvalidProfile(
            Said("a rule lacks or misspells %(error)s", error=str(error)),
            where=f"grammar.toml, {where}",
            advice=Said("see docs/reference-grammar.md"),
        ) from error
    separator = _compile(table.get("separator", r"[ \t\n.\-]{0,3}"), f"{where}.separator")
    first = table.get("number_first")
    return Rule(
        name,
        kind,
        items,
        bool(table.get("revision")),
        adopters,
        bool(table.get("known")),
        separator,
        _compile(first, f"{where}.number_first") if first else None,
        str(table.get("version_label", "")),
        _optional(table, "followed_by", where),
        _before_name(table, where),
        _optional(table, "not_before", where),
        "separator" not in table,
    )


def _check_completions(rules: Mapping[str, Rule]) -> None:
    for name, rule in rules.items():
        for item in rule.items:
            if item.within and item.within not in rules:
                raise InvalidProfile(
                    Said("no rule is named %(within)s", within=repr(item.within)),
                    where=f"grammar.toml, rules.{name}.items",
                    advice=Said("let `within` name another rule of the file"),
                )


def _items_alone(
    rules: Mapping[str, Rule], sectors: tuple[str, ...]
) -> dict[str, tuple[tuple[Rule, Item], ...]]:
    rows = [(rule, item) for rule in rules.values() for item in rule.items]
    return {one: tuple(row for row in rows if one in row[1].alone_after) for one in sectors}


def _optional(table: Mapping[str, Any], key: str, where: str) -> re.Pattern[str] | None:
    """A pattern for the folded text, None when the table has none."""
    pattern = table.get(key)
    return _compile(fold(str(pattern)).text, f"{where}.{key}") if pattern else None


def _before_name(table: Mapping[str, Any], where: str) -> re.Pattern[str] | None:
    found = _optional(table, "not_after", where)
    return re.compile(f"(?:{found.pattern})\\Z") if found else None


def _own_entities(own: Mapping[str, Any], profile: Profile) -> Iterable[tuple[str, Entity]]:
    sector_of = _sector_of(profile)
    meets = {gathering.body for gathering in profile.gatherings}
    for name, table in dict(own.get("entities", {})).items():
        try:
            kind = ReferenceKind(table.get("kind", "body"))
        except ValueError as error:
            raise InvalidProfile(str(error), where=f"grammar.toml, entities.{name}") from error
        sector = name if kind is ReferenceKind.SECTOR else table.get("sector", sector_of.get(name))
        where = f"entities.{name}"
        yield (
            name,
            Entity(
                name, kind, sector, name in meets, bool(table.get("silent", False)),
                _before_name(table, where), _optional(table, "not_before", where),
            ),
        )  # fmt: skip


def _all_phrases(
    profile: Profile, own: Mapping[str, Any], rules: Mapping[str, Rule], entities: Mapping[str, Entity]
) -> Iterable[tuple[tuple[str, ...], Phrase]]:
    for name, entity in entities.items():
        yield from make_phrases(entity, own["entities"][name], f"entities.{name}")
    for name, rule in rules.items():
        yield from make_phrases(rule, own["rules"][name], f"rules.{name}")
    for entity, form, language, is_code in body_phrases(profile, own):
        yield make_phrase(entities.get(entity.id, entity), form, language, is_code=is_code)


def _tables(
    phrases: Iterable[tuple[tuple[str, ...], Phrase]], before: Mapping[str, re.Pattern[str]]
) -> tuple[dict[str, Forms], dict[str, Forms]]:
    triggers: dict[str, list[Phrase]] = defaultdict(list)
    han: dict[str, list[Phrase]] = defaultdict(list)
    for words, phrase in phrases:
        for word in words:
            table = han if HAN.match(word) else triggers
            _add_phrase(table[word], phrase)

    def ordered(table: dict[str, list[Phrase]]) -> dict[str, Forms]:
        return {
            word: _forms(sorted(rows, key=lambda p: (-p.size, not p.is_plural)), before)
            for word, rows in table.items()
        }

    return ordered(triggers), ordered(han)


def _forms(phrases: Iterable[Phrase], before: Mapping[str, re.Pattern[str]]) -> Forms:
    rows = tuple(phrases)
    heads = tuple((phrase, phrase.target) for phrase in rows if isinstance(phrase.target, Rule))
    numbered = dict.fromkeys(rule.name for _, rule in heads)
    names = tuple((phrase, phrase.target) for phrase in rows if isinstance(phrase.target, Entity))
    return Forms(
        names,
        heads,
        tuple(before[name] for name in numbered if name in before),
        _together(tuple(phrase.pattern.pattern for phrase, _ in names))
        if len(names) >= _MANY_NAMES
        else None,
    )


@lru_cache(maxsize=256)
def _together(patterns: tuple[str, ...]) -> re.Pattern[str]:
    """One pattern with a group for each; the many cases of one word share it."""
    return re.compile("|".join(f"({pattern})" for pattern in patterns))


def _numbers_before(
    rules: Mapping[str, Rule], codes: Codes | None, separator: re.Pattern[str]
) -> dict[str, re.Pattern[str]]:
    """For each rule whose number may stand first: that number, or a list of series, up to the head word."""
    found = {}
    for name, rule in rules.items():
        if rule.number_first is None:
            continue
        one = rule.number_first.pattern
        if rule.kind is ReferenceKind.SERIES and codes is not None:
            letters = sorted(codes.letters, key=len, reverse=True)
            forms = "|".join("".join(alike(char) for char in letter) for letter in letters)
            one = rf"(?:{forms})(?:(?:{separator.pattern})(?:{forms})){{0,11}}"
        found[name] = re.compile(rf"(?<![A-Za-z\u0400-\u04ff\d_.\-])(?:{one})[ \t\-]{{0,2}}\Z")
    return found


def _add_phrase(rows: list[Phrase], phrase: Phrase) -> None:
    """Add a form; one that two languages print alike belongs to neither."""
    for index, row in enumerate(rows):
        if row.pattern == phrase.pattern and row.target == phrase.target:
            language = row.language if row.language == phrase.language else None
            rows[index] = replace(row, language=language, is_plural=row.is_plural or phrase.is_plural)
            return
    rows.append(phrase)


def _han_trigger(han: Mapping[str, Forms]) -> re.Pattern[str] | None:
    if not han:
        return None
    forms = sorted((re.escape("".join(form.split())) for form in han), key=len, reverse=True)
    return re.compile("|".join((*forms, r"第(?=\s{0,2}[\dA-Z一二三四五六七八九十])")))


def _codes(own: Mapping[str, Any], sectors: tuple[str, ...]) -> Codes | None:
    table = own.get("codes")
    if not table:
        return None
    letters: dict[str, tuple[str, ...]] = {}
    for sector in sectors:
        for letter in as_tuple(table.get("letters", {}).get(sector), f"codes.letters.{sector}"):
            letters[letter] = (*letters.get(letter, ()), sector)
    not_after = "|".join(re.escape(fold(w).text) for w in as_tuple(table.get("not_after"), "codes.not_after"))
    return Codes(
        letters,
        {key: int(value) for key, value in dict(table.get("bare", {})).items()},
        int(table.get("bare_digits", 2)),
        re.compile(rf"(?i:(?:{not_after})[ \t]{{0,3}})\Z" if not_after else r"(?!)"),
        as_tuple(table.get("versioned"), "codes.versioned"),
    )


def _alternatives(words: Iterable[str]) -> re.Pattern[str]:
    forms = sorted((re.escape(fold(word).text) for word in words), key=len, reverse=True)
    return re.compile("(?i:" + "|".join(forms) + ")") if forms else _NEVER


def _connector(own: Mapping[str, Any]) -> re.Pattern[str]:
    words = sorted(
        (fold(w).text for w in as_tuple(own.get("connectors"), "connectors")), key=len, reverse=True
    )
    forms = "|".join(
        re.escape(word) + ("" if word.endswith("'") or HAN.search(word) else r"[ \t\n]{1,3}")
        for word in words
    )
    return re.compile(rf"[ \t\n]{{0,3}}\(?(?i:{forms}){{0,4}}" if forms else r"[ \t\n]{0,3}\(?")


def _separator(own: Mapping[str, Any]) -> re.Pattern[str]:
    words = sorted(
        (fold(w).text for w in as_tuple(own.get("list_words"), "list_words")), key=len, reverse=True
    )
    spaced = "|".join(re.escape(w) for w in words if not HAN.search(w) and not ARABIC.search(w))
    tight = "|".join(re.escape(w) for w in words if HAN.search(w) or ARABIC.search(w))
    word = (
        "|".join(part for part in (rf"(?:{spaced})[ \t\n]{{1,3}}" if spaced else "", tight) if part) or "(?!)"
    )
    return re.compile(
        rf"[ \t\n]{{0,3}}(?:[,;&、][ \t\n]{{0,3}}(?i:{word})?|/[ \t]{{0,2}}|(?i:{word}))[ \t\n]{{0,3}}"
    )


def _places(profile: Profile, own: Mapping[str, Any]) -> dict[str, tuple[Gathering, ...]]:
    rows = [*profile.gatherings]
    try:
        rows += [Gathering(**{**row, "sources": ()}) for row in own.get("gatherings", ())]
    except TypeError as error:
        raise InvalidProfile(str(error), where="grammar.toml, gatherings") from error
    places: dict[str, tuple[Gathering, ...]] = {}
    other = dict(own.get("place_names", {}))
    for row in rows:
        names = {row.place, *row.places.values(), *as_tuple(other.get(row.place), f"place_names.{row.place}")}
        for name in names - {""}:
            key = fold(name).text.casefold()
            places[key] = (*places.get(key, ()), row)
    return dict(sorted(places.items(), key=lambda pair: -len(pair[0])))


def _conferences(phrases: Iterable[tuple[tuple[str, ...], Phrase]]) -> dict[str, str]:
    found: dict[str, str] = {}
    for words, phrase in phrases:
        if phrase.is_code and isinstance(phrase.target, Entity) and phrase.target.meets:
            found.update(dict.fromkeys(words, phrase.target.id))
    return found


def _conference_pattern(conferences: Mapping[str, str]) -> re.Pattern[str] | None:
    if not conferences:
        return None
    forms = "|".join(sorted(map(re.escape, conferences), key=len, reverse=True))
    return re.compile(rf"(?<![A-Z])(?P<code>{forms})[ \-]{{0,2}}(?P<year>\d{{4}}|\d{{2}})(?!\d)")


def _sector_of(profile: Profile) -> dict[str, str]:
    found = {body.id: body.sector for body in profile.bodies if body.sector}
    found.update({i.id: i.sector for i in profile.instruments})
    found.update({q.id: q.sector for q in profile.questions})
    found.update({s.id: s.id for s in profile.sectors})
    return found


def _questions(profile: Profile) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for question in profile.questions:
        found[question.id].add(question.period)
    return {key: frozenset(value) for key, value in found.items()}


def _periods(profile: Profile) -> dict[str, tuple[tuple[int, int, str], ...]]:
    found: dict[str, tuple[tuple[int, int, str], ...]] = {}
    for period in profile.periods:
        found[period.sector] = (*found.get(period.sector, ()), (period.start, period.end, period.label))
    return found
