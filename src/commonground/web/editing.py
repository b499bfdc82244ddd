"""What pages that change something have in common: who may, forms that are shown again, and who came in between."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from commonground.api.viewer import Viewer, viewer_of
from commonground.domain.role import Action
from commonground.errors import CommongroundError, NotAllowed
from commonground.register import models
from commonground.register.permissions import allows
from commonground.web.said import said
from commonground.web.words import worded


def may(request: HttpRequest, action: Action, sectors: Iterable[str] | None = None) -> bool:
    """Whether whoever sees the page may do this here: signed in, with own eyes, and in the state of today."""
    viewer = viewer_of(request)
    is_now = not getattr(request, "earlier", "")
    return (
        viewer.is_signed_in and not viewer.is_viewing_as and is_now and allows(viewer.actor, action, sectors)
    )


def writer_of(request: HttpRequest) -> Viewer:
    """Whoever sends a form; raises NotSignedIn, or NotAllowed for who looks through the eyes of another role."""
    viewer = viewer_of(request)
    viewer.require_account()
    if viewer.is_viewing_as:
        raise NotAllowed(_("who views as another role only reads"), advice=_("stop viewing as another role"))
    return viewer


def refuse(form: forms.Form, error: CommongroundError, field: str | None = None) -> None:
    """Say beside the field, or above the form, why it was not taken."""
    name = field if field in form.fields else _field_of(form, error)
    told = [said(text).rstrip(".") for text in (error.message, error.advice) if text]
    form.add_error(name, [f"{text[0].upper()}{text[1:]}." for text in told])


def _field_of(form: forms.Form, error: CommongroundError) -> str | None:
    """The field that an error of the register names at the end of its place: "theme climate, period"."""
    named = error.where.rpartition(", ")[2] or error.where
    return named if named in form.fields else None


def who_changed(table: str, row: int) -> str:
    """Who changed the fact last and when, as a sentence; "" where the log does not say."""
    last = models.Change.objects.filter(table=table, row=row).order_by("-pk").first()
    if last is None:
        return ""
    return changed_by(last.role, last.sector, last.at)


def changed_by(role: str, sector: str, at: Any) -> str:
    """Who changed something and when, as a sentence."""
    when = date_format(localtime(at), "DATETIME_FORMAT")
    who = " ".join(part for part in (str(worded("role", role)), sector) if part)
    return _("Changed meanwhile by: %(who)s, %(when)s.") % {"who": who, "when": when}
