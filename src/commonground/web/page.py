"""Show a page: HTML in the reader's language, or, at the same address with `?format=json`, what it shows as JSON."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language

from commonground.domain.language import OFFICIAL_LANGUAGES

JSON = "json"


class _Encoder(DjangoJSONEncoder):
    """Also values of the domain, which say themselves how they look as JSON."""

    def default(self, o: Any) -> Any:
        """The value as JSON knows it."""
        if hasattr(o, "to_json"):
            return o.to_json()
        if dataclasses.is_dataclass(o) and not isinstance(o, type):
            return {field.name: getattr(o, field.name) for field in dataclasses.fields(o)}
        if isinstance(o, set | frozenset):
            return sorted(o)
        if isinstance(o, Mapping):
            return dict(o)
        return super().default(o)


def show(
    request: HttpRequest,
    template: str,
    data: Mapping[str, Any],
    *,
    extra: Mapping[str, Any] | None = None,
    partial: str = "",
    feed: str = "",
    status: int = 200,
) -> HttpResponse:
    """The page. `data` is what it shows and what its JSON twin answers; `extra` is for the template alone (forms).

    `partial` is the template of the part that htmx asks for, with the same names; `feed` the address of an Atom feed.
    """
    if is_json(request):
        return JsonResponse(
            dict(data), encoder=_Encoder, json_dumps_params={"ensure_ascii": False}, status=status
        )
    request.has_twin = True  # type: ignore[attr-defined]
    context = {**data, **(extra or {}), "feed": feed}
    answer = render(request, partial if partial and is_partial(request) else template, context, status=status)
    patch_vary_headers(answer, ["HX-Request", "Accept-Language", "Cookie"])
    answer.setdefault("Cache-Control", "private, no-cache")
    return answer


def is_json(request: HttpRequest) -> bool:
    """Whether the JSON twin of the page is asked for."""
    return request.GET.get("format") == JSON


def is_partial(request: HttpRequest) -> bool:
    """Whether htmx asks for a part of the page; a page that it restores from history is asked for whole."""
    headers = request.headers
    return headers.get("HX-Request") == "true" and headers.get("HX-History-Restore-Request") != "true"


def page_language() -> str:
    """The language of pages as facts and papers name it: "zh" for Django's "zh-hans"."""
    base = (get_language() or "en").partition("-")[0]
    return base if base in OFFICIAL_LANGUAGES else "en"
