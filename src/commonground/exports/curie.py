"""Register ids as CURIEs and back: "ITU-T Q7/5" is "itu:ITU-T_Q7%2F5"."""

from __future__ import annotations

import re
from urllib.parse import quote, unquote

from commonground.errors import BadInput, Said

_PREFIX = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")


def local_name(identifier: str) -> str:
    """The id as the local part of a CURIE or address: a space becomes "_", other signs are percent-encoded.

    >>> local_name("ITU-R TG 5/1")
    'ITU-R_TG_5%2F1'
    """
    encoded = quote(identifier.replace("_", "\0"), safe="- ", errors="replace")
    local = encoded.replace("%00", "%5F").replace("~", "%7E").replace(" ", "_")
    # A name of nothing but dots would mean "here" or "one up" in an address.
    return local if local.strip(".") else local.replace(".", "%2E")


def identifier_of(local: str) -> str:
    """The id again; the inverse of `local_name`."""
    return unquote(local.replace("_", " "))


def curie_of(identifier: str, prefix: str) -> str:
    """The id as a CURIE.

    >>> curie_of("ITU-T Q7/5", "itu")
    'itu:ITU-T_Q7%2F5'
    """
    if not _PREFIX.fullmatch(prefix):
        raise BadInput(
            Said("%(prefix)s is no prefix for identifiers", prefix=repr(prefix)),
            advice=Said("use letters, digits and hyphens"),
        )
    return f"{prefix}:{local_name(identifier)}"


def identifier_of_curie(curie: str) -> str:
    """The id that a CURIE stands for.

    >>> identifier_of_curie("itu:ITU-T_Q7%2F5")
    'ITU-T Q7/5'
    """
    prefix, colon, local = curie.partition(":")
    if not colon or not local or not _PREFIX.fullmatch(prefix):
        raise BadInput(
            Said("%(curie)s is no prefixed identifier", curie=repr(curie)),
            advice=Said('write it as "itu:ITU-T_Q7%2F5"'),
        )
    return identifier_of(local)
