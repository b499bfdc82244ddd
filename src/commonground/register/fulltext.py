"""Search the register's texts by words, in six languages, the same way on both databases.

Texts are folded and stemmed by language before they are stored, so that neither database needs to know a language:
SQLite finds the stems through FTS5, PostgreSQL through a text-search vector, and the order of what is found is worked
out here from titles and lengths.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections, router, transaction
from django.db.models import Min, QuerySet
from django.db.models.functions import Length

from commonground.domain.language import OFFICIAL_LANGUAGES
from commonground.domain.role import Access
from commonground.matching.lexical.token import language_of, tokens_in
from commonground.register import models
from commonground.register.bulk import insert_objects

QUERY_LENGTH = 1000  # characters of a query that count
QUERY_TERMS = 16
TEXT_LENGTH = 200_000  # characters of a text that are searched
TERM_LENGTH = 100
LOOKED_AT = 500  # finds that are put in order together; of more, those with the shortest texts come first
BATCH = 400
WORDS = "array_to_tsvector(array_remove(string_to_array(words, ' '), ''))"


@dataclass(frozen=True, slots=True)
class TextHit:
    """A find: what it is, in which language the words stand, and how much of its title the query makes up (0 to 1)."""

    kind: str
    entity: str
    language: str
    title: str
    access: str
    score: float

    def to_json(self) -> dict[str, Any]:
        """As the interfaces print it."""
        return {
            "kind": self.kind,
            "id": self.entity,
            "language": self.language,
            "title": self.title,
            "score": self.score,
        }


@dataclass(frozen=True, slots=True)
class _Text:
    """One text to be found: its kind, id, language ("" to be detected), title, further words, access."""

    kind: str
    entity: str
    language: str
    title: str
    text: str = ""
    access: str = Access.PUBLIC


def search_texts(
    query: str,
    *,
    kinds: Collection[str] = (),
    language: str = "",
    levels: Collection[str] = (Access.PUBLIC,),
    limit: int = 20,
    after: int = 0,
) -> tuple[TextHit, ...]:
    """What holds every word of the query, each entity once; `after` finds are passed over.

    The nearest titles come first, within each 500 finds: the first 500 are those with the shortest texts, and so on, so
    that all can be read page by page.

    The query is words and nothing else: no sign in it is an operator. It is read in `language`, or in each of the six
    where that is empty. `levels` are the access levels that the reader may see.
    """
    variants = _variants(query, language)
    if not variants or limit < 1:
        return ()
    found = _matching(variants).filter(access__in=[str(level) for level in levels])
    if kinds:
        found = found.filter(kind__in=kinds)
    if language:
        found = found.filter(language__in=(language, ""))
    hits: list[TextHit] = []
    start = max(after, 0)
    while len(hits) < limit:
        with _by_index():
            ordered = _ordered(found, start // LOOKED_AT, variants)
        hits += ordered[start % LOOKED_AT :][: limit - len(hits)]
        if len(ordered) < LOOKED_AT:
            break
        start = (start // LOOKED_AT + 1) * LOOKED_AT
    return tuple(hits)


@contextmanager
def _by_index() -> Iterator[None]:
    """PostgreSQL finds the words by index: it takes reading all texts for cheaper than it is."""
    connection = connections[router.db_for_read(models.SearchText) or DEFAULT_DB_ALIAS]
    if connection.vendor == "sqlite":
        yield
        return
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        yield
        cursor.execute("SET LOCAL enable_seqscan = on")


def _ordered(
    found: QuerySet[models.SearchText], share: int, variants: Sequence[Sequence[str]]
) -> list[TextHit]:
    """The finds of one share, the nearest titles first; shares go by how short the shortest text of a find is."""
    by_size = found.values("kind", "entity").annotate(size=Min(Length("words")))
    part = by_size.order_by("size", "kind", "entity")[share * LOOKED_AT : (share + 1) * LOOKED_AT]
    sizes = {(one["kind"], one["entity"]): one["size"] for one in part}
    best: dict[tuple[str, str], tuple[tuple[float, int, str, str, str], TextHit]] = {}
    rows = found.filter(entity__in={entity for _, entity in sizes})
    for kind, entity, written, title, access in rows.values_list(
        "kind", "entity", "language", "title", "access"
    ):
        if (kind, entity) not in sizes:
            continue
        score = _score(title, written, variants)
        order = (-score, sizes[kind, entity], kind, entity, written)
        if (kind, entity) not in best or order < best[kind, entity][0]:
            best[kind, entity] = (order, TextHit(kind, entity, written, title, access, score))
    return [hit for _, hit in sorted(best.values(), key=lambda pair: pair[0])]


def rebuild_texts() -> int:
    """Make all searchable texts anew from the facts and documents; returns how many there are."""
    with transaction.atomic():
        models.SearchText.objects.all().delete()
        return _store(_texts(None))


def refresh_texts(ids: Iterable[str]) -> None:
    """Bring the texts of these facts and documents (codes, labels of areas, SHA-256 of documents) up to date."""
    wanted = sorted(set(ids))
    with transaction.atomic():
        for start in range(0, len(wanted), BATCH):
            part = wanted[start : start + BATCH]
            models.SearchText.objects.filter(entity__in=part).delete()
            _store(_texts(part))


def words_of(text: str, language: str = "") -> list[str]:
    """The stems that a text is found by, each once, in their order.

    >>> words_of("Networks, networks and networking", "en")
    ['network']
    """
    text = text[:TEXT_LENGTH].replace("\x00", " ")
    code = language or language_of(text, None)
    return list(dict.fromkeys(token.term[:TERM_LENGTH] for token in tokens_in(text, code)))


def _variants(query: str, language: str) -> list[list[str]]:
    """The query's stems as each language reads them, each reading once."""
    text = query[:QUERY_LENGTH].encode("utf-8", "ignore").decode()
    found = [words_of(text, code)[:QUERY_TERMS] for code in ([language] if language else OFFICIAL_LANGUAGES)]
    return [list(one) for one in dict.fromkeys(tuple(terms) for terms in found if terms)]


