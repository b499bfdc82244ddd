"""Forms for facts of any kind: made of the fields that the register knows of the kind, in the words of the page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, cast

from django import forms
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from commonground.domain.language import OFFICIAL_LANGUAGES
from commonground.errors import CommongroundError
from commonground.register import models
from commonground.register.fact_kinds import FACT_KINDS, FactKind, Field, Shape
from commonground.web.editing import refuse
from commonground.web.words import WORDS, worded

IN = "."  # between a field and the language or property that an input of it is for
TEXT_MAX = 20_000
LONG = frozenset({"scope", "note", "definition", "decision_reason", "title"})
OFFERED = frozenset({"area", "body", "question", "instrument", "theme", "period"})
IDS_MAX = 1000  # of a list that an input offers
MATCHES = ("exactMatch", "closeMatch", "broadMatch", "narrowMatch", "relatedMatch")
LABELS: Mapping[str, Any] = {
    "access": gettext_lazy("Who may see it"),
    "acronyms": gettext_lazy("Acronyms"),
    "address": gettext_lazy("Address of its page"),
    "aliases": gettext_lazy("Other names"),
    "area": gettext_lazy("Area"),
    "areas": gettext_lazy("Areas it governs"),
    "asks_coordination": gettext_lazy("Asks for coordination between Sectors"),
    "body": gettext_lazy("Group"),
    "carried_into": gettext_lazy("Carried into"),
    "code": gettext_lazy("Id"),
    "decision": gettext_lazy("Decision"),
    "decision_reason": gettext_lazy("Reason of the decision"),
    "definition": gettext_lazy("Definition"),
    "ends_on": gettext_lazy("Ends on"),
    "governing": gettext_lazy("Governing instrument"),
    "indicators": gettext_lazy("Indicators"),
    "instrument": gettext_lazy("Instrument"),
    "is_inferred": gettext_lazy("The title was inferred, no page prints it"),
    "kind": gettext_lazy("Kind"),
    "label": gettext_lazy("Label"),
    "labels": gettext_lazy("Name"),
    "liaisons": gettext_lazy("Groups it names for liaison"),
    "matches": gettext_lazy("The same subject in other vocabularies"),
    "names": gettext_lazy("Name"),
    "note": gettext_lazy("Note"),
    "number": gettext_lazy("Number"),
    "object": gettext_lazy("Other side"),
    "owner_role": gettext_lazy("Owner"),
    "parent": gettext_lazy("Part of"),
    "period": gettext_lazy("Study period"),
    "place": gettext_lazy("Place"),
    "position": gettext_lazy("Place among the revisions"),
    "predecessors": gettext_lazy("Predecessors"),
    "predicate": gettext_lazy("Relation"),
    "question": gettext_lazy("Question"),
    "refers_to": gettext_lazy("Instruments it refers to"),
    "related": gettext_lazy("Related groups, Questions and instruments"),
    "scope": gettext_lazy("Scope"),
    "sector": gettext_lazy("Sector"),
    "sectors": gettext_lazy("Sectors"),
    "sources": gettext_lazy("Sources"),
    "starts_on": gettext_lazy("Starts on"),
    "status": pgettext_lazy("of an instrument or a work item", "Status"),
    "sub_topics": gettext_lazy("Sub-topics"),
    "subject": gettext_lazy("One side"),
    "theme": gettext_lazy("Theme"),
    "title": gettext_lazy("Title"),
    "working_party": gettext_lazy("Working party"),
    "year": gettext_lazy("Year"),
}


class FactForm(forms.Form):
    """The fields of one fact, with the version that its author saw and the reason for the log.

    `values` are the fact's own (`fact_values.values_of`); the parts of its key are not offered.
    """

    version = forms.IntegerField(widget=forms.HiddenInput)
    why = gettext_lazy("Why you change it")

    def __init__(
        self,
        kind: FactKind,
        values: Mapping[str, Any],
        version: int,
        data: QueryDict | None = None,
        prefix: str | None = None,
    ) -> None:
        initial = {"version": version, **_initial(kind, values)}
        super().__init__(data, initial=initial, auto_id="field-%s", prefix=prefix)
        self.kind = kind
        self.held = values
        self.groups: list[tuple[str, list[str]]] = []
        self._first_input: dict[str, str] = {}
        for field in self.offered():
            self._add(field)
        self.fields["reason"] = forms.CharField(
            label=self.why,
            help_text=_("For the log, which keeps the old and the new."),
            required=False,
            max_length=2000,
            widget=forms.Textarea(attrs={"rows": 2}),
        )

    def offered(self) -> list[Field]:
        """The fields that the form has inputs for."""
        return [field for field in self.kind.fields if field.name not in self.kind.key]

    def lists(self) -> dict[str, list[str]]:
        """By name of a list the ids that inputs of the form offer while one types; of very many none."""
        kinds = {f.refers_to for f in self.offered() if f.refers_to in OFFERED and f.shape is Shape.TEXT}
        return {f"ids-{kind}": ids for kind in sorted(kinds) if (ids := _ids(kind))}

    def _add(self, field: Field) -> None:
        names = []
        for name, made in _inputs(field):
            self.fields[name] = made
            names.append(name)
        self._first_input[field.name] = names[0]
        self.groups.append((str(LABELS.get(field.name, field.name)), names))

    def blocks(self) -> list[dict[str, Any]]:
        """The inputs as the page sets them: those of one field together, with the field's name."""
        return [
            {"label": label, "is_group": len(names) > 1, "inputs": [self[name] for name in names]}
            for label, names in self.groups
        ]

    def changed_values(self) -> dict[str, Any]:
        """What its author wants, field by field, as `workflows.editing.change_fact` takes it."""
        return {field.name: self._value(field) for field in self.offered()}

    def _value(self, field: Field) -> Any:
        typed = self.cleaned_data
        match field.shape:
            case Shape.LABELS:
                kept = _kept(self.held.get(field.name), OFFICIAL_LANGUAGES)
                return {
                    **kept,
                    **{
                        code: typed[_part(field, code)]
                        for code in OFFICIAL_LANGUAGES
                        if typed[_part(field, code)]
                    },
                }
            case Shape.ALIASES:
                kept = _kept(self.held.get(field.name), OFFICIAL_LANGUAGES)
                return {**kept, **_lines_by(typed, field, OFFICIAL_LANGUAGES)}
            case Shape.MATCHES:
                return _lines_by(typed, field, MATCHES)
            case Shape.LIST:
                value = typed[field.name]
                return list(value) if isinstance(value, list) else _lines(value)
            case Shape.DATE:
                return typed[field.name].isoformat() if typed[field.name] else None
            case _:
                return typed[field.name]

    def refuse(self, error: CommongroundError) -> None:
        """Say beside the field, or above the form, why the register did not take it."""
        named = error.where.rpartition(", ")[2] or error.where
        refuse(self, error, self._first_input.get(named))

    def renew(self, version: int) -> None:
        """Let the next sending count on this version: its author has seen that others changed the fact."""
        data = cast(QueryDict, self.data).copy()
        data["version"] = str(version)
        self.data = data


