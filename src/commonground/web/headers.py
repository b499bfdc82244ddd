"""What every answer tells browsers: run nothing but our own scripts, frame nothing, ask for no device."""

from __future__ import annotations

import secrets
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

DIRECTIVES = (
    "default-src 'none'",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
)
PERMISSIONS = ", ".join(
    f"{feature}=()"
    for feature in ("camera", "geolocation", "microphone", "payment", "usb", "display-capture", "fullscreen")
)
PRIVATE = ("/invitation/",)  # addresses that hold a secret


class SecurityHeaders:
    """Sets the headers. `request.csp_nonce` names the scripts of this one answer; no other script runs."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The answer with the headers."""
        nonce = secrets.token_urlsafe(16)
        request.csp_nonce = nonce  # type: ignore[attr-defined]
        answer = self.get_response(request)
        answer.setdefault("Content-Security-Policy", "; ".join((*DIRECTIVES, f"script-src 'nonce-{nonce}'")))
        answer.setdefault("Permissions-Policy", PERMISSIONS)
        answer.setdefault("Cross-Origin-Opener-Policy", "same-origin")
        if request.path_info.startswith(PRIVATE):
            # With "no-referrer" browsers send forms without their origin, and they would be refused.
            answer["Referrer-Policy"] = "strict-origin"
            answer["Cache-Control"] = "no-store"
        return answer
