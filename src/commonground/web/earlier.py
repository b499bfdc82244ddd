"""Pages of an earlier state: `?edition=NAME`, or `?as_of=2026-06-30` for members, at the address of any page."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from commonground.api.failures import API
from commonground.api.viewer import viewer_of
from commonground.domain.role import Action
from commonground.errors import BadInput, CommongroundError, Said
from commonground.register.past import reading_as_of
from commonground.web.failures import answer_to

NOW_ONLY = (
    "/mine/",
    "/review/",
    "/check/",
    "/administration/",
    "/accounts/",
    "/editions/",
    "/role/",
    "/invitation/",
    "/search/",  # of what is now: its index is made from the register as it is
)
"""Pages that have no earlier state, or show one already."""


class EarlierPages:
    """Answers a page from the state that its address names; `request.earlier` is that state's name."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The page, of the state that the address names or as it is now."""
        path = request.path_info
        edition, as_of = request.GET.get("edition", "").strip(), request.GET.get("as_of", "").strip()
        if not (edition or as_of) or path.startswith((API, "/static/", *NOW_ONLY)):
            return self.get_response(request)
        try:
            if request.method not in ("GET", "HEAD"):
                raise BadInput(
                    Said("an earlier state is only read"), advice=Said("see the page as it is now")
                )
            if as_of:  # such a state has to be made, which costs time
                viewer_of(request).require(Action.SEE_MEMBERS, "as_of")
            with reading_as_of(edition, as_of or None):
                request.earlier = edition or as_of  # type: ignore[attr-defined]
                return self.get_response(request)
        except CommongroundError as error:
            return answer_to(request, error)
