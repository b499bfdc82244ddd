"""Editions: what each holds, its papers, publishing one; and what differs between two states."""

from __future__ import annotations

from itertools import zip_longest
from urllib.parse import quote

from django import forms
from django.core.paginator import Paginator
from django.db.models import Count
from django.db.models.functions import Length
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from commonground.api.derived import derived
from commonground.api.routes.papers import MEDIA_TYPES, file_answer
from commonground.api.viewer import viewer_of
from commonground.domain.language import OFFICIAL_LANGUAGES
from commonground.domain.role import Action
from commonground.errors import BadInput, NotFound
from commonground.exports.edition_paper import NOW
from commonground.register import models
from commonground.register.comparing import Comparison, difference_paper, outline_named
from commonground.register.editions import broken_parts, edition_json, edition_summary
from commonground.register.paper_frame import PaperOptions
from commonground.register.past import get_edition
from commonground.register.permissions import require
from commonground.register.workflows.actor import utc_now
from commonground.register.workflows.jobs import ask_job
from commonground.register.workflows.publishing import NAME_LENGTH
from commonground.web.editing import may, writer_of
from commonground.web.edition_view import count_rows, groups_of, held_rows, told_groups
from commonground.web.page import page_language, show

ROWS = 50  # editions on a page
FIRST, MANY = 10, 100  # differences of a group at first, and on a page of one group
FORMS = ("docx", "html", "json")


class PublishForm(forms.Form):
    """The name of a new edition, and what it is for."""

    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=NAME_LENGTH,
        help_text=gettext_lazy("How papers will cite it, such as ISCG 2020-06. An edition never changes."),
        error_messages={"required": gettext_lazy("Give the edition a name.")},
    )
    note = forms.CharField(
        label=gettext_lazy("Note"),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("For which meeting or purpose. Everybody can read it."),
    )

    def clean_name(self) -> str:
        """The name, of which there is no edition yet."""
        name = " ".join(str(self.cleaned_data["name"]).split())
        if "/" in name or name in (".", ".."):
            raise forms.ValidationError(_("The name is a part of addresses. Write it without /."))
        if models.Edition.objects.filter(name__iexact=name).exists():
            raise forms.ValidationError(_("There is an edition of this name. Give another name."))
        return name


@require_http_methods(["GET", "HEAD", "POST"])
def editions(request: HttpRequest) -> HttpResponse:
    """The editions, the newest first; to publish one, and to choose two states to compare."""
    if request.method == "POST":
        return _publish(request)
    if request.GET.get("before", "").strip():
        after = request.GET.get("after", "").strip() or NOW
        return redirect(_between(request.GET["before"].strip()[:200], after[:200]))
    return _listed(request, PublishForm() if may(request, Action.PUBLISH) else None)


def _between(before: str, after: str) -> str:
    return reverse("difference", args=[before, after])


def _listed(request: HttpRequest, form: PublishForm | None, status: int = 200) -> HttpResponse:
    rows = models.Edition.objects.defer("content").order_by("-at", "-pk")
    counted = rows.annotate(papers=Count("files"), size=Length("content"))
    page = Paginator(counted, ROWS).get_page(request.GET.get("page"))
    found = [{**edition_json(row), "papers": row.papers, "bytes": row.size} for row in page.object_list]  # type: ignore[attr-defined]
    for row, older in zip_longest(found, found[1:]):
        row["before"] = older["name"] if older else ""
    data = {
        "editions": found,
        "number": page.paginator.count,
        "page": page.number,
        "pages": page.paginator.num_pages,
    }
    sees = viewer_of(request).sees_proposals
    extra = {"form": form, "paging": page, "sees_proposals": sees, "now": NOW}
    return show(
        request, "web/editions/list.html", data, extra=extra, feed="/api/v1/editions.atom", status=status
    )


def _publish(request: HttpRequest) -> HttpResponse:
    viewer = writer_of(request)
    require(viewer.actor, Action.PUBLISH)
    form = PublishForm(request.POST)
    if not form.is_valid():
        return _listed(request, form, 422)
    return redirect("job", ask_job("publish", form.cleaned_data, viewer.actor, utc_now).pk)