class NewFactForm(FactForm):
    """The fields of a fact that is added, those of its key among them; `values` are what is known of it already."""

    why = gettext_lazy("Why you add it")

    def __init__(
        self,
        kind: FactKind,
        values: Mapping[str, Any],
        data: QueryDict | None = None,
        *,
        prefix: str | None = None,
        whole: str = "",
    ) -> None:
        self.whole = whole  # of a first part: the field that names what the form above it adds
        super().__init__(kind, values, 0, data, prefix)
        for name in ("version", "reason") if whole else ("version",):
            del self.fields[name]
        for name in ("kind", "sector"):
            if name in self.fields and not values.get(name):
                made = cast(forms.ChoiceField, self.fields[name])
                made.choices = [("", _("choose")), *cast(Any, made.choices)]
        if "code" in self.fields:
            self.fields["code"].help_text = _("As papers print it. It stays the same from now on.")
        if kind.name == "instrument":
            self.fields["body"].label = _("Adopted by")
        if kind.name == "area":
            self._first_input["label"] = _part(kind.by_name["labels"], "en")

    def offered(self) -> list[Field]:
        """All fields; an area's label is its English name, or that of the first language it has."""
        left_out = {"label"} if self.kind.name == "area" else {self.whole, "position" if self.whole else ""}
        return [field for field in self.kind.fields if field.name not in left_out]

    def changed_values(self) -> dict[str, Any]:
        """What its author wants, field by field, as `workflows.editing.add_fact` takes it."""
        values = super().changed_values()
        if self.kind.name == "area":
            labels = values["labels"]
            values["label"] = self.held.get("label") or labels.get("en") or next(iter(labels.values()), "")
        return values


