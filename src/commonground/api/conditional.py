"""ETags: a read that has not changed is answered with 304; an update names the version that it was made from."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import parse_etags

from commonground.errors import BadInput, Said, VersionNeeded

API = "/api/"
VARIES = ("Accept-Language", "Authorization", "Cookie", "Commonground-Role", "Commonground-View-As")
_VERSIONED = re.compile(r'(?:W/)?"(\d{1,9})(?:\.[0-9a-f]+)?"')


class ConditionalReads:
    """Gives every answer to a read under /api/ an ETag, and answers 304 to who has it already."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The answer, or 304 without a body."""
        answer = self.get_response(request)
        if not request.path_info.startswith(API):
            return answer
        patch_vary_headers(answer, VARIES)
        if request.method not in ("GET", "HEAD") or answer.status_code != 200 or answer.streaming:
            answer.setdefault("Cache-Control", "no-store")
            return answer
        answer.setdefault("Cache-Control", "private, no-cache")
        digest = hashlib.sha256(answer.content).hexdigest()[:16]
        version = getattr(request, "record_version", None)
        answer["ETag"] = f'"{version}.{digest}"' if version is not None else f'"{digest}"'
        found = get_conditional_response(request, etag=answer["ETag"], response=answer)
        return answer if found is None else found


def tell_version(request: HttpRequest, version: int) -> None:
    """Put the record's version into the ETag of the answer, for the update that may follow."""
    request.record_version = version  # type: ignore[attr-defined]


def version_of(request: HttpRequest, *, is_needed: bool = True) -> int | None:
    """The version that If-Match names; None for "*", and where none is given and none is needed.

    Raises VersionNeeded without one, BadInput for one that is no ETag of a record.
    """
    given = request.headers.get("If-Match", "")
    if not given.strip():
        if not is_needed:
            return None
        raise VersionNeeded(
            Said("the update does not say which version it was made from"),
            where="If-Match",
            advice=Said("read the record and send its ETag as If-Match"),
        )
    tags = parse_etags(given)
    if tags == ["*"]:
        return None
    found = _VERSIONED.fullmatch(tags[0]) if len(tags) == 1 else None
    if found is None:
        raise BadInput(
            Said("not the ETag of a record"),
            where="If-Match",
            advice=Said('send one as it came: "3.1f0a..."'),
        )
    return int(found[1])
