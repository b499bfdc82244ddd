"""Facts are taken out of force and put back: what points to one, the reason, and the page that says it is retired."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commonground.api.routes.facts import get_fact, key_in
from commonground.api.viewer import Viewer, viewer_of
from commonground.domain.role import Action
from commonground.errors import CommongroundError, NotAllowed, NotFound, NotSignedIn, StaleVersion, outcome_of
from commonground.register.fact_kinds import FACT_KINDS, FactKind
from commonground.register.fact_values import values_of
from commonground.register.held_facts import HeldFacts
from commonground.register.models.base import Fact
from commonground.register.permissions import require
from commonground.register.pointers import (
    Retirement,
    pointers_of,
    retired_area,
    retired_facts,
    retirement_of,
    works_of_fact,
)
from commonground.register.workflows.actor import utc_now
from commonground.register.workflows.editing import EVERYBODYS
from commonground.register.workflows.editing_together import restore_with_parts, retire_with_parts
from commonground.web.editing import may, refuse, who_changed, writer_of
from commonground.web.fact_forms import LABELS
from commonground.web.page import show
from commonground.web.places_of_facts import list_of_facts, page_of_fact

REASON_MAX = 2000


class RetireForm(forms.Form):
    """Why a fact is taken out of force, and the version that was looked at."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(
        label=gettext_lazy("Why it is retired"),
        help_text=gettext_lazy("For the log, and for whoever looks for it later."),
        max_length=REASON_MAX,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )


class RestoreForm(forms.Form):
    """Why a fact is put back in force."""

    reason = forms.CharField(
        label=gettext_lazy("Why it is put back"),
        required=False,
        max_length=REASON_MAX,
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
    )


def retire_fact(request: HttpRequest, kind: str, named: str) -> HttpResponse:
    """What points to the fact and the form that asks for the reason; what is sent with it takes it out of force."""
    viewer, found = writer_of(request), _kind(kind)
    row: Fact = get_fact(found, named, viewer)
    values = values_of(found, row)
    require(viewer.actor, act_of_retiring(found), _sectors(found, values), where=named)
    if request.method != "POST":
        form = RetireForm(initial={"version": row.version}, auto_id="field-%s")
        return _asked(request, found, named, row, form)
    form = RetireForm(request.POST, auto_id="field-%s")
    if not form.is_valid():
        return _asked(request, found, named, row, form, status=422)
    typed = form.cleaned_data
    try:
        retire_with_parts(
            found, row, key_in(found, named), typed["version"], viewer.actor, utc_now, reason=typed["reason"]
        )
    except (NotAllowed, NotSignedIn):
        raise
    except CommongroundError as error:
        refuse(form, error)
        if isinstance(error, StaleVersion):
            row = get_fact(found, named, viewer)
            form.add_error(None, who_changed(found.model.__name__, row.pk))
            form.data = {**request.POST.dict(), "version": str(row.version)}
        return _asked(request, found, named, row, form, status=outcome_of(error).http_status)
    messages.success(request, _("Retired."))
    return redirect(page_of_fact(found, values))


def _kind(name: str) -> FactKind:
    found = FACT_KINDS.get(name)
    if found is None or name == "link":
        raise NotFound(_("Nothing has this address."))
    return found


def act_of_retiring(kind: FactKind) -> Action:
    """What whoever retires a fact of this kind must be allowed to do, as `workflows.editing` has it."""
    return Action.MODERATE if kind.name in EVERYBODYS else Action.EDIT_FACTS


def _sectors(kind: FactKind, values: dict[str, Any]) -> list[str]:
    return HeldFacts(is_locking=False).sectors_of(kind, values)


def _asked(
    request: HttpRequest, kind: FactKind, named: str, row: Fact, form: RetireForm, *, status: int = 200
) -> HttpResponse:
    values = values_of(kind, row)
    pointers = pointers_of(kind, row, viewer_of(request).actor).to_json()
    data = {
        "kind": kind.name,
        "id": named,
        "key": [part for part in key_in(kind, named) if part],
        "pointers": pointers,
        "version": row.version,
    }
    extra = {
        "form": form,
        "back": page_of_fact(kind, values),
        "pointers": {
            name: _worded(told) if isinstance(told, list) else told for name, told in pointers.items()
        },
        "is_free": not any(pointers.values()),
        "work": next(iter(works_of_fact(kind, values)), ""),
    }
    return show(request, "web/facts/retire.html", data, extra=extra, status=status)


