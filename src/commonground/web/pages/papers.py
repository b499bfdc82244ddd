"""Papers: what meetings run on, in each of the six languages, as files to download."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _

from commonground.analysis.consolidation import area_id
from commonground.api.derived import derived
from commonground.api.routes.papers import EXCHANGE_TYPES, MEDIA_TYPES, file_answer
from commonground.api.viewer import Viewer, viewer_of
from commonground.domain.language import OFFICIAL_LANGUAGES
from commonground.domain.role import Action
from commonground.errors import BadInput, NotFound, Said
from commonground.register import models
from commonground.register.mapping_papers import MAPPING_FORMATS, mapping_papers
from commonground.register.paper_frame import PaperOptions
from commonground.register.papers import exchange_file, matrix_paper, report_paper
from commonground.register.permissions import allows
from commonground.web.page import page_language, show

ALL_FORMS = ("docx", "xlsx", "html", "csv", "json")
MATRIX = "matrix-"
LENGTH_MAX = 200  # of what is printed in the title block, in characters
EXCHANGE_NAMES = {
    "sssom": "links.sssom.tsv",
    "strm": "proposals.strm.csv",
    "skos": "areas.ttl",
    "xlsx": "register.xlsx",
}


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper that can be had: its kind, what it is, its formats, and what a reader must be allowed to see."""

    kind: str
    title: Any
    about: Any
    forms: tuple[str, ...] = ALL_FORMS
    needs: Action | None = None

    def to_json(self) -> dict[str, Any]:
        """As the page's twin shows it."""
        return {
            "kind": self.kind,
            "title": str(self.title),
            "about": str(self.about),
            "forms": list(self.forms),
        }


REPORTS = (
    Paper("areas", _("List of areas of mutual interest"), _("Every area once, with all lists that name it.")),
    Paper(
        "derivation",
        _("Areas that follow from the resolutions"),
        _("By the rule of 2023, and the difference from the lists."),
    ),
    Paper(
        "mapping-tables",
        _("Mapping tables"),
        _("What any two Sectors have in common, with the evidence; all tables in one archive."),
        MAPPING_FORMATS,
        Action.SEE_PROPOSALS,
    ),
    Paper(
        "roll-up",
        _("What Sectors and groups have in common"),
        _("Sector by Sector and group by group, in numbers."),
        ("html", "xlsx", "csv", "json"),
        Action.SEE_PROPOSALS,
    ),
    Paper(
        "overlaps", _("Overlaps"), _("Sub-topics on which several groups work."), needs=Action.SEE_PROPOSALS
    ),
    Paper(
        "gaps",
        _("Gaps"),
        _("Sub-topics on which a Sector does nothing, or nobody has looked."),
        needs=Action.SEE_PROPOSALS,
    ),
    Paper(
        "suggestions",
        _("Proposed links"),
        _("What matching suggests and nobody has judged, passages side by side."),
        needs=Action.SEE_PROPOSALS,
    ),
    Paper(
        "findings",
        _("Findings"),
        _("Slips in documents and register, with their place."),
        needs=Action.SEE_INTERNAL,
    ),
)
EXCHANGES = (
    Paper(
        "xlsx",
        _("The register as a workbook"),
        _("To edit in a spreadsheet and import again."),
        ("xlsx",),
        Action.SEE_PROPOSALS,
    ),
    Paper(
        "sssom",
        _("Links as SSSOM"),
        _("For other programs: mappings with all fields of SSSOM."),
        ("tsv",),
        Action.SEE_PROPOSALS,
    ),
    Paper(
        "strm",
        _("Proposed links as STRM"),
        _("For other programs: set relationships of NIST IR 8477."),
        ("csv",),
        Action.SEE_PROPOSALS,
    ),
    Paper(
        "skos",
        _("Areas as SKOS"),
        _("For other programs: a concept scheme in Turtle."),
        ("ttl",),
        Action.SEE_PROPOSALS,
    ),
)


