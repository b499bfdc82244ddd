"""The API: its routes, and what its description says beside them."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

from commonground import __version__
from commonground.api.description import described
from commonground.api.failures import answer_to
from commonground.api.routes import (
    accounts,
    documents,
    editions,
    fact_feeds,
    facts,
    feeds,
    imports,
    jobs,
    links,
    organization,
    papers,
    record,
    search,
)
from commonground.errors import CommongroundError

DESCRIPTION = """What several parts of one organization have in common: read everything you may see, and change it \
through the same rules as people do.

Programs send a token (`Authorization: Bearer cg_...`); browsers use their session and a CSRF token. Without either \
you see what is public and agreed. Errors are problem+json (RFC 9457). Lists are read on with `next_cursor`. Texts \
come in the language of Accept-Language where there is one, and say which language they are in. Reads have ETags; \
updates name the version they were made from in If-Match; a POST with an Idempotency-Key is done once."""


class Api(NinjaAPI):
    """The API with its whole description."""

    def get_openapi_schema(self, **options: Any) -> Any:
        """OpenAPI 3.1, with the errors, headers and security that all routes share."""
        return described(super().get_openapi_schema(**options))


def make_api() -> Api:
    """The API with all its routes."""
    api = Api(
        title="Commonground",
        version=__version__,
        description=DESCRIPTION,
        docs_url=None,  # its pages load scripts from elsewhere
        openapi_url="/openapi.json",
        urls_namespace="api-v1",
    )
    # Papers come before facts, whose ids may hold a slash: /themes/ID/matrix is no theme.
    for module in (
        *(organization, papers, facts, links, documents, search, feeds, fact_feeds),
        *(record, imports, editions, jobs, accounts),
    ):
        api.add_router("", module.router)
    for kind in (CommongroundError, ValidationError, HttpError, Exception):
        api.add_exception_handler(kind, _answer)
    return api


def _answer(request: HttpRequest, error: Exception | type[Exception]) -> HttpResponse:
    return answer_to(error() if isinstance(error, type) else error)
