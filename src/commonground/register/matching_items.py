"""What a register holds as items to match: the organization's work, the areas of its lists, the documents read in."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from functools import cached_property
from itertools import groupby
from operator import itemgetter

from commonground.analysis.citation import document_sector
from commonground.analysis.entity import EntityIndex
from commonground.analysis.items import items_of
from commonground.analysis.linkage import area_item
from commonground.domain.document import Document, DocumentMetadata, PassageKind
from commonground.domain.profile import Profile
from commonground.domain.reference import Reference, ReferenceContext, ReferenceKind
from commonground.matching.item import Item, ItemKind
from commonground.matching.word import fold_text
from commonground.register import models, reading
from commonground.register.facts import read_profile
from commonground.text.compilation import compile_grammar
from commonground.text.grammar import ReferenceGrammar
from commonground.text.reference import find_references

# A paper says in its first passages what it is about; the rest of a long one only blurs it.
FIRST_PASSAGES = 60
FIRST_CHARACTERS = 3000
TITLE_CHARACTERS = 200
NOT_TEXT = (
    PassageKind.HEADER,
    PassageKind.FOOTER,
    PassageKind.FOOTNOTE,
    PassageKind.COMMENT,
)

_CLAUSE = re.compile(r"[^,;:.]+(?:[,;:.](?!\s)[^,;:.]*)*[,;:.]?\s*")
_YEAR = re.compile(r"(?<![\w(-])(?:19|20)\d\d(?!\w)")  # not that of "IMT-2020" or of "ICNIRP (2020)"
_OFTEN = 3  # scopes that begin a clause alike: how the work was seen, not what it is about


def matched_profile() -> Profile:
    """The register's profile with the matrices of its themes as they stand now."""
    profile = read_profile()
    return replace(profile, matrices=tuple(state.matrix for state in reading.theme_states(None, profile)))


def work_items(profile: Profile) -> tuple[Item, ...]:
    """Bodies, Questions, adopted texts, areas and activities, those of the printed lists of areas among them."""
    items = items_of(profile)
    return (*items, *_listed_areas(items))


def register_items(profile: Profile | None = None) -> tuple[Item, ...]:
    """Everything in the open register that a text can be compared with, ids unique, order fixed."""
    profile = profile or matched_profile()
    return (*work_items(profile), *document_items(profile))


def subject_items(profile: Profile) -> tuple[Item, ...]:
    """What works on a subject of its own today, documents included.

    Without it are areas, earlier Questions, work whose title nobody has seen, groups that have parts (these are about
    everything their parts do), and bodies of which nothing but the name is known.
    """
    items = register_items(profile)
    earlier = {question.key for question in profile.questions}
    known = {body.id for body in profile.bodies if any(m.title or m.scope for m in body.mandates)}
    wholes = {item.group for item in items if item.id != item.group and item.kind is not ItemKind.DOCUMENT}
    return tuple(
        item
        for item in items
        if not (
            item.kind is ItemKind.AREA
            or item.is_inferred
            or item.id in earlier
            or (item.kind is ItemKind.BODY and (item.id not in known or item.id in wholes))
        )
    )


def in_own_words(items: Iterable[Item]) -> tuple[Item, ...]:
    """The items, those whose title nobody has seen with what their scope says of the subject alone.

    Such a scope also tells how the work was seen ("Named among the Questions that met in 2019; its title was not
    seen"), and likeness to those words means nothing. Clauses with a year, and those that begin as in several such
    scopes, are left out; title and text are empty where nothing remains.
    """
    every = tuple(items)
    begun = Counter(
        opening
        for item in every
        if item.is_inferred
        for opening in {_opening(clause) for clause in _CLAUSE.findall(item.text)}
    )
    often = {opening for opening, count in begun.items() if count >= _OFTEN}
    return tuple(_in_own_words(item, often) if item.is_inferred else item for item in every)


def _in_own_words(item: Item, often: Collection[str]) -> Item:
    kept = [c for c in _CLAUSE.findall(item.text) if not _YEAR.search(c) and _opening(c) not in often]
    text = "".join(kept).strip(" ,;:.")
    if fold_text(item.title) and not fold_text(item.text).startswith(fold_text(item.title)):
        return replace(item, text=text)
    title = text if len(text) <= TITLE_CHARACTERS else text[:TITLE_CHARACTERS].rsplit(" ", 1)[0]
    return replace(item, title=title.split("; ", 1)[0], text=text)


def _opening(clause: str) -> str:
    return " ".join(fold_text(clause).split()[:2])


def name_groups(profile: Profile, items: Iterable[Item]) -> tuple[tuple[str, ...], ...]:
    """The names of each thing that has several, in all languages: areas and the terms of the field."""
    areas = [
        (item.title, *item.labels.values(), *item.aliases) for item in items if item.kind is ItemKind.AREA
    ]
    terms = [tuple(labels.values()) for labels in profile.terms.values()]
    groups = (tuple(dict.fromkeys(filter(None, names))) for names in (*areas, *terms))
    return tuple(names for names in groups if len(names) > 1)


