"""The form by which a link is judged, on every page that has one: who may, for whom, and what came in between."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commonground.api.viewer import Viewer, viewer_of
from commonground.domain.link import Verdict
from commonground.domain.role import Access, Action
from commonground.errors import CommongroundError, NotAllowed, StaleVersion
from commonground.register import models
from commonground.register.permissions import allows
from commonground.register.workflows.actor import Actor, utc_now
from commonground.register.workflows.agreement import Decision, judge_link, judging_sector
from commonground.web.editing import changed_by, may, refuse
from commonground.web.said import refusal
from commonground.web.sectors import sector_words
from commonground.web.words import WORDS

LONGEST = 1800  # seconds; who takes longer was not looking at the page
TEXT_MAX = 4000
ACCESS = {
    str(Access.PUBLIC): gettext_lazy("everybody"),
    str(Access.MEMBERS): gettext_lazy("members"),
    str(Access.INTERNAL): gettext_lazy("focal points and the secretariat"),
}
"""Who may read a reason."""


@dataclass(frozen=True, slots=True)
class Seat:
    """Whether the viewer may judge a link, for which Sectors ("" is the secretariat as a whole), and else why not."""

    sectors: tuple[str, ...] = ()
    needs_statement: bool = False
    why_not: str = ""

    @property
    def is_taken(self) -> bool:
        """Whether there is anything to judge for."""
        return bool(self.sectors)


class StatementNamed(forms.Form):
    """A form whose `sector`, where it has one, needs a `liaison_statement`."""

    def clean(self) -> dict[str, Any]:
        """A Sector's verdict that somebody else records came by a liaison statement."""
        values = super().clean() or {}
        if values.get("sector") and not values.get("liaison_statement", "").strip():
            self.add_error("liaison_statement", _("Name the liaison statement by which the Sector sent it."))
        return values


class JudgeForm(StatementNamed):
    """A verdict, with a reason of the short list and in words, and who may read it."""

    verdict = forms.ChoiceField(choices=[(str(one), str(one)) for one in Verdict])
    reason_code = forms.ChoiceField(
        label=gettext_lazy("Reason"),
        required=False,
        choices=[("", gettext_lazy("no reason given")), *WORDS["reason"].items()],
    )
    reason = forms.CharField(
        label=gettext_lazy("In your own words"),
        required=False,
        max_length=TEXT_MAX,
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
    )
    access = forms.ChoiceField(
        label=gettext_lazy("Who may read the reason"), choices=list(ACCESS.items()), required=False
    )
    sector = forms.ChoiceField(label=gettext_lazy("For"), required=False)
    liaison_statement = forms.CharField(
        label=gettext_lazy("Liaison statement by which the Sector sent it"),
        required=False,
        max_length=400,
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
    version = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)
    shown_at = forms.FloatField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, seat: Seat, initial: Any = None) -> None:
        super().__init__(data, initial=initial, auto_id="judge-%s")
        self.seat = seat
        self.fields["access"].initial = str(Access.MEMBERS)
        if seat.needs_statement:
            words = sector_words()
            self.fields["sector"].choices = [  # type: ignore[attr-defined]
                (one, words.get(one, one) if one else _("the secretariat itself (agrees to nothing)"))
                for one in seat.sectors
            ]
        else:
            del self.fields["sector"], self.fields["liaison_statement"]

    def decision(self, *, is_blind: bool = False) -> Decision:
        """What is judged, of a form that is valid."""
        values = self.cleaned_data
        return Decision(
            Verdict(values["verdict"]),
            values["reason_code"],
            values["reason"],
            Access(values["access"] or Access.MEMBERS),
            values.get("liaison_statement", ""),
            is_blind,
            seconds_since(values["shown_at"]),
            values["version"],
        )


def seconds_since(shown_at: float | None) -> float | None:
    """How long somebody looked at the page before judging; None where that cannot be told."""
    passed = utc_now().timestamp() - shown_at if shown_at else -1.0
    return round(passed, 1) if 0 <= passed <= LONGEST else None


def seat_of(request: HttpRequest, link: models.LinkStanding | None = None) -> Seat:
    """For whom the viewer may judge this link, or links at all."""
    viewer = viewer_of(request)
    if allows(viewer.actor, Action.MODERATE):
        if not may(request, Action.MODERATE):
            return Seat(why_not=_("Here you only read."))
        return Seat(("", *(link.sectors if link else ())), needs_statement=True)
    if not may(request, Action.JUDGE):
        return Seat(
            why_not=_("Focal points and counsellors judge links on behalf of their Sector.")
            if viewer.is_signed_in
            else _("Focal points and counsellors judge links. Sign in to do so.")
        )
    if link is None:
        return Seat((viewer.actor.sector,))
    if not link.is_current:
        return Seat(why_not=_("This link is no longer current, so it is not judged."))
    try:
        return Seat((judging_sector(link, Decision(Verdict.ACCEPT), viewer.actor),))
    except CommongroundError as error:
        if viewer.actor.sector not in link.sectors:
            told = _("This link does not touch %(sector)s, so you do not judge it.")
            own = viewer.actor.sector
            return Seat(why_not=told % {"sector": sector_words().get(own, own)})
        return Seat(why_not=refusal(error))


def acting(viewer: Viewer, sector: str) -> Actor:
    """The actor; the secretariat acts for the Sector that sent the verdict, as at the API."""
    if not sector or sector == viewer.actor.sector:
        return viewer.actor
    viewer.require(Action.MODERATE, "sector")
    return replace(viewer.actor, sector=sector)


def new_form(link: models.LinkStanding, seat: Seat, initial: Mapping[str, Any] | None = None) -> JudgeForm:
    """The empty form for a link as it is now."""
    first = {"version": link.version, "shown_at": round(utc_now().timestamp(), 1), **(initial or {})}
    return JudgeForm(initial=first, seat=seat)


def judge(
    request: HttpRequest, link: models.LinkStanding, *, is_blind: bool = False
) -> tuple[models.LinkStanding | None, JudgeForm]:
    """The link as judged by the form that was sent, or None and the form with what was typed and why it was refused."""
    viewer = viewer_of(request)
    form = JudgeForm(request.POST, seat=seat_of(request, link))
    if not form.is_valid():
        return None, form
    try:
        actor = acting(viewer, form.cleaned_data.get("sector", ""))
        return judge_link(link.code, form.decision(is_blind=is_blind), actor, utc_now), form
    except StaleVersion:
        form.add_error(None, stale_message(link))
        form.data = form.data.copy()  # type: ignore[attr-defined]
        form.data["version"] = str(models.LinkStanding.objects.get(pk=link.pk).version)  # type: ignore[index]
    except NotAllowed:
        raise
    except CommongroundError as error:
        refuse(form, error)
    return None, form


def stale_message(link: models.LinkStanding) -> str:
    """Who changed the link since it was read, and that nothing was recorded."""
    told = _("The link was changed since you read it. See how it stands now, then judge again.")
    last = models.Change.objects.filter(subject=link.key).order_by("-pk").first()
    return f"{told} {changed_by(last.role, last.sector, last.at)}" if last else told
