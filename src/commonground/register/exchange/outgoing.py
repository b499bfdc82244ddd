"""The open register as a workbook to edit: every sheet's rows, drop-down lists and notes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from commonground.domain.language import label_in
from commonground.domain.role import Access
from commonground.exports.register_workbook import RegisterSheet, SheetColumn, ValueList, register_workbook
from commonground.exports.sheet_words import has_word, sheet_word
from commonground.register import models
from commonground.register.exchange.cells import fact_texts, row_seal
from commonground.register.exchange.sheets import (
    CHOICES,
    RETIRE,
    SEAL,
    SHEETS,
    VERSION,
    Column,
    Role,
    Sheet,
)
from commonground.register.fact_kinds import FACT_KINDS, FOREIGN
from commonground.register.fact_values import values_of
from commonground.register.paper_frame import state_date
from commonground.register.sight import SHOWN_TO_ALL, seen_levels, sees, sees_proposals

Texts = dict[str, str]  # of one row, by column
_HOW = tuple(f"how_{number}" for number in range(1, 9))


def export_workbook(language: str = "en") -> bytes:
    """The register as a workbook with headings in the language; raises BadInput for a language that is none of six."""
    return register_workbook(
        [_sheet(sheet, language) for sheet in SHEETS],
        _lists(language),
        _notes(language),
        names=(sheet_word("sheet_notes", language), sheet_word("sheet_lists", language)),
        language=language,
        generated=state_date(),
    )


def sheet_rows(sheet: Sheet, language: str = "en") -> Iterator[Texts]:
    """The rows of a sheet as the register stands now, each with its version and its seal."""
    rows = _OTHERS.get(sheet.name)
    yield from rows(sheet) if rows else _fact_rows(sheet, language)


def sealed(sheet: Sheet, texts: Texts) -> Texts:
    """The row with its seal: over its key, and over what can be filled in."""
    key = [texts.get(column.key, "") for column in sheet.with_role(Role.KEY)]
    return {**texts, SEAL: row_seal(key, (texts.get(key, "") for key in sealed_keys(sheet)))}


def sealed_keys(sheet: Sheet) -> list[str]:
    """The columns that the seal of a row is made of."""
    filled = sheet.with_role(Role.KEY, Role.EDITED, Role.GIVEN)
    return [column.key for column in filled if column.key != RETIRE]


def _sheet(sheet: Sheet, language: str) -> RegisterSheet:
    columns = tuple(_column(column, language) for column in sheet.columns)
    rows = [[texts.get(key, "") for key in sheet.keys] for texts in sheet_rows(sheet, language)]
    return RegisterSheet(sheet_word(f"sheet_{sheet.name}", language), columns, rows)


def _column(column: Column, language: str) -> SheetColumn:
    return SheetColumn(
        column.key,
        sheet_word(column.word, language),
        _about(column, language),
        column.width,
        is_kept=column.role in (Role.KEY, Role.SHOWN, Role.HIDDEN),
        is_hidden=column.role is Role.HIDDEN,
        values=column.values,
    )


def _about(column: Column, language: str) -> str:
    """What a column is for, as the note on its heading and in the sheet of notes."""
    stem = column.key.partition(".")[0]
    parts = [sheet_word(f"about_{stem}", language)] if has_word(f"about_{stem}") else []
    return " ".join((*parts, sheet_word(f"role_{column.role}", language)))


def _fact_rows(sheet: Sheet, language: str) -> Iterator[Texts]:
    kind = FACT_KINDS[sheet.kind]
    rows = kind.model.objects.order_by("pk")
    foreign = FOREIGN.get(kind.name)
    title_of = _TITLES.get(sheet.name, _without_titles)(language)
    for row in (rows.select_related(foreign) if foreign else rows).iterator():
        values = values_of(kind, row)
        texts = {**title_of(values), **fact_texts(values, sheet.columns), VERSION: str(row.version)}
        yield sealed(sheet, texts)


def _body_titles(language: str) -> dict[str, str]:
    return {
        code: label_in(names, language)[0] for code, names in models.Body.objects.values_list("code", "names")
    }


def _instrument_titles() -> dict[str, str]:
    rows = models.Revision.objects.order_by("instrument_id", "position").values_list(
        "instrument__code", "title"
    )
    return {code: title for code, title in rows if title}


def _with_bodies(language: str) -> Callable[[Mapping[str, Any]], Texts]:
    titles = _body_titles(language)
    return lambda values: {"body_title": titles.get(values["body"], "")}


def _with_own_title(_: str) -> Callable[[Mapping[str, Any]], Texts]:
    titles = _instrument_titles()
    return lambda values: {"title": titles.get(values["code"], "")}


def _with_instrument(_: str) -> Callable[[Mapping[str, Any]], Texts]:
    titles = _instrument_titles()
    return lambda values: {"instrument_title": titles.get(values["instrument"], "")}


def _with_ends(language: str) -> Callable[[Mapping[str, Any]], Texts]:
    titles = _instrument_titles() | _body_titles(language)
    titles |= {c: t for c, t in models.Question.objects.order_by("period").values_list("code", "title") if t}
    return lambda values: {f"{end}_title": titles.get(values[end], "") for end in ("subject", "object")}


def _without_titles(_: str) -> Callable[[Mapping[str, Any]], Texts]:
    return lambda values: {}


_TITLES: Mapping[str, Callable[[str], Callable[[Mapping[str, Any]], Texts]]] = {
    "mandates": _with_bodies,
    "questions": _with_bodies,
    "resolutions": _with_own_title,
    "revisions": _with_instrument,
    "claims": _with_ends,
}


def _link_rows(sheet: Sheet) -> Iterator[Texts]:
    said: dict[int, list[str]] = defaultdict(list)
    rows = models.SectorStanding.objects.filter(link__is_current=True).exclude(verdict="").order_by("sector")
    for link, sector, verdict in rows.values_list("link_id", "sector", "verdict"):
        said[link].append(f"{sector or '-'}: {verdict}")
    for row in _seen_links().filter(is_current=True).order_by("pk").iterator():
        texts = {
            **{name: str(getattr(row, name)) for name in _LINK_TEXTS},
            "sectors": "\n".join(row.sectors),
            "by_sector": "\n".join(said[row.pk]),
            "probability": "" if row.probability is None else f"{row.probability:.2f}",
            VERSION: str(row.version),
        }
        yield sealed(sheet, _cells(texts))


def _seen_links() -> QuerySet[models.LinkStanding]:
    rows = models.LinkStanding.objects.all()
    return rows if sees_proposals() else rows.filter(state__in=SHOWN_TO_ALL)


_LINK_TEXTS = (
    "code", "left", "left_title", "relation", "right", "right_title", "state", "theme", "note", "origin", "period",
    "access",
)  # fmt: skip


def _judgement_rows(sheet: Sheet) -> Iterator[Texts]:
    links = {
        (key, period): (code, left, right)
        for key, period, code, left, right in _seen_links().values_list(
            "key", "period", "code", "left_title", "right_title"
        )
    }
    is_narrowed = seen_levels() is not None
    for row in models.Judgement.objects.order_by("pk").iterator():
        if is_narrowed and (row.subject, row.period) not in links:
            continue
        code, left, right = links.get((row.subject, row.period), (row.subject, "", ""))
        texts = {
            "id": str(row.pk),
            "link": code,
            "left_title": left,
            "right_title": right,
            **{name: getattr(row, name) for name in _JUDGEMENT_TEXTS},
            **({} if sees(row.access) else {"reason": "", "reason_code": ""}),
            "at": _moment(row.at),
        }
        yield sealed(sheet, _cells(texts))


_JUDGEMENT_TEXTS = (
    "sector", "verdict", "reason_code", "reason", "liaison_statement", "access", "role", "period",
)  # fmt: skip


def _examination_rows(sheet: Sheet) -> Iterator[Texts]:
    for row in models.Examination.objects.order_by("pk").iterator():
        names = ("theme", "left", "right", "reason", "period", "sector", "role")
        texts = {name: getattr(row, name) for name in names}
        if not sees(Access.MEMBERS):
            texts["reason"] = ""
        texts |= {"id": str(row.pk), "found": "yes" if row.found else "no", "at": _moment(row.at)}
        yield sealed(sheet, _cells(texts))


def _cells(texts: Texts) -> Texts:
    from commonground.exports.register_workbook import sheet_text

    return {key: sheet_text(text) for key, text in texts.items()}


def _moment(at: datetime) -> str:
    return at.strftime("%Y-%m-%d %H:%M")


_OTHERS: Mapping[str, Callable[[Sheet], Iterator[Texts]]] = {
    "links": _link_rows,
    "judgements": _judgement_rows,
    "examinations": _examination_rows,
}


def _lists(language: str) -> dict[str, ValueList]:
    """The drop-down lists, the Sectors among them with their names."""
    sectors = tuple(
        (row.code, label_in(row.names, language)[0]) for row in models.Sector.objects.order_by("pk")
    )
    found = {"sector": ValueList(sheet_word("sector", language), sectors)}
    for key, values in CHOICES.items():
        kind, _, name = key.rpartition(".")
        stem = name if has_word(name) else "found" if name == "yes_no" else RETIRE
        heading = sheet_word(stem, language)
        found[key] = ValueList(
            f"{heading} ({kind})" if kind else heading, tuple((value, "") for value in values)
        )
    return found


def _notes(language: str) -> list[list[str]]:
    lines = [[sheet_word("how_title", language)]]
    lines += [["", sheet_word(key, language)] for key in _HOW if has_word(key)]
    for sheet in SHEETS:
        lines.append([])
        lines.append([sheet_word(f"sheet_{sheet.name}", language)])
        lines += [
            [sheet_word(column.word, language), _about(column, language)]
            for column in sheet.columns
            if column.role is not Role.HIDDEN
        ]
    return lines
