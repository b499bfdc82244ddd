"""Pages for what goes wrong; under /api/ problems instead. Each says what is wrong and what to do."""

from __future__ import annotations

import logging
from collections.abc import Callable
from http import HTTPStatus

from django.core.exceptions import (
    DisallowedHost,
    RequestDataTooBig,
    SuspiciousFileOperation,
    SuspiciousOperation,
    TooManyFilesSent,
)
from django.db import DataError, OperationalError
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.shortcuts import render
from django.utils.translation import gettext as _

from commonground.api.failures import API
from commonground.api.problem import problem
from commonground.api.viewer import viewer_of
from commonground.errors import (
    BadInput,
    CommongroundError,
    InternalError,
    LimitExceeded,
    NotAllowed,
    NotAvailable,
    NotFound,
    NotSignedIn,
    Said,
    outcome_of,
)
from commonground.web.page import is_json, is_partial
from commonground.web.resending import can_be_sent_again, typed_in
from commonground.web.said import said

log = logging.getLogger(__name__)


class FailurePages:
    """Turns errors of views into pages, into a part of a page for htmx, into a problem for the JSON twin."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The answer; what no database can hold is refused before a view sees it."""
        is_null = "\x00" in request.path_info or "%00" in request.META.get("QUERY_STRING", "")
        if is_null and not request.path_info.startswith(API):
            return answer_to(
                request, BadInput(_("a null character"), where="address", advice=_("leave it out"))
            )
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """The page for an error that the view did not catch."""
        if request.path_info.startswith(API):
            return None
        known = _known(error)
        return answer_to(request, known) if known else None


def _known(error: Exception) -> CommongroundError | None:
    match error:
        case CommongroundError():
            if isinstance(error, InternalError):
                log.error("%s", error, exc_info=error)
            return error
        case RequestDataTooBig() | TooManyFilesSent():
            return LimitExceeded(_("the request is too large"), advice=_("send less at once"))
        case UnreadablePostError():
            return BadInput(_("the request broke off"), advice=_("send it again"))
        case DisallowedHost():
            return None  # Django's own answer: a page of ours would name the wrong host
        case SuspiciousFileOperation():
            return NotFound(_("nothing has this address"))
        case SuspiciousOperation():
            return BadInput(_("the request cannot be read"), advice=_("go back and try again"))
        case UnicodeEncodeError() | DataError() | OverflowError():
            return BadInput(_("a value that the register cannot hold"), advice=_("go back and change it"))
        case OperationalError():
            log.warning("the database is busy", exc_info=error)
            return NotAvailable(_("the register is busy"), advice=_("try again in a moment"))
    return None


def answer_to(request: HttpRequest, error: CommongroundError) -> HttpResponse:
    """The error as page, part or problem."""
    if is_json(request):
        return problem(error)
    status = HTTPStatus(outcome_of(error).http_status)
    if isinstance(error, NotSignedIn) or (isinstance(error, NotAllowed) and not _is_signed_in(request)):
        return sign_in_first(request)
    message = said(error.message)
    return failure_page(
        request, status, f"{error.where}: {message}" if error.where else message, said(error.advice)
    )


def _is_signed_in(request: HttpRequest) -> bool:
    return hasattr(request, "viewer") and viewer_of(request).is_signed_in


def sign_in_first(request: HttpRequest) -> HttpResponse:
    """Asks to sign in. What a form held is shown and can be sent again afterwards: nothing typed is lost."""
    back = (
        request.get_full_path() if request.method in ("GET", "HEAD") else request.headers.get("Referer", "/")
    )
    context = {
        "typed": typed_in(request),
        "back": back if request.method in ("GET", "HEAD") else _own_path(request, back),
    }
    answer = render(request, "web/sign_in_first.html", context, status=HTTPStatus.UNAUTHORIZED)
    if is_partial(request):
        answer["HX-Retarget"], answer["HX-Reswap"] = "body", "innerHTML"
    return answer


def _own_path(request: HttpRequest, address: str) -> str:
    """The path of an address of ours; the first page for others."""
    _scheme, _sep, rest = address.partition("://")
    host, slash, path = rest.partition("/")
    return slash + path if slash and host == request.get_host() else "/"


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Nothing has this address."""
    if request.path_info.startswith(API):
        return problem(
            NotFound(Said("no such address"), advice=Said("see the addresses in /api/v1/openapi.json"))
        )
    if is_json(request):
        return problem(NotFound(Said("no such address"), advice=Said("start from /?format=json")))
    return failure_page(
        request,
        HTTPStatus.NOT_FOUND,
        _("Nothing has this address."),
        _("Start from the first page, or search."),
    )


def server_error(request: HttpRequest) -> HttpResponse:
    """A fault of ours; nothing of the inside is told."""
    if request.path_info.startswith(API) or is_json(request):
        return problem(
            InternalError(
                Said("a fault of Commonground itself"), advice=Said("report it with the time of day")
            )
        )
    return failure_page(
        request,
        HTTPStatus.INTERNAL_SERVER_ERROR,
        _("Something went wrong here."),
        _("Nothing was changed. Report it with the time of day."),
    )


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that is older than the sign-in is offered anew; of one from elsewhere what was typed can be copied."""
    if request.path_info.startswith(API):
        return problem(
            NotAllowed(Said("the request does not come from a page of this register"), where="X-CSRFToken")
        )
    if can_be_sent_again(request):
        return _send_again(request)
    typed = [one.value for one in typed_in(request) if one.is_long]
    return failure_page(
        request,
        HTTPStatus.FORBIDDEN,
        _("The form is too old, or came from another site."),
        _("Go back, load the page again, and send the form once more. Your browser must accept cookies."),
        typed=typed,
    )


def _send_again(request: HttpRequest) -> HttpResponse:
    """The form as it was sent, with the token of today; for htmx in place of the page."""
    back = _own_path(request, request.headers.get("Referer", "/"))
    context = {"typed": typed_in(request), "back": back}
    answer = render(request, "web/send_again.html", context, status=HTTPStatus.FORBIDDEN)
    if is_partial(request):
        answer["HX-Retarget"], answer["HX-Reswap"] = "body", "innerHTML"
    return answer


def failure_page(
    request: HttpRequest, status: HTTPStatus | int, message: str, advice: str, typed: list[str] | None = None
) -> HttpResponse:
    """A page that says what is wrong and what to do; for htmx the words alone, for the page's place of messages."""
    context = {"message": message, "advice": advice, "typed": typed or []}
    if is_partial(request):
        answer = render(request, "web/parts/failure.html", context, status=status)
        answer["HX-Retarget"], answer["HX-Reswap"] = "#messages", "innerHTML"
        return answer
    return render(request, "web/failure.html", context, status=status)