def _listed_areas(items: tuple[Item, ...]) -> Iterator[Item]:
    areas = [item for item in items if item.kind is ItemKind.AREA]
    taken = {fold_text(name) for item in areas for name in (item.title, *item.aliases)}
    ids = {item.id for item in items}
    for area in reading.areas().areas:
        title = area.labels.get("en") or next(iter(area.labels.values()), "")
        if area_item(area.id) in ids or fold_text(title) in taken:
            continue
        yield Item(
            id=area_item(area.id),
            title=title,
            language="en" if "en" in area.labels else next(iter(area.labels), None),
            kind=ItemKind.AREA,
            labels={code: label for code, label in sorted(area.labels.items()) if label != title},
            aliases=area.aliases,
            governing=area.instruments,
            areas=(area.id,),
        )


def document_items(profile: Profile) -> tuple[Item, ...]:
    """Every document that no newer revision replaces, in the order they came in."""
    reader = _DocumentReader(profile)
    texts, cited = _first_texts(), _cited()
    rows = models.Document.objects.filter(superseded_by=None).order_by("pk")
    return tuple(
        reader.item(row, texts.get(row.pk, ""), cited.get(row.pk, ()))
        for row in rows.iterator(chunk_size=2000)
    )


class _DocumentReader:
    """Reads documents of the open register as items of one profile."""

    def __init__(self, profile: Profile) -> None:
        self._profile = profile
        self._index = EntityIndex(profile)
        self._taken: set[str] = set()

    @cached_property
    def _grammar(self) -> ReferenceGrammar:
        return compile_grammar(self._profile)

    def _find(self, text: str, context: ReferenceContext) -> tuple[Reference, ...]:
        return find_references(text, self._grammar, context)

    def item(self, row: models.Document, text: str, references: tuple[str, ...]) -> Item:
        group = self._group(row.group or row.source)
        lines = text.split("\n")
        title = row.title or lines[0][:TITLE_CHARACTERS] or row.name.rsplit("/", 1)[-1]
        body = "\n".join(line for line in lines if line != title)
        named = Document(
            sha256=row.sha256,
            name=row.name,
            media_type=row.media_type,
            passages=(),
            metadata=DocumentMetadata(
                number=row.number,
                source=row.source,
                title=row.title,
                action_required=row.action_required,
                identifiers=tuple(row.identifiers),
                group=row.group,
            ),
        )
        sector = self._index.sector_of(group) if group else None
        return Item(
            id=self._id(row),
            title=title,
            text="\n".join(filter(None, (row.summary, body))),
            language=row.language,
            kind=ItemKind.DOCUMENT,
            sector=sector or document_sector(named, self._profile, self._find),
            group=group,
            period=str(row.year or ""),
            references=references,
        )

    def _id(self, row: models.Document) -> str:
        # What people call it; the start of its hash is added where another document has the name already.
        name = next(iter(row.identifiers), "") or row.number or row.name.rsplit("/", 1)[-1]
        wanted = f"document:{name}"
        if wanted in self._taken:
            wanted = f"{wanted} [{row.sha256[:8]}]"
        self._taken.add(wanted)
        return wanted

    def _group(self, text: str) -> str | None:
        """The one study group that the text names, by itself or through a Question or a working party of it."""
        if not text:
            return None
        kinds = (ReferenceKind.BODY, ReferenceKind.QUESTION)
        found = {
            self._index.group_of(one.id)
            for one in self._find(text, ReferenceContext())
            if one.id and one.kind in kinds
        }
        return found.pop() if len(found) == 1 else None


def _first_texts() -> dict[int, str]:
    """The first words of every document, by row."""
    rows = (
        models.Passage.objects.filter(position__lt=FIRST_PASSAGES)
        .exclude(kind__in=[str(kind) for kind in NOT_TEXT])
        .exclude(text="")
        .order_by("document_id", "position")
        .values_list("document_id", "text")
    )
    found: dict[int, str] = {}
    for document, passages in groupby(rows.iterator(chunk_size=5000), key=itemgetter(0)):
        parts: list[str] = []
        length = 0
        for _, text in passages:
            if length < FIRST_CHARACTERS:
                parts.append(text)
                length += len(text)
        found[document] = "\n".join(parts)[:FIRST_CHARACTERS]
    return found


def _cited() -> dict[int, tuple[str, ...]]:
    """Ids that each document refers to, each once, in the order of its text."""
    rows = (
        models.Reference.objects.exclude(entity="")
        .order_by("passage__document_id", "pk")
        .values_list("passage__document_id", "entity")
    )
    found: dict[int, dict[str, None]] = {}
    for document, entity in rows.iterator(chunk_size=5000):
        found.setdefault(document, {})[entity] = None
    return {document: tuple(entities) for document, entities in found.items()}
