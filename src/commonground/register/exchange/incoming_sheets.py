"""A workbook that people filled in, read against the register: what each row asks, and what is wrong."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from commonground.errors import BadInput, CommongroundError, Said
from commonground.exports.sheet_words import folded, headings, sheet_word
from commonground.ingest.exchange_sheet import FilledSheet, cell_name
from commonground.register.exchange.asked import Asked, Fault, Place, Reading
from commonground.register.exchange.cells import key_seal, row_seal
from commonground.register.exchange.outgoing import Texts, sealed_keys
from commonground.register.exchange.sheets import RETIRE, SEAL, SHEETS, VERSION, Column, Role, Sheet

EXPORT_AGAIN = Said("export the workbook again: commonground export xlsx")


@dataclass(frozen=True, slots=True)
class FilledRow:
    """One row of a sheet of ours: its place, and the texts of the columns that the sheet has."""

    place: Place
    texts: Texts
    keys: tuple[str, ...]

    @property
    def version(self) -> int | None:
        """The version that the row had when it was exported; None on a new one. Raises BadInput for what is none."""
        text = self.texts.get(VERSION, "")
        if not text:
            return None
        if not text.isdecimal():
            raise BadInput(
                Said("%(value)s is no version", value=repr(text)),
                where=self.place.at(VERSION),
                advice=EXPORT_AGAIN,
            )
        return int(text)

    @property
    def is_retired(self) -> bool:
        """Whether the row asks to be retired; raises BadInput for another word than yes."""
        text = self.texts.get(RETIRE, "").casefold()
        if text and text != "yes":
            raise BadInput(
                Said("%(text)s is not allowed", text=repr(self.texts[RETIRE])),
                where=self.place.at(RETIRE),
                advice=Said("write yes, or nothing"),
            )
        return bool(text)


@dataclass(slots=True)
class FilledRows:
    """The rows of one sheet that can be read; `has` are the columns it has."""

    sheet: Sheet
    name: str
    has: frozenset[str]
    rows: list[FilledRow] = field(default_factory=list)
    untouched: int = 0  # rows that are as they were exported
    keys: set[tuple[str, ...]] = field(
        default_factory=set
    )  # of all rows, by which copies are told from renamed ones
    versions: dict[tuple[str, ...], int] = field(default_factory=dict)

    @property
    def present(self) -> Iterator[Column]:
        """The columns of the plan that the sheet has."""
        return (column for column in self.sheet.columns if column.key in self.has)


def known_sheets(filled: Sequence[FilledSheet]) -> list[tuple[Sheet, FilledSheet]]:
    """The sheets of ours in the workbook, in the order in which they are applied."""
    names = headings(f"sheet_{sheet.name}" for sheet in SHEETS)
    by_name = {
        names[folded(one.name)].removeprefix("sheet_"): one for one in filled if folded(one.name) in names
    }
    return [(sheet, by_name[sheet.name]) for sheet in SHEETS if sheet.name in by_name]


def rows_of(
    sheet: Sheet, filled: FilledSheet, file: str, reading: Reading, *, is_whole: bool = False
) -> FilledRows | None:
    """The rows that can be read; what is wrong with the others, or with the sheet as a whole, goes to the reading.

    Rows that are as they were exported are only counted, unless `is_whole`.
    """
    top = Place(file, filled.name, 0)
    columns = _columns(sheet, filled, top, reading)
    if columns is None:
        return None
    reading.headings[filled.name] = {key: filled.headings[number] for number, key in columns.items()}
    found = FilledRows(sheet, filled.name, frozenset(columns.values()))
    key_columns = [column.key for column in sheet.with_role(Role.KEY)]
    counted = sealed_keys(sheet)
    fillable = {column.key for column in sheet.with_role(Role.KEY, Role.EDITED, Role.GIVEN)}
    seen: dict[tuple[str, ...], int] = {}
    by_row: dict[int, list[int]] = defaultdict(list)
    for row, column in filled.formulas:
        by_row[row].append(column)
    for number, cells in filled.rows.items():
        if number == 1:
            continue
        texts = {columns[column]: text for column, text in cells.items() if column in columns}
        if not any(texts.get(key) for key in fillable):
            continue
        reading.rows += 1
        place = Place(file, filled.name, number)
        key = tuple(texts.get(name, "") for name in key_columns)
        try:
            _refuse_formulas(place, number, by_row.get(number, []), columns, filled)
            _refuse_repeated(place, key, seen, key_columns)
        except BadInput as error:
            reading.faults.append(Fault(place, error))
            continue
        if any(key):
            seen[key] = number
        found.keys.add(key)
        if texts.get(VERSION, "").isdecimal():
            found.versions[key] = int(texts[VERSION])
        if not is_whole and _is_untouched(texts, key, counted):
            found.untouched += 1
            reading.unchanged += 1
            continue
        found.rows.append(FilledRow(place, texts, key))
    return found


def _is_untouched(texts: Texts, key: tuple[str, ...], counted: Sequence[str]) -> bool:
    """Whether the row is as it was exported, by its seal."""
    if not texts.get(SEAL) or texts.get(RETIRE):
        return False
    return texts[SEAL] == row_seal(key, (texts.get(name, "") for name in counted))


def _refuse_repeated(
    place: Place, key: tuple[str, ...], seen: Mapping[tuple[str, ...], int], names: Sequence[str]
) -> None:
    if any(key) and key in seen:
        raise BadInput(
            Said("row %(row)s has the same %(columns)s", row=seen[key], columns=", ".join(names)),
            where=place.at(names[0]),
            advice=Said("keep one of the two rows"),
        )


def _columns(sheet: Sheet, filled: FilledSheet, top: Place, reading: Reading) -> dict[int, str] | None:
    """Column number -> key; None, with the faults told, when the sheet cannot be read."""
    words = {column.key: column.word for column in sheet.columns}
    known = _headings_of(sheet)
    found: dict[int, str] = {}
    faults: list[BadInput] = []
    for number, text in filled.headings.items():
        key = known.get(folded(text))
        if key is None:
            reading.notes.append(
                Said(
                    "%(place)s: the column %(column)s is none of ours and was left out",
                    place=top.at(),
                    column=repr(text),
                )
            )
        elif key in found.values():
            faults.append(
                BadInput(
                    Said("two columns are headed %(column)s", column=repr(text)),
                    where=top.at(),
                    advice=Said("keep one of the two"),
                )
            )
        else:
            found[number] = key
    missing = [column.key for column in sheet.with_role(Role.KEY) if column.key not in found.values()]
    for key in missing:
        heading = sheet_word(words[key], "en")
        faults.append(
            BadInput(
                Said("there is no column %(columns)s", columns=repr(heading)),
                where=top.at(),
                advice=EXPORT_AGAIN,
            )
        )
    for merged in filled.merged:
        faults.append(
            BadInput(
                Said("the cells %(cells)s are merged", cells=merged),
                where=top.at(),
                advice=Said("take the cells apart, then save again"),
            )
        )
    if not faults:
        return found
    reading.faults += (Fault(top, fault) for fault in faults)
    return None


def _headings_of(sheet: Sheet) -> dict[str, str]:
    """Folded heading -> key of the column, in all languages."""
    words = headings(column.word for column in sheet.columns)
    key_of = {column.word: column.key for column in sheet.columns}
    return {heading: key_of[word] for heading, word in words.items()} | {
        folded(column.key): column.key for column in sheet.columns
    }


def _refuse_formulas(
    place: Place, row: int, formulas: Sequence[int], columns: Mapping[int, str], filled: FilledSheet
) -> None:
    ours = sorted(column for column in formulas if column in columns)
    if ours:
        raise BadInput(
            Said("cell %(cell)s holds a formula", cell=cell_name(row, ours[0])),
            where=place.at(filled.headings.get(ours[0], "")),
            advice=Said("write the value itself"),
        )


def copied_key(row: FilledRow, rows: FilledRows) -> bool | None:
    """Whether the row was copied from another one and given a new key; None when it is no copy, False when renamed."""
    seal = row.texts.get(SEAL, "").partition(".")[0]
    if not seal or seal == key_seal(row.keys):
        return None
    return any(key_seal(key) == seal for key in rows.keys)


Reader = Callable[[FilledRows, FilledRow], Asked | None]


def read_each(rows: FilledRows, read: Reader, reading: Reading) -> None:
    """Read every row: what it asks, that it asks nothing, or what is wrong with it."""
    for row in rows.rows:
        try:
            asked = read(rows, row)
        except CommongroundError as error:
            reading.faults.append(Fault(row.place, error))
            continue
        if asked is None:
            reading.unchanged += 1
        else:
            reading.asked.append(asked)


def check_any_sheet(found: Sequence[object], file: str) -> None:
    """Nothing, or BadInput when the workbook holds no sheet of ours."""
    if not found:
        names = ", ".join(sheet_word(f"sheet_{sheet.name}", "en") for sheet in SHEETS)
        raise BadInput(
            Said("no sheet of this workbook is one of ours"),
            where=file,
            advice=Said("sheets: %(names)s", names=names),
        )
