"""Pilot themes and their matrices."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _

from commonground.analysis.consolidation import area_id
from commonground.api.derived import derived
from commonground.api.routes.facts import get_fact, visible_facts
from commonground.api.routes.papers import MEDIA_TYPES, file_answer
from commonground.api.viewer import viewer_of
from commonground.domain.language import OFFICIAL_LANGUAGES
from commonground.domain.role import Action
from commonground.errors import CommongroundError, NotFound, NotSignedIn, StaleVersion
from commonground.register import models
from commonground.register.fact_kinds import FACT_KINDS
from commonground.register.link_lists import visible_links
from commonground.register.paper_frame import PaperOptions
from commonground.register.papers import matrix_paper
from commonground.register.permissions import allows
from commonground.register.theme_cells import count_states
from commonground.register.workflows.actor import utc_now
from commonground.register.workflows.editing import add_fact, change_fact
from commonground.web.editing import may, refuse, who_changed, writer_of
from commonground.web.fact_retiring import tells_retired
from commonground.web.page import page_language, show
from commonground.web.pages.theme_cells import cell
from commonground.web.theme_forms import DecisionForm, NewThemeForm, ThemeForm
from commonground.web.theme_view import ThemeView, theme_history, theme_json, view_theme

FORMS = ("docx", "xlsx", "html", "csv")
"""What a matrix is given out as, the handiest first."""


def themes(request: HttpRequest) -> HttpResponse:
    """All pilot themes, with how their links stand."""
    viewer = viewer_of(request)
    rows = list(visible_facts(FACT_KINDS["theme"], viewer).order_by("pk"))
    links = visible_links(viewer.actor).filter(is_current=True, theme__in=[row.area[:200] for row in rows])
    counted: dict[str, dict[str, int]] = {}
    counts = links.order_by().values_list("theme", "state").annotate(number=Count("pk"))
    for area, state, number in counts.order_by("theme", "state"):
        counted.setdefault(area, {})[state] = number
    data = {"themes": [{**theme_json(row), "links": counted.get(row.area[:200], {})} for row in rows]}
    extra = {"may_add": may(request, Action.EDIT_FACTS)}
    return show(request, "web/themes/list.html", data, extra=extra, feed="/api/v1/themes.atom")


@tells_retired("theme")
def theme(request: HttpRequest, code: str) -> HttpResponse:
    """A theme's facts and its matrix."""
    viewer, view = viewer_of(request), view_theme(request, code)
    is_member = allows(viewer.actor, Action.SEE_MEMBERS)
    can = {
        "edit": may(request, Action.EDIT_FACTS),
        "judge": may(request, Action.JUDGE) or may(request, Action.MODERATE),
        "claim": may(request, Action.PROPOSE_LINK),
    }
    can["change"] = any(can.values())
    can["retire"] = may(request, Action.MODERATE)
    data = {
        "theme": theme_json(view.row),
        "columns": view.maker.columns(view.matrix),
        "blocks": view.maker.blocks(view.matrix, all_groups=can["change"]),
        "states": count_states(view.matrix),
        "marks": _marks(view),
        "history": theme_history(view, viewer) if is_member else None,
    }
    extra = {
        "can": can,
        "is_whole": view.is_whole,
        "forms": FORMS,
        "languages": OFFICIAL_LANGUAGES,
        "language": page_language(),
        "paper": _paper_address(code),
    }
    feed = f"/api/v1/themes.atom?{urlencode({'theme': code})}"
    return show(request, "web/themes/theme.html", data, extra=extra, feed=feed)


def _marks(view: ThemeView) -> dict[str, Any] | None:
    """Gaps and overlaps with the names of their sub-topics; None for who does not see them."""
    if view.marks is None:
        return None
    labels = {row.label: {"en": row.label, **row.labels} for row in view.matrix.rows}
    return {
        "gaps": [{**gap, "labels": labels[gap["sub_topic"]]} for gap in view.marks.gaps],
        **{
            name: [
                {"sub_topic": topic, "labels": labels[topic], "work": work} for topic, work in found.items()
            ]
            for name, found in (("overlaps", view.marks.overlaps), ("internal", view.marks.internal))
        },
    }


def _paper_address(code: str) -> str:
    return reverse("theme_paper", args=[code, "docx"]).removesuffix("docx")


