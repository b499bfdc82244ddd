"""Errors as problem+json (RFC 9457), made from the one table of errors."""

from __future__ import annotations

import json
from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

from django.http import HttpResponse

from commonground.errors import CommongroundError, NotSignedIn, TooManyRequests, outcome_of

CONTENT_TYPE = "application/problem+json"
TYPE = "urn:commonground:problem:"
SHOWN = 500  # characters of what was sent that an answer repeats


def problem(error: CommongroundError) -> HttpResponse:
    """The answer that says what is wrong, where, and what to do."""
    status = outcome_of(error).http_status
    answer = problem_answer(status, error.code, error.message, where=error.where, advice=error.advice)
    if isinstance(error, NotSignedIn):
        answer["WWW-Authenticate"] = 'Bearer realm="commonground"'
    if isinstance(error, TooManyRequests):
        answer["Retry-After"] = str(error.seconds)
    return answer


def problem_answer(
    status: int,
    code: str,
    message: str,
    *,
    where: str = "",
    advice: str = "",
    errors: Sequence[dict[str, str]] = (),
) -> HttpResponse:
    """A problem of any status; `errors` names the fields that are wrong."""
    value: dict[str, Any] = {
        "type": f"{TYPE}{code}",
        "title": HTTPStatus(status).phrase,
        "status": int(status),
        "detail": message[:SHOWN],
        "where": where[:SHOWN],
        "advice": advice[:SHOWN],
    }
    if errors:
        value["errors"] = list(errors)
    # Escaped, so that characters which turn or hide text in a terminal show as what they are.
    answer = HttpResponse(json.dumps(value), content_type=CONTENT_TYPE, status=status)
    answer["Cache-Control"] = "no-store"
    return answer
