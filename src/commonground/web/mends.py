"""What the register can mend of a finding in one step that somebody looked at, with the log to tell of it afterwards.

What a document prints is never mended: the paper says what it says, and its authors send a new one. Offered is what can
be taken back: a fact that is added or changed (the form shows it first), an examination that is recorded.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commonground.api.viewer import Viewer
from commonground.domain.finding import Finding
from commonground.domain.role import Action
from commonground.errors import NotFound
from commonground.register import models
from commonground.register.workflows.actor import utc_now
from commonground.register.workflows.editing import change_fact
from commonground.register.workflows.examining import Looked, record_examination
from commonground.web.editing import may
from commonground.web.fact_adding import new_address

GAPS = ("gap-blank", "gap-not-examined")
KINDS_BY_ID = {"SG": "study-group", "WP": "working-party", "FG": "focus-group", "TG": "task-group"}


@dataclass(frozen=True, slots=True)
class Mend:
    """A mend that is offered: what it does, and either the form to send or the `address` of the form to look at."""

    does: str
    button: str
    address: str = ""
    version: int = 0
    needs_reason: bool = False


class MendForm(forms.Form):
    """Why it is mended so, and the version that was looked at."""

    version = forms.IntegerField(widget=forms.HiddenInput, initial=0)
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
    )

    def __init__(self, mend: Mend, data: QueryDict | None = None) -> None:
        super().__init__(data, initial={"version": mend.version}, auto_id="field-%s")
        self.fields["reason"].required = mend.needs_reason


def mend_of(request: HttpRequest, one: Finding) -> Mend | None:
    """The mend of the finding that whoever asks may make; None where there is none."""
    match one.code:
        case "off-theme-resolution":
            return _filing(request, one)
        case "unknown-question" | "unknown-group" | "unknown-revision":
            return _adding(request, one)
        case code if code in GAPS and may(request, Action.EXAMINE, [one.detail["sector"]]):
            does = _(
                "Record that %(sector)s looked and has nothing on “%(topic)s”. Who looks again can say otherwise."
            )
            names = {"sector": one.detail["sector"], "topic": one.detail["sub_topic"]}
            return Mend(does % names, _("We looked: there is nothing"))
        case _:
            return None


def make_mend(one: Finding, viewer: Viewer, typed: dict[str, Any]) -> str:
    """What was done, as a sentence; raises what the workflows raise, NotFound for a finding without a mend."""
    if one.code == "off-theme-resolution" and (row := _newest(one)):
        areas = list(dict.fromkeys([*row.areas, str(one.detail["theme"])]))
        key = (row.instrument.code, row.label)
        version, reason = typed["version"], typed["reason"]
        change_fact("revision", key, {"areas": areas}, viewer.actor, utc_now, version=version, reason=reason)
        return _("The text is filed under the theme's area now. Edit its revision to take it back.")
    if one.code in GAPS:
        told = one.detail
        theme = models.Theme.objects.filter(area=told["theme"]).values_list("code", flat=True).first()
        looked = Looked(
            told["sub_topic"], told["sector"], theme=theme or told["theme"], reason=typed["reason"]
        )
        record_examination(looked, viewer.actor, utc_now)
        return _("Recorded: somebody looked, there is nothing.")
    raise NotFound(_("this finding has no mend of one step"), advice=_("see what it says to do"))


def _newest(one: Finding) -> models.Revision | None:
    """The newest revision of the text that the finding is about."""
    rows = models.Revision.objects.filter(instrument__code=one.detail["id"], instrument__retired_at=None)
    return rows.select_related("instrument").order_by("-position", "-pk").first()


def _filing(request: HttpRequest, one: Finding) -> Mend | None:
    row = _newest(one)
    if row is None or not may(request, Action.EDIT_FACTS, [row.instrument.sector]):
        return None
    does = _("File %(text)s, %(revision)s, under the area “%(area)s” too. It is filed under: %(areas)s.")
    names = {
        "text": row.instrument.code,
        "revision": row.label,
        "area": one.detail["theme"],
        "areas": ", ".join(row.areas),
    }
    return Mend(does % names, _("It belongs to the theme"), version=row.version, needs_reason=True)


def _adding(request: HttpRequest, one: Finding) -> Mend | None:
    """The form for the fact that is not known here, with what is known of it filled in."""
    named = str(one.detail["id"])
    sector = _sector_of(named)
    if not may(request, Action.EDIT_FACTS, [sector] if sector else None):
        return None
    does = _("If it exists, add it: the form shows what is known of %(id)s, to be completed.") % {"id": named}
    match one.code:
        case "unknown-question":
            return Mend(does, _("Add the Question"), _new_question(named, sector, one))
        case "unknown-group":
            kind = next(
                (kind for mark, kind in KINDS_BY_ID.items() if named.rpartition(" ")[2].startswith(mark)), ""
            )
            return Mend(does, _("Add the group"), new_address("body", code=named, sectors=sector, kind=kind))
        case _:
            if not models.Instrument.objects.filter(code=named).exists():
                return None
            return Mend(does, _("Add the revision"), new_address("revision", instrument=named))


def _sector_of(named: str) -> str:
    """The Sector that the id begins with; "" where it begins with none."""
    codes = models.Sector.objects.values_list("code", flat=True)
    return next((code for code in codes if named.startswith(f"{code} ")), "")


def _new_question(named: str, sector: str, one: Finding) -> str:
    """Where the Question is added: as it was in the last period that knows it, for the document's year."""
    last = models.Question.objects.filter(code=named).order_by("-period").first()
    guess = f"{sector} SG{named.rpartition('/')[2]}"
    body = last.body if last else guess if models.Body.objects.filter(code=guess).exists() else ""
    year = (
        models.Document.objects.filter(name=one.document)
        .order_by("-pk")
        .values_list("year", flat=True)
        .first()
    )
    within = models.StudyPeriod.objects.filter(sector__code=sector, start__lte=year or 0, end__gte=year or 0)
    period = within.order_by("-start").values_list("label", flat=True).first() or ""
    title = (last.title if last else "") or ""
    return new_address("question", code=named, sector=sector, body=body, period=period, title=title)
