"""The review queue: one link at a time, by keyboard or by forms alone; and many at once, with a preview."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from commonground.api.routes.links import link_of, shown_links
from commonground.api.viewer import Viewer, viewer_of
from commonground.domain.role import Action
from commonground.errors import Conflict
from commonground.register import models
from commonground.register.review_queue import BATCH, count_queue, links_of_batch, next_batch, said_of
from commonground.register.sight import seeing
from commonground.register.workflows.actor import utc_now
from commonground.register.workflows.judging_many import (
    foresee,
    judge_as_seen,
    last_judgement,
    take_back,
)
from commonground.web.editing import writer_of
from commonground.web.judging import JudgeForm, acting, judge, new_form, seat_of
from commonground.web.link_view import changes_of, shown_sides, with_names
from commonground.web.page import is_partial, show
from commonground.web.review_forms import BulkForm, QueueForm
from commonground.web.words import worded

LAST = "review-last"  # in the session: the verdict that may be taken back
REPORT = "review-report"
MANY = 50
CODE_MAX = 16


@require_http_methods(["GET", "HEAD"])
def review(request: HttpRequest) -> HttpResponse:
    """The next link of the queue that the address narrows, or the one that it names, with its batch."""
    viewer = viewer_of(request)
    viewer.require(Action.SEE_PROPOSALS, "review")
    form = QueueForm(request.GET, viewer=viewer)
    codes = _codes(request.GET.get("batch", "")) or next_batch(form.wanted(), viewer.actor)
    return _card(request, form, codes, request.GET.get("at", "")[:CODE_MAX])


def _codes(text: str) -> list[str]:
    """The codes of a batch as an address holds them."""
    return [code for code in text[: 4 * BATCH * CODE_MAX].split(".") if code][: 2 * BATCH]


def _address(form: QueueForm, codes: Sequence[str], at: str, page: str = "review") -> str:
    query = {**form.query(), "batch": ".".join(codes), "at": at}
    return f"{reverse(page)}?{urlencode(query)}"


def _card(
    request: HttpRequest,
    form: QueueForm,
    codes: Sequence[str],
    at: str,
    judge_form: JudgeForm | None = None,
    status: int = 200,
) -> HttpResponse:
    viewer = viewer_of(request)
    wanted = form.wanted()
    sector = viewer.actor.sector or wanted.sector
    rows = links_of_batch(codes, viewer.actor)
    said = {row.code: said_of(row, sector) for row in rows}
    open_ = [
        row.code for row in rows if not said[row.code] or (wanted.is_unsure and said[row.code] == "unsure")
    ]
    row = next((one for one in rows if one.code == at), None)
    if row is None and at != "end":
        row = next((one for one in rows if one.code in open_), None)
    place = rows.index(row) if row else len(rows)
    is_blind = form.is_blind()
    data: dict[str, Any] = {
        "link": shown_links([row], viewer, blind=is_blind)[0] if row else None,
        "pair": None,
        "changes": changes_of(row) if row else [],
        "said": said[row.code] if row else "",
        "is_blind": is_blind,
        "progress": {"place": place + 1, "judged": len(rows) - len(open_), "size": len(rows)},
        "batch": [one.code for one in rows],
        "waiting": count_queue(wanted, viewer.actor)._asdict(),
    }
    if row:
        with seeing(viewer.levels):
            data["pair"] = shown_sides(row, viewer, is_blind=is_blind)
    seat = seat_of(request, row) if row else seat_of(request)
    batch = data["batch"]
    extra = {
        "form": form,
        "seat": seat,
        "judge_form": judge_form or (_new_form(request, row, seat, wanted.sector) if row else None),
        "before": _address(form, batch, batch[place - 1]) if rows and place > 0 else "",
        "after": _address(form, batch, batch[place + 1] if place + 1 < len(batch) else "end") if row else "",
        "new_batch": f"{reverse('review')}?{urlencode(form.query())}",
        "judge_address": _address(form, batch, row.code if row else "end", "review_judge"),
        "undo_address": _address(form, batch, row.code if row else "end", "review_undo"),
        "bulk": f"{reverse('review_many')}?{urlencode(form.query())}",
        "last": _last(request, viewer),
        "is_part": is_partial(request),
        "for_sector": sector,
        "may_judge": seat_of(request).is_taken,
    }
    return show(
        request, "web/review/queue.html", data, extra=extra, partial="web/review/card.html", status=status
    )


def _new_form(request: HttpRequest, row: models.LinkStanding, seat: Any, sector: str) -> JudgeForm | None:
    if not seat.is_taken:
        return None
    held = request.session.get(LAST) or {}
    initial = {"sector": sector, "liaison_statement": held.get("statement", "")}
    return new_form(row, seat, initial)


@require_POST
def judge_next(request: HttpRequest) -> HttpResponse:
    """Record the verdict on the link shown, and go on to the next one that is open; a refused form is shown again."""
    viewer = writer_of(request)
    form = QueueForm(request.GET, viewer=viewer)
    codes = _codes(request.GET.get("batch", ""))
    row = link_of(request.GET.get("at", "")[:CODE_MAX], viewer)
    judged, typed = judge(request, row, is_blind=form.is_blind())
    if judged is None:
        return _card(request, form, codes, row.code, typed, status=422)
    sector = typed.cleaned_data.get("sector", "") or viewer.actor.sector
    request.session[LAST] = {
        "judgement": last_judgement(judged, sector, viewer.account),
        "code": judged.code,
        "verdict": typed.cleaned_data["verdict"],
        "statement": typed.cleaned_data.get("liaison_statement", ""),
    }
    told = _("%(verdict)s: %(left)s and %(right)s.")
    verdict = str(worded("verdict", typed.cleaned_data["verdict"]))
    values = {"verdict": verdict[:1].upper() + verdict[1:], "left": row.left, "right": row.right}
    messages.success(request, told % values)
    return HttpResponseRedirect(_onward(form, codes, row.code))


def _onward(form: QueueForm, codes: list[str], code: str) -> str:
    place = codes.index(code) + 1 if code in codes else 0
    later = codes[place] if place < len(codes) else "end"
    return _address(form, codes, later) + "#card"


@require_POST
def undo(request: HttpRequest) -> HttpResponse:
    """Take the last verdict back: the link stands as before it, with both kept in the record, and is shown again."""
    viewer = writer_of(request)
    form = QueueForm(request.GET, viewer=viewer)
    codes = _codes(request.GET.get("batch", ""))
    held = request.session.pop(LAST, None)
    if not held or not held.get("judgement"):
        raise Conflict(_("there is no verdict of yours to take back"), advice=_("judge the link anew"))
    row = take_back(held["judgement"], _("Taken back by who gave it."), viewer.actor, utc_now)
    messages.success(
        request,
        _("Taken back. %(left)s and %(right)s stand as before; judge again.")
        % {"left": row.left, "right": row.right},
    )
    if row.code not in codes:
        codes = [row.code, *codes]
    return HttpResponseRedirect(_address(form, codes, row.code) + "#card")


def _last(request: HttpRequest, viewer: Viewer) -> dict[str, Any] | None:
    """The verdict that may be taken back; nothing for who only reads."""
    held = request.session.get(LAST) if viewer.is_signed_in and not viewer.is_viewing_as else None
    return held if held and held.get("judgement") else None


@require_http_methods(["GET", "HEAD", "POST"])
def many(request: HttpRequest) -> HttpResponse:
    """The queue as a list to choose from; POST shows what one verdict would do to the chosen ones, changing nothing."""
    viewer = viewer_of(request)
    viewer.require(Action.SEE_PROPOSALS, "review")
    form = QueueForm(request.GET, viewer=viewer)
    is_blind = form.is_blind()
    bulk = BulkForm(request.POST or None, viewer=viewer)
    chosen = [code[:CODE_MAX] for code in request.POST.getlist("link")[:MANY]]
    status = 200
    if request.method == "POST":
        writer_of(request)
        status = 422
        if not chosen:
            bulk.add_error(None, _("Choose one link or more."))
        elif bulk.is_valid():
            return _preview(request, viewer, form, bulk, chosen)
    with seeing(viewer.levels):
        rows = links_of_batch(next_batch(form.wanted(), viewer.actor, MANY), viewer.actor)
    data = {
        "links": with_names(shown_links(rows, viewer, blind=is_blind)),
        "waiting": count_queue(form.wanted(), viewer.actor)._asdict(),
        "is_blind": is_blind,
        "report": request.session.pop(REPORT, None) if request.method == "GET" else None,
    }
    if request.method == "GET" and request.GET.get("choose") == "all":
        chosen = [row.code for row in rows]
    extra = {"form": form, "bulk": bulk, "seat": seat_of(request), "chosen": chosen}
    return show(request, "web/review/many.html", data, extra=extra, status=status)


def _preview(
    request: HttpRequest, viewer: Viewer, form: QueueForm, bulk: BulkForm, chosen: Sequence[str]
) -> HttpResponse:
    rows = links_of_batch(chosen, viewer.actor)
    actor = acting(viewer, bulk.cleaned_data.get("sector", ""))
    outlooks = foresee(rows, bulk.decision(), actor)
    data = {
        "will": with_names(
            [
                {**_named(one.link), "before": one.link.state, "after": one.state}
                for one in outlooks
                if one.error is None
            ]
        ),
        "refused": [{**_named(one.link), "error": one.error} for one in outlooks if one.error is not None],
        "verdict": bulk.cleaned_data["verdict"],
    }
    back = f"{reverse('review_many')}?{urlencode(form.query())}"
    extra = {"bulk": bulk, "back": back, "query": urlencode(form.query())}
    return show(request, "web/review/preview.html", data, extra=extra)


def _named(link: models.LinkStanding) -> dict[str, Any]:
    return {
        "code": link.code,
        "version": link.version,
        "left": link.left,
        "right": link.right,
        "titles": [link.left_title, link.right_title],
        "relation": link.relation,
    }


@require_POST
def judge_many(request: HttpRequest) -> HttpResponse:
    """Judge what the preview listed, each link only if it still is as it was shown there."""
    viewer = writer_of(request)
    form = QueueForm(request.GET, viewer=viewer)
    bulk = BulkForm(request.POST, viewer=viewer)
    back = f"{reverse('review_many')}?{urlencode(form.query())}"
    if not bulk.is_valid():
        messages.error(request, _("Choose the links again: the form was not complete."))
        return HttpResponseRedirect(back)
    seen: list[tuple[str, int | None]] = []
    for one in request.POST.getlist("seen")[:MANY]:
        code, _colon, version = one[:40].partition(":")
        seen.append((link_of(code, viewer).code, int(version) if version.isdecimal() else None))
    actor = acting(viewer, bulk.cleaned_data.get("sector", ""))
    report = judge_as_seen(seen, bulk.decision(is_blind=form.is_blind()), actor, utc_now)
    request.session[REPORT] = {
        "judged": len(report.judged),
        "refused": [
            {"code": name, "message": error.message, "advice": error.advice} for name, error in report.refused
        ],
    }
    number = len(report.judged)
    told = ngettext("%(n)s link is judged.", "%(n)s links are judged.", number)
    messages.success(request, told % {"n": number})
    return HttpResponseRedirect(back)


urlpatterns: list[URLPattern] = [
    path("review/", review, name="review"),
    path("review/judge/", judge_next, name="review_judge"),
    path("review/undo/", undo, name="review_undo"),
    path("review/many/", many, name="review_many"),
    path("review/many/judge/", judge_many, name="review_judge_many"),
]
