"""How much a source may ask of the machine: every limit, its unit in its name, its default and what it is for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields

from commonground.errors import BadInput, LimitExceeded, Said

ENVIRONMENT_PREFIX = "COMMONGROUND_"
BYTES_PER_MB = 1_000_000


def _limit(default: int, text: str) -> int:
    # dataclasses.field is typed as returning the default's type, so the fields below stay plain integers.
    return field(default=default, metadata={"help": text})


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits of one reading; what goes over one is refused with its name in the message, never cut silently.

    >>> Limits.from_environment({"COMMONGROUND_PAGES_MAX": "10"}).pages_max
    10
    """

    file_size_max_mb: int = _limit(200, "size of one file, packed or not")
    unpacked_size_max_mb: int = _limit(1000, "size of all that one zip, gzip, docx or xlsx unpacks to")
    compression_ratio_max: int = _limit(200, "unpacked size over packed size, looked at above 10 MB unpacked")
    archive_depth_max: int = _limit(3, "zip files inside zip files, the outermost counted")
    archive_members_max: int = _limit(100_000, "members of a zip file, nested ones included")
    folder_depth_max: int = _limit(50, "folders inside folders")
    pages_max: int = _limit(2000, "pages of a PDF")
    pdf_seconds_max: int = _limit(120, "seconds spent on one PDF")
    table_rows_max: int = _limit(200_000, "rows of one table or sheet")
    cells_max: int = _limit(1_000_000, "cells of one document, blank ones included")
    passages_max: int = _limit(1_000_000, "passages of one document")
    passage_length_max: int = _limit(
        100_000, "characters of one passage; a longer one is read as several, with a note"
    )
    xml_depth_max: int = _limit(200, "elements inside elements in XML and HTML")
    json_depth_max: int = _limit(100, "values inside values in JSON and YAML")

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> Limits:
        """The defaults, with each `COMMONGROUND_<FIELD>` of the environment in their place; all faults in one error."""
        values: dict[str, int] = {}
        faults: list[str] = []
        for name in (f.name for f in fields(cls)):
            printed = environment.get(setting_name(name), "").strip()
            if not printed:
                continue
            if printed.isascii() and printed.isdigit() and int(printed) > 0:
                values[name] = int(printed)
            else:
                faults.append(f"{setting_name(name)} is {printed!r}")
        if faults:
            raise BadInput("; ".join(faults), where="environment", advice=Said("give whole numbers above 0"))
        return cls(**values)

    def exceeded(self, name: str, where: str, found: str) -> LimitExceeded:
        """The error for a source that goes over the limit `name`; it says what was found and which setting decides."""
        limit = Said(
            "the limit is %(limit)s (%(setting)s)", limit=getattr(self, name), setting=setting_name(name)
        )
        return LimitExceeded(
            "; ".join((found, limit)),
            where=where,
            advice=Said(
                "if you trust the file, raise %(setting)s, else split it or leave it out",
                setting=setting_name(name),
            ),
        )


def setting_name(name: str) -> str:
    """The environment variable of a limit.

    >>> setting_name("pages_max")
    'COMMONGROUND_PAGES_MAX'
    """
    return ENVIRONMENT_PREFIX + name.upper()


DEFAULT_LIMITS = Limits()
