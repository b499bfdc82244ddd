"""Forms that could not be taken because the session ended or began anew: what was typed, to be sent once more."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext_lazy

from commonground.api.viewer import viewer_of
from commonground.web.fact_forms import LABELS
from commonground.web.words import worded

TOKEN = "csrfmiddlewaretoken"  # noqa: S105 -- the name of the field, no secret
_LONG = 20  # characters: longer values were written by hand; they stand in a box and can be mended
_WORDS = {**LABELS, "reason": gettext_lazy("Reason"), "verdict": gettext_lazy("Verdict")}


@dataclass(frozen=True, slots=True)
class Typed:
    """One value that a form held, under the reader's word for its field; "" where it has none."""

    name: str
    value: str
    label: Any

    @property
    def shown(self) -> Any:
        """The value as readers read it."""
        return worded("verdict", self.value) if self.name == "verdict" else self.value

    @property
    def is_long(self) -> bool:
        """Whether somebody wrote it by hand."""
        return len(self.value) > _LONG or "\n" in self.value


def typed_in(request: HttpRequest) -> list[Typed]:
    """What the form held, passwords and its token left out."""
    return [
        Typed(name, str(value), _label(name))
        for name, values in request.POST.lists()
        if name != TOKEN and not _is_secret(name)
        for value in values
    ]


def can_be_sent_again(request: HttpRequest) -> bool:
    """Whether a form with a stale token may be offered anew: it came from a page of ours, and somebody is signed in.

    A form that another site made is never offered: who pressed its button would send what they never saw. Nor is one
    with a password or a file, which cannot be given back.
    """
    is_own = hasattr(request, "viewer") and viewer_of(request).is_signed_in and _is_from_here(request)
    return is_own and not request.FILES and not any(map(_is_secret, request.POST))


def _is_secret(name: str) -> bool:
    return "password" in name.casefold()


def _is_from_here(request: HttpRequest) -> bool:
    """Whether the browser says that a page of ours sent the request; no word of it counts as no."""
    said = request.headers.get("Origin") or request.headers.get("Referer") or ""
    parts = urlsplit(said)
    origin = f"{parts.scheme}://{parts.netloc}"
    return origin in {f"{request.scheme}://{request.get_host()}", *settings.CSRF_TRUSTED_ORIGINS}


def _label(name: str) -> Any:
    """The word of the field; of one for a language, with the language's own."""
    plain, _dot, of = name.rpartition("-")[2].partition(".")
    found = _WORDS.get(plain, "")
    return f"{found} ({worded('language', of)})" if of and found else found
