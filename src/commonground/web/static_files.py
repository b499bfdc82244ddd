"""Our own static files, served from the package: an address names the content, so that browsers may keep it."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import StaticFilesStorage
from django.contrib.staticfiles.views import serve
from django.http import HttpRequest
from django.http.response import HttpResponseBase

VERSION = "v"
FOR_EVER = "public, max-age=31536000, immutable"


@cache
def content_version(path: str) -> str:
    """The first characters of the file's SHA-256; empty for a file that is not there."""
    found = finders.find(path)
    return hashlib.sha256(Path(found).read_bytes()).hexdigest()[:12] if isinstance(found, str) else ""


class VersionedFiles(StaticFilesStorage):
    """Addresses of static files with the version of their content."""

    def url(self, name: str | None) -> str:
        """For instance /static/web/base.css?v=0f3a5c."""
        address, version = super().url(name), content_version(name or "")
        return f"{address}?{VERSION}={version}" if version else address


def serve_static(request: HttpRequest, path: str) -> HttpResponseBase:
    """The file; kept for ever where the address names the version that it is."""
    answer = serve(request, path, insecure=True)
    named = request.GET.get(VERSION, "")
    if named and named == content_version(path):
        answer.headers["Cache-Control"] = FOR_EVER
    return answer
