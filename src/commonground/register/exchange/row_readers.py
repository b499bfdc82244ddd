"""What a row of each sheet asks: facts to add, change or retire, links, verdicts, examinations."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from commonground.domain.link import Verdict
from commonground.domain.role import Access
from commonground.domain.suggestion import Relation
from commonground.errors import BadInput, Conflict, NotFound, Said
from commonground.register.exchange.asked import Asked, LinkChange, NewLink, NewVerdict
from commonground.register.exchange.cells import fact_texts, value_of
from commonground.register.exchange.incoming_sheets import (
    EXPORT_AGAIN,
    FilledRow,
    FilledRows,
    Reader,
    copied_key,
)
from commonground.register.exchange.outgoing import Texts, sheet_rows
from commonground.register.exchange.sheets import BY_NAME, RETIRE, VERSION, Column, Role, Sheet
from commonground.register.fact_kinds import FACT_KINDS, FactKind, Shape
from commonground.register.fact_values import Values, named, values_of
from commonground.register.held_facts import HeldFacts
from commonground.register.workflows.agreement import Decision, Proposed
from commonground.register.workflows.editing import Act, Edit
from commonground.register.workflows.examining import Looked

Differences = tuple[tuple[str, str, str], ...]  # column, old, new
_LONGEST = 32_000  # characters; what is about as long was cut for its cell


def reader_for(sheet: Sheet, held: HeldFacts, versions: Mapping[str, int]) -> Reader:
    """The function that reads a row of the sheet; `versions` are those that the workbook saw of links, by code."""
    if sheet.kind:
        held.preload([sheet.kind])
        return _FactRows(FACT_KINDS[sheet.kind], held).read
    if sheet.name == "links":
        return _LinkRows().read
    if sheet.name == "judgements":
        return _JudgementRows(versions).read
    return _ExaminationRows().read


def differences(row: FilledRow, current: Mapping[str, str], columns: list[Column]) -> Differences:
    """The columns whose cell says something else than the register, spaces aside."""
    found = []
    for column in columns:
        old, new = current.get(column.key, ""), row.texts.get(column.key, "")
        if " ".join(old.split()) != " ".join(new.split()):
            if len(old) > _LONGEST:
                raise BadInput(
                    Said("the text is longer than a cell can hold, so it cannot be changed here"),
                    where=row.place.at(column.key),
                    advice=Said("leave the cell as it was"),
                )
            found.append((column.key, old, new))
    return tuple(found)


class _FactRows:
    """Rows of a kind of fact."""

    def __init__(self, kind: FactKind, held: HeldFacts) -> None:
        self.kind = kind
        self.held = held

    def read(self, rows: FilledRows, row: FilledRow) -> Asked | None:
        kind, where = self.kind, row.place.at()
        subject = named(kind, row.keys)
        fact = self.held.row(kind, row.keys)
        version, is_retired = row.version, row.is_retired
        is_copy = copied_key(row, rows)
        if fact is None or fact.retired_at is not None:
            if version is not None and not is_copy:
                raise self._unknown(row, subject, is_renamed=is_copy is False)
            if is_retired:
                raise NotFound(
                    Said("there is no %(thing)s", thing=subject),
                    where=where,
                    advice=Said("clear the cell that says yes"),
                )
            values = self._values(row, rows, {}, {column.key for column in rows.present})
            return Asked(row.place, subject, Edit(kind.name, Act.ADD, values=values, where=where))
        # Of a row without its version, the one that it is compared with here.
        seen = fact.version if version is None else version
        if is_retired:
            return Asked(row.place, subject, Edit(kind.name, Act.RETIRE, row.keys, version=seen, where=where))
        current = values_of(kind, fact)
        edited = [c for c in rows.present if c.role is Role.EDITED and c.field is not None]
        found = differences(row, fact_texts(current, edited), edited)
        if not found:
            return None
        if version is None and "version" in rows.has:
            raise Conflict(
                Said("%(fact)s is there already", fact=subject),
                where=where,
                advice=Said("change the row that the workbook has for it"),
            )
        values = self._values(row, rows, current, {column for column, _, _ in found})
        return Asked(row.place, subject, Edit(kind.name, Act.CHANGE, row.keys, values, seen, where), found)

    def _unknown(self, row: FilledRow, subject: str, *, is_renamed: bool) -> NotFound:
        if is_renamed:
            return NotFound(
                Said("there is no %(fact)s: the id of the row was changed", fact=subject),
                where=row.place.at(self.kind.key[0]),
                advice=Said("write the id as it was; for another id add a row, and retire this one"),
            )
        return NotFound(
            Said("there is no %(thing)s", thing=subject),
            where=row.place.at(self.kind.key[0]),
            advice=Said("it was retired; export the workbook again: commonground export xlsx"),
        )

    def _values(self, row: FilledRow, rows: FilledRows, current: Values, wanted: set[str]) -> Values:
        found: Values = {}
        for column in rows.present:
            if column.field is None or column.key not in wanted:
                continue
            name, text = column.field.name, row.texts.get(column.key, "")
            if column.field.shape is Shape.LABELS:
                labels = found.setdefault(name, dict(current.get(name) or {}))
                labels[column.language] = text
            else:
                found[name] = value_of(text, column.field.shape, row.place.at(column.key))
        return found


class _LinkRows:
    """Rows of links: changed, withdrawn, or proposed where a row has no code."""

    def __init__(self) -> None:
        self.sheet = BY_NAME["links"]
        self.current = {texts["code"]: texts for texts in sheet_rows(self.sheet)}
        self.pairs = {frozenset((t["left"], t["right"])): t for t in self.current.values()}

    def read(self, rows: FilledRows, row: FilledRow) -> Asked | None:
        texts = row.texts
        subject = f"{texts.get('left', '')} – {texts.get('right', '')}"
        if not texts.get("code"):
            return self._new(row, subject)
        current = self.current.get(texts["code"])
        if current is None:
            raise NotFound(
                Said("there is no link %(code)s", code=repr(texts["code"])),
                where=row.place.at("code"),
                advice=Said("it was withdrawn; export the workbook again: commonground export xlsx"),
            )
        version = int(current[VERSION]) if row.version is None else row.version
        if row.is_retired:
            change = LinkChange(texts["code"], version=version, is_withdrawn=True)
            return Asked(row.place, subject, change)
        ends = [column for column in rows.present if column.role is Role.GIVEN]
        moved = differences(row, current, ends)
        if moved:
            raise Conflict(
                Said("the ends of a link are not changed"),
                where=row.place.at(moved[0][0]),
                advice=Said("write yes under Retire, and add a row for the other link"),
            )
        edited = [c for c in rows.present if c.role is Role.EDITED and c.key != RETIRE]
        found = differences(row, current, edited)
        if not found:
            return None
        change = LinkChange(texts["code"], {column: new for column, _, new in found}, version)
        return Asked(row.place, subject, change, found)

    def _new(self, row: FilledRow, subject: str) -> Asked | None:
        texts = row.texts
        if row.is_retired:
            raise NotFound(
                Said("a link without its code is not found"), where=row.place.at("code"), advice=EXPORT_AGAIN
            )
        held = self.pairs.get(frozenset((texts.get("left", ""), texts.get("right", ""))))
        asked = {name: texts.get(name, "") for name in ("relation", "note", "theme")}
        if held and all(not text or text == held[name] for name, text in asked.items()):
            return None
        proposed = Proposed(
            texts.get("left", ""),
            texts.get("right", ""),
            asked["relation"] or str(Relation.SAME_SUBJECT),
            asked["note"],
            asked["theme"],
            _access(row, Access.PUBLIC),
        )
        return Asked(row.place, subject, NewLink(proposed))


class _JudgementRows:
    """Rows of judgements: new ones only; those that are there stay as they are."""

    def __init__(self, versions: Mapping[str, int]) -> None:
        self.versions = versions
        self.current = {texts["id"]: texts for texts in sheet_rows(BY_NAME["judgements"])}
        self.latest = {(t["link"], t["sector"]): t for t in self.current.values()}

    def read(self, rows: FilledRows, row: FilledRow) -> Asked | None:
        texts = row.texts
        if texts.get("id"):
            gone = Said("there is no judgement %(number)s", number=texts["id"])
            _check_unchanged(
                rows, row, self.current.get(texts["id"]), gone, Said("a judgement is never changed")
            )
            return None
        link, sector = texts.get("link", ""), texts.get("sector", "")
        if not link:
            raise BadInput(
                Said("it names no link"), where=row.place.at("link"), advice=Said("write the code of a link")
            )
        held = self.latest.get((link, sector))
        named_fields = ("verdict", "reason_code", "reason", "liaison_statement")
        if held and all(texts.get(name, "") == held[name] for name in named_fields):
            return None  # the sheet was applied before
        decision = Decision(
            _verdict(row),
            texts.get("reason_code", ""),
            texts.get("reason", ""),
            _access(row, Access.MEMBERS),
            texts.get("liaison_statement", ""),
            version=self.versions.get(link),
        )
        subject = f"{link} {sector}".strip()
        return Asked(row.place, subject, NewVerdict(link, sector, decision))


class _ExaminationRows:
    """Rows of examinations: new ones only."""

    def __init__(self) -> None:
        self.current = {texts["id"]: texts for texts in sheet_rows(BY_NAME["examinations"])}
        self.latest = {(t["theme"], t["left"], t["right"]): t for t in self.current.values()}

    def read(self, rows: FilledRows, row: FilledRow) -> Asked | None:
        texts = row.texts
        if texts.get("id"):
            gone = Said("there is no examination %(number)s", number=texts["id"])
            _check_unchanged(
                rows, row, self.current.get(texts["id"]), gone, Said("an examination is never changed")
            )
            return None
        theme, left, right = (texts.get(name, "") for name in ("theme", "left", "right"))
        if not (left and right):
            raise BadInput(
                Said("it does not say what was looked at"),
                where=row.place.at("left" if not left else "right"),
                advice=Said("fill in both"),
            )
        said = texts.get("found", "").casefold()
        if said not in ("yes", "no"):
            raise BadInput(
                Said("%(value)s is neither yes nor no", value=repr(said)),
                where=row.place.at("found"),
                advice=Said("write yes or no"),
            )
        held = self.latest.get((theme, left, right))
        if held and held["found"] == said and held["reason"] == texts.get("reason", ""):
            return None
        looked = Looked(left, right, theme, said == "yes", texts.get("reason", ""), texts.get("period", ""))
        return Asked(row.place, " / ".join(filter(None, (theme, left, right))), looked)


def _check_unchanged(rows: FilledRows, row: FilledRow, current: Texts | None, gone: Said, kept: Said) -> None:
    """Nothing, or an error when the row of a record that is never changed says something else than the record."""
    if current is None:
        raise NotFound(
            gone,
            where=row.place.at("id"),
            advice=Said("leave the cell blank"),
        )
    given = [column for column in rows.present if column.role is Role.GIVEN]
    found = differences(row, current, given)
    if found:
        raise Conflict(
            kept,
            where=row.place.at(found[0][0]),
            advice=Said("leave the row as it was, and add a row without a number below"),
        )


def _verdict(row: FilledRow) -> Verdict:
    text = row.texts.get("verdict", "").casefold()
    try:
        return Verdict(text)
    except ValueError as error:
        raise BadInput(
            Said("no verdict %(verdict)s", verdict=repr(text)),
            where=row.place.at("verdict"),
            advice=Said("one of: %(names)s", names=", ".join(Verdict)),
        ) from error


def _access(row: FilledRow, usual: Access) -> Access:
    text: Any = row.texts.get("access", "") or usual
    try:
        return Access(text)
    except ValueError as error:
        raise BadInput(
            Said("no access level %(access)s", access=repr(text)),
            where=row.place.at("access"),
            advice=Said("one of: %(names)s", names=", ".join(Access)),
        ) from error


def links_seen(rows: FilledRows) -> dict[str, int]:
    """The versions of links as the workbook saw them, by code."""
    return {key[0]: version for key, version in rows.versions.items()}
