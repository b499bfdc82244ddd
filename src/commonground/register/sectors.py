"""Sectors by any of their names, as people type them."""

from __future__ import annotations

from itertools import combinations

from commonground.domain.profile import Profile
from commonground.errors import BadInput, NotFound, Said
from commonground.matching.word import fold_text

SectorPair = tuple[str, str]


def find_sector(profile: Profile, name: str) -> str:
    """The id of the Sector with this id, name or alias in any language; raises NotFound naming those there are."""
    wanted = fold_text(name)
    for sector in profile.sectors:
        aliases = (alias for names in sector.aliases.values() for alias in names)
        if wanted and wanted in {fold_text(one) for one in (sector.id, *sector.names.values(), *aliases)}:
            return sector.id
    known = ", ".join(sector.id for sector in profile.sectors)
    raise NotFound(
        Said("no Sector %(name)s", name=repr(name)), advice=Said("Sectors here: %(names)s", names=known)
    )


def sector_pairs(profile: Profile, between: SectorPair | None) -> tuple[SectorPair, ...]:
    """The two Sectors named, or every two Sectors, each pair in the profile's order.

    Raises NotFound for a Sector that is none, BadInput when one is named twice.
    """
    ids = tuple(sector.id for sector in profile.sectors)
    if between is None:
        return tuple(combinations(ids, 2))
    left, right = sorted((find_sector(profile, name) for name in between), key=ids.index)
    if left == right:
        raise BadInput(
            Said("%(sector)s was named twice", sector=left),
            advice=Said("name two different Sectors of: %(names)s", names=tuple(ids)),
        )
    return ((left, right),)