def papers(request: HttpRequest) -> HttpResponse:
    """Every paper that the viewer may have, with its formats."""
    viewer = viewer_of(request)
    themes = models.Theme.objects.order_by("pk").values("code", "area", "labels")
    data = {
        "reports": [paper for paper in REPORTS if _may(viewer, paper)],
        "themes": [{**theme, "kind": MATRIX + theme["code"], "forms": ALL_FORMS} for theme in themes],
        "exchanges": [paper for paper in EXCHANGES if _may(viewer, paper)],
        "languages": OFFICIAL_LANGUAGES,
        "language": page_language(),
    }
    return show(request, "web/papers.html", data)


def _may(viewer: Viewer, paper: Paper) -> bool:
    return paper.needs is None or allows(viewer.actor, paper.needs)


def paper(request: HttpRequest, kind: str) -> HttpResponse:
    """The paper as a file: `?form=docx&language=fr`, with `number`, `meeting` and `group` for its title block."""
    viewer, asked = viewer_of(request), request.GET
    form, options = asked.get("form", "docx"), _options(asked)
    if kind.startswith(MATRIX):
        return _matrix(kind.removeprefix(MATRIX), form, options)
    found = next((one for one in (*REPORTS, *EXCHANGES) if one.kind == kind), None)
    if found is None:
        raise NotFound(
            Said("no paper %(name)s", name=repr(kind[:80])), advice=Said("choose one from the list of papers")
        )
    if found.needs:
        viewer.require(found.needs, kind)
    if found in EXCHANGES:
        media = EXCHANGE_TYPES.get(
            kind, "text/csv" if kind == "strm" else MEDIA_TYPES.get(kind, "text/plain")
        )
        return file_answer(exchange_file(kind, options.language), media, EXCHANGE_NAMES[kind])
    _check_form(found, form)
    if kind == "mapping-tables":
        return file_answer(
            _archive(form, options), "application/zip", f"mapping-tables-{options.language}.zip"
        )
    return _file(kind, form, options, lambda: report_paper(kind, form, options))


def _options(asked: Mapping[str, str]) -> PaperOptions:
    language = asked.get("language") or page_language()
    if language not in OFFICIAL_LANGUAGES:
        raise BadInput(
            Said("no papers in language %(language)s", language=repr(language[:20])),
            advice=Said("choose one of the six languages"),
        )
    printed = {name: asked.get(name, "").strip() for name in ("number", "meeting", "group")}
    for name, text in printed.items():
        if len(text) > LENGTH_MAX:
            raise BadInput(
                Said("longer than %(number)s characters", number=LENGTH_MAX),
                where=name,
                advice=Said("shorten it"),
            )
    return PaperOptions(language, **printed)


def _check_form(found: Paper, form: str) -> None:
    if form not in found.forms:
        raise BadInput(
            Said("no format %(form)s", form=repr(form[:20])),
            where=found.kind,
            advice=Said("one of: %(names)s", names=tuple(found.forms)),
        )


def _matrix(code: str, form: str, options: PaperOptions) -> HttpResponse:
    theme = models.Theme.objects.filter(code=code).first()
    if theme is None:
        raise NotFound(
            Said("no theme %(name)s", name=repr(code[:80])), advice=Said("choose one from the list of papers")
        )
    return _file(MATRIX + code, form, options, lambda: matrix_paper(theme.area, form, options))


def _file(name: str, form: str, options: PaperOptions, make: Callable[[], bytes]) -> HttpResponse:
    data = derived("paper", make, name, form, options)
    return file_answer(data, MEDIA_TYPES[form], f"{area_id(name)}-{options.language}.{form}")


def _archive(form: str, options: PaperOptions) -> bytes:
    """All mapping tables in one zip file, the same bytes for the same state."""

    def make() -> bytes:
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in mapping_papers(form, options):
                archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
        return buffer.getvalue()

    return derived("mapping-archive", make, form, options)


urlpatterns: list[URLPattern] = [
    path("papers/", papers, name="papers"),
    path("papers/<str:kind>/", paper, name="paper"),
]
