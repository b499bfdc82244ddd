"""The server makes ready what pages begin with."""

from __future__ import annotations

from typing import Any

import pytest

from commonground.api import derived as keeping
from commonground.web import warming


@pytest.mark.usefixtures("register")
def test_areas_and_search_are_ready_for_the_first_reader(monkeypatch: pytest.MonkeyPatch) -> None:
    warming.warm_up_beside().join(60)
    made: list[str] = []
    kept = keeping.derived

    def told(name: str, make: Any, *parts: Any, **words: Any) -> Any:
        def counted() -> Any:
            made.append(name)
            return make()

        return kept(name, counted, *parts, **words)

    monkeypatch.setattr(warming, "derived", told)
    monkeypatch.setattr("commonground.api.routes.search.derived", told)
    warming.warm_up()
    assert made == []


@pytest.mark.usefixtures("register")
def test_a_server_starts_although_nothing_could_be_made_ready(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fails() -> None:
        raise OSError("no room")

    monkeypatch.setattr("commonground.register.reading.areas", fails)
    warming.warm_up()
    assert "could not be made ready" in caplog.text
