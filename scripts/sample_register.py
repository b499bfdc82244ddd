"""Make a register with something of everything, for looking at pages: people, documents, proposals, judgements.

    python scripts/sample_register.py FILE [--without-matching]

All content follows from the built-in facts; who judged what is invented, and the people are named after their roles.
Everybody's password is printed at the end.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from contextlib import chdir
from itertools import cycle
from pathlib import Path
from typing import Any

PASSWORD = "a long and quiet river"  # noqa: S105 - of people who do not exist
PEOPLE: dict[str, dict[str, str]] = {
    "administrator": {"role": "administrator"},
    "secretariat": {"role": "secretariat"},
    "focal.r": {"role": "focal-point", "sector": "ITU-R"},
    "focal.t": {"role": "focal-point", "sector": "ITU-T"},
    "focal.d": {"role": "focal-point", "sector": "ITU-D"},
    "counsellor": {"role": "counsellor", "sector": "ITU-T", "body": "ITU-T SG5"},
    "delegate": {"role": "delegate"},
}
THEME = "Climate change"
DRAFT = """Draft liaison statement on electronic waste

ITU-T Study Group 5 informs ITU-D Study Group 2 about its work on e-waste under Question 7/5.
PP Resolution 182 asks the Sectors to work together on climate change and the protection of the environment.
"""


def main() -> int:
    """0 once the register is made; 3 when the file is there already."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("register", type=Path)
    parser.add_argument(
        "--without-matching", action="store_true", help="no proposals of a machine: seconds faster"
    )
    asked = parser.parse_args()
    if asked.register.exists():
        print(f"{asked.register} is there already; name another file", file=sys.stderr)
        return 3
    fill(asked.register, with_matching=not asked.without_matching)
    for name in PEOPLE:
        print(f"{name}@example.org\t{PASSWORD}")
    return 0


def fill(path: Path, *, with_matching: bool = True) -> None:
    """The register, made and left open."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "commonground.register.settings"
    os.environ["COMMONGROUND_REGISTER"] = str(path)
    import django

    django.setup()
    from commonground.profiles import load_profile
    from commonground.register.opening import open_register
    from commonground.register.workflows.actor import Actor, utc_now
    from commonground.register.workflows.creation import create_register

    create_register(path, load_profile("itu"), Actor(), utc_now)
    open_register(path)
    _people()
    _documents()
    if with_matching:
        _proposals()
    _judgements()


def _people() -> None:
    from commonground.register.workflows.accounts import Post, add_account
    from commonground.register.workflows.actor import Actor, utc_now

    for name, post in PEOPLE.items():
        add_account(f"{name}@example.org", Post(**post), Actor("administrator"), utc_now, PASSWORD)


def _documents() -> None:
    from commonground.ingest.reading import read_paths
    from commonground.register.facts import read_profile
    from commonground.register.paper_frame import PaperOptions
    from commonground.register.papers import matrix_paper, report_paper
    from commonground.register.workflows.actor import Actor, utc_now
    from commonground.register.workflows.intake import add_documents, extractor_for

    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        (place / "climate.docx").write_bytes(matrix_paper(THEME, "docx", PaperOptions(number="TDAG-20/13")))
        (place / "areas.docx").write_bytes(report_paper("areas", "docx", PaperOptions()))
        (place / "liaison.txt").write_text(DRAFT, encoding="utf-8")
        reader = extractor_for(read_profile(), None)
        with chdir(place):  # so that the documents have plain names
            add_documents(read_paths([Path()]), reader, Actor("secretariat"), utc_now)


def _proposals() -> None:
    from commonground.matching.embedding.loading import load_encoder
    from commonground.register.vectors import StoredEncoder
    from commonground.register.workflows.actor import Actor, utc_now
    from commonground.register.workflows.suggesting import Asked, suggest

    suggest(Asked(), StoredEncoder(load_encoder("default")), Actor("secretariat"), utc_now)


def _judgements() -> None:
    """Of every three links two are agreed, of every twelve one is disputed; some stay open."""
    from commonground.domain.link import Verdict
    from commonground.domain.role import Reason
    from commonground.register import models
    from commonground.register.workflows.actor import Actor, utc_now
    from commonground.register.workflows.agreement import Decision, judge_link
    from commonground.register.workflows.examining import Looked, record_examination
    from commonground.register.workflows.publishing import publish_edition

    current = models.LinkStanding.objects.filter(is_current=True).order_by("-is_stated", "-probability", "pk")
    rows: Any = [*current.exclude(theme="")[:30], *current.filter(theme="")[:60]]
    fates = cycle("aa-ad-aau-ar")
    for row, fate in zip(rows, fates, strict=False):
        for number, sector in enumerate(row.sectors):
            if fate == "-" or (fate == "u" and number):
                continue
            is_against = (fate == "d" and number) or fate == "r"
            verdict = Verdict.REJECT if is_against else (Verdict.UNSURE if fate == "u" else Verdict.ACCEPT)
            reason = (
                Reason.DIFFERENT_SCOPE
                if is_against
                else (Reason.NEEDS_EXPERT if fate == "u" else Reason.SAME_SUBJECT)
            )
            judge_link(row.code, Decision(verdict, str(reason)), Actor("focal-point", sector), utc_now)
    record_examination(Looked("Water", "ITU-R", THEME), Actor("focal-point", "ITU-R"), utc_now)
    publish_edition("ISCG 2026-06", Actor("secretariat"), utc_now)


if __name__ == "__main__":
    sys.exit(main())