def paper(request: HttpRequest, code: str, form: str) -> HttpResponse:
    """The matrix as a paper in the language asked for; it is given out whole or not at all."""
    if form not in FORMS:
        raise NotFound(_("no paper of this format"), advice=", ".join(FORMS))
    viewer, view = viewer_of(request), view_theme(request, code)
    if not view.is_whole:
        viewer.require(Action.SEE_PROPOSALS, view.row.code)
    options = PaperOptions(language=request.GET.get("language") or page_language())
    parts = (view.row.code, form, options.language)
    data = derived("matrix-paper", lambda: matrix_paper(view.row.area, form, options), *parts)
    return file_answer(data, MEDIA_TYPES[form], f"{area_id(view.row.area)}-{options.language}.{form}")


def new(request: HttpRequest) -> HttpResponse:
    """An area is taken up as pilot theme."""
    viewer = viewer_of(request)
    viewer.require(Action.EDIT_FACTS, _("a new theme"))
    form = NewThemeForm(request.POST or None, initial={"area": request.GET.get("area", "")})
    if request.method == "POST" and form.is_valid():
        try:
            code = _add(request, form.cleaned_data)
        except NotSignedIn:
            raise
        except CommongroundError as error:
            refuse(form, error)
        else:
            messages.success(request, _("The theme was added."))
            return redirect("theme", code)
    facts = visible_facts(FACT_KINDS["area"], viewer).order_by("label")
    extra = {"form": form, "areas": facts.values_list("label", flat=True)[:500]}
    return show(request, "web/themes/new.html", {}, extra=extra, status=422 if form.errors else 200)


def _add(request: HttpRequest, given: dict[str, Any]) -> str:
    viewer = writer_of(request)
    area = given["area"].strip()
    fact = models.Area.objects.filter(label__iexact=area).first()
    values = {
        "code": area_id(area)[:120],
        "area": fact.label if fact else area,
        "labels": fact.labels if fact else {page_language(): area},
        "sub_topics": given["sub_topics"].splitlines(),
        **{name: given[name] for name in ("governing", "period", "owner_role")},
    }
    row: Any = add_fact("theme", values, viewer.actor, utc_now)
    return str(row.code)


def edit(request: HttpRequest, code: str) -> HttpResponse:
    """The facts of a theme are changed."""
    viewer = viewer_of(request)
    row: models.Theme = get_fact(FACT_KINDS["theme"], code, viewer)
    viewer.require(Action.EDIT_FACTS, row.code)
    form = ThemeForm(request.POST) if request.method == "POST" else ThemeForm.of(row)
    if form.is_bound and form.is_valid():
        done = _change(request, row, form, form.values(), form.cleaned_data["reason"])
        if done:
            return done
    return show(
        request,
        "web/themes/edit.html",
        {"theme": theme_json(row)},
        extra={"form": form, "names": form.names(), "others": form.others()},
        status=422 if form.errors else 200,
    )


def decide(request: HttpRequest, code: str) -> HttpResponse:
    """Whether a theme goes on or stops is recorded, with the reason."""
    viewer = viewer_of(request)
    row: models.Theme = get_fact(FACT_KINDS["theme"], code, viewer)
    viewer.require(Action.EDIT_FACTS, row.code)
    names = ("decision", "decision_reason")
    initial = {name: getattr(row, name) for name in (*names, "version")}
    form = DecisionForm(request.POST or None, initial=initial)
    if form.is_bound and form.is_valid():
        values = {name: form.cleaned_data[name] for name in names}
        done = _change(request, row, form, values, values["decision_reason"])
        if done:
            return done
    return show(
        request,
        "web/themes/decide.html",
        {"theme": theme_json(row)},
        extra={"form": form},
        status=422 if form.errors else 200,
    )


def _change(
    request: HttpRequest, row: models.Theme, form: Any, values: dict[str, Any], reason: str
) -> HttpResponse | None:
    """To the theme's page where the change was made; None where the form says why not."""
    viewer, version = writer_of(request), form.cleaned_data["version"]
    try:
        change_fact("theme", (row.code,), values, viewer.actor, utc_now, version=version, reason=reason)
    except NotSignedIn:
        raise
    except StaleVersion as error:
        refuse(form, error)
        form.add_error(None, who_changed("Theme", row.pk))
        row.refresh_from_db()
        form.data = {**form.data.dict(), "version": row.version}
        return None
    except CommongroundError as error:
        refuse(form, error)
        return None
    messages.success(request, _("The theme was changed."))
    return redirect("theme", row.code)


urlpatterns: list[URLPattern] = [
    path("themes/", themes, name="themes"),
    path("themes/new/", new, name="theme_new"),
    path("themes/<path:code>/cell/", cell, name="theme_cell"),
    path("themes/<path:code>/edit/", edit, name="theme_edit"),
    path("themes/<path:code>/decide/", decide, name="theme_decide"),
    path("themes/<path:code>/matrix.<str:form>", paper, name="theme_paper"),
    path("themes/<path:code>/", theme, name="theme"),
]
