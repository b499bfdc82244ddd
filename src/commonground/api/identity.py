"""Find out who asks: by the token of a program, else by the session of a browser, else a visitor."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from ninja.utils import check_csrf

from commonground.api.problem import problem
from commonground.api.throttling import count_request
from commonground.api.viewer import Viewer
from commonground.errors import CommongroundError, NotAllowed, NotSignedIn, Said
from commonground.register import models
from commonground.register.accounts import (
    Scope,
    actor_of,
    chosen_assignment,
    seen_as,
    token_holder,
)
from commonground.register.sight import EVERYTHING, seeing
from commonground.register.workflows.accounts import remember_use
from commonground.register.workflows.actor import Actor, utc_now

API = "/api/"
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
SESSION_ROLE, SESSION_VIEW_AS = "commonground-role", "commonground-view-as"


class Identify:
    """Sets `request.viewer` on every request; under /api/ refuses what is not allowed before a route sees it.

    Reads, of pages as well, see the records of the viewer's access levels only.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The answer, or a problem."""
        is_api = request.path_info.startswith(API)
        try:
            viewer = self._known(request, is_api)
        except CommongroundError as error:
            if is_api:
                return problem(error)
            viewer = Viewer()
        request.viewer = viewer  # type: ignore[attr-defined]
        with seeing(viewer.levels if request.method in SAFE else EVERYTHING):
            return self.get_response(request)

    def _known(self, request: HttpRequest, is_api: bool) -> Viewer:
        try:
            viewer = find_viewer(request)
        except NotAllowed:
            if is_api:
                count_request(request, Viewer())  # guesses of tokens count for the address
            raise
        if is_api:
            count_request(request, viewer)
            _check_method(request, viewer)
        return viewer


def find_viewer(request: HttpRequest) -> Viewer:
    """Who asks; raises NotSignedIn for a token that is of no use, NotAllowed or BadInput for a role not held."""
    authorization = request.headers.get("Authorization", "")
    named = request.headers.get("Commonground-Role", "")
    view_as = request.headers.get("Commonground-View-As", "")
    if authorization:
        viewer = _by_token(authorization, named)
    elif request.user.is_authenticated:
        session = request.session
        viewer = _by_session(request.user, named or session.get(SESSION_ROLE, ""))
        view_as = view_as or session.get(SESSION_VIEW_AS, "")
    else:
        viewer = Viewer()
    if not view_as:
        return viewer
    actor = seen_as(viewer.actor, view_as)
    return Viewer(actor, viewer.account, viewer.assignment, viewer.scopes, is_viewing_as=True)


def _by_token(authorization: str, named: str) -> Viewer:
    scheme, _, secret = authorization.partition(" ")
    if scheme.lower() != "bearer" or not secret.strip():
        raise NotSignedIn(
            Said("no token of a kind known here"), where="Authorization", advice=Said("send: Bearer cg_...")
        )
    now = utc_now()
    holder = token_holder(secret.strip(), now)
    remember_use(holder.token, now)
    actor = actor_of(holder.account, holder.assignment)
    if named.strip():
        wanted = chosen_assignment(holder.account, named)
        if wanted is None or wanted.pk != holder.assignment.pk:
            raise NotAllowed(
                Said("the token acts in another role"), where="Commonground-Role", advice=_acting(actor)
            )
    return Viewer(actor, holder.account.pk, holder.assignment.pk, holder.scopes)


def _acting(actor: Actor) -> Said:
    return Said("it acts as %(role)s", role=f"{actor.role} {actor.sector}".rstrip())


def _by_session(account: models.Account, named: str) -> Viewer:
    assignment = chosen_assignment(account, named)
    return Viewer(actor_of(account, assignment), account.pk, assignment.pk if assignment else None)


def _check_method(request: HttpRequest, viewer: Viewer) -> None:
    """Writes need the scope, a request that comes from our own pages, and one's own eyes."""
    if request.method in SAFE:
        viewer.require_scope(Scope.READ)
        return
    if viewer.is_viewing_as:
        raise NotAllowed(
            Said("who views as another role only reads"), advice=Said("stop viewing as another role")
        )
    viewer.require_scope(Scope.WRITE)
    is_by_session = viewer.is_signed_in and viewer.scopes is None
    if is_by_session and check_csrf(request) is not None:
        raise NotAllowed(
            Said("the request does not come from a page of this register"),
            where="X-CSRFToken",
            advice=Said("send the token of the form or the cookie, or use an API token"),
        )
