"""The OpenAPI description: whole, of version 3.1, and true of what the API answers to anything it allows."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, transaction
from hypothesis import HealthCheck, Phase, given, settings
from tests.api.asked import routes
from tests.api.conftest import Peopled

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # of the library's own imports
    import schemathesis
    from schemathesis.checks import not_a_server_error
    from schemathesis.specs.openapi.checks import response_schema_conformance

EXAMPLES = 6  # requests made up for each operation


@pytest.fixture
def description(ask: Any) -> dict[str, Any]:
    """The description as it is served."""
    answer = ask()("get", "/openapi.json")
    assert answer.status_code == 200
    found: dict[str, Any] = answer.json()
    return found


def operations(description: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    return [(method, one) for path in description["paths"].values() for method, one in path.items()]


def test_description_holds_every_route_once(description: dict[str, Any]) -> None:
    assert description["openapi"].startswith("3.1")
    named = [one["operationId"] for _, one in operations(description)]
    assert sorted(named) == sorted(route.operation for route in routes())


def test_every_operation_says_what_it_does_and_how_it_fails(description: dict[str, Any]) -> None:
    for method, one in operations(description):
        assert one["description"]
        assert {"401", "403", "422", "429"} <= set(one["responses"]), one["operationId"]
        problem = one["responses"]["422"]["content"]
        assert list(problem) == ["application/problem+json"]
        assert ({} in one["security"]) == (method == "get" or one["operationId"] == "accept_invitation")
        headers = {p["name"] for p in one["parameters"] if p["in"] == "header"}
        assert ("Idempotency-Key" in headers) == (method == "post")


def test_description_loads_nothing_from_elsewhere(ask: Any) -> None:
    assert ask()("get", "/docs").status_code == 404


@pytest.fixture
def _kept_connection(description: dict[str, Any]) -> Iterator[None]:
    """The connection stays open between requests. Django's own client undoes this, so it asks first."""
    assert description
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield
    for signal in signals:
        signal.connect(close_old_connections)


@pytest.mark.usefixtures("_kept_connection")
@pytest.mark.filterwarnings("ignore::DeprecationWarning:schemathesis")
@pytest.mark.filterwarnings("ignore::DeprecationWarning:jsonschema")
@pytest.mark.filterwarnings("ignore::hypothesis.errors.NonInteractiveExampleWarning")
@pytest.mark.parametrize("who", ["visitor", "secretariat"])
def test_no_allowed_request_is_answered_with_a_fault(
    served: Peopled, description: dict[str, Any], who: str
) -> None:
    """Requests made up from the description: the answers are never 5xx, and are of the shape described."""
    schema = schemathesis.openapi.from_dict(description)
    schema.app = WSGIHandler()
    headers = {"Host": "localhost", "Accept-Encoding": "identity"}
    if who in served.tokens:
        headers["Authorization"] = f"Bearer {served.tokens[who]}"
    count = 0
    for found in schema.get_all_operations():
        operation = found.ok()  # type: ignore[union-attr]
        is_publishing = operation.method == "post" and operation.path == "/api/v1/editions"

        @settings(
            max_examples=1 if is_publishing else EXAMPLES,  # every one publishes the whole register
            deadline=None,
            database=None,
            derandomize=True,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(case=operation.as_strategy())
        def ask_anything(case: Any) -> None:
            with transaction.atomic():
                case.call_and_validate(
                    headers=headers, checks=[not_a_server_error, response_schema_conformance]
                )
                transaction.set_rollback(True)

        ask_anything()
        count += 1
    assert count == len(list(routes()))
