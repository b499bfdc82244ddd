"""Findings, gaps and overlaps as a printed table."""

from __future__ import annotations

from collections.abc import Sequence

from commonground.domain.finding import Finding
from commonground.exports.paper import Section
from commonground.exports.table import Table, plain_table
from commonground.exports.wording import has_wording, place_in_words, word


def finding_section(findings: Sequence[Finding], language: str, caption: str = "") -> Section:
    """The section that holds the findings in the order given; a plain sentence when there are none."""
    if not findings:
        return Section(paragraphs=(word("nothing_to_show", language),))
    return Section(tables=(findings_table(findings, language, caption),))


def findings_table(findings: Sequence[Finding], language: str, caption: str = "") -> Table:
    """One numbered row per finding."""
    keys = ("number", "finding_kind", "finding", "document", "place", "suggestion")
    rows = [
        {
            "number": str(number),
            "finding_kind": _kind(finding.code, language),
            "finding": finding.message,
            "document": finding.document,
            "place": place_in_words(finding.locator, language),
            "suggestion": finding.suggestion,
        }
        for number, finding in enumerate(findings, 1)
    ]
    headings = {key: word(key, language) for key in keys}
    return plain_table(headings, rows, caption or word("findings", language), (0.5, 1.3, 3.0, 1.6, 1.3, 2.6))


def _kind(code: str, language: str) -> str:
    """What is wrong, in words; the code where it has none."""
    return word(f"finding_{code}", language) if has_wording(f"finding_{code}") else code
