"""The page on which a fact is edited, whatever its kind: `{% url 'edit_fact' 'body' group.code %}`; with those on which
facts are added and retired."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils.translation import gettext as _

from commonground.api.routes.facts import get_fact, key_in
from commonground.api.viewer import Viewer
from commonground.domain.role import Action
from commonground.errors import CommongroundError, NotAllowed, NotFound, NotSignedIn, StaleVersion, outcome_of
from commonground.register.fact_kinds import FACT_KINDS, FactKind
from commonground.register.fact_values import values_of
from commonground.register.held_facts import HeldFacts
from commonground.register.permissions import require
from commonground.register.workflows.actor import utc_now
from commonground.register.workflows.editing import change_fact
from commonground.web import fact_adding, fact_retiring
from commonground.web.editing import may, who_changed, writer_of
from commonground.web.fact_forms import FactForm
from commonground.web.fact_retiring import act_of_retiring, tells_retired
from commonground.web.page import show
from commonground.web.places_of_facts import page_of_fact


@tells_retired("", "named")
def edit_fact(request: HttpRequest, kind: str, named: str) -> HttpResponse:
    """The form, and what is sent with it; a refused one comes back with what was typed."""
    viewer = writer_of(request)
    found = FACT_KINDS.get(kind)
    if found is None:
        raise NotFound(_("Nothing has this address."))
    row = get_fact(found, named, viewer)
    values = values_of(found, row)
    if request.method != "POST":
        _check_may(found, named, values, viewer)
        return _shown(request, found, named, FactForm(found, values, row.version))
    form = FactForm(found, values, row.version, request.POST)
    if not form.is_valid():
        return _shown(request, found, named, form, status=422)
    try:
        changed = change_fact(
            found.name,
            key_in(found, named),
            form.changed_values(),
            viewer.actor,
            utc_now,
            version=form.cleaned_data["version"],
            reason=form.cleaned_data["reason"],
        )
    except (NotAllowed, NotSignedIn):
        raise
    except CommongroundError as error:
        if isinstance(error, StaleVersion):
            now = get_fact(found, named, viewer)
            form.add_error(None, who_changed(found.model.__name__, now.pk))
            form.renew(now.version)
        form.refuse(error)
        return _shown(request, found, named, form, status=outcome_of(error).http_status)
    text = _("Saved.") if changed.version != row.version else _("Nothing was changed.")
    messages.success(request, text)
    return redirect(page_of_fact(found, values))


def _check_may(kind: FactKind, named: str, values: dict[str, Any], viewer: Viewer) -> None:
    """Nothing, or NotAllowed before anything is typed."""
    sectors = HeldFacts(is_locking=False).sectors_of(kind, values)
    require(viewer.actor, Action.EDIT_FACTS, sectors, where=named)


def _shown(
    request: HttpRequest, kind: FactKind, named: str, form: FactForm, *, status: int = 200
) -> HttpResponse:
    key = [part for part in key_in(kind, named) if part]
    data = {
        "kind": kind.name,
        "id": named,
        "key": key,
        "values": dict(form.held),
        "version": form.initial["version"],
    }
    sectors = HeldFacts(is_locking=False).sectors_of(kind, form.held)
    extra = {
        "form": form,
        "lists": form.lists(),
        "back": page_of_fact(kind, form.held),
        "may_retire": kind.name != "link" and may(request, act_of_retiring(kind), sectors),
    }
    return show(request, "web/groups/edit.html", data, extra=extra, status=status)


urlpatterns: list[URLPattern] = [
    *fact_adding.urlpatterns,
    *fact_retiring.urlpatterns,
    path("facts/<str:kind>/<path:named>/edit/", edit_fact, name="edit_fact"),
]
