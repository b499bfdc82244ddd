"""The facts that a register holds, as edits are checked against them: read once for any number of edits."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from commonground.domain.language import OFFICIAL_LANGUAGES
from commonground.errors import BadInput, Conflict, NotFound, Said
from commonground.register import models
from commonground.register.fact_kinds import FACT_KINDS, FOREIGN, FactKind, Shape
from commonground.register.fact_values import Values, key_of, named
from commonground.register.models.base import Fact
from commonground.register.works import Work, works

Key = tuple[str, ...]
_NAMED_SHORT = 5  # how many of those that name a fact a message lists


class HeldFacts:
    """What is known, and what the edits under way will add.

    Rows are locked for the transaction that reads them, unless they are only looked at (`is_locking` False).
    """

    def __init__(self, *, is_locking: bool = True) -> None:
        self._locked = _locked if is_locking else _related
        self._rows: dict[str, dict[Key, Fact]] = {}
        self._ids: dict[str, set[str]] = {}
        self._above: dict[str, dict[str, str]] = {}
        self._works: Mapping[str, Work] | None = None
        self._coming: dict[str, dict[Key, Values]] = {}  # facts that edits will add, by kind and key
        self._leaving: set[tuple[str, Key]] = set()
        self._periods: set[tuple[str, str]] | None = None
        self._languages: tuple[str, ...] | None = None

    def preload(self, kinds: Iterable[str]) -> None:
        """Read all rows of these kinds at once, retired ones too."""
        for name in kinds:
            if name not in self._rows:
                kind = FACT_KINDS[name]
                self._rows[name] = {_key_of_row(kind, row): row for row in self._locked(kind)}

    def row(self, kind: FactKind, key: Key) -> Fact | None:
        """The row of this key, retired or not; None when there is none."""
        held = self._rows.get(kind.name)
        if held is not None:
            return held.get(key)
        wanted: dict[str, Any] = {}
        for name, part in zip(kind.key, key, strict=True):
            if name == FOREIGN.get(kind.name):
                wanted[f"{name}__code"] = part
            elif not part and kind.by_name[name].is_nullable:
                wanted[f"{name}__isnull"] = True
            else:
                wanted[name] = part
        found: Fact | None = self._locked(kind).filter(**wanted).first()
        return found

    def get_row(self, kind: FactKind, key: Key, where: str = "") -> Fact:
        """As `row`, but raises NotFound for a fact that is not there or was retired."""
        found = self.row(kind, key)
        if found is None or found.retired_at is not None:
            advice = (
                Said("it was retired; add it again")
                if found
                else Said("see what there is with: commonground find")
            )
            raise NotFound(Said("there is no %(thing)s", thing=named(kind, key)), where=where, advice=advice)
        return found

    def expect(self, kind: FactKind, key: Key, values: Mapping[str, Any], *, is_added: bool) -> None:
        """Count on an edit that comes with the others: what it adds is known, what stands above it is where it says."""
        if is_added:
            self._coming.setdefault(kind.name, {})[key] = dict(values)
            self.ids(kind.name).update(_ids_of(kind, key))
        if kind.above and kind.above in values:
            self._parents(kind)[key[0]] = values[kind.above] or ""

    def forget(self, kind: FactKind, key: Key) -> None:
        """Count no longer on a fact whose adding was refused."""
        self._coming.get(kind.name, {}).pop(key, None)
        self._ids[kind.name] = self._read_ids(kind.name)
        for one in self._coming.get(kind.name, {}):
            self._ids[kind.name].update(_ids_of(kind, one))

    def expect_retired(self, kind: FactKind, key: Key) -> None:
        """Count on a retirement that comes with the others."""
        self._leaving.add((kind.name, key))

    def ids(self, kind: str) -> set[str]:
        """The ids of this kind that are in force, those of edits under way among them."""
        if kind not in self._ids:
            self._ids[kind] = self._read_ids(kind)
        return self._ids[kind]

    def _read_ids(self, kind: str) -> set[str]:
        if kind == "sector":
            return set(models.Sector.objects.values_list("code", flat=True))
        if kind == "work":
            return set(self.works())
        if kind == "question":
            pairs = list(models.Question.objects.values_list("code", "period"))
            return {code for code, _ in pairs} | {f"{code}@{period}" for code, period in pairs}
        if kind == "theme":
            return {text for pair in models.Theme.objects.values_list("code", "area") for text in pair}
        model = FACT_KINDS[kind]
        return set(model.model.objects.values_list(model.key[0], flat=True))

    def works(self) -> Mapping[str, Work]:
        """All work that links can be about."""
        if self._works is None:
            self._works = works()
        return self._works

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages that labels may be in."""
        if self._languages is None:
            record = models.ProfileRecord.objects.first()
            own = record.languages if record else []
            self._languages = tuple(dict.fromkeys((*OFFICIAL_LANGUAGES, *own)))
        return self._languages

    def sectors_of(self, kind: FactKind, values: Mapping[str, Any]) -> list[str]:
        """The Sectors that a fact touches; an area or a theme is everybody's."""
        match kind.name:
            case "area" | "theme":
                return sorted(self.ids("sector"))
            case "body" | "activity":
                return list(values["sectors"])
            case "mandate":
                return self._sectors_of_fact("body", values["body"])
            case "revision":
                return self._sectors_of_fact("instrument", values["instrument"])
            case "link":
                ends = (self.works().get(values[end]) for end in ("subject", "object"))
                return sorted({work.sector for work in ends if work and work.sector})
            case _:
                return [values["sector"]]

    def _sectors_of_fact(self, kind: str, code: str) -> list[str]:
        coming = self._coming.get(kind, {}).get((code,))
        if coming is None:
            row: Any = self.row(FACT_KINDS[kind], (code,))
            if row is None:
                return []
            coming = {"sectors": getattr(row, "sectors", None), "sector": getattr(row, "sector", None)}
        found = coming.get("sectors") or [coming.get("sector")]
        return [sector for sector in found if sector]

    def check_references(self, kind: FactKind, values: Mapping[str, Any], where: str) -> None:
        """Nothing, or BadInput naming the field whose text is the id of nothing that is in force."""
        # Periods last: they are looked up by the Sector, which may itself be wrong.
        for field in sorted(kind.fields, key=lambda one: one.refers_to == "period"):
            if not field.refers_to:
                continue
            texts = values[field.name] if field.shape is Shape.LIST else [values[field.name]]
            for text in filter(None, texts):
                place = f"{where}, {field.name}" if where else field.name
                if field.refers_to == "period":
                    self._check_period(kind, values, str(text), place)
                elif text not in self.ids(field.refers_to):
                    raise BadInput(
                        Said("no %(kind)s %(name)s", kind=field.refers_to, name=repr(text)),
                        where=place,
                        advice=self._advice(field.refers_to),
                    )

    def _advice(self, kind: str) -> Said:
        if kind == "sector":
            return Said("Sectors here: %(names)s", names=tuple(sorted(self.ids(kind))))
        return Said("write its id as the register has it, or add it first")

    def _check_period(self, kind: FactKind, values: Mapping[str, Any], text: str, where: str) -> None:
        if self._periods is None:
            rows = models.StudyPeriod.objects.select_related("sector")
            self._periods = {(row.sector.code, row.label) for row in rows}
        sectors = set(self.sectors_of(kind, values))
        fitting = sorted(label for sector, label in self._periods if sector in sectors)
        if text not in fitting:
            raise BadInput(
                Said(
                    "%(sector)s has no study period %(name)s",
                    sector=" and ".join(sorted(sectors)) or Said("no Sector"),
                    name=repr(text),
                ),
                where=where,
                advice=Said("study periods: %(names)s", names=tuple(fitting) or Said("none")),
            )

    def check_hierarchy(self, kind: FactKind, values: Mapping[str, Any], where: str) -> None:
        """Nothing, or BadInput naming the chain when a fact would stand above itself."""
        if not kind.above:
            return
        above = self._parents(kind)
        start = str(values[kind.key[0]])
        chain = [start]
        following = values[kind.above] or ""
        while following:
            chain.append(following)
            if following == start:
                raise BadInput(
                    Said("the hierarchy would go round in a circle: %(chain)s", chain=" → ".join(chain)),
                    where=f"{where}, {kind.above}" if where else kind.above,
                    advice=Said("name something else, or nothing, above one of these"),
                )
            if following in chain[:-1]:
                return  # a circle further up, which the edit that makes it is refused for
            following = above.get(following, "")

    def _parents(self, kind: FactKind) -> dict[str, str]:
        if kind.name not in self._above:
            rows = kind.model.objects.values_list(kind.key[0], kind.above)
            self._above[kind.name] = {code: above or "" for code, above in rows}
        return self._above[kind.name]

    def check_unused(self, kind: FactKind, key: Key, where: str) -> None:
        """Nothing, or Conflict when facts in force still name the one that is to be retired."""
        users = [
            named(other, one)
            for other in FACT_KINDS.values()
            for field in other.fields
            if field.refers_to == kind.name and field.shape is not Shape.LIST and len(kind.key) == 1
            for one in self._naming(other, field.name, key[0])
            if (other.name, one) not in self._leaving
        ]
        if users:
            thing, more = named(kind, key), len(users) - _NAMED_SHORT
            users_named = "; ".join(users[:_NAMED_SHORT])
            raise Conflict(
                Said("%(thing)s is still named by %(users)s", thing=thing, users=users_named)
                if more <= 0
                else Said(
                    "%(thing)s is still named by %(users)s and %(number)s more",
                    thing=thing,
                    users=users_named,
                    number=more,
                ),
                where=where,
                advice=Said("retire these too, or let them name another one"),
            )

    def _naming(self, other: FactKind, field: str, code: str) -> list[Key]:
        column = f"{field}__code" if FOREIGN.get(other.name) == field else field
        rows: Sequence[Fact] = list(_related(other).filter(**{column: code}, retired_at=None))
        return [_key_of_row(other, row) for row in rows]

    def foreign_id(self, kind: FactKind, code: str) -> int:
        """The row that a foreign key of this code points at."""
        target = FACT_KINDS[FOREIGN[kind.name]]
        row = self.row(target, (code,))
        if row is None or row.pk is None:
            raise NotFound(
                Said("there is no %(kind)s %(name)s", kind=target.name, name=code),
                advice=Said("add it first"),
            )
        return int(row.pk)

    def added(self, kind: FactKind, key: Key, row: Fact) -> None:
        """Keep a row that was written, so that later edits find it."""
        if kind.name in self._rows:
            self._rows[kind.name][key] = row


def _ids_of(kind: FactKind, key: Key) -> tuple[str, ...]:
    """The ids under which others may name the fact."""
    return (key[0], "@".join(key)) if kind.name == "question" else key[:1]


def _related(kind: FactKind) -> Any:
    rows = kind.model.everything.order_by("pk")
    foreign = FOREIGN.get(kind.name)
    return rows.select_related(foreign) if foreign else rows


def _locked(kind: FactKind) -> Any:
    return _related(kind).select_for_update(of=("self",))


def _key_of_row(kind: FactKind, row: Fact) -> Key:
    foreign = FOREIGN.get(kind.name)
    values = {name: getattr(row, name) for name in kind.key}
    if foreign in values:
        values[foreign] = values[foreign].code
    return key_of(kind, values)
