"""Imports: a sheet that was edited, or what became of Questions; first what would change, then the change."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commonground.api.routes.papers import MEDIA_TYPES, file_answer
from commonground.api.uploads import check_sizes, kept, limits, name_of, takes_long
from commonground.api.viewer import Viewer, viewer_of
from commonground.domain.role import Action
from commonground.errors import CommongroundError, NotFound, outcome_of
from commonground.register.permissions import allows, require
from commonground.register.succession_file import rows_in, template
from commonground.register.workflows.actor import utc_now
from commonground.register.workflows.importing import ImportOptions, import_file
from commonground.register.workflows.jobs import ask_job
from commonground.register.workflows.succession import record_successions
from commonground.web.editing import refuse, writer_of
from commonground.web.page import show

SHEET, SUCCESSION = "sheet", "succession"
ROWS_SHOWN = 500


class ImportForm(forms.Form):
    """The file, and whether only to tell what would come of it."""

    kind = forms.ChoiceField(
        label=gettext_lazy("What the file is"),
        choices=(
            (SHEET, gettext_lazy("A workbook, mapping set or vocabulary (xlsx, SSSOM, STRM, SKOS)")),
            (SUCCESSION, gettext_lazy("What became of Questions and groups (csv or xlsx)")),
        ),
        widget=forms.RadioSelect,
        initial=SHEET,
    )
    file = forms.FileField(label=gettext_lazy("File"))
    reason = forms.CharField(
        label=gettext_lazy("Why, for the log"),
        required=False,
        max_length=2000,
        widget=forms.Textarea({"rows": 2, "dir": "auto"}),
    )
    is_partial = forms.BooleanField(
        label=gettext_lazy("Apply the good rows although others are refused"), required=False
    )


def imports(request: HttpRequest) -> HttpResponse:
    """The form; with a file what would change row by row, or what was changed."""
    viewer = viewer_of(request)
    if not (allows(viewer.actor, Action.EDIT_FACTS) or allows(viewer.actor, Action.RECORD_SUCCESSION)):
        viewer.require(Action.EDIT_FACTS, _("imports"))
    form = ImportForm()
    if request.method != "POST":
        return _shown(request, form)
    writer_of(request)
    form = ImportForm(request.POST, request.FILES)
    if not form.is_valid():
        return _shown(request, form, status=422)
    try:
        return _import(request, form, viewer)
    except CommongroundError as error:
        refuse(form, error, "file")
        return _shown(request, form, status=outcome_of(error).http_status)


def _import(request: HttpRequest, form: ImportForm, viewer: Viewer) -> HttpResponse:
    values: dict[str, Any] = form.cleaned_data
    file, is_dry_run = values["file"], request.POST.get("act") != "apply"
    check_sizes([file])
    if values["kind"] == SUCCESSION:
        require(viewer.actor, Action.RECORD_SUCCESSION)
        rows = rows_in(file.read(), name_of(file), limits())
        report = record_successions(rows, viewer.actor, utc_now, is_dry_run=is_dry_run)
        return _told(request, form, {"succession": report.to_json()}, is_applied=not is_dry_run)
    require(viewer.actor, Action.EDIT_FACTS)
    options = ImportOptions(is_dry_run, values["is_partial"], values["reason"])
    if takes_long([file]):
        asked = {"is_dry_run": is_dry_run, "is_partial": options.is_partial, "reason": options.reason}
        return redirect("job", ask_job("import", {"file": kept(file), **asked}, viewer.actor, utc_now).pk)
    report_of_rows = import_file(file.read(), name_of(file), viewer.actor, utc_now, options, limits())
    told = report_of_rows.to_json()
    told["more"] = max(0, len(told["rows"]) - ROWS_SHOWN)
    told["rows"] = told["rows"][:ROWS_SHOWN]
    return _told(request, form, {"sheet": told}, is_applied=report_of_rows.is_applied)


def _told(
    request: HttpRequest, form: ImportForm, report: dict[str, Any], *, is_applied: bool
) -> HttpResponse:
    if is_applied:
        messages.success(request, _("The file was applied."))
    refused = bool(report.get("sheet", {}).get("refused")) and not is_applied
    return _shown(request, form, report={**report, "is_applied": is_applied}, status=422 if refused else 200)


def _shown(request: HttpRequest, form: ImportForm, *, report: Any = None, status: int = 200) -> HttpResponse:
    return show(
        request, "web/administration/imports.html", {"report": report}, extra={"form": form}, status=status
    )


def succession_template(request: HttpRequest, form: str) -> HttpResponse:
    """An empty table of successions to fill in."""
    if form not in ("csv", "xlsx"):
        raise NotFound(_("there is no template of this format"), advice="csv, xlsx")
    return file_answer(template(form), MEDIA_TYPES[form], f"succession.{form}")


urlpatterns: list[URLPattern] = [
    path("administration/imports/", imports, name="imports"),
    path("administration/imports/succession.<str:form>", succession_template, name="succession_template"),
]
