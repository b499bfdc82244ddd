"""Whatever goes wrong under /api/ is answered as a problem: also what no route ever saw."""

from __future__ import annotations

import logging
from collections.abc import Callable
from http import HTTPStatus

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation, TooManyFilesSent
from django.db import DataError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse, UnreadablePostError
from ninja.errors import HttpError, ValidationError

from commonground.api.problem import CONTENT_TYPE, problem, problem_answer
from commonground.errors import (
    BadInput,
    CommongroundError,
    InternalError,
    LimitExceeded,
    NotAvailable,
    NotFound,
    Said,
)

API = "/api/"
log = logging.getLogger(__name__)
_ADVICE = {
    HTTPStatus.METHOD_NOT_ALLOWED: Said("see the methods of this address in /api/v1/openapi.json"),
    HTTPStatus.NOT_FOUND: Said("see the addresses in /api/v1/openapi.json"),
}
_CODES = {
    HTTPStatus.BAD_REQUEST: "bad-request",
    HTTPStatus.METHOD_NOT_ALLOWED: "method-not-allowed",
    HTTPStatus.NOT_FOUND: "not-found",
}


class ProblemAnswers:
    """Turns errors and bare error pages under /api/ into problems; other addresses are left as they are."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The answer; an error status under /api/ is always problem+json."""
        if not request.path_info.startswith(API):
            return self.get_response(request)
        query = request.META.get("QUERY_STRING", "")
        if "\x00" in request.path_info + query or "%00" in query:
            return problem(BadInput(Said("a null character"), where="address", advice=Said("leave it out")))
        answer = self.get_response(request)
        if answer.status_code < HTTPStatus.BAD_REQUEST or answer["Content-Type"].startswith(CONTENT_TYPE):
            return answer
        return _instead_of(answer)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """The problem for an error that no route caught."""
        return answer_to(error) if request.path_info.startswith(API) else None


def _instead_of(answer: HttpResponse) -> HttpResponse:
    status = HTTPStatus(answer.status_code)
    code = _CODES.get(
        status, "internal-error" if status >= HTTPStatus.INTERNAL_SERVER_ERROR else "bad-request"
    )
    new = problem_answer(status, code, status.description or status.phrase, advice=_ADVICE.get(status, ""))
    if "Allow" in answer:
        new["Allow"] = answer["Allow"]
    return new


def answer_to(error: Exception) -> HttpResponse:
    """The problem for an error of any kind; what is not foreseen tells nothing of the inside."""
    match error:
        case CommongroundError():
            if isinstance(error, InternalError):
                log.error("%s", error, exc_info=error)
            return problem(error)
        case ValidationError():
            return _invalid(error)
        case HttpError():
            return _http_error(error)
        case Http404():
            return problem(NotFound(Said("no such address"), advice=_ADVICE[HTTPStatus.NOT_FOUND]))
        case RequestDataTooBig() | TooManyFilesSent():
            return problem(LimitExceeded(Said("the request is too large"), advice=Said("send less at once")))
        case UnreadablePostError():
            return problem(BadInput(Said("the request broke off"), advice=Said("send it again")))
        case SuspiciousOperation():
            return problem(
                BadInput(Said("the request cannot be read"), advice=Said("send it as the description says"))
            )
        case UnicodeEncodeError():
            return problem(
                BadInput(
                    Said("half a character"), where="text", advice=Said("send whole characters of Unicode")
                )
            )
        case DataError() | OverflowError():
            return problem(
                BadInput(Said("a value that the register cannot hold"), advice=Said("give a smaller one"))
            )
        case OperationalError():
            log.warning("the database is busy", exc_info=error)
            return problem(NotAvailable(Said("the register is busy"), advice=Said("try again in a moment")))
        case _:
            log.error("unforeseen", exc_info=error)
            return problem(
                InternalError(
                    Said("a fault of Commonground itself"), advice=Said("report it with the time of day")
                )
            )


def _invalid(error: ValidationError) -> HttpResponse:
    errors = [
        {"field": ".".join(str(part) for part in one["loc"])[:200], "message": str(one["msg"])[:500]}
        for one in error.errors[:20]
    ]
    named = ", ".join(dict.fromkeys(one["field"] for one in errors))
    return problem_answer(
        HTTPStatus.UNPROCESSABLE_ENTITY,
        BadInput.code,
        errors[0]["message"] if errors else "not as the description says",
        where=named,
        advice="mend the fields named",
        errors=errors,
    )


def _http_error(error: HttpError) -> HttpResponse:
    if error.status_code == HTTPStatus.BAD_REQUEST:  # ninja's word for a body that is no JSON
        return problem(
            BadInput(Said("the body cannot be read as JSON"), where="body", advice=Said("send JSON in UTF-8"))
        )
    status = HTTPStatus(error.status_code)
    return problem_answer(status, _CODES.get(status, "bad-request"), status.phrase)
