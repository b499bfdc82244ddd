"""Facts that belong together, added or taken out of force at once: a text with revisions, a body with mandates."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from commonground.register.fact_kinds import FACT_KINDS, FOREIGN, FactKind
from commonground.register.fact_values import values_of
from commonground.register.models.base import Fact
from commonground.register.pointers import pointers_of
from commonground.register.workflows.actor import Actor, Clock
from commonground.register.workflows.editing import Act, Edit, FactEdits


@transaction.atomic
def edit_together(edits: Sequence[Edit], actor: Actor, clock: Clock, *, reason: str = "") -> tuple[Fact, ...]:
    """The facts of all the edits, which may name each other in any order; all of them are made, or none.

    Raises what `editing.add_fact`, `change_fact` and `retire_fact` raise.
    """
    together = FactEdits(actor)
    together.expect(edits)
    planned = [together.plan(edit) for edit in edits]
    together.write(planned, clock(), reason)
    return tuple(one.row for one in planned)


@transaction.atomic
def retire_with_parts(
    kind: FactKind, row: Fact, key: Sequence[str], version: int, actor: Actor, clock: Clock, *, reason: str
) -> tuple[Fact, ...]:
    """The fact and its parts (mandates of a body, revisions of a text), no longer in force.

    Raises StaleVersion, Conflict when others in force still name it, NotAllowed.
    """
    parts = [Edit(one.kind, Act.RETIRE, one.key) for one in pointers_of(kind, row, actor).parts]
    edits = [*parts, Edit(kind.name, Act.RETIRE, tuple(key), version=version)]
    return edit_together(edits, actor, clock, reason=reason)


@transaction.atomic
def restore_with_parts(
    kind: FactKind, row: Fact, actor: Actor, clock: Clock, *, reason: str = ""
) -> tuple[Fact, ...]:
    """A retired fact, in force again as it was, with the parts that went with it.

    Raises Conflict when it is in force, BadInput when what it names is there no longer, NotAllowed.
    """
    values = values_of(kind, row)
    edits = [Edit(kind.name, Act.ADD, values=values)]
    for name, foreign in FOREIGN.items():
        part = FACT_KINDS[name]
        if part.by_name[foreign].refers_to == kind.name:
            gone = part.model.everything.filter(**{foreign: row.pk}, retired_at=row.retired_at)
            edits += [
                Edit(name, Act.ADD, values=values_of(part, one))
                for one in gone.select_related(foreign).order_by("pk")
                if row.retired_at is not None
            ]
    return edit_together(edits, actor, clock, reason=reason)