@require_http_methods(["GET", "HEAD"])
def edition(request: HttpRequest, name: str) -> HttpResponse:
    """One edition: what is in it, its papers, pages as of it; with `?verify=on` whether all of it is intact."""
    viewer = viewer_of(request)
    row = get_edition(name)
    found = derived("edition-page", lambda: edition_summary(row), row.pk, of_facts=True)
    is_verified = request.GET.get("verify") == "on"
    if is_verified:
        viewer.require(Action.SEE_MEMBERS, row.name)
    older = models.Edition.objects.filter(at__lt=row.at).order_by("-at").values_list("name", flat=True)
    data = {
        "edition": {key: value for key, value in found.items() if key not in ("holds", "files")},
        "holds": held_rows(found["holds"], is_member=viewer.sees_proposals),
        "files": found["files"],
        "broken": broken_parts(row) if is_verified else None,
        "before": older.first() or "",
    }
    query = f"?edition={quote(row.name)}"
    names = ("home", "areas", "themes", "groups", "instruments", "links", "documents", "map")
    extra = {
        "sees_proposals": viewer.sees_proposals,
        "may_verify": viewer.is_signed_in and viewer.sees_proposals,
        "pages": {one: reverse(one) + query for one in names},
        "now": NOW,
    }
    return show(request, "web/editions/edition.html", data, extra=extra)


@require_http_methods(["GET", "HEAD"])
def edition_file(request: HttpRequest, name: str, file: str) -> HttpResponse:
    """A paper of the edition, byte for byte as it was published; some hold proposals, hence for members."""
    viewer_of(request).require(Action.SEE_PROPOSALS, file[:200])
    row = models.EditionFile.objects.filter(edition=get_edition(name), name=file).first()
    if row is None:
        raise NotFound(_("the edition has no such paper"), advice=_("see its list of papers"))
    return file_answer(bytes(row.content), row.media_type, row.name)


@require_http_methods(["GET", "HEAD"])
def difference(request: HttpRequest, before: str, after: str) -> HttpResponse:
    """What differs between two states, each an edition, a day or "now"; with kind and change all of one group."""
    viewer_of(request).require(Action.SEE_PROPOSALS, "editions")
    language = page_language()
    compared: Comparison = derived(
        "difference",
        lambda: outline_named(before, after, utc_now(), language, derived),
        *(before, after, language),
    )
    found = compared.outline.to_json()
    kind, change = (request.GET.get(name, "")[:40] for name in ("kind", "change"))
    chosen = groups_of(compared.outline, kind, change)
    page = None
    shown = {key: rows[:FIRST] for key, rows in chosen.items()}
    is_one = bool(kind and change)
    if is_one and chosen:
        ((key, rows),) = chosen.items()
        page = Paginator(rows, MANY).get_page(request.GET.get("page"))
        shown = {key: list(page.object_list)}
    groups = derived(
        "difference-groups",
        lambda: told_groups(compared, shown, language),
        *(before, after, language, tuple(shown), page.number if page else 0),
    )
    headings, numbers = count_rows(found, language)
    data = {
        **{name: found[name] for name in ("before", "after", "counts", "unjudged_suggestions")},
        "number": sum(map(len, compared.outline.groups.values())),
        "groups": groups,
    }
    extra = {
        **{"headings": headings, "numbers": numbers, "paging": page, "is_one": is_one, "now": NOW},
        "names": list(models.Edition.objects.order_by("-at").values_list("name", flat=True)[:200]),
        "chosen": {"before": before, "after": after},
        "turned": _between(after, before),
        "address": _between(before, after),
        **{"forms": FORMS, "languages": OFFICIAL_LANGUAGES, "language": language},
        "paper": reverse("difference_paper", args=[before, after, "docx"]).removesuffix("docx"),
    }
    return show(request, "web/editions/difference.html", data, extra=extra)


@require_http_methods(["GET", "HEAD"])
def paper(request: HttpRequest, before: str, after: str, form: str) -> HttpResponse:
    """What differs between two states as a file, in the language asked for."""
    viewer_of(request).require(Action.SEE_PROPOSALS, "editions")
    language = request.GET.get("language") or page_language()
    if form not in FORMS or language not in OFFICIAL_LANGUAGES:
        raise BadInput(_("no paper of this format and language"), advice=", ".join(FORMS))

    def made() -> bytes:
        return difference_paper(before, after, form, PaperOptions(language), utc_now())

    data = derived("comparison-paper", made, before, after, form, language)
    return file_answer(data, MEDIA_TYPES[form], f"changes-{language}.{form}")


urlpatterns: list[URLPattern] = [
    path("editions/", editions, name="editions"),
    path("editions/<path:before>/to/<path:after>/paper.<str:form>", paper, name="difference_paper"),
    path("editions/<path:before>/to/<path:after>/", difference, name="difference"),
    path("editions/<path:name>/papers/<str:file>", edition_file, name="edition_file"),
    path("editions/<path:name>/", edition, name="edition"),
]
