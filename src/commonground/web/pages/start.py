"""The first steps: from an empty register to the first matrix and edition."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _

from commonground.api.viewer import Viewer, viewer_of
from commonground.domain.role import Action, Role
from commonground.register import models
from commonground.register.permissions import allows
from commonground.web.page import show


@dataclass(frozen=True, slots=True)
class Step:
    """One step: what to do and why, what there is already, where it is done, and whether the viewer may do it."""

    title: str
    about: str
    number: int
    address: str
    go: str
    is_mine: bool
    who: Role

    @property
    def is_done(self) -> bool:
        """Whether there is something of it."""
        return self.number > 0

    def to_json(self) -> dict[str, Any]:
        """As the page's twin shows it."""
        return {"title": self.title, "number": self.number, "is_done": self.is_done, "address": self.address}


def start(request: HttpRequest) -> HttpResponse:
    """Five steps, each with what is there already; the first that is open is the next one."""
    viewer = viewer_of(request)
    steps = list(_steps(viewer))
    following = next((step for step in steps if not step.is_done), None)
    data = {
        "steps": steps,
        "done": sum(step.is_done for step in steps),
        "next": steps.index(following) + 1 if following else None,
        "facts": {
            "groups": models.Body.objects.count(),
            "questions": models.Question.objects.count(),
            "instruments": models.Instrument.objects.count(),
        },
    }
    return show(request, "web/start.html", data)


def _steps(viewer: Viewer) -> Iterator[Step]:
    def may(action: Action) -> bool:
        return viewer.is_signed_in and not viewer.is_viewing_as and allows(viewer.actor, action)

    yield Step(
        _("Add documents"),
        _(
            "Progress reports, lists of Questions, resolutions, liaison statements: Word, PDF, HTML, spreadsheets."
        ),
        models.Document.objects.count(),
        reverse("documents"),
        _("To the documents"),
        may(Action.ADD_DOCUMENTS),
        Role.SECRETARIAT,
    )
    yield Step(
        _("Let matching propose links"),
        _("It compares the work of every two Sectors, in six languages, and says why it proposes each link."),
        models.Suggestion.objects.count() if viewer.sees_proposals else 0,
        reverse("administration"),
        _("To the jobs"),
        may(Action.SUGGEST),
        Role.SECRETARIAT,
    )
    yield Step(
        _("Invite the focal points"),
        _("Only somebody with a role in a Sector can accept or refuse for it."),
        models.Assignment.objects.filter(role=Role.FOCAL_POINT, ended_at=None).count(),
        reverse("administration"),
        _("To the people"),
        may(Action.MANAGE_ACCOUNTS),
        Role.ADMINISTRATOR,
    )
    yield Step(
        _("Judge the first links"),
        _("A link is agreed when every Sector that it touches has accepted it."),
        models.Judgement.objects.count() if viewer.sees_proposals else 0,
        reverse("review"),
        _("To the review queue"),
        may(Action.JUDGE),
        Role.FOCAL_POINT,
    )
    yield Step(
        _("Publish the first edition"),
        _("It freezes the matrix and all papers under a name, so that they can be had again for ever."),
        models.Edition.objects.count(),
        reverse("editions"),
        _("To the editions"),
        may(Action.PUBLISH),
        Role.SECRETARIAT,
    )


urlpatterns: list[URLPattern] = [path("start/", start, name="start")]
