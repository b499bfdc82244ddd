"""Facts as records to compare: every field as a text, labels in the language of the reader and in the others."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from commonground.analysis.edition_difference import Record, RecordKind
from commonground.domain.language import label_in
from commonground.domain.role import Access
from commonground.register import models
from commonground.register.fact_kinds import FACT_KINDS, FactKind, Shape
from commonground.register.fact_values import values_of
from commonground.register.models.base import Fact
from commonground.register.state_log import of_row, of_work

_SHORT = {"names": "name", "labels": "label"}


def fact_records(language: str) -> Iterator[Record]:
    """Themes, bodies, Questions, adopted texts, pieces of work and activities of the state being read."""
    yield from _plain("theme", RecordKind.THEME, language)
    yield from _bodies(language)
    yield from _questions(language)
    yield from _instruments(language)
    yield from _plain("work-item", RecordKind.WORK_ITEM, language)
    yield from _plain("activity", RecordKind.ACTIVITY, language)


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


def _plain(name: str, record: RecordKind, language: str) -> Iterator[Record]:
    kind = FACT_KINDS[name]
    for row in kind.model.objects.order_by("pk"):
        values = values_of(kind, row)
        if values["access"] == Access.INTERNAL:
            continue
        fields = texts_of(kind, row, language)
        called = fields.get("label") or fields.get("title", "")
        code = str(values["code"])
        label = called if record is RecordKind.THEME else _named(code, called)
        yield Record(record, code, label or code, fields, traces=(of_row(kind.model.__name__, row.pk),))


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


def _questions(language: str) -> Iterator[Record]:
    kind = FACT_KINDS["question"]
    for row in models.Question.objects.order_by("pk"):
        yield Record(
            RecordKind.QUESTION,
            f"{row.code}@{row.period}",
            f"{row.code} ({row.period})",
            texts_of(kind, row, language),
            traces=(of_row("Question", row.pk), of_work(row.code, row.period)),
        )


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
