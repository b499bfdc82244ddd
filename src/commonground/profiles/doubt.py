"""What in a valid profile deserves a second look: not wrong by the format, but probably not meant."""

from __future__ import annotations

import re
from collections.abc import Iterator

from commonground.domain.finding import Finding
from commonground.domain.organization import BodyKind
from commonground.domain.profile import Profile


def find_doubts(profile: Profile) -> tuple[Finding, ...]:
    """Findings about the profile's own facts, in the order of its files; empty when all fit together.

    >>> from commonground.profiles import load_profile
    >>> find_doubts(load_profile("ietf"))
    ()
    """
    return (
        *_revisions_without_gathering(profile),
        *_areas_without_labels(profile),
        *_ids_nobody_holds(profile),
    )


def _revisions_without_gathering(profile: Profile) -> Iterator[Finding]:
    conferences = {body.id for body in profile.bodies if body.kind is BodyKind.CONFERENCE}
    held = {(gathering.body, gathering.year) for gathering in profile.gatherings}
    for instrument in profile.instruments:
        for revision in instrument.revisions:
            key = (instrument.body, revision.year)
            if instrument.body in conferences and revision.year is not None and key not in held:
                yield Finding(
                    code="revision-without-gathering",
                    message=f"{instrument.id} ({revision.label}): {instrument.body} did not meet in {revision.year}",
                    document="instruments.jsonl",
                    suggestion="correct the year, or add the session to gatherings.jsonl",
                )


def _areas_without_labels(profile: Profile) -> Iterator[Finding]:
    known = {area.label for area in profile.areas} | {entry.text for entry in profile.entries}
    named = dict.fromkeys(area for instrument in profile.instruments for area in instrument.areas)
    for label in named:
        if label not in known:
            yield Finding(
                code="unknown-area",
                message=f"instruments name the area {label!r}, which no list and no line of areas.jsonl has",
                document="instruments.jsonl",
                suggestion="write the area as in the lists, or add it to areas.jsonl",
            )


def _ids_nobody_holds(profile: Profile) -> Iterator[Finding]:
    """Bodies and Questions that a matrix names but the profile does not hold."""
    bodies = {body.id for body in profile.bodies} | {question.id for question in profile.questions}
    sectors = tuple(f"{sector.id} " for sector in profile.sectors)
    # "SG", "WP", "Q": how the profile's own ids of bodies and Questions begin after the Sector.
    beginnings = (
        re.match(r"[A-Za-z]+", body.split(" ", 1)[1]) for body in bodies if body.startswith(sectors)
    )
    kinds = tuple({beginning[0] for beginning in beginnings if beginning})
    for matrix in profile.matrices:
        for entry in (entry for row in matrix.rows for entry in row.entries):
            for named in entry.ids:
                is_body = named.startswith(sectors) and named.split(" ", 1)[1].startswith(kinds)
                if is_body and named not in bodies:
                    yield Finding(
                        code="unknown-body",
                        message=f"the matrix {matrix.theme!r} names {named}, which the profile does not hold",
                        document="matrices.jsonl",
                        suggestion="correct the id, or add the body or Question",
                    )
