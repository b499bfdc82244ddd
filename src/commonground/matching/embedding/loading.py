"""Encoders by name."""

from __future__ import annotations

from functools import cache

from commonground.errors import BadInput
from commonground.matching.embedding.encoder import Encoder

NAMES = ("default", "exact")


@cache
def load_encoder(name: str = "default") -> Encoder:
    """The encoder of that name, loaded once a process: two seconds and 150 MB at the first call.

    Raises BadInput for a name that is none.
    """
    from commonground.matching.embedding.exact import ExactEncoder

    if name in NAMES:
        return ExactEncoder()
    raise BadInput(f'no encoder is named "{name}"', advice=f"take one of {', '.join(NAMES)}")
