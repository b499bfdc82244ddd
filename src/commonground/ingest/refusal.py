"""What a reader gives back in the place of a document that could not be read."""

from __future__ import annotations

from dataclasses import dataclass

from commonground.errors import CommongroundError


@dataclass(frozen=True, slots=True)
class Refusal:
    """A source that was refused: its name, and an error that says what, where and what to do."""

    name: str
    error: CommongroundError