def _worded(pointing: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Each with the word of the field that names the fact."""
    return [{**one, "word": LABELS.get(one["field"], one["field"])} for one in pointing]


def restore_fact(request: HttpRequest, kind: str, named: str) -> HttpResponse:
    """The fact is put back in force as it was, with the parts that went with it."""
    viewer, found = writer_of(request), _kind(kind)
    retired = retirement_of(found, key_in(found, named), viewer.levels)
    if retired is None:
        raise NotFound(_("No fact of this name was retired."), advice=_("See whether it is in force again."))
    if request.method != "POST":
        return redirect(page_of_fact(found, retired.values))
    form = RestoreForm(request.POST, auto_id="field-%s")
    if not form.is_valid():
        return _told(request, found, retired, form, status=422)
    row = retired_facts(found, viewer.levels).get(pk=retired.row)
    try:
        restore_with_parts(found, row, viewer.actor, utc_now, reason=form.cleaned_data["reason"])
    except (NotAllowed, NotSignedIn):
        raise
    except CommongroundError as error:
        refuse(form, error)
        return _told(request, found, retired, form, status=outcome_of(error).http_status)
    messages.success(request, _("Put back in force."))
    return redirect(page_of_fact(found, retired.values))


def _told(
    request: HttpRequest, kind: FactKind, retired: Retirement, form: RestoreForm, *, status: int = 410
) -> HttpResponse:
    """The page of a retired fact: when and why, by whom, what it said, and how it is put back."""
    data = {"kind": kind.name, "retired": retired}
    back, title = list_of_facts(kind, retired.values)
    extra = {
        **_told_of(request, kind, retired, form),
        "back": back,
        "back_title": title,
        "work": next(iter(works_of_fact(kind, retired.values)), ""),
    }
    return show(request, "web/facts/retired.html", data, extra=extra, status=status)


def _told_of(request: HttpRequest, kind: FactKind, retired: Retirement, form: RestoreForm) -> dict[str, Any]:
    return {
        "retired": retired.to_json(),
        "form": form,
        "named": "@".join(retired.key).rstrip("@"),
        "may_restore": may(request, Action.EDIT_FACTS, _sectors(kind, retired.values)),
    }


def retired_page(request: HttpRequest, kind: str, named: str) -> HttpResponse | None:
    """The page that says that the fact of this name is retired, with status 410; None where none is."""
    found, viewer = FACT_KINDS.get(kind), viewer_of(request)
    if found is None:
        return None
    retired = _find(found, named, request.GET.get("period", ""), viewer)
    return _told(request, found, retired, RestoreForm(auto_id="field-%s")) if retired else None


def retirement_note(request: HttpRequest, kind: str, named: str) -> dict[str, Any]:
    """What `facts/retirement.html` takes, for a page that is there without the fact; {} where none was retired."""
    found, viewer = FACT_KINDS[kind], viewer_of(request)
    retired = _find(found, named, "", viewer)
    return _told_of(request, found, retired, RestoreForm(auto_id="field-%s")) if retired else {}


def _find(kind: FactKind, named: str, period: str, viewer: Viewer) -> Retirement | None:
    if kind.name == "area":
        return retired_area(named, viewer.levels)
    key = key_in(kind, named)
    if kind.name == "question" and not key[1]:
        key = (key[0], period)
    return retirement_of(kind, key, viewer.levels)


def tells_retired(kind: str, argument: str = "code") -> Callable[[Any], Any]:
    """For the view of a fact's page: where it finds none, the page says so of one that is retired."""

    def told(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def seen(request: HttpRequest, **given: str) -> HttpResponse:
            try:
                return view(request, **given)
            except NotFound:
                page = retired_page(request, kind or given["kind"], given[argument])
                if page is None:
                    raise
                return page

        return seen

    return told


urlpatterns: list[URLPattern] = [
    path("facts/<str:kind>/<path:named>/retire/", retire_fact, name="retire_fact"),
    path("facts/<str:kind>/<path:named>/restore/", restore_fact, name="restore_fact"),
]
