"""Facts as records to compare: every field as a text, labels in the language of the reader and in the others."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from commonground.analysis.difference_outline import Sketch
from commonground.analysis.edition_difference import Record, RecordKind
from commonground.domain.language import label_in
from commonground.domain.role import Access
from commonground.register import models
from commonground.register.fact_kinds import FACT_KINDS, FactKind, Shape
from commonground.register.fact_values import values_of
from commonground.register.models.base import Fact
from commonground.register.state_log import of_row, of_work

SKETCHED = (RecordKind.QUESTION, RecordKind.WORK_ITEM, RecordKind.ACTIVITY)
"""Kinds of facts of which a register holds many, and which are one row each."""
BATCH = 400  # fewer than the variables a statement may have
_SHORT = {"names": "name", "labels": "label"}


def fact_records(language: str) -> Iterator[Record]:
    """Themes, bodies, Questions, adopted texts, pieces of work and activities of the state being read."""
    yield from few_records(language)
    for kind in SKETCHED:
        yield from records_of(kind, language)


def few_records(language: str) -> Iterator[Record]:
    """Themes, bodies and adopted texts, of which there are few, or which consist of several rows."""
    for row in models.Theme.objects.exclude(access=Access.INTERNAL).order_by("pk"):
        fields = texts_of(FACT_KINDS["theme"], row, language)
        label = fields.get("label") or row.code
        yield Record(RecordKind.THEME, row.code, label, fields, traces=(of_row("Theme", row.pk),))
    yield from _bodies(language)
    yield from _instruments(language)


def fact_sketches(kind: RecordKind) -> Iterator[tuple[str, Sketch]]:
    """All facts of a kind that has one row for each, by id, as sketches, alike in all languages; one statement."""
    fact = FACT_KINDS[kind]
    names = ("pk", *dict.fromkeys(("code", _second(kind), *(field.name for field in fact.fields))))
    for pk, code, second, *values in _rows(kind).values_list(*names).iterator(chunk_size=5000):
        mark = hash((second, *map(_frozen, values)))
        yield _id(kind, code, second), Sketch(_label(kind, code, second), mark, pk)


def records_of(kind: RecordKind, language: str, rows: Iterable[int] | None = None) -> Iterator[Record]:
    """The facts of such a kind in full, all or those of the rows."""
    if rows is not None:
        ordered = sorted(rows)
        parts = (ordered[start : start + BATCH] for start in range(0, len(ordered), BATCH))
        found: Iterable[Any] = (row for part in parts for row in _rows(kind).filter(pk__in=part))
    else:
        found = _rows(kind).iterator(chunk_size=2000)
    fact = FACT_KINDS[kind]
    for row in found:
        second = getattr(row, _second(kind))
        traces: tuple[str, ...] = (of_row(fact.model.__name__, row.pk),)
        if kind is RecordKind.QUESTION:
            traces = (*traces, of_work(row.code, row.period))
        name, label = _id(kind, row.code, second), _label(kind, row.code, second)
        yield Record(kind, name, label, texts_of(fact, row, language), traces=traces)


def _rows(kind: RecordKind) -> Any:
    fact = FACT_KINDS[kind]
    rows: Any = fact.model.objects.order_by("pk")
    return rows.exclude(access=Access.INTERNAL) if "access" in fact.by_name else rows


def _second(kind: RecordKind) -> str:
    """What names a fact beside its code: of Questions the study period, else the title."""
    return "period" if kind is RecordKind.QUESTION else "title"


def _id(kind: RecordKind, code: str, second: str) -> str:
    return f"{code}@{second}" if kind is RecordKind.QUESTION else code


def _label(kind: RecordKind, code: str, second: str) -> str:
    return f"{code} ({second})" if kind is RecordKind.QUESTION else _named(code, second)


def _frozen(value: Any) -> Any:
    if isinstance(value, dict | list):
        return json.dumps(value, sort_keys=True) if value else ""
    return value


def texts_of(kind: FactKind, row: Fact, language: str, *, without: Sequence[str] = ()) -> dict[str, str]:
    """The fields of a fact as texts; what names it is left out, and what is empty."""
    found: dict[str, str] = {}
    values = values_of(kind, row)
    for field in kind.fields:
        if field.name in without or field.name in kind.key:
            continue
        value = values[field.name]
        if field.shape is Shape.LABELS:
            found |= labels_of(field.name, value, language)
        else:
            found[field.name] = _text(value)
    return {name: text for name, text in found.items() if text}


def labels_of(name: str, labels: Mapping[str, str], language: str) -> dict[str, str]:
    """The label in the language, and each further one under the field's name and its own language.

    >>> labels_of("names", {"en": "Group", "fr": "Groupe"}, "en")
    {'name': 'Group', 'names.fr': 'Groupe'}
    """
    if not labels:
        return {}
    shown, of_language = label_in(labels, language)
    further = {f"{name}.{code}": text for code, text in sorted(labels.items()) if code != of_language}
    return {_SHORT[name]: shown, **further}


def _text(value: Any) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else ""
        case dict():
            return "; ".join(f"{name}: {_text(part)}" for name, part in sorted(value.items()))
        case list() | tuple():
            return "; ".join(map(str, value))
        case _:
            return str(value)


def _named(code: str, title: str) -> str:
    return f"{code} ({title})" if title and title != code else code


def _bodies(language: str) -> Iterator[Record]:
    charged: dict[int, list[models.Mandate]] = {}
    for row in models.Mandate.objects.order_by("period", "pk"):
        charged.setdefault(row.body_id, []).append(row)
    parts = _parts(models.Mandate, "body")
    for body in models.Body.objects.order_by("pk"):
        fields = texts_of(FACT_KINDS["body"], body, language)
        for mandate in charged.get(body.pk, ()):
            texts = (mandate.title or "", mandate.scope, "; ".join(mandate.related))
            fields[f"mandate.{mandate.period or ''}"] = " – ".join(text for text in texts if text)
        traces = (of_row("Body", body.pk), of_work(body.code), *parts.get(body.pk, ()))
        label = _named(body.code, fields.get("name", ""))
        yield Record(RecordKind.BODY, body.code, label, fields, traces=traces)


def _instruments(language: str) -> Iterator[Record]:
    states: dict[int, list[models.Revision]] = {}
    for row in models.Revision.objects.order_by("position", "pk"):
        states.setdefault(row.instrument_id, []).append(row)
    parts = _parts(models.Revision, "instrument")
    for instrument in models.Instrument.objects.order_by("pk"):
        revisions = states.get(instrument.pk, [])
        fields = texts_of(FACT_KINDS["instrument"], instrument, language)
        if revisions:
            fields |= {"title": revisions[-1].title, "status": revisions[-1].status}
            fields["revisions"] = "; ".join(one.label for one in revisions)
        for one in revisions:
            texts = texts_of(FACT_KINDS["revision"], one, language, without=("instrument", "position"))
            if one is revisions[-1]:
                texts = {name: text for name, text in texts.items() if name not in ("title", "status")}
            fields[f"revision.{one.label}"] = "; ".join(texts.values())
        traces = (of_row("Instrument", instrument.pk), *parts.get(instrument.pk, ()))
        yield Record(
            RecordKind.INSTRUMENT,
            instrument.code,
            instrument.code,
            {name: text for name, text in fields.items() if text},
            traces=traces,
        )


def _parts(model: type[Fact], above: str) -> dict[int, list[str]]:
    """By row of the whole, the traces of its parts, of retired ones too."""
    found: dict[int, list[str]] = {}
    for row, whole in model.everything.order_by("pk").values_list("pk", above):
        found.setdefault(whole, []).append(of_row(model.__name__, row))
    return found
