"""Reads of an earlier state: `?edition=NAME`, or `?as_of=2026-06-30` for members."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from commonground.api.problem import problem
from commonground.api.viewer import viewer_of
from commonground.domain.role import Action
from commonground.errors import BadInput, CommongroundError, Said
from commonground.register.past import reading_as_of

API = "/api/"
NOW_ONLY = (
    "me",
    "tokens",
    "accounts",
    "invitations",
    "jobs",
    "editions",
    "imports",
    "log",
    "find",
    "openapi.json",
)
"""What has no earlier state, or is one already."""


class EarlierStates:
    """Answers a read under /api/ from the state it names."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The answer, of the state that the address names or as it is now."""
        edition, as_of = request.GET.get("edition", "").strip(), request.GET.get("as_of", "").strip()
        if not (edition or as_of) or not request.path_info.startswith(API):
            return self.get_response(request)
        try:
            _check(request, as_of)
            with reading_as_of(edition, as_of or None):
                return self.get_response(request)
        except CommongroundError as error:
            return problem(error)


def _check(request: HttpRequest, as_of: str) -> None:
    if request.method not in ("GET", "HEAD"):
        raise BadInput(
            Said("an earlier state is only read"), where="edition, as_of", advice=Said("leave these out")
        )
    parts = request.path_info.split("/")
    if len(parts) > 3 and parts[3] in NOW_ONLY:
        raise BadInput(
            Said("this has no earlier states"), where="edition, as_of", advice=Said("leave these out")
        )
    if as_of:  # such a state has to be made, which costs time
        viewer_of(request).require(Action.SEE_MEMBERS, "as_of")
