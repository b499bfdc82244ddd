"""The OpenAPI description: what all routes share is said once here."""

from __future__ import annotations

from typing import Any

from commonground.api.past import NOW_ONLY
from commonground.api.problem import CONTENT_TYPE

API = "/api/v1/"
_PROBLEM = {
    "type": "object",
    "required": ["type", "title", "status", "detail", "where", "advice"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "What is wrong."},
        "where": {"type": "string", "description": "The record or the fields."},
        "advice": {"type": "string", "description": "What to do."},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"field": {"type": "string"}, "message": {"type": "string"}},
            },
        },
    },
    "examples": [
        {
            "type": "urn:commonground:problem:stale-version",
            "title": "Precondition Failed",
            "status": 412,
            "detail": "the link was changed since you read it (version 1, now 2)",
            "where": "0f3a9c4be812",
            "advice": "read it again, then judge",
        }
    ],
}
_ALWAYS = {
    "401": "The token is unknown, expired or revoked, or this needs somebody who is signed in.",
    "403": "The role, the Sector or the scope of the token does not allow it.",
    "422": "Something in the request cannot be used; `errors` names the fields.",
    "429": "Too many requests; Retry-After says how long to wait.",
    "500": "A fault of Commonground itself.",
    "503": "The register is busy.",
}
_ON_PATH = {"404": "There is no such record, or it may not be seen."}
_ON_WRITE = {
    "404": "What the request names does not exist.",
    "409": "It does not fit what the register holds.",
    "412": "The record was changed since the version named.",
    "413": "The request is too large.",
    "415": "A file of a kind that is not read.",
}
_ON_UPDATE = {"428": "If-Match is missing."}
_UPDATES = frozenset({"retire_", "change_", "withdraw_link"})
_FILES = {
    "get_matrix_paper": "application/octet-stream",
    "get_report": "application/octet-stream",
    "get_exchange_file": "application/octet-stream",
    "get_edition_file": "application/octet-stream",
    "get_comparison_paper": "application/octet-stream",
    "get_succession_template": "application/octet-stream",
    "feed_of_links": "application/atom+xml",
    "feed_of_documents": "application/atom+xml",
    "feed_of_changes": "application/atom+xml",
    "calendar": "text/calendar",
}
_SECURITY = {
    "token": {"type": "http", "scheme": "bearer", "description": "An API token: cg_..."},
    "session": {
        "type": "apiKey",
        "in": "cookie",
        "name": "sessionid",
        "description": "Of somebody signed in; writes also send X-CSRFToken.",
    },
}


def described(schema: dict[str, Any]) -> dict[str, Any]:
    """The description with errors, headers and security."""
    components = schema.setdefault("components", {})
    components["securitySchemes"] = _SECURITY
    components.setdefault("schemas", {})["Problem"] = _PROBLEM
    for path, methods in schema["paths"].items():
        for method, operation in methods.items():
            _complete(path, method, operation)
    return schema


def _complete(path: str, method: str, operation: dict[str, Any]) -> None:
    name = operation["operationId"]
    is_read = method == "get"
    operation["security"] = (
        [{}, {"token": []}, {"session": []}]
        if is_read or name == "accept_invitation"
        else [
            {"token": []},
            {"session": []},
        ]
    )
    operation.setdefault("description", f"{operation.get('summary', name)}.")
    statuses = {**_ALWAYS, **(_ON_PATH if "{" in path or is_read else {}), **({} if is_read else _ON_WRITE)}
    if needs_version(name):
        statuses |= _ON_UPDATE
    responses = operation["responses"]
    for status, text in statuses.items():
        responses.setdefault(
            status,
            {
                "description": text,
                "content": {CONTENT_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
            },
        )
    if is_read:
        responses["304"] = {"description": "Not changed since the ETag that If-None-Match names."}
    if name in _FILES:
        content = {"schema": {"type": "string", "format": "binary"}}
        responses[next(key for key in responses if str(key) == "200")] = {
            "description": "The file.",
            "content": {_FILES[name]: content},
        }
    operation["parameters"] = [*operation.get("parameters", []), *_headers(path, name, is_read, method)]


def needs_version(name: str) -> bool:
    """Whether the operation is an update of a fact or link, which names the version it was made from.

    >>> needs_version("change_body"), needs_version("change_account")
    (True, False)
    """
    return name.startswith(tuple(_UPDATES)) and name != "change_account"


def _headers(path: str, name: str, is_read: bool, method: str) -> list[dict[str, Any]]:
    found = [
        _header("Commonground-Role", "The role to act in: its number, or for instance `focal-point ITU-T`.")
    ]
    if is_read:
        found.append(_header("Accept-Language", "The language of texts: ar, zh, en, fr, ru or es."))
        found.append(_header("If-None-Match", "The ETag of what you have."))
        found.append(_header("Commonground-View-As", "For the secretariat: see what another role sees."))
        if path.removeprefix(API).split("/")[0] not in NOW_ONLY:
            found.append(_query("edition", "Read the state of this edition."))
            found.append(_query("as_of", "Read the state of this day or moment (ISO 8601); for members."))
    if method == "post":
        found.append(_header("Idempotency-Key", "The same key and request are done once.", 200))
    if needs_version(name):
        found.append({**_header("If-Match", 'The ETag of the record as read, or "*".'), "required": True})
    if name in ("judge_link", "clear_review"):
        found.append(_header("If-Match", "The ETag of the link as read."))
    return found


def _header(name: str, text: str, length: int = 500) -> dict[str, Any]:
    return {
        "in": "header",
        "name": name,
        "description": text,
        "required": False,
        "schema": {"type": "string", "maxLength": length},
    }


def _query(name: str, text: str) -> dict[str, Any]:
    return {**_header(name, text, 120), "in": "query"}
