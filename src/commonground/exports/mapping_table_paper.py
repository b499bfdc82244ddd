"""Mapping tables as printed ones: a list by row, a cross of both Sectors, and the evidence both lead to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from commonground.domain.language import Labels, label_in
from commonground.domain.link import EvidenceKind, Verdict
from commonground.domain.mapping_table import MappedItem, MappedPair, MappingTable, ResolutionsTable
from commonground.domain.theme import EmptyState, EntryState, MatrixEntry
from commonground.exports.matrix_paper import STATE_SIGNS
from commonground.exports.paper import Section
from commonground.exports.passage_paper import passage_lines, reason_lines
from commonground.exports.table import Cell, Line, Table
from commonground.exports.wording import headed, joined, place_in_words, word

# A source's word is the rule in these tables, so it has a sign as well; every font has these.
SIGNS: Mapping[EntryState, str] = {**STATE_SIGNS, EntryState.STATED: "•"}
EMPTY_SIGNS = {EmptyState.NONE: "0", EmptyState.NONE_BY_MACHINE: "–", EmptyState.NOT_EXAMINED: "?"}
_EMPTY_WORDS = {
    EmptyState.NONE: "none_found",
    EmptyState.NONE_BY_MACHINE: "none_by_machine",
    EmptyState.NOT_EXAMINED: "not_examined",
}
_VERDICT_WORDS = {
    Verdict.ACCEPT: "accepted_by",
    Verdict.REJECT: "refused_by",
    Verdict.UNSURE: "unsure_by",
}
_COLUMN_WORDS = {"question": "question", "working-party": "working_party", "group": "group"}


@dataclass(frozen=True, slots=True)
class MappingPaper:
    """A mapping table ready to be printed in one language; `short_names` are the Sectors' own short forms."""

    table: MappingTable
    language: str
    short_names: Mapping[str, str]

    @property
    def caption(self) -> str:
        """What the table shows: "Questions of ITU-D – Working parties of ITU-R"."""
        table = self.table
        rows = self._works(table.row_kind, table.row_sector)
        return self._word("mapping_caption", rows=rows, columns=self.columns_caption)

    @property
    def columns_caption(self) -> str:
        """What stands against the rows."""
        return self._works(self.table.column_kind, self.table.column_sector)

    def sections(self, *, with_cross: bool) -> tuple[Section, ...]:
        """The list by row; with `with_cross` also the cross table and the evidence that both lead to."""
        heading = self._word("links_by_row") if with_cross else ""
        listed = Section(
            heading,
            paragraphs=(self._word("proposed_until_judged"),),
            tables=(self.listed(leads=with_cross),),
        )
        if not with_cross:
            return (listed,)
        return (
            listed,
            Section(self._word("cross_table"), tables=(self.cross(),)),
            Section(self._word("evidence"), tables=(self.evidence(),)),
        )

    def sheets(self) -> dict[str, Table]:
        """The same as sheets of a workbook."""
        return {
            self._word("links_by_row"): self.listed(leads=True),
            self._word("cross_table"): self.cross(),
            self._word("evidence"): self.evidence(),
        }

    def listed(self, *, leads: bool) -> Table:
        """One row per link, beside the Question it belongs to; a row without links says why."""
        rows: list[tuple[Cell, ...]] = []
        for item in self.table.rows:
            pairs = self.table.of_row(item.id)
            head = self._head_cells(item, max(len(pairs), 1))
            if not pairs:
                state = self.table.empty_row(item.id)
                rows.append((*head, Cell((self._empty_line(state),), column_span=3)))
            for place, pair in enumerate(pairs):
                cells = self._link_cells(pair, leads=leads)
                rows.append((*head, *cells) if place == 0 else cells)
        row_word = _COLUMN_WORDS.get(self.table.row_kind, "work")
        columns = (row_word, "title", "linked_work", "status", "why")
        return Table(
            columns=tuple(map(self._word, columns)),
            rows=tuple(rows),
            caption=self.caption,
            widths=(1.0, 1.8, 1.8, 1.4, 3.0),
            notes=self._notes(),
        )

    def cross(self) -> Table:
        """One column per work of the other Sector; a cell holds the sign of its state and leads to the evidence."""
        rows = []
        for item in self.table.rows:
            cells = [self._cross_cell(item.id, column.id) for column in self.table.columns]
            head = Cell((Line(item.id), *self._title_lines(item)), is_header=True)
            rows.append((head, *cells))
        headings = (self._word(_COLUMN_WORDS.get(self.table.row_kind, "work")),)
        return Table(
            columns=(*headings, *(column.id for column in self.table.columns)),
            rows=tuple(rows),
            caption=self.caption,
            widths=(4.0, *(1.0 for _ in self.table.columns)),
            notes=(self._legend(), *self._notes()),
            is_grid=True,
        )

    def evidence(self) -> Table:
        """One numbered row per link: both sides, its state, and all that it rests on."""
        works = {item.id: item for item in (*self.table.rows, *self.table.columns)}
        rows = tuple(
            (
                Cell((Line(str(number), anchor=self._anchor(pair)),), is_header=True),
                Cell((Line(pair.row), *self._title_lines(works[pair.row]))),
                Cell((Line(pair.column), *self._title_lines(works[pair.column]))),
                Cell(tuple(self._state_lines(pair))),
                Cell(tuple(self._evidence_lines(pair))),
            )
            for number, pair in enumerate(self.table.pairs, 1)
        )
        columns = (
            self._word("number"),
            self.table.row_sector,
            self.table.column_sector,
            self._word("status"),
            self._word("evidence"),
        )
        notes = () if rows else (self._word("nothing_to_show"),)
        caption = headed(self._word("evidence"), self.caption, self.language)
        return Table(columns, rows, caption, (0.4, 1.8, 1.8, 1.1, 4.0), notes)

    def _word(self, key: str, **parts: str) -> str:
        return word(key, self.language, **parts)

    def _works(self, kind: str, sector: str) -> str:
        return self._word(f"works_{kind}", sector=self.short_names.get(sector, sector))

    def _head_cells(self, item: MappedItem, height: int) -> tuple[Cell, Cell]:
        lines = [Line(item.id)]
        if item.period:
            lines.append(Line(item.period, is_remark=True))
        return (
            Cell(tuple(lines), row_span=height, is_header=True),
            Cell(self._title_lines(item), row_span=height),
        )

    def _title_lines(self, item: MappedItem) -> tuple[Line, ...]:
        lines = title_lines(item.title, item.labels, self.language)
        return tuple(replace(line, is_remark=True) for line in lines) if item.is_inferred else lines

    def _link_cells(self, pair: MappedPair, *, leads: bool) -> tuple[Cell, Cell, Cell]:
        column = next(c for c in self.table.columns if c.id == pair.column)
        state = list(self._state_lines(pair))
        if leads:
            first = state[0]
            state[0] = Line(first.text, target=self._anchor(pair))
        reasons = tuple(self._brief_reason(pair))
        linked = Line(column.id, is_struck=pair.state is EntryState.REJECTED)
        return Cell((linked, *self._title_lines(column))), Cell(tuple(state)), Cell(reasons)

    def _cross_cell(self, row: str, column: str) -> Cell:
        found = self.table.cell(row, column)
        if isinstance(found, EmptyState):
            sign = EMPTY_SIGNS.get(found, "")
            return Cell((Line(sign, spoken=self._word(_EMPTY_WORDS[found])),)) if sign else Cell()
        text = SIGNS[found.state]
        if found.state is EntryState.PROPOSED and found.probability is not None:
            text = f"{text}{percent(found.probability, self.language)}"
        return Cell((Line(text, spoken=self._state_word(found), target=self._anchor(found)),))

    def _anchor(self, pair: MappedPair) -> str:
        return f"e{self.table.places[pair.key]}"

    def _state_word(self, pair: MappedPair) -> str:
        text = self._word(f"state_{pair.state}")
        if pair.state is EntryState.PROPOSED and pair.probability is not None:
            return f"{text} {percent(pair.probability, self.language)}"
        return text

    def _state_lines(self, pair: MappedPair) -> Iterator[Line]:
        yield Line(self._state_word(pair))
        if pair.relation is not None:
            yield Line(self._word(f"relation_{pair.relation}"), is_remark=True)
        for verdict, key in _VERDICT_WORDS.items():
            sectors = sorted(s for s, given in pair.verdicts.items() if given is verdict)
            if sectors:
                named = [self.short_names.get(s, s) or self._word("secretariat") for s in sectors]
                yield Line(self._word(key, sectors=joined(named, self.language)), is_remark=True)

    def _empty_line(self, state: EmptyState) -> Line:
        return Line(self._word(_EMPTY_WORDS[state]), is_remark=True)

    def _brief_reason(self, pair: MappedPair) -> Iterator[Line]:
        """What sources say, else the one sentence of the proposal."""
        for evidence in pair.evidence[:2]:
            yield Line(self._said(evidence.text, evidence.kind))
            yield Line(str(evidence.origin.document), is_remark=True)
        if pair.explanation is not None and not pair.evidence:
            yield from reason_lines(pair.explanation, self.language)

    def _evidence_lines(self, pair: MappedPair) -> Iterator[Line]:
        for evidence in pair.evidence:
            yield Line(self._said(evidence.text, evidence.kind))
            place = place_in_words(evidence.origin.locator, self.language)
            yield Line("; ".join(filter(None, (evidence.origin.document, place))), is_remark=True)
        if pair.explanation is not None:
            yield from reason_lines(pair.explanation, self.language)
            for passage in (*pair.explanation.left, *pair.explanation.right):
                yield from passage_lines(passage, heading=passage.item)

    def _said(self, text: str, kind: EvidenceKind) -> str:
        return text or self._word("named_as_related" if kind is EvidenceKind.CITED else "state_stated")

    def _legend(self) -> str:
        used = {pair.state for pair in self.table.pairs}
        signs = [f"{SIGNS[s]} {self._word(f'state_{s}')}" for s in SIGNS if s in used]
        signs += [
            f"{sign} {self._word(_EMPTY_WORDS[state])}"
            for state, sign in EMPTY_SIGNS.items()
            if state is not EmptyState.NONE or self.table.examined
        ]
        return {"ar": "؛ ", "zh": "；"}.get(self.language, "; ").join(signs)

    def _notes(self) -> tuple[str, ...]:
        notes = tuple(self._word("legend_mapping").splitlines())
        if any(item.is_inferred for item in (*self.table.rows, *self.table.columns)):
            return (*notes, self._word("inferred_title"))
        return notes


