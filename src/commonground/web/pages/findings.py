"""Findings, gaps and overlaps: what a person should look at, with its place in the source shown in context."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _

from commonground.analysis.consolidation import proposal_key
from commonground.api.derived import derived
from commonground.api.finding_lists import FINDING_LISTS, documents_named, listed_findings
from commonground.api.viewer import viewer_of
from commonground.domain.area import Proposal
from commonground.domain.finding import Finding
from commonground.domain.role import Action
from commonground.errors import CommongroundError, NotAllowed, NotFound, NotSignedIn
from commonground.register import models, reading
from commonground.register.document_pages import read_around
from commonground.register.permissions import allows
from commonground.web.editing import may, refuse, writer_of
from commonground.web.mends import MendForm, make_mend, mend_of
from commonground.web.page import show
from commonground.web.places import joined, place_in_words

ROWS = 50


def findings(request: HttpRequest) -> HttpResponse:
    """The list asked for (`?list=gaps`), the gravest first, narrowed by kind and document."""
    name = request.GET.get("list", "findings")
    if name not in FINDING_LISTS:
        raise NotFound(_("there is no such list"), advice=_("choose findings, gaps or overlaps"))
    found = listed_findings(viewer_of(request), name)
    code, document = request.GET.get("code", ""), request.GET.get("document", "")
    shown = [one for one in found if code in ("", one.code) and document in ("", one.document)]
    page = Paginator(shown, ROWS).get_page(request.GET.get("page"))
    numbers = _documents(one.document for one in page.object_list)
    data = {
        "list": name,
        "lists": [one for one, (needs, _make) in FINDING_LISTS.items() if _sees(request, needs)],
        "findings": [_told(one, numbers) for one in page.object_list],
        "number": len(shown),
        "codes": _counted(one.code for one in found),
        "documents": _counted(one.document for one in found if one.document),
        "code": code,
        "document": document,
    }
    feed = f"/api/v1/findings.atom?{urlencode({'list': name, **({'code': code} if code else {})})}"
    return show(request, "web/findings/list.html", data, extra={"paging": page}, feed=feed)


def finding(request: HttpRequest, name: str, key: str) -> HttpResponse:
    """One finding: its place in the source in context, and the mend where the register has one."""
    if name not in FINDING_LISTS:
        raise NotFound(_("there is no such list"), advice=_("choose findings, gaps or overlaps"))
    one = next((found for found in listed_findings(viewer_of(request), name) if found.key == key), None)
    if one is None:
        raise NotFound(
            _("this finding is not there any more"), advice=_("it may have been mended; see the list")
        )
    mend = mend_of(request, one)
    form = MendForm(mend, request.POST if request.method == "POST" else None) if mend else None
    status = 200
    if request.method == "POST":
        done = _mended(request, one, form)
        if done is not None:
            messages.success(request, done)
            return redirect(f"{reverse('findings')}?{urlencode({'list': name})}")
        status = 422
    told = _told(one, _documents([one.document]))
    around = read_around(told["number"], one.locator.to_json()) if told["number"] else ()
    data = {
        "list": name,
        "finding": told,
        "detail": dict(one.detail),
        "blocks": around,
        "proposal": _proposal(one),
        "theme": _theme(one),
    }
    may_judge = may(request, Action.JUDGE) or may(request, Action.MODERATE)
    extra = {"may_judge": may_judge, "mend": mend, "form": form}
    return show(request, "web/findings/finding.html", data, extra=extra, status=status)


def _mended(request: HttpRequest, one: Finding, form: MendForm | None) -> str | None:
    """What was done; None where the form says why nothing was."""
    viewer = writer_of(request)
    if form is None:
        raise NotAllowed(
            _("this finding has no mend of one step for you"), advice=_("see what it says to do")
        )
    if not form.is_valid():
        return None
    try:
        return make_mend(one, viewer, form.cleaned_data)
    except (NotAllowed, NotSignedIn):
        raise
    except CommongroundError as error:
        refuse(form, error)
        return None


def _sees(request: HttpRequest, needs: Action) -> bool:
    return allows(viewer_of(request).actor, needs)


def _told(one: Finding, numbers: Mapping[str, int]) -> dict[str, Any]:
    return {
        "key": one.key,
        "code": one.code,
        "severity": str(one.detail.get("severity", "")),
        "message": one.message,
        "suggestion": one.suggestion,
        "document": one.document,
        "number": numbers.get(one.document),
        "place": joined(place_in_words(one.locator.to_json())),
    }


def _documents(names: Iterable[str]) -> dict[str, int]:
    """By name the newest document of that name."""
    return {name: row.pk for name, row in documents_named(set(names)).items()}


def _counted(values: Iterable[str]) -> list[dict[str, Any]]:
    return [{"value": value, "number": number} for value, number in Counter(values).most_common()]


def _proposal(one: Finding) -> str | None:
    """The proposal that a finding of two names for one area asks to decide."""
    if one.code != "one-area-two-names":
        return None
    undecided = derived("areas", reading.areas, of_facts=True).undecided
    found = next((each for each in undecided if _is_of(each, one)), None)
    return proposal_key(found.a, found.b, found.kind) if found else None


def _is_of(proposal: Proposal, one: Finding) -> bool:
    return (proposal.a.to_json(), proposal.b.to_json()) == (one.detail.get("a"), one.detail.get("b"))


def _theme(one: Finding) -> str | None:
    """The code of the theme in whose matrix the finding is."""
    named = one.detail.get("theme")
    return models.Theme.objects.filter(area=named).values_list("code", flat=True).first() if named else None


urlpatterns: list[URLPattern] = [
    path("findings/", findings, name="findings"),
    path("findings/<str:name>/<str:key>/", finding, name="finding"),
]