def _ids(kind: str) -> list[str]:
    """The ids of this kind in force, sorted."""
    found: QuerySet[Any, Any]
    if kind == "period":
        found = models.StudyPeriod.objects.order_by("label").values_list("label", flat=True).distinct()
    else:
        name = FACT_KINDS[kind].key[0]
        found = FACT_KINDS[kind].model.objects.order_by(name).values_list(name, flat=True).distinct()
    ids = [str(one) for one in found[: IDS_MAX + 1]]
    return ids if len(ids) <= IDS_MAX else []


def _part(field: Field, code: str) -> str:
    return f"{field.name}{IN}{code}"


def _kept(value: Any, offered: Iterable[str]) -> dict[str, Any]:
    """What the value says in languages that the form does not offer."""
    return {code: text for code, text in (value or {}).items() if code not in set(offered)}


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _lines_by(typed: Mapping[str, Any], field: Field, codes: Iterable[str]) -> dict[str, list[str]]:
    return {code: lines for code in codes if (lines := _lines(typed[_part(field, code)]))}


def _initial(kind: FactKind, values: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for field in kind.fields:
        value = values.get(field.name)
        match field.shape:
            case Shape.LABELS:
                found |= {_part(field, code): text for code, text in (value or {}).items()}
            case Shape.ALIASES | Shape.MATCHES:
                found |= {_part(field, code): "\n".join(texts) for code, texts in (value or {}).items()}
            case Shape.LIST:
                found[field.name] = value if field.refers_to == "sector" else "\n".join(map(str, value or ()))
            case _:
                found[field.name] = value
    return found


def _inputs(field: Field) -> Iterable[tuple[str, forms.Field]]:
    label = LABELS.get(field.name, field.name)
    match field.shape:
        case Shape.LABELS:
            for code in OFFICIAL_LANGUAGES:
                yield _part(field, code), _text(worded("language", code), rows=1, lang=code)
        case Shape.ALIASES:
            for code in OFFICIAL_LANGUAGES:
                yield _part(field, code), _text(worded("language", code), rows=2, lang=code, is_list=True)
        case Shape.MATCHES:
            for name in MATCHES:
                yield _part(field, name), _text(name, rows=2, is_list=True)
        case Shape.LIST if field.refers_to == "sector":
            sectors = models.Sector.objects.order_by("pk").values_list("code", flat=True)
            yield (
                field.name,
                forms.MultipleChoiceField(
                    label=label,
                    choices=[(code, code) for code in sectors],
                    required=field.is_required,
                    widget=forms.CheckboxSelectMultiple,
                ),
            )
        case Shape.LIST:
            yield field.name, _text(label, rows=3, is_list=True)
        case Shape.CHOICE:
            choices = [(one, _choice(field.name, one)) for one in field.choices]
            yield field.name, forms.ChoiceField(label=label, choices=choices, required=field.is_required)
        case Shape.NUMBER:
            yield field.name, forms.IntegerField(label=label, required=False, min_value=0, max_value=9999)
        case Shape.YES_NO:
            yield field.name, forms.BooleanField(label=label, required=False)
        case Shape.DATE:
            widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
            yield field.name, forms.DateField(label=label, required=False, widget=widget)
        case _ if field.refers_to == "sector":
            sectors = models.Sector.objects.order_by("pk").values_list("code", flat=True)
            yield field.name, forms.ChoiceField(label=label, choices=[(code, code) for code in sectors])
        case _:
            made = _text(label, rows=4 if field.name in LONG else 0, is_required=field.is_required)
            if field.refers_to in OFFERED:
                made.widget.attrs["list"] = f"ids-{field.refers_to}"
            yield field.name, made


def _text(
    label: Any, *, rows: int, lang: str = "", is_list: bool = False, is_required: bool = False
) -> forms.CharField:
    attrs = {"dir": "auto", **({"lang": lang} if lang else {}), **({"rows": str(rows)} if rows else {})}
    widget: forms.Widget = forms.Textarea(attrs=attrs) if rows else forms.TextInput(attrs=attrs)
    help_text = _("One a line.") if is_list else ""
    return forms.CharField(
        label=label, required=is_required, max_length=TEXT_MAX, widget=widget, help_text=help_text
    )


def _choice(name: str, value: str) -> Any:
    """The reader's word for a choice of this field."""
    if not value:
        return _("none")
    kind = {"predicate": "relation", "decision": "theme_decision"}.get(name, name)
    return worded(kind, value) if kind in WORDS else value