def _matching(variants: Sequence[Sequence[str]]) -> QuerySet[models.SearchText]:
    rows = models.SearchText.objects.all()
    if connections[rows.db].vendor == "sqlite":
        inside = "id IN (SELECT rowid FROM register_searchtext_fts WHERE register_searchtext_fts MATCH %s)"
        terms = " OR ".join(f"({' AND '.join(_quoted_for_fts(t) for t in one)})" for one in variants)
        return rows.extra(where=[inside], params=[terms])  # noqa: S610 - the words are a parameter
    terms = " | ".join(f"({' & '.join(_quoted_for_tsquery(t) for t in one)})" for one in variants)
    return rows.extra(where=[f"{WORDS} @@ %s::tsquery"], params=[terms])  # noqa: S610


def _quoted_for_fts(term: str) -> str:
    return '"' + term.replace('"', '""') + '"'


def _quoted_for_tsquery(term: str) -> str:
    return "'" + term.replace("\\", "\\\\").replace("'", "''") + "'"


def _score(title: str, language: str, variants: Sequence[Sequence[str]]) -> float:
    held = set(words_of(title, language))
    if not held:
        return 0.0
    best = max((len(held & set(one)) / len(held | set(one)) for one in variants), default=0.0)
    return round(best, 6)


def _store(texts: Iterable[_Text]) -> int:
    rows: dict[tuple[str, str, str], models.SearchText] = {}
    for text in texts:
        language = text.language
        words = words_of(f"{text.entity} {text.title}\n{text.text}", language)
        rows[text.kind, text.entity, language] = models.SearchText(
            kind=text.kind,
            entity=text.entity[:300],
            language=language,
            title=text.title,
            words=" ".join(words),
            access=str(text.access),
        )
    insert_objects(rows.values())
    return len(rows)


def _texts(ids: Sequence[str] | None) -> Iterator[_Text]:
    yield from _bodies(ids)
    yield from _questions(ids)
    yield from _instruments(ids)
    yield from _areas(ids)
    yield from _other_work(ids)
    yield from _documents(ids)


def _chosen(rows: QuerySet[Any], field: str, ids: Sequence[str] | None) -> QuerySet[Any]:
    return rows if ids is None else rows.filter(**{f"{field}__in": ids})


def _named(
    kind: str,
    entity: str,
    names: dict[str, str],
    *,
    aliases: dict[str, list[str]] | None = None,
    text: str = "",
    access: str = Access.PUBLIC,
) -> Iterator[_Text]:
    """A text for each language that the fact has a name in; further words stand with the English one, or alone."""
    named = dict(names) or {"": entity}
    with_text = "en" if "en" in named else next(iter(named))
    for language, name in named.items():
        further = " ".join((aliases or {}).get(language, ()))
        yield _Text(
            kind,
            entity,
            language,
            str(name),
            f"{further}\n{text}" if language == with_text else further,
            access,
        )


def _bodies(ids: Sequence[str] | None) -> Iterator[_Text]:
    for row in _chosen(models.Body.objects.prefetch_related("mandates"), "code", ids).order_by("pk"):
        mandates = [m for m in row.mandates.all() if m.retired_at is None]
        text = "\n".join(f"{m.title or ''} {m.scope}" for m in mandates)
        yield from _named("body", row.code, row.names, aliases=row.aliases, text=text)


def _questions(ids: Sequence[str] | None) -> Iterator[_Text]:
    # Ordered by period: what the latest one says of a code is what is found.
    for row in _chosen(models.Question.objects.all(), "code", ids).order_by("code", "period", "pk"):
        names = row.names or ({"": row.title} if row.title else {})
        yield from _named("question", row.code, names, text=f"{row.title or ''}\n{row.scope}")


def _instruments(ids: Sequence[str] | None) -> Iterator[_Text]:
    rows = _chosen(models.Instrument.objects.prefetch_related("revisions"), "code", ids)
    for row in rows.order_by("pk"):
        titles = [one.title for one in sorted(row.revisions.all(), key=lambda one: one.position) if one.title]
        names = row.names or ({"": titles[-1]} if titles else {})
        yield from _named("instrument", row.code, names, text="\n".join(titles))


def _areas(ids: Sequence[str] | None) -> Iterator[_Text]:
    for row in _chosen(models.Area.objects.all(), "label", ids).order_by("pk"):
        text = "\n".join([*map(str, row.aliases), *map(str, row.acronyms), row.definition])
        names = {"en": row.label, **row.labels}
        yield from _named("area", row.label, names, text=text, access=row.access)


def _other_work(ids: Sequence[str] | None) -> Iterator[_Text]:
    for item in _chosen(models.WorkItem.objects.all(), "code", ids).order_by("pk"):
        yield _Text("work-item", item.code, "", item.title, item.scope, item.access)
    for one in _chosen(models.Activity.objects.all(), "code", ids).order_by("pk"):
        yield _Text("activity", one.code, "", one.title, f"{one.place} {one.theme}", one.access)


def _documents(ids: Sequence[str] | None) -> Iterator[_Text]:
    for row in _chosen(models.Document.objects.all(), "sha256", ids).order_by("pk").iterator():
        passages = row.passages.order_by("position").values_list("text", flat=True)
        text = "\n".join([row.number, row.name, row.summary, *passages])[:TEXT_LENGTH]
        language = row.language if row.language in OFFICIAL_LANGUAGES else ""
        yield _Text("document", row.sha256, language or "", row.title or row.name, text, row.access)
