"""Every route, asked by every role of every Sector: who may do what is written in matrix.csv, cell by cell."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from tests.api.asked import Request, Route, request_for, routes
from tests.api.conftest import PEOPLE, VISITOR

TABLE = Path(__file__).with_name("matrix.csv")
WHO = (VISITOR, *PEOPLE)
ROUTES = tuple(routes())


def table() -> dict[str, dict[str, str]]:
    with TABLE.open(encoding="utf-8", newline="") as file:
        return {row["operation"]: row for row in csv.DictReader(file)}


def test_table_has_a_row_for_every_route_and_no_other() -> None:
    """A new route fails here until somebody decides who may use it."""
    assert {route.operation for route in ROUTES} == set(table())
    assert len(ROUTES) == len(table())
    assert all(row[who] for row in table().values() for who in WHO)


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.operation)
def test_route_answers_each_role_as_the_table_says(route: Route, ask: Any) -> None:
    expected = {who: int(table()[route.operation][who]) for who in WHO}
    asked = request_for(route)
    assert {who: status_of(ask(who), route, asked) for who in WHO} == expected


def status_of(asking: Any, route: Route, asked: Request) -> int:
    """The status of the answer; what it changed is undone."""
    headers = {"If_Match": "*"} if route.method in ("PATCH", "DELETE") else {}
    with transaction.atomic():
        if asked.file:
            answer = asking.send(asked.path, *asked.file)
        else:
            answer = asking(route.method, asked.path, asked.body, **headers)
        transaction.set_rollback(True)
    assert answer.status_code < 400 or answer["Content-Type"] == "application/problem+json"
    status: int = answer.status_code
    return status
