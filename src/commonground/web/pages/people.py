"""People: accounts and the roles they hold, invitations whose link is shown once."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commonground.api.viewer import Viewer, viewer_of
from commonground.domain.role import Action
from commonground.errors import BadInput, CommongroundError, NotFound, outcome_of
from commonground.register import models
from commonground.register.accounts import account_json, invitation_json
from commonground.register.workflows.accounts import (
    ASSIGNABLE,
    Post,
    end_assignment,
    grant,
    invite,
    set_active,
)
from commonground.register.workflows.actor import utc_now
from commonground.web.editing import refuse, writer_of
from commonground.web.page import show
from commonground.web.sectors import listed_sectors
from commonground.web.words import WORDS

ROWS = 50


class PostForm(forms.Form):
    """A role and what it is bound to."""

    role = forms.ChoiceField(label=gettext_lazy("Role"))
    sector = forms.ChoiceField(
        label=gettext_lazy("Sector"),
        required=False,
        help_text=gettext_lazy("For focal points and counsellors."),
    )
    theme = forms.ChoiceField(
        label=gettext_lazy("Theme"),
        required=False,
        help_text=gettext_lazy("For focal points of one theme only."),
    )
    body = forms.CharField(
        label=gettext_lazy("Group"),
        required=False,
        max_length=120,
        help_text=gettext_lazy("For counsellors: the id of their group, such as ITU-T SG5."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["role"].choices = [(str(role), WORDS["role"][str(role)]) for role in ASSIGNABLE]
        fields["sector"].choices = [("", "—"), *((one["code"], one["short"]) for one in listed_sectors())]
        fields["theme"].choices = [
            ("", "—"),
            *((area, area) for area in models.Theme.objects.values_list("area", flat=True)),
        ]

    def as_post(self) -> Post:
        """The role as the workflow takes it."""
        values = self.cleaned_data
        return Post(values["role"], values["sector"], values["theme"], values["body"])


class InviteForm(PostForm):
    """Whom to invite, to which role."""

    email = forms.EmailField(label=gettext_lazy("E-mail address"), max_length=254)
    days = forms.IntegerField(
        label=gettext_lazy("The link is good for so many days"), min_value=1, max_value=366, initial=14
    )
    field_order = ("email", "role", "sector", "theme", "body", "days")


def people(request: HttpRequest) -> HttpResponse:
    """All accounts and open invitations; a new invitation."""
    _require(request)
    if request.method == "POST":
        return _invite(request)
    return _listed(request, InviteForm())


def _require(request: HttpRequest) -> Viewer:
    viewer = viewer_of(request)
    viewer.require(Action.MANAGE_ACCOUNTS, _("people"))
    return viewer


def _accounts() -> Any:
    roles = models.Assignment.objects.filter(ended_at=None).order_by("pk")
    return models.Account.objects.prefetch_related(Prefetch("assignments", queryset=roles)).order_by("email")


def _listed(
    request: HttpRequest, form: InviteForm, *, status: int = 200, address: str = "", invited: str = ""
) -> HttpResponse:
    page = Paginator(_accounts(), ROWS).get_page(request.GET.get("page"))
    waiting = models.Invitation.objects.filter(accepted_at=None).order_by("-pk")[:ROWS]
    data = {
        "accounts": [account_json(row) for row in page.object_list],
        "number": page.paginator.count,
        "invitations": [invitation_json(row) for row in waiting],
    }
    extra = {"form": form, "paging": page, "address": address, "invited": invited}
    answer = show(request, "web/administration/people.html", data, extra=extra, status=status)
    if address:
        answer["Cache-Control"] = "no-store"  # the link's secret is shown once
    return answer


def _invite(request: HttpRequest) -> HttpResponse:
    viewer, form = writer_of(request), InviteForm(request.POST)
    if not form.is_valid():
        return _listed(request, form, status=422)
    values = form.cleaned_data
    try:
        row, secret = invite(values["email"], form.as_post(), viewer.actor, utc_now, values["days"])
    except CommongroundError as error:
        refuse(form, error)
        return _listed(request, form, status=outcome_of(error).http_status)
    address = request.build_absolute_uri(reverse("invitation", args=[secret]))
    return _listed(request, InviteForm(), address=address, invited=row.email)


def person(request: HttpRequest, number: int) -> HttpResponse:
    """One account: its roles, a further one, an end to one, whether it may sign in."""
    _require(request)
    row = _accounts().filter(pk=number).first()
    if row is None:
        raise NotFound(_("there is no such account"), advice=_("see the list of people"))
    form = PostForm()
    status = 200
    if request.method == "POST":
        viewer, act = writer_of(request), request.POST.get("act", "")
        form = PostForm(request.POST) if act == "grant" else PostForm()
        try:
            if _changed(row, act, form, request.POST.get("assignment", ""), viewer):
                messages.success(request, _("The account was changed."))
                return redirect("person", number)
            status = 422
        except CommongroundError as error:
            if act != "grant":
                raise
            refuse(form, error)
            status = outcome_of(error).http_status
    return show(
        request,
        "web/administration/person.html",
        {"account": account_json(row)},
        extra={"form": form},
        status=status,
    )


def _changed(row: models.Account, act: str, form: PostForm, assignment: str, viewer: Viewer) -> bool:
    """Whether it was done; a form that is not filled in as it should be was not."""
    match act:
        case "grant":
            if not form.is_valid():
                return False
            grant(row, form.as_post(), viewer.actor, utc_now)
        case "end" if assignment.isdecimal() and row.assignments.filter(pk=int(assignment)).exists():
            end_assignment(int(assignment), viewer.actor, utc_now)
        case "activate" | "deactivate":
            set_active(row, act == "activate", viewer.actor, utc_now)
        case _:
            raise BadInput(_("nothing was chosen"), advice=_("go back and press one of the buttons"))
    return True


urlpatterns: list[URLPattern] = [
    path("administration/people/", people, name="people"),
    path("administration/people/<int:number>/", person, name="person"),
]
