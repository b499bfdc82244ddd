"""The page on which a fact is added, whatever its kind: `{% url 'new_fact' 'body' %}?sector=ITU-T`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commonground.api.viewer import Viewer
from commonground.domain.role import Action
from commonground.errors import CommongroundError, NotFound, NotSignedIn, outcome_of
from commonground.register.fact_kinds import FACT_KINDS, FOREIGN, FactKind, Field, Shape
from commonground.register.fact_values import values_of
from commonground.register.permissions import require
from commonground.register.workflows.actor import utc_now
from commonground.register.workflows.editing import Act, Edit
from commonground.register.workflows.editing_together import edit_together
from commonground.web.editing import writer_of
from commonground.web.fact_forms import NewFactForm
from commonground.web.page import page_language, show
from commonground.web.places_of_facts import list_of_facts, page_of_fact

TITLES: Mapping[str, Any] = {
    "area": gettext_lazy("Add an area"),
    "body": gettext_lazy("Add a group"),
    "mandate": gettext_lazy("Add a mandate"),
    "question": gettext_lazy("Add a Question"),
    "instrument": gettext_lazy("Add an instrument"),
    "revision": gettext_lazy("Add a revision"),
    "work-item": gettext_lazy("Add a work item"),
    "activity": gettext_lazy("Add an activity"),
}
"""The kinds that are added here. A theme is taken up from its area, a link proposed: they have pages of their own."""
WITH_PART = {"instrument": "revision"}
"""Facts that nobody would find without their first part, and its kind."""
GIVEN_MAX = 500  # characters of a value that the address gives


def new_fact(request: HttpRequest, kind: str) -> HttpResponse:
    """The form, with what the address gives filled in, and what is sent with it; a refused one comes back as it was."""
    viewer = writer_of(request)
    if kind not in TITLES:
        raise NotFound(_("Nothing has this address."))
    require(viewer.actor, Action.EDIT_FACTS, where=str(TITLES[kind]))
    found = FACT_KINDS[kind]
    forms = _forms(request, found, viewer)
    if request.method != "POST":
        return _shown(request, found, forms)
    if any(form.errors for form in forms):
        return _shown(request, found, forms, status=422)
    try:
        rows = edit_together(
            [_edit(form, found, forms) for form in forms],
            viewer.actor,
            utc_now,
            reason=forms[0].cleaned_data["reason"],
        )
    except NotSignedIn:
        raise
    except CommongroundError as error:
        _refuse(forms, error)
        return _shown(request, found, forms, status=outcome_of(error).http_status)
    messages.success(request, _("Added."))
    return redirect(page_of_fact(found, values_of(found, rows[0])))


def _forms(request: HttpRequest, kind: FactKind, viewer: Viewer) -> list[NewFactForm]:
    """The form of the fact, and that of its first part."""
    data = request.POST if request.method == "POST" else None
    forms = [NewFactForm(kind, _known(kind, request.GET, viewer), data)]
    if kind.name in WITH_PART:
        part = FACT_KINDS[WITH_PART[kind.name]]
        forms.append(NewFactForm(part, {}, data, prefix=part.name, whole=FOREIGN[part.name]))
    return forms


def _known(kind: FactKind, given: QueryDict, viewer: Viewer) -> dict[str, Any]:
    """What is known of the fact already: what the address says, and the Sector of whoever adds it."""
    values = {
        field.name: value for field in kind.fields if (value := _given(field, given.getlist(field.name)))
    }
    own = viewer.actor.sector
    for name, value in (("sector", own), ("sectors", [own])):
        if own and name in kind.by_name and not values.get(name):
            values[name] = value
    if kind.name == "area" and values.get("label") and not values.get("labels"):
        values["labels"] = {page_language(): values["label"]}
    return values


def _given(field: Field, texts: Sequence[str]) -> Any:
    plain = [text.strip()[:GIVEN_MAX] for text in texts if text.strip()]
    match field.shape:
        case Shape.LIST:
            return plain
        case Shape.TEXT | Shape.CHOICE:
            return plain[0] if plain else ""
        case Shape.LABELS:
            return {page_language(): plain[0]} if plain else {}
        case _:
            return None


def _edit(form: NewFactForm, kind: FactKind, forms: Sequence[NewFactForm]) -> Edit:
    values = form.changed_values()
    if form.whole:
        values[form.whole] = forms[0].cleaned_data[kind.key[0]].strip()
        return Edit(form.kind.name, Act.ADD, values=values, where=form.kind.name)
    return Edit(form.kind.name, Act.ADD, values=values)


def _refuse(forms: Sequence[NewFactForm], error: CommongroundError) -> None:
    """Say it in the form that it is about."""
    part = next((form for form in forms[1:] if error.where.split(",")[0] == form.kind.name), None)
    (part or forms[0]).refuse(error)


def _shown(
    request: HttpRequest, kind: FactKind, forms: Sequence[NewFactForm], *, status: int = 200
) -> HttpResponse:
    back, title = list_of_facts(kind, forms[0].held)
    data = {"kind": kind.name, "title": str(TITLES[kind.name]), "values": dict(forms[0].held)}
    lists = {name: ids for form in forms for name, ids in form.lists().items()}
    extra = {
        "form": forms[0],
        "part": forms[1] if len(forms) > 1 else None,
        "has_errors": any(form.errors for form in forms),
        "lists": lists,
        "back": back,
        "back_title": title,
    }
    return show(request, "web/facts/new.html", data, extra=extra, status=status)


def new_address(kind: str, /, **known: str) -> str:
    """Where a fact of this kind is added, with what is known of it."""
    given = QueryDict(mutable=True)
    given.update({name: value for name, value in known.items() if value})
    return f"{reverse('new_fact', args=[kind])}{'?' if given else ''}{given.urlencode()}"


urlpatterns: list[URLPattern] = [path("facts/<str:kind>/new/", new_fact, name="new_fact")]
