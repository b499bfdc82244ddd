"""Several threads of one process look at the register at once, each at a state of its own."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import pytest
from django.db import connections

from commonground.register import models
from commonground.register.routing import add_database, reading_from, remove_database, steady_view
from commonground.register.workflows.actor import Actor, utc_now
from commonground.register.workflows.agreement import Proposed, propose_link

pytestmark = pytest.mark.usefixtures("register")
WAIT_SECONDS = 30.0
T = TypeVar("T")


def closing(run: Callable[[], T]) -> T:
    """What it returns, with this thread's connections closed after it."""
    try:
        return run()
    finally:
        connections.close_all()


def test_views_of_two_threads_end_apart_and_keep_their_own_state() -> None:
    first_looks, second_is_over = threading.Event(), threading.Event()

    def first() -> list[int]:
        with steady_view() as view, reading_from(view):
            counts = [models.LinkStanding.objects.count()]
            first_looks.set()
            assert second_is_over.wait(WAIT_SECONDS)
            counts.append(models.LinkStanding.objects.count())
            return counts

    def second() -> int:
        assert first_looks.wait(WAIT_SECONDS)
        try:
            propose_link(Proposed("ITU-T SG20", "ITU-D SG2"), Actor("secretariat"), utc_now)
            with steady_view() as view, reading_from(view):
                return models.LinkStanding.objects.count()
        finally:
            second_is_over.set()

    with ThreadPoolExecutor(2) as threads:
        before, after = threads.submit(closing, first), threads.submit(closing, second)
        (one, again), other = before.result(), after.result()
    assert one == again == other - 1
    assert list(connections) == ["default"]


def test_databases_come_and_go_while_another_thread_goes_through_them() -> None:
    add_database("one")
    looking = iter(connections)
    next(looking)
    add_database("another")
    remove_database("one")
    assert list(looking) == ["one"]
    remove_database("another")
    assert list(connections) == ["default"]
