"""One cell of a theme's matrix: evidence of its entries, verdicts on them, and what is added to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.forms import Form
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commonground.analysis.consolidation import area_id
from commonground.analysis.linkage import ACTIVITIES, PREDICATES
from commonground.api.routes.links import acting_for, shown_links
from commonground.api.viewer import Viewer, viewer_of
from commonground.domain.link import Verdict
from commonground.domain.role import Access, Action
from commonground.domain.theme import MatrixEntry
from commonground.errors import BadInput, CommongroundError, NotFound, NotSignedIn, StaleVersion
from commonground.register import models
from commonground.register.sight import seeing
from commonground.register.theme_cells import (
    Cell,
    CellPlace,
    examinations_of_cell,
    find_cell,
    links_of_cell,
    may_judge,
    places_of,
)
from commonground.register.theme_matrix import SUB_TOPICS, sector_of_work, target_of, works_of_sectors
from commonground.register.workflows.actor import utc_now
from commonground.register.workflows.agreement import Decision, Proposed, judge_link, propose_link
from commonground.register.workflows.editing import add_fact
from commonground.register.workflows.examining import Looked, record_examination
from commonground.web.editing import changed_by, may, refuse, writer_of
from commonground.web.page import is_partial, show
from commonground.web.places import joined, place_in_words
from commonground.web.said import said
from commonground.web.theme_forms import ActivityForm, ClaimForm, JudgeForm, LookedForm
from commonground.web.theme_table import with_all_groups
from commonground.web.theme_view import ThemeView, theme_json, view_theme

CHOICES = 300  # works offered for a cell; any other can be typed
_JUDGE, _CLAIM, _ACTIVITY, _LOOKED = "judge", "claim", "activity", "looked"


@dataclass
class _Bound:
    """Forms that were sent and are shown again, by what they do; those of verdicts with the entry's number."""

    forms: dict[str, Form] = field(default_factory=dict)
    entry: str = ""

    def of(self, act: str, entry: str = "") -> Form | None:
        """The form that was sent for this, if it was."""
        return self.forms.get(act) if self.entry == entry else None


def cell(request: HttpRequest, code: str) -> HttpResponse:
    """A cell opened: a page of its own, or in its place in the matrix; and what its forms send."""
    view = _viewed(request, code)
    given = request.POST if request.method == "POST" else request.GET
    found = find_cell(view.matrix, _place(given))
    if request.method != "POST":
        return _shown(request, view, found, _Bound())
    viewer, bound = writer_of(request), _Bound(entry=given.get("entry", ""))
    try:
        told = _ACTS.get(given.get("act", ""), _unknown)(viewer, view, found, given, bound)
    except NotSignedIn:
        raise
    except CommongroundError as error:
        form = next(iter(bound.forms.values()), None)
        if form is None:
            raise
        if not form.errors:
            refuse(form, error)
        return _shown(request, view, found, bound, status=422)
    is_elsewhere = found.row.group != SUB_TOPICS and given.get("act") != _JUDGE  # in a row of its own
    if is_elsewhere or not is_partial(request):
        messages.success(request, told)
    if is_elsewhere:
        return _whole(request, view, found)
    if not is_partial(request):
        return redirect(_address(request, view, found))
    view = _viewed(request, code)
    return _shown(request, view, find_cell(view.matrix, found.place), _Bound(), told=told)


def _whole(request: HttpRequest, view: ThemeView, found: Cell) -> HttpResponse:
    """To the matrix, at the rows of the cell's group."""
    if is_partial(request):
        return HttpResponse(headers={"HX-Refresh": "true"})
    return redirect(f"{reverse('theme', args=[view.row.code])}#row-{area_id(found.row.group)}-1")


def _viewed(request: HttpRequest, code: str) -> ThemeView:
    """The theme as the viewer sees it, also where a form is answered; with a row for every group."""
    with seeing(viewer_of(request).levels):
        view = view_theme(request, code)
    return replace(view, matrix=with_all_groups(view.matrix))


def _place(given: QueryDict) -> CellPlace:
    width = given.get("width", "1")
    return CellPlace(given.get("row", ""), given.get("column", ""), int(width) if width.isdecimal() else 1)


def _address(request: HttpRequest, view: ThemeView, found: Cell) -> str:
    place = found.place
    query = QueryDict(mutable=True)
    query.update({"row": place.row, "column": place.column, "width": str(place.width)})
    query.update({name: request.GET[name] for name in ("edition", "as_of") if request.GET.get(name)})
    return f"{reverse('theme_cell', args=[view.row.code])}?{query.urlencode()}"


