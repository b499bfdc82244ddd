"""Check a draft against existing work; what was found is shared by link with those who have the right."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_http_methods, require_POST
from ninja.files import UploadedFile

from commonground.api.routes.papers import MEDIA_TYPES, file_answer
from commonground.api.uploads import check_sizes, limits, name_of
from commonground.api.viewer import Viewer, viewer_of
from commonground.domain.language import OFFICIAL_LANGUAGES
from commonground.domain.role import Access, Action
from commonground.errors import BadInput, CommongroundError, outcome_of
from commonground.register import models
from commonground.register.checks import check_json, levels_for, open_check, own_checks, report_of
from commonground.register.drafts import draft_paper
from commonground.register.jobs import JobState, job_json
from commonground.register.paper_frame import PaperOptions
from commonground.register.vectors import StoredEncoder
from commonground.register.workflows.actor import utc_now
from commonground.register.workflows.checking import check_by_job, check_now, remove_check
from commonground.register.workflows.jobs import WAITING, cancel_job
from commonground.web.draft_view import report_view
from commonground.web.editing import may, refuse, writer_of
from commonground.web.link_view import EncoderOnDemand
from commonground.web.page import page_language, show
from commonground.web.sectors import listed_sectors

AT_ONCE_BYTES = 50_000  # of a draft that is checked while the reader waits
FORMS = ("docx", "html", "json")
KINDS = ".docx,.pdf,.txt,.md,.html,.htm"
FOR_WHOM = {
    Access.MEMBERS: pgettext_lazy("who may open a check", "members who have the link"),
    Access.INTERNAL: pgettext_lazy("who may open a check", "focal points and secretariat who have the link"),
}


class CheckForm(forms.Form):
    """The draft, and who may open what is found."""

    draft = forms.FileField(
        label=gettext_lazy("Draft"),
        widget=forms.ClearableFileInput(attrs={"accept": KINDS}),
        help_text=gettext_lazy("One file: Word, PDF, HTML or text, in any of the six languages."),
        error_messages={
            "required": gettext_lazy("Choose a file."),
            "empty": gettext_lazy("The file is empty. Choose another one."),
        },
    )
    access = forms.ChoiceField(
        label=gettext_lazy("Who may open the result"),
        help_text=gettext_lazy(
            "The draft is compared with what they may see. The result is removed after 30 days."
        ),
    )

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["access"].choices = [(str(one), FOR_WHOM[one]) for one in levels_for(viewer.levels)]  # type: ignore[attr-defined]


@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest) -> HttpResponse:
    """A form for the draft, and the viewer's own checks that are still kept."""
    viewer = viewer_of(request)
    viewer.require(Action.SEE_MEMBERS, "draft")
    if request.method == "POST":
        return _checked(request)
    return _form_page(request, CheckForm(viewer=viewer) if may(request, Action.SEE_MEMBERS) else None)


def _form_page(request: HttpRequest, form: CheckForm | None, status: int = 200) -> HttpResponse:
    rows = own_checks(viewer_of(request).require_account(), utc_now())
    data = {
        "checks": [{**check_json(row), "state": row.job.state if row.job else JobState.DONE} for row in rows]
    }
    return _secret(show(request, "web/check/check.html", data, extra={"form": form}, status=status))


def _secret(answer: HttpResponse) -> HttpResponse:
    """The answer, not to be kept by any cache."""
    answer["Cache-Control"] = "private, no-store"
    return answer


def _checked(request: HttpRequest) -> HttpResponse:
    viewer = writer_of(request)
    form = CheckForm(request.POST, request.FILES, viewer=viewer)
    if not form.is_valid():
        return _form_page(request, form, 422)
    try:
        row = _new_check(form.cleaned_data["draft"], Access(form.cleaned_data["access"]), viewer)
    except CommongroundError as error:
        refuse(form, error, "draft")
        return _form_page(request, form, outcome_of(error).http_status)
    return redirect("draft", row.name)


def _new_check(file: UploadedFile, access: Access, viewer: Viewer) -> models.Check:
    check_sizes([file])
    name, data = name_of(file), file.read()
    if len(data) > AT_ONCE_BYTES:
        return check_by_job(data, name, viewer.actor, utc_now, access=access)
    encoder = StoredEncoder(EncoderOnDemand(), keeps=False)
    return check_now(data, name, viewer.actor, utc_now, encoder, access=access, limits=limits())


def _opened(request: HttpRequest, name: str) -> models.Check:
    viewer = viewer_of(request)
    viewer.require(Action.SEE_MEMBERS, "draft")
    return open_check(name, viewer.require_account(), viewer.levels, utc_now())


@require_http_methods(["GET", "HEAD"])
def draft(request: HttpRequest, name: str) -> HttpResponse:
    """What the check found; as long as a job works on it, how far it is."""
    row = _opened(request, name)
    if name != row.name:  # its maker came by its number
        return redirect("draft", row.name)
    viewer = viewer_of(request)
    is_waiting = row.report is None and row.job is not None and row.job.state in WAITING
    data = {
        "check": check_json(row),
        "report": report_view(row.report) if row.report else None,
        "job": job_json(row.job) if row.job and row.report is None else None,
        "is_waiting": is_waiting,
    }
    extra = {
        "is_own": row.account_id == viewer.account and not viewer.is_viewing_as,
        "link": request.build_absolute_uri(reverse("draft", args=[row.name])),
        "for_whom": FOR_WHOM[Access(row.access)],
        "sectors": {one["code"]: one["short"] for one in listed_sectors()},
        "forms": FORMS,
        "languages": OFFICIAL_LANGUAGES,
        "language": page_language(),
        "paper": reverse("draft_paper", args=[row.name, "docx"]).removesuffix("docx"),
    }
    partial = "web/check/state.html" if is_waiting else ""
    answer = show(request, "web/check/draft.html", data, extra=extra, partial=partial)
    if not is_waiting and request.headers.get("HX-Request") == "true":
        answer["HX-Refresh"] = "true"  # the work is over: the whole page is new
    return _secret(answer)


@require_http_methods(["GET", "HEAD"])
def paper(request: HttpRequest, name: str, form: str) -> HttpResponse:
    """The check as a file, in the language asked for."""
    row = _opened(request, name)
    language = request.GET.get("language") or page_language()
    if form not in FORMS or language not in OFFICIAL_LANGUAGES:
        raise BadInput(_("no paper of this format and language"), advice=", ".join(FORMS))
    if row.report is None:
        raise BadInput(_("the check is not done yet"), advice=_("wait until it is, then download it"))
    data = draft_paper(report_of(row.report), form, PaperOptions(language))
    return _secret(file_answer(data, MEDIA_TYPES[form], f"check-{row.made_at:%Y-%m-%d}-{language}.{form}"))


@require_POST
def remove(request: HttpRequest, name: str) -> HttpResponse:
    """Remove a check of one's own before its time; a job that works on it is stopped."""
    viewer = writer_of(request)
    row = _opened(request, name)
    if row.job is not None and row.job.state in WAITING and row.account_id == viewer.account:
        cancel_job(row.job.pk, viewer.actor, utc_now)
    remove_check(row, viewer.actor, utc_now)
    messages.success(request, _("The check is removed. Its link leads nowhere now."))
    return redirect("check")


urlpatterns: list[URLPattern] = [
    path("check/", check, name="check"),
    path("check/<str:name>/", draft, name="draft"),
    path("check/<str:name>/remove/", remove, name="remove_check"),
    path("check/<str:name>/paper.<str:form>", paper, name="draft_paper"),
]
