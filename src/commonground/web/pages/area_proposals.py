"""Proposals to bring entries of lists together: the same area under two names, or related ones."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from commonground.api.derived import derived
from commonground.api.viewer import viewer_of
from commonground.domain.area import ProposalKind
from commonground.domain.link import Verdict
from commonground.domain.role import Action
from commonground.errors import BadInput
from commonground.register import reading
from commonground.register.area_pages import find_area
from commonground.register.area_proposals import DecidedProposal, decided_proposals, of_area, with_words
from commonground.register.sight import seeing
from commonground.register.workflows.actor import utc_now
from commonground.register.workflows.judging import judge_proposal
from commonground.web.editing import may, writer_of
from commonground.web.page import is_partial, show

ON_PAGE = 25
REASON_MAX = 4000
OPEN, DECIDED, ALL = "open", "decided", "all"


def proposals(request: HttpRequest) -> HttpResponse:
    """What is proposed, the most probable first; and a verdict on one of them."""
    viewer = viewer_of(request)
    viewer.require(Action.SEE_PROPOSALS, _("proposals"))
    if request.method == "POST":
        return _judged(request)
    found = derived("areas", reading.areas, of_facts=True)
    given = request.GET
    area = given.get("area", "").strip()
    every = of_area(found.proposals, find_area(area, found.areas).area) if area else found.proposals
    rows = with_words(decided_proposals(every, viewer.levels), given.get("q", "")[:200])
    state = given.get("state", OPEN) if given.get("state") in (OPEN, DECIDED, ALL) else OPEN
    kind = given.get("kind", "") if given.get("kind") in set(ProposalKind) else ""
    shown = [one for one in rows if _fits(one, state) and kind in ("", str(one.proposal.kind))]
    number = given.get("page", "1")
    page = max(
        1, min(int(number) if number.isdecimal() and len(number) < 7 else 1, -(-len(shown) // ON_PAGE))
    )
    data = {
        "proposals": [one.to_json() for one in shown[(page - 1) * ON_PAGE : page * ON_PAGE]],
        "number": len(shown),
        "page": page,
        "pages": max(1, -(-len(shown) // ON_PAGE)),
        "wanted": {"state": state, "kind": kind, "q": given.get("q", ""), "area": area},
    }
    return show(request, "web/areas/proposals.html", data, extra={"may_judge": _may_judge(request)})


def _fits(one: DecidedProposal, state: str) -> bool:
    if state == OPEN:
        return one.is_open
    return state == ALL or bool(one.said)


def _may_judge(request: HttpRequest) -> bool:
    return may(request, Action.MODERATE) or may(request, Action.JUDGE)


def _judged(request: HttpRequest) -> HttpResponse:
    viewer, given = writer_of(request), request.POST
    verdict, reason = given.get("verdict", ""), given.get("reason", "").strip()
    if verdict not in set(Verdict):
        raise BadInput(_("no verdict was given"), advice=_("accept, refuse, or say that you are unsure"))
    if len(reason) > REASON_MAX or "\x00" in reason:
        raise BadInput(_("the reason is too long"), advice=_("shorten it"))
    judged = judge_proposal(given.get("name", "")[:5000], Verdict(verdict), viewer.actor, utc_now, reason)
    if not is_partial(request):
        messages.success(request, _("The verdict was recorded."))
        return redirect(_back(request))
    with seeing(viewer.levels):
        (one,) = decided_proposals([judged], viewer.levels)
    context: dict[str, Any] = {"one": one.to_json(), "may_judge": True, "is_partial": True}
    return render(request, "web/areas/proposal.html", context)


def _back(request: HttpRequest) -> str:
    wanted = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if is_ours else reverse("area_proposals")