def _shown(
    request: HttpRequest, view: ThemeView, found: Cell, bound: _Bound, *, status: int = 200, told: str = ""
) -> HttpResponse:
    viewer = viewer_of(request)
    with seeing(viewer.levels):
        links = links_of_cell(view.matrix, found, viewer.actor)
        entries = [
            {
                **view.maker.entry(entry),
                "places": _places(entry),
                "links": _links(rows, viewer),
            }
            for entry, rows in zip(found.entries, links, strict=True)
        ]
        looked = examinations_of_cell(view.row, found, with_reasons=Access.MEMBERS in viewer.levels)
    shape = view.maker.closed(view.matrix, found.row, found.place.row, found.place.column, found.place.width)
    data = {
        "theme": theme_json(view.row),
        "cell": {**shape, "labels": {"en": found.row.label, **found.row.labels}},
        "entries": entries,
        "examinations": looked,
    }
    is_closed = bool(request.GET.get("closed"))
    offered = {} if is_closed else _forms(request, view, found, links, bound)
    extra = {
        "told": told,
        "is_partial": is_partial(request),
        "address": _address(request, view, found),
        "may_change": may(request, Action.PROPOSE_LINK),
        "overlap": view.marks.overlaps.get(found.row.label, {}) if view.marks else {},
        "opened": list(zip(entries, offered.get("judging", []), strict=False)),
        **offered,
    }
    part = "web/themes/cell_closed.html" if is_closed else "web/themes/cell_open.html"
    return show(request, "web/themes/cell.html", data, extra=extra, partial=part, status=status)


def _places(entry: MatrixEntry) -> list[dict[str, Any]]:
    return [
        {**place, "where": joined(place_in_words(place["locator"]))} for place in places_of(entry.origins)
    ]


def _links(rows: Sequence[models.LinkStanding], viewer: Viewer) -> list[dict[str, Any]]:
    """The links as the viewer sees them, each with the work that it ties to the row."""
    found = []
    for row, value in zip(rows, shown_links(rows, viewer), strict=True):
        is_left = row.left.startswith("area:")
        titles = (row.right_title, row.left_title)
        found.append({**value, "work": _work(row), "title": titles[0] if is_left else titles[1]})
    return found


def _forms(
    request: HttpRequest,
    view: ThemeView,
    found: Cell,
    links: Sequence[Sequence[models.LinkStanding]],
    bound: _Bound,
) -> dict[str, Any]:
    """The forms that the viewer may use in this cell."""
    mark = f"{found.place.row}-{view.matrix.columns.index(found.place.column)}"
    sectors, group = found.columns, found.row.group
    judging = [
        _judging(request, rows, f"{mark}-{number}", str(number), bound) for number, rows in enumerate(links)
    ]
    offered: dict[str, Any] = {"judging": judging, "mark": mark, "group": group}
    if group in PREDICATES and len(sectors) == 1 and may(request, Action.PROPOSE_LINK):
        offered["works"] = works_of_sectors(sectors, group, CHOICES)
        offered["claim"] = bound.of(_CLAIM) or ClaimForm(auto_id=f"claim-{mark}-%s", choices=f"works-{mark}")
    if group in ACTIVITIES and may(request, Action.EDIT_FACTS, sectors):
        offered["activity"] = bound.of(_ACTIVITY) or _activity_form(view, found, mark)
    if group == SUB_TOPICS and not found.entries and may(request, Action.EXAMINE, sectors):
        offered["looked"] = bound.of(_LOOKED) or LookedForm(auto_id=f"looked-{mark}-%s")
    return offered


def _judging(
    request: HttpRequest, rows: Sequence[models.LinkStanding], mark: str, entry: str, bound: _Bound
) -> dict[str, Any] | None:
    """The form of an entry's verdicts, with the links that it is for; None where there is none to give."""
    if not (may(request, Action.JUDGE) or may(request, Action.MODERATE)):
        return None
    actor = viewer_of(request).actor
    mine = [row for row in rows if may_judge(row, actor)]
    if not mine:
        return None
    sent = bound.of(_JUDGE, entry)
    form = sent or JudgeForm(auto_id=f"judge-{mark}-%s", sectors=_sectors_to_name(actor, mine))
    return {
        "form": form,
        "links": [{"code": row.code, "version": row.version, "work": _work(row)} for row in mine],
    }


def _work(row: models.LinkStanding) -> str:
    return row.right if row.left.startswith("area:") else row.left


def _sectors_to_name(actor: Any, rows: list[models.LinkStanding]) -> list[str] | None:
    if actor.sector:
        return None
    return sorted({sector for row in rows for sector in row.sectors})


def _activity_form(view: ThemeView, found: Cell, mark: str, data: QueryDict | None = None) -> ActivityForm:
    named = [(one["id"], one["name"]) for one in view.maker.columns(view.matrix)]
    initial = {"sectors": list(found.columns)}
    return ActivityForm(data, sectors=named, initial=initial, auto_id=f"activity-{mark}-%s")


def _checked(form: Form) -> dict[str, Any]:
    """What the form holds; raises BadInput where a field is not filled in as it should be."""
    if not form.is_valid():
        raise BadInput(_("the form is not filled in as it should be"))
    return form.cleaned_data


def _unknown(*_args: Any) -> str:
    raise BadInput(_("nothing was asked for"), advice=_("use a button of the page"))


