"""Encoders by name, loaded once a process."""

from __future__ import annotations

from functools import cache

from commonground.errors import BadInput
from commonground.matching.embedding.encoder import Encoder

NAMES = ("default", "exact", "fast")


@cache
def load_encoder(name: str = "default") -> Encoder:
    """The encoder of that name.

    Raises BadInput for a name that is none; NotAvailable when what it needs is not installed.
    """
    match name:
        case "default":
            from commonground.matching.embedding.default import DefaultEncoder

            return DefaultEncoder()
        case "exact":
            from commonground.matching.embedding.exact import ExactEncoder

            return ExactEncoder()
        case "fast":
            from commonground.matching.embedding.fast import FastEncoder

            return FastEncoder()
    raise BadInput(f'no encoder is named "{name}"', advice=f"take one of {', '.join(NAMES)}")
