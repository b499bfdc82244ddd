"""Faults of a profile's data files, gathered so that one run shows them all."""

from __future__ import annotations

from dataclasses import dataclass, field

from commonground.errors import InvalidProfile

SHOWN_MAX = 200


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault: the file, the line (0 when the file as a whole is meant), the field, and what to do."""

    file: str
    line: int
    field: str
    problem: str
    advice: str

    def __str__(self) -> str:
        place = f"{self.file}, line {self.line}" if self.line else self.file
        name = f", field {self.field}" if self.field else ""
        return f"{place}{name}: {self.problem}; {self.advice}"


@dataclass(slots=True)
class Faults:
    """A growing list of faults that becomes one error."""

    items: list[Fault] = field(default_factory=list)
    broken_ids: set[str] = field(
        default_factory=set
    )  # of lines with a fault: mentions of them are no second fault

    def add(self, file: str, line: int, name: str, problem: str, advice: str) -> None:
        """Remember one fault."""
        self.items.append(Fault(file, line, name, problem, advice))

    def raise_if_any(self, folder: str) -> None:
        """Raise one `InvalidProfile` with every fault, in the order of files and lines found."""
        if not self.items:
            return
        shown = [str(fault) for fault in self.items[:SHOWN_MAX]]
        if len(self.items) > SHOWN_MAX:
            shown.append(f"and {len(self.items) - SHOWN_MAX} more")
        count = "1 fault" if len(self.items) == 1 else f"{len(self.items)} faults"
        raise InvalidProfile(
            f"the profile has {count}:\n" + "\n".join(f"  {line}" for line in shown),
            where=folder,
            advice="docs/profile-format.md explains every field",
        )