def _judge(viewer: Viewer, view: ThemeView, found: Cell, given: QueryDict, bound: _Bound) -> str:
    """The same verdict on the links that are ticked, all or none of them."""
    mark = f"{found.place.row}-{view.matrix.columns.index(found.place.column)}-{bound.entry}"
    rows = [row for group in links_of_cell(view.matrix, found, viewer.actor) for row in group]
    form = JudgeForm(given, auto_id=f"judge-{mark}-%s", sectors=_sectors_to_name(viewer.actor, rows))
    bound.forms[_JUDGE] = form
    values = _checked(form)
    asked = dict(one.partition(":")[::2] for one in given.getlist("link"))
    verdict = given.get("verdict", "")
    if verdict not in set(Verdict):
        raise BadInput(_("no verdict was given"), advice=_("accept, refuse, or say that you are unsure"))
    if not asked:
        raise BadInput(_("no link is ticked"), advice=_("tick what your verdict is for"))
    if not asked.keys() <= {row.code for row in rows}:
        raise BadInput(_("the link does not stand here any more"), advice=_("load the page again"))
    actor = acting_for(viewer, values.get("sector", ""))
    decision = Decision(
        Verdict(verdict),
        values["reason_code"],
        values["reason"],
        liaison_statement=values.get("liaison_statement", ""),
    )
    with transaction.atomic():
        for code, version in asked.items():
            seen = int(version) if version.isdecimal() else None
            try:
                judge_link(code, replace(decision, version=seen), actor, utc_now)
            except StaleVersion as error:
                raise _with_author(error, code) from error
    return ngettext("%(count)s verdict was recorded.", "%(count)s verdicts were recorded.", len(asked)) % {
        "count": len(asked)
    }


def _with_author(error: StaleVersion, code: str) -> StaleVersion:
    """The error, saying who judged the link meanwhile."""
    row = models.LinkStanding.objects.get(code=code)
    last = models.Judgement.objects.filter(subject=row.key, period=row.period).order_by("-pk").first()
    told = changed_by(last.role, last.sector, last.at) if last else ""
    return StaleVersion(
        f"{said(error.message)}. {told}".rstrip(" ."), advice=_("look at it again, then judge")
    )


def _claim(viewer: Viewer, view: ThemeView, found: Cell, given: QueryDict, bound: _Bound) -> str:
    mark = f"{found.place.row}-{view.matrix.columns.index(found.place.column)}"
    form = ClaimForm(given, auto_id=f"claim-{mark}-%s", choices=f"works-{mark}")
    bound.forms[_CLAIM] = form
    values, group = _checked(form), found.row.group
    work, sector = values["work"].strip(), found.columns[0]
    owner = sector_of_work(work)
    if owner and owner != sector:
        raise BadInput(
            _("%(work)s belongs to %(sector)s") % {"work": work, "sector": owner},
            where="work",
            advice=_("add it in that Sector's column"),
        )
    target = target_of(view.matrix, found.row)
    relation, access = str(PREDICATES[group]), Access(values["access"])
    asked = Proposed(work, target, relation, values["note"], view.row.area, access)
    try:
        propose_link(asked, viewer.actor, utc_now)
    except NotFound as error:
        advice = _("choose one of the list, or search for it")
        raise NotFound(_("nothing has the id %(work)s") % {"work": work}, advice=advice) from error
    return _("The proposal was recorded. It is agreed once the Sector accepts it.")


def _activity(viewer: Viewer, view: ThemeView, found: Cell, given: QueryDict, bound: _Bound) -> str:
    mark = f"{found.place.row}-{view.matrix.columns.index(found.place.column)}"
    form = _activity_form(view, found, mark, given)
    bound.forms[_ACTIVITY] = form
    values = _checked(form)
    base = f"{area_id(view.row.area)}/{area_id(values['title'])}"[:190]
    taken = set(models.Activity.everything.filter(code__startswith=base).values_list("code", flat=True))
    code = next(
        name for n in range(len(taken) + 1) if (name := f"{base}-{n + 1}" if n else base) not in taken
    )
    fact = {
        "code": code,
        "kind": str(ACTIVITIES[found.row.group]),
        "title": values["title"],
        "sectors": values["sectors"],
        "theme": view.row.code,
        "address": values["address"],
        **{name: values[name].isoformat() if values[name] else None for name in ("starts_on", "ends_on")},
    }
    add_fact("activity", fact, viewer.actor, utc_now)
    return _("It was added.")


def _looked(viewer: Viewer, view: ThemeView, found: Cell, given: QueryDict, bound: _Bound) -> str:
    mark = f"{found.place.row}-{view.matrix.columns.index(found.place.column)}"
    form = LookedForm(given, auto_id=f"looked-{mark}-%s")
    bound.forms[_LOOKED] = form
    values, is_found = _checked(form), given.get("found") == "yes"
    for sector in found.columns:
        asked = Looked(found.row.label, sector, view.row.code, is_found, values["reason"])
        record_examination(asked, viewer.actor, utc_now)
    if is_found:
        return _("The record that there is nothing was taken back.")
    return _("It was recorded that somebody looked and found nothing.")


_ACTS: Mapping[str, Any] = {_JUDGE: _judge, _CLAIM: _claim, _ACTIVITY: _activity, _LOOKED: _looked}
