"""What every answer tells browsers: run nothing but our own files, frame nothing, ask for no device."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

POLICY = "; ".join(
    (
        "default-src 'none'",
        "style-src 'self'",
        "script-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
PERMISSIONS = ", ".join(
    f"{feature}=()"
    for feature in ("camera", "geolocation", "microphone", "payment", "usb", "display-capture", "fullscreen")
)
PRIVATE = ("/invitation/",)  # addresses that hold a secret


class SecurityHeaders:
    """Sets the headers; pages that need no script or style of others need no exception."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The answer with the headers."""
        answer = self.get_response(request)
        answer.setdefault("Content-Security-Policy", POLICY)
        answer.setdefault("Permissions-Policy", PERMISSIONS)
        if request.path_info.startswith(PRIVATE):
            answer["Referrer-Policy"] = "no-referrer"
            answer["Cache-Control"] = "no-store"
        return answer
