"""Links: the list, narrowed and page by page; one link with its reasons; to judge, clear, withdraw and propose."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from commonground.api.paging import LIMIT, cursor_of, page_of_rows, place_of
from commonground.api.routes.links import link_of, shown_links
from commonground.api.viewer import viewer_of
from commonground.domain.role import Action
from commonground.errors import CommongroundError, NotAllowed, Said, StaleVersion, outcome_of
from commonground.register import models
from commonground.register.link_lists import COUNTED, Order, Place, count_links, page_of_links
from commonground.register.near_facts import near_items
from commonground.register.sight import seeing
from commonground.register.workflows.actor import utc_now
from commonground.register.workflows.agreement import propose_link, withdraw_link
from commonground.register.workflows.reviewing import Keep, clear_review, clear_reviews
from commonground.web.editing import may, refuse, writer_of
from commonground.web.judging import judge, new_form, seat_of, stale_message
from commonground.web.link_forms import ClearForm, FilterForm, ProposeForm, WithdrawForm
from commonground.web.link_view import link_data, may_clear, may_withdraw, with_names
from commonground.web.page import show
from commonground.web.said import refusal

COUNTED_BY_WORDS = 1000  # links that hold words are counted only so far: each has to be read
MANY = 200  # links that are cleared at once


def links(request: HttpRequest) -> HttpResponse:
    """The links that may be seen, stated ones and then the likeliest first, or the newest."""
    viewer = viewer_of(request)
    form = FilterForm(request.GET, viewer=viewer)
    wanted, order = form.wanted(), form.sorted_by()
    place = place_of(request.GET.get("cursor", "")[:200], int, bool, float, str)
    rows = page_of_links(wanted, viewer.actor, limit=LIMIT + 1, order=order, after=_place(place))
    page, last = page_of_rows(rows, LIMIT)
    is_blind = form.is_blind()
    feed = f"/api/v1/links.atom?{urlencode(form.feed_query())}"
    data: dict[str, Any] = {
        "links": with_names(shown_links(page, viewer, blind=is_blind)),
        "count": count_links(
            wanted, viewer.actor, most=COUNTED_BY_WORDS if wanted.text else COUNTED
        )._asdict(),
        "next_cursor": _cursor(last, order) if last else None,
        "is_blind": is_blind,
        "feed": feed,
    }
    extra = {
        "form": form,
        "is_first": place is None,
        "sees_proposals": viewer.sees_proposals,
        "may_propose": may(request, Action.PROPOSE_LINK),
        "clear_form": ClearForm() if wanted.suspect and may(request, Action.CLEAR_REVIEW) else None,
    }
    return show(request, "web/links/list.html", data, extra=extra, feed=feed)


def _cursor(row: models.LinkStanding, order: Order) -> str:
    rated = -1.0 if row.probability is None else float(row.probability)
    return cursor_of(
        row.pk, row.is_stated, rated, row.changed_at.isoformat() if order is Order.NEWEST else ""
    )


def _place(place: tuple[Any, ...] | None) -> Place | None:
    if place is None:
        return None
    number, is_stated, rated, changed = place
    return Place(number, is_stated, None if rated < 0 else rated, FilterForm.moment(changed))


@require_http_methods(["GET", "HEAD"])
def link(request: HttpRequest, code: str) -> HttpResponse:
    """One link: both sides, why, what every Sector says of it, its history; and what the viewer may do."""
    return _link_page(request, link_of(code, viewer_of(request)))


def _link_page(
    request: HttpRequest, row: models.LinkStanding, status: int = 200, **forms: Any
) -> HttpResponse:
    viewer = viewer_of(request)
    is_blind = viewer.sees_proposals and request.GET.get("blind") == "on"
    seat = seat_of(request, row)
    with seeing(viewer.levels):
        data = link_data(row, viewer, is_blind=is_blind)
    extra = {
        "seat": seat,
        "form": new_form(row, seat) if seat.is_taken else None,
        "clear_form": ClearForm(initial={"version": row.version}) if may_clear(request, row) else None,
        "withdraw_form": WithdrawForm(initial={"version": row.version})
        if may_withdraw(request, row)
        else None,
        "sees_proposals": viewer.sees_proposals,
        **forms,
    }
    feed = f"/api/v1/links.atom?{urlencode({'work': row.left})}"
    return show(request, "web/links/link.html", data, extra=extra, feed=feed, status=status)


@require_POST
def judge_one(request: HttpRequest, code: str) -> HttpResponse:
    """Record a verdict, and go back to the link; a refused form is shown again as it was typed."""
    viewer = writer_of(request)
    row = link_of(code, viewer)
    is_blind = request.POST.get("is_blind") == "on"
    judged, form = judge(request, row, is_blind=is_blind)
    if judged is None:
        return _link_page(request, link_of(code, viewer), 422, form=form)
    messages.success(request, _("Your verdict is recorded."))
    return redirect_back(request, reverse("link", args=[row.code]))


def redirect_back(request: HttpRequest, address: str) -> HttpResponse:
    """To the page that the form came from where it says so and is a page of ours, else to the address."""
    back = request.POST.get("back", "")
    compare = reverse("compare")
    return HttpResponseRedirect(back if back.startswith(f"{compare}?") else address)


@require_POST
def clear_one(request: HttpRequest, code: str) -> HttpResponse:
    """Clear the review of a link whose text changed."""
    viewer = writer_of(request)
    row = link_of(code, viewer)
    form = ClearForm(request.POST)
    if form.is_valid():
        try:
            values = form.cleaned_data
            cleared = clear_review(
                row.code,
                viewer.actor,
                utc_now,
                keep=Keep(values["keep"]),
                reason=values["reason"],
                version=values["version"],
            )
        except CommongroundError as error:
            _refused(form, error, row)
        else:
            messages.success(request, _("The review is cleared."))
            return HttpResponseRedirect(reverse("link", args=[cleared.code]))
    return _link_page(request, link_of(code, viewer), 422, clear_form=form)


@require_POST
def clear_many(request: HttpRequest) -> HttpResponse:
    """Clear the reviews of the links that were chosen in the list; one that is refused does not stop the others."""
    viewer = writer_of(request)
    viewer.require(Action.CLEAR_REVIEW)
    codes = request.POST.getlist("link")[:MANY]
    form = ClearForm(request.POST)
    back = reverse("links") + "?suspect=yes"
    if not codes or not form.is_valid():
        messages.error(request, _("Choose the links whose review you clear."))
        return HttpResponseRedirect(back)
    names = [link_of(code, viewer).code for code in codes]
    keep, reason = Keep(form.cleaned_data["keep"]), form.cleaned_data["reason"]
    report = clear_reviews(names, viewer.actor, utc_now, keep=keep, reason=reason)
    number = len(report.cleared)
    if number:
        told = ngettext("%(n)s review is cleared.", "%(n)s reviews are cleared.", number)
        messages.success(request, told % {"n": number})
    for name, error in report.refused[:20]:
        told = _("Link %(code)s was not cleared: %(why)s")
        messages.error(request, told % {"code": name, "why": refusal(error)})
    return HttpResponseRedirect(back)


@require_POST
def withdraw(request: HttpRequest, code: str) -> HttpResponse:
    """Take a proposal out of use; its history stays readable."""
    viewer = writer_of(request)
    row = link_of(code, viewer)
    form = WithdrawForm(request.POST)
    if form.is_valid():
        try:
            version = form.cleaned_data["version"]
            if version is not None and version != row.version:
                raise StaleVersion(Said("the link was changed since you read it"), where=row.code)
            withdraw_link(row.code, form.cleaned_data["reason"], viewer.actor, utc_now)
        except CommongroundError as error:
            _refused(form, error, row)
        else:
            messages.success(request, _("The proposal is withdrawn. Its history stays readable."))
            return HttpResponseRedirect(reverse("link", args=[row.code]))
    return _link_page(request, link_of(code, viewer), 422, withdraw_form=form)


def _refused(form: Any, error: CommongroundError, row: models.LinkStanding) -> None:
    """Says why, beside the form; whoever may not at all is told so on a page of its own."""
    if isinstance(error, NotAllowed):
        raise error
    if not isinstance(error, StaleVersion):
        refuse(form, error)
        return
    form.add_error(None, stale_message(row))
    form.data = form.data.copy()
    form.data["version"] = str(models.LinkStanding.objects.get(pk=row.pk).version)


@require_http_methods(["GET", "HEAD", "POST"])
def propose(request: HttpRequest) -> HttpResponse:
    """Propose a link between two works; the Sectors it touches judge it."""
    viewer = viewer_of(request)
    viewer.require(Action.PROPOSE_LINK)
    form = ProposeForm(request.POST or None, initial=request.GET.dict())
    status, held = 200, None
    if request.method == "POST":
        writer_of(request)
        status = 422
        if form.is_valid():
            try:
                row = propose_link(form.proposed(), viewer.actor, utc_now)
            except CommongroundError as error:
                held = models.LinkStanding.objects.filter(code=error.where).first()
                refuse(form, error, "left" if form.cleaned_data["left"] in error.message else None)
                status = outcome_of(error).http_status
            else:
                messages.success(request, _("The link is proposed. The Sectors that it touches judge it."))
                return HttpResponseRedirect(reverse("link", args=[row.code]))
    with seeing(viewer.levels):
        named = [str(form[name].value() or "").strip()[:200] for name in ("left", "right")]
        items = near_items(one for one in named if one)
    data = {"works": {one: item.called for one, item in items.items()}}
    extra = {"form": form, "held": held.code if held else ""}
    return show(request, "web/links/new.html", data, extra=extra, status=status)


urlpatterns: list[URLPattern] = [
    path("links/", links, name="links"),
    path("links/new/", propose, name="propose_link"),
    path("links/clear/", clear_many, name="clear_reviews"),
    path("links/<str:code>/", link, name="link"),
    path("links/<str:code>/judge/", judge_one, name="judge_link"),
    path("links/<str:code>/clear/", clear_one, name="clear_review"),
    path("links/<str:code>/withdraw/", withdraw, name="withdraw_link"),
]