def title_lines(title: str, labels: Labels, language: str) -> tuple[Line, ...]:
    """The title in that language, or as it is known; nothing for work whose title was not seen."""
    text, found_in = label_in(labels, language)
    if not text:
        return (Line(title),) if title else ()
    return (Line(text, "" if found_in == language else found_in),)


def percent(probability: float, language: str) -> str:
    """A probability as printed.

    >>> percent(0.724, "en")
    '72%'
    """
    return word("percent", language, value=str(round(100 * probability)))


def resolutions_sections(
    table: ResolutionsTable, language: str, *, with_evidence: bool
) -> tuple[Section, ...]:
    """The resolutions table; with evidence its entries lead to the pages their facts come from."""
    printed = resolutions_printed(table, language, leads=with_evidence)
    if not with_evidence:
        return (Section(tables=(printed,)),)
    return (
        Section(word("resolutions_table", language), tables=(printed,)),
        Section(word("evidence", language), tables=(resolution_evidence(table, language),)),
    )


def resolutions_printed(table: ResolutionsTable, language: str, *, leads: bool) -> Table:
    """One row per theme, one column for the texts of the conferences of a Sector."""
    anchors = {text: f"r{number}" for number, text in enumerate(_texts(table), 1)} if leads else {}
    not_examined = (Line(word("not_examined", language), is_remark=True),)
    rows = tuple(
        (
            Cell(title_lines(row.label, row.labels, language), is_header=True),
            *(
                Cell(tuple(_resolution_line(entry, anchors) for entry in row.cell(name)) or not_examined)
                for name in table.names
            ),
        )
        for row in table.rows
    )
    notes = [word("legend_not_examined", language)]
    if any(entry.state is EntryState.PROPOSED for row in table.rows for entry in row.entries):
        notes.insert(0, f"{SIGNS[EntryState.PROPOSED]} {word('state_proposed', language)}")
    if table.suppressed:
        notes.append(word("suppressed_left_out", language, entries=joined(list(table.suppressed), language)))
    return Table(
        columns=(word("area", language), *table.names),
        rows=rows,
        caption=word("resolutions_table", language),
        widths=(1.6, *(1.5 for _ in table.names)),
        notes=tuple(notes),
    )


def resolution_evidence(table: ResolutionsTable, language: str) -> Table:
    """Every text with its title and the pages its facts come from."""
    rows = tuple(
        (
            Cell((Line(text, anchor=f"r{number}"),), is_header=True),
            Cell.of(table.titles.get(entry.ids[0], "") if entry.ids else ""),
            Cell(tuple(Line(origin.document, is_remark=True) for origin in entry.origins)),
        )
        for number, (text, entry) in enumerate(_texts(table).items(), 1)
    )
    columns = (word("instruments", language), word("title", language), word("evidence", language))
    return Table(columns, rows, word("evidence", language), (1.0, 2.0, 3.0))


def _texts(table: ResolutionsTable) -> dict[str, MatrixEntry]:
    """Each adopted text once, in the order of the table."""
    found: dict[str, MatrixEntry] = {}
    for row in table.rows:
        for entry in row.entries:
            found.setdefault(entry.text, entry)
    return found


def _resolution_line(entry: MatrixEntry, anchors: Mapping[str, str]) -> Line:
    sign = "" if entry.state is EntryState.STATED else SIGNS[entry.state]
    return Line(entry.text, sign=sign, target=anchors.get(entry.text, ""))
