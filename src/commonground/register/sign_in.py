"""Sign-in services (OpenID Connect) of the people who use a register: none unless the environment names a file."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from commonground.errors import BadInput, Said

PROVIDERS_VARIABLE = "COMMONGROUND_OPENID"
_NEEDED = ("id", "name", "client_id", "secret", "server_url")


def openid_providers(environment: Mapping[str, str]) -> list[dict[str, Any]]:
    """The services of the file that COMMONGROUND_OPENID names, as allauth takes them; [] without it.

    The file is TOML with a table [[provider]] for each: id, name, client_id, secret, server_url. Raises BadInput
    naming the file and what it lacks.
    """
    named = environment.get(PROVIDERS_VARIABLE, "")
    if not named:
        return []
    try:
        found = tomllib.loads(Path(named).read_text(encoding="utf-8")).get("provider", [])
    except (OSError, ValueError) as error:
        raise BadInput(
            Said("cannot be read: %(reason)s", reason=str(error)),
            where=named,
            advice=Said("see docs/roles.md"),
        ) from error
    return [_app(provider, f"{named}, provider {number}") for number, provider in enumerate(found, start=1)]


def _app(provider: Mapping[str, str], where: str) -> dict[str, Any]:
    lacking = [name for name in _NEEDED if not provider.get(name)]
    if lacking:
        raise BadInput(
            Said("lacks %(names)s", names=tuple(lacking)),
            where=where,
            advice=Said("see docs/roles.md"),
        )
    return {
        "provider_id": provider["id"],
        "name": provider["name"],
        "client_id": provider["client_id"],
        "secret": provider["secret"],
        "settings": {"server_url": provider["server_url"], "uid_field": "sub"},
    }
