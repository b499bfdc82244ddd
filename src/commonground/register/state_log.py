"""What the log tells of each record between two states: why it changed, by whom, and where that comes from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from commonground.analysis.consolidation import area_id
from commonground.analysis.edition_difference import JUDGED, Because
from commonground.analysis.linkage import area_item
from commonground.domain.role import Access
from commonground.domain.succession import SuccessionKind
from commonground.domain.suggestion import pair_key
from commonground.register import models
from commonground.register.standings import PAIR
from commonground.register.suggestions import SUGGESTION_JUDGED
from commonground.register.workflows.examining import TOPIC_EXAMINED
from commonground.register.workflows.intake import DOCUMENT_ADDED
from commonground.register.workflows.judging import PROPOSAL_JUDGED
from commonground.register.workflows.succession import SUCCESSION_RECORDED

# What is told elsewhere, or of nothing that is compared.
_NOT_TOLD = ("suggestion-updated", "suggestion-carried", "suggestion-ended", "edition-published")


def last_change() -> int:
    """The newest entry of the log of the state being read; 0 where there is none."""
    return models.Change.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def read_log(since: int) -> dict[str, tuple[Because, ...]]:
    """By trace, the entries of the log that are newer than the one with this number, oldest first."""
    found: dict[str, list[Because]] = {}
    rows = models.Change.objects.filter(pk__gt=since).exclude(action__in=_NOT_TOLD).defer("old", "new")
    for change in rows.order_by("pk").iterator(chunk_size=2000):
        told = _told(change)
        for trace in dict.fromkeys(_traces(change)):
            found.setdefault(trace, []).append(told)
    return {trace: tuple(ones) for trace, ones in found.items()}


def file_name(name: str) -> str:
    """The name of a document without the folders it was read from.

    >>> file_name("papers/june/tdag-13.docx")
    'tdag-13.docx'
    """
    return name.replace("\\", "/").rpartition("/")[2] or name


def of_row(table: str, row: int) -> str:
    """The trace of a row of a table.

    >>> of_row("Question", 12)
    'Question:12'
    """
    return f"{table}:{row}"


def of_link(code: str) -> str:
    """The trace of a link by its code."""
    return f"link:{code}"


def of_entry(key: str) -> str:
    """The trace of an entry of a list by its key, which proposals name."""
    return f"entry:{_escaped(key)}"


def of_work(code: str, period: str = "") -> str:
    """The trace of what became of a Question or body, in one study period or in any."""
    return f"work:{code}@{period}" if period else f"work:{code}"


def of_closed(code: str) -> str:
    """The trace of work that nothing carries on."""
    return f"closed:{code.partition('@')[0]}"


def of_cell(theme: str, label: str, sector: str) -> str:
    """The trace of examinations of a cell of a theme's matrix."""
    return f"examined:{' / '.join((theme, label, sector))}"


def of_placed(entity: str, theme: str, label: str) -> Iterator[str]:
    """The traces of the links by which a piece of work stands in a theme's matrix."""
    for area in (area_id(theme), f"{area_id(theme)}/{area_id(label)}"):
        yield pair_key(entity, area_item(area))


def _escaped(key: str) -> str:
    return key.replace("%", "%25").replace("|", "%7C")


def _traces(change: models.Change) -> Iterator[str]:
    detail: Mapping[str, Any] = change.detail
    if change.table and change.row is not None:
        yield of_row(change.table, change.row)
    if isinstance(detail.get("link"), str) and change.action != SUGGESTION_JUDGED:  # its judgement is told
        yield of_link(detail["link"])
    if change.subject.startswith(PAIR):
        yield change.subject
    if change.action == PROPOSAL_JUDGED:
        for key in change.subject.partition(":")[2].split("|"):
            yield f"entry:{key}"
    if change.action == TOPIC_EXAMINED:
        yield f"examined:{change.subject}"
    if change.action == SUCCESSION_RECORDED:
        for one in (change.subject, str(detail.get("successor", ""))):
            code, _, period = one.partition("@")
            if code:
                yield of_work(code, period)
                yield of_work(code)
        if detail.get("kind") == SuccessionKind.CLOSED:
            yield of_closed(change.subject)


def _told(change: models.Change) -> Because:
    detail: Mapping[str, Any] = {} if change.access == Access.INTERNAL else change.detail
    is_judged = change.action in (SUGGESTION_JUDGED, PROPOSAL_JUDGED)
    reason = "" if change.access == Access.INTERNAL else change.reason or _reason(change.action, detail)
    return Because(
        sector=change.sector,
        role=change.role,
        at=change.at.isoformat(),
        verdict=_verdict(change.action, detail),
        reason=reason,
        liaison_statement=str(detail.get("liaison_statement", "")),
        reason_code=str(detail.get("reason_code", "")),
        action=JUDGED if is_judged else change.action,
        source=_source(change, detail),
    )


def _verdict(action: str, detail: Mapping[str, Any]) -> str:
    if action == TOPIC_EXAMINED:
        return "found" if detail.get("found") else "none"
    return str(detail.get("verdict", ""))


def _reason(action: str, detail: Mapping[str, Any]) -> str:
    """What marked a link for review, or the reason of a proposal's verdict."""
    if action == PROPOSAL_JUDGED:
        return str(detail.get("reason", ""))
    because = detail.get("because", [])
    return "; ".join(map(str, because)) if isinstance(because, list) else ""


def _source(change: models.Change, detail: Mapping[str, Any]) -> str:
    if change.action == DOCUMENT_ADDED:
        return file_name(change.subject)
    if change.action == SUCCESSION_RECORDED:
        return " → ".join(part for part in (change.subject, str(detail.get("successor", ""))) if part)
    named = detail.get("documents") or [detail.get("document", "")]
    return "; ".join(file_name(str(name)) for name in named) if isinstance(named, list) else ""
