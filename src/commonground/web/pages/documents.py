"""Documents: what was read, new ones into the register with a report on each, and their passages with references."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from commonground.api.routes.jobs import visible_jobs
from commonground.api.uploads import check_sizes, kept, limits, name_of, takes_long
from commonground.api.viewer import viewer_of
from commonground.domain.role import Access, Action
from commonground.errors import CommongroundError, NotFound, outcome_of
from commonground.ingest.reading import read_bytes
from commonground.register import models
from commonground.register.document_pages import read_blocks
from commonground.register.facts import read_profile
from commonground.register.jobs import job_json
from commonground.register.permissions import require
from commonground.register.workflows.actor import utc_now
from commonground.register.workflows.intake import add_documents, extractor_for
from commonground.register.workflows.jobs import WAITING, ask_job, cancel_job
from commonground.web.editing import may, refuse, writer_of
from commonground.web.page import show
from commonground.web.sectors import listed_sectors
from commonground.web.words import WORDS

ROWS = 50
_LISTED = ("pk", "name", "title", "number", "date", "language", "group", "access", "added_at")
_TOLD = (
    *(
        "pk",
        "name",
        "title",
        "number",
        "date",
        "year",
        "language",
        "media_type",
        "meeting",
        "source",
        "group",
    ),
    *("summary", "action_required", "access", "added_at", "sha256", "notes", "supersedes"),
)


class ManyFiles(forms.ClearableFileInput):
    """A field for several files at once."""

    allow_multiple_selected = True


class AddForm(forms.Form):
    """Files to read, and what they do not say of themselves."""

    sources = forms.FileField(
        label=gettext_lazy("Files"),
        widget=ManyFiles(attrs={"accept": ".docx,.pdf,.html,.htm,.txt,.md,.csv,.xlsx,.json,.yaml,.yml,.zip"}),
        help_text=gettext_lazy("Word, PDF, HTML, text, spreadsheets; several at once, or a zip archive."),
        required=False,
    )
    sector = forms.ChoiceField(label=gettext_lazy("Sector, where a document does not say"), required=False)
    access = forms.ChoiceField(label=gettext_lazy("Who may see them"), initial=Access.PUBLIC)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sectors = [(one["code"], one["short"]) for one in listed_sectors()]
        self.fields["sector"].choices = [("", _("as the document says")), *sectors]  # type: ignore[attr-defined]
        self.fields["access"].choices = [(str(one), WORDS["access"][str(one)]) for one in Access]  # type: ignore[attr-defined]


def documents(request: HttpRequest) -> HttpResponse:
    """The documents that the viewer may see, the newest first; files to add for those who may."""
    if request.method == "POST":
        return _add(request)
    return _listed(request, AddForm() if may(request, Action.ADD_DOCUMENTS) else None)


def _listed(
    request: HttpRequest, form: AddForm | None, status: int = 200, report: Any = None
) -> HttpResponse:
    text = request.GET.get("text", "")[:200]
    rows = models.Document.objects.order_by("-pk")
    for word in text.split()[:8]:
        rows = rows.filter(Q(name__icontains=word) | Q(title__icontains=word) | Q(number__icontains=word))
    page = Paginator(rows.values(*_LISTED), ROWS).get_page(request.GET.get("page"))
    data = {
        "documents": _with_counts(list(page.object_list)),
        "number": page.paginator.count,
        "page": page.number,
        "pages": page.paginator.num_pages,
        "text": text,
        "report": report,
    }
    extra = {"form": form, "paging": page}
    return show(
        request, "web/documents/list.html", data, extra=extra, feed="/api/v1/documents.atom", status=status
    )


def _with_counts(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The rows with how many passages and references each has, in two queries."""
    numbers = [row["pk"] for row in rows]
    passages = _counted(models.Passage.objects.filter(document__in=numbers), "document")
    references = _counted(models.Reference.objects.filter(passage__document__in=numbers), "passage__document")
    return [
        {**row, "passages": passages.get(row["pk"], 0), "references": references.get(row["pk"], 0)}
        for row in rows
    ]


def _counted(rows: Any, by: str) -> dict[int, int]:
    return {row[by]: row["n"] for row in rows.order_by().values(by).annotate(n=Count("pk"))}


def _add(request: HttpRequest) -> HttpResponse:
    viewer = writer_of(request)
    require(viewer.actor, Action.ADD_DOCUMENTS)
    form, files = AddForm(request.POST), request.FILES.getlist("sources")
    if not files:
        form.add_error("sources", _("Choose one file or more."))
    if not form.is_valid():
        return _listed(request, form, 422)
    wanted = form.cleaned_data
    try:
        check_sizes(files)  # type: ignore[arg-type]
        if takes_long(files):  # type: ignore[arg-type]
            options = {"files": [kept(file) for file in files], "access": wanted["access"]}  # type: ignore[arg-type]
            options |= {"sector": wanted["sector"]} if wanted["sector"] else {}
            return redirect("job", ask_job("ingest", options, viewer.actor, utc_now).pk)
    except CommongroundError as error:
        refuse(form, error, "sources")
        return _listed(request, form, outcome_of(error).http_status)
    found = [one for file in files for one in read_bytes(file.read(), name_of(file), limits())]  # type: ignore[arg-type]
    read = extractor_for(read_profile(), wanted["sector"] or None)
    report = add_documents(found, read, viewer.actor, utc_now, access=Access(wanted["access"])).to_json()
    added = report["counts"]["added"]
    messages.success(
        request, ngettext("%(n)s document added.", "%(n)s documents added.", added) % {"n": added}
    )
    refused = len(report["documents"]) and not added and not report["counts"].get("unchanged", 0)
    return _listed(request, AddForm(), 422 if refused else 200, report)


def document(request: HttpRequest, number: int) -> HttpResponse:
    """One document: what it is, and its passages, references as links; 300 passages on a page."""
    row = models.Document.objects.filter(pk=number).values(*_TOLD).first()
    if row is None:
        raise NotFound(_("there is no such document"), advice=_("see the list of documents"))
    start = request.GET.get("from", "")
    first = int(start) if start.isdecimal() and len(start) < 9 else 0
    blocks, following = read_blocks(number, first)
    newer = models.Document.objects.filter(supersedes=number).values("pk", "title", "name").first()
    data = {"document": row, "blocks": blocks, "first": first, "next": following, "newer": newer}
    return show(request, "web/documents/document.html", data)


def job(request: HttpRequest, number: int) -> HttpResponse:
    """How far a job is, and its report once it is done; asked for again every two seconds where scripts run."""
    viewer = viewer_of(request)
    row = visible_jobs(viewer).filter(pk=number).first()
    if row is None:
        raise NotFound(_("there is no such job"), advice=_("see your jobs under My work"))
    if request.method == "POST":
        writer_of(request)
        cancel_job(row.pk, viewer.actor, utc_now)
        messages.success(request, _("The job stops at its next step."))
        return redirect("job", number)
    data = {"job": job_json(row), "is_waiting": row.state in WAITING}
    return show(request, "web/documents/job.html", data, partial="web/documents/job_state.html")


urlpatterns: list[URLPattern] = [
    path("documents/", documents, name="documents"),
    path("documents/<int:number>/", document, name="document"),
    path("jobs/<int:number>/", job, name="job"),
]
