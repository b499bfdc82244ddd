"""Pages for what goes wrong; under /api/ problems instead."""

from __future__ import annotations

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from commonground.api.failures import API
from commonground.api.problem import problem
from commonground.errors import InternalError, NotAllowed, NotFound


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Nothing has this address."""
    if request.path_info.startswith(API):
        return problem(NotFound("no such address", advice="see the addresses in /api/v1/openapi.json"))
    return failure_page(
        request, HTTPStatus.NOT_FOUND, _("Nothing has this address."), _("Start from the first page.")
    )


def server_error(request: HttpRequest) -> HttpResponse:
    """A fault of ours; nothing of the inside is told."""
    if request.path_info.startswith(API):
        return problem(
            InternalError("a fault of Commonground itself", advice="report it with the time of day")
        )
    return failure_page(
        request,
        HTTPStatus.INTERNAL_SERVER_ERROR,
        _("Something went wrong here."),
        _("Nothing was changed. Report it with the time of day."),
    )


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that did not come from our own page."""
    if request.path_info.startswith(API):
        return problem(
            NotAllowed("the request does not come from a page of this register", where="X-CSRFToken")
        )
    return failure_page(
        request,
        HTTPStatus.FORBIDDEN,
        _("The form is too old, or came from another site."),
        _("Go back, load the page again, and send the form once more. Your browser must accept cookies."),
    )


def failure_page(request: HttpRequest, status: HTTPStatus, message: str, advice: str) -> HttpResponse:
    """A page that says what is wrong and what to do."""
    return render(request, "web/failure.html", {"message": message, "advice": advice}, status=status)
