"""What follows from the whole register, worked out once for every state of it: areas, matrices, gaps, findings."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any, TypeVar

from django.db import connections
from django.db.models import Max

from commonground.register import models
from commonground.register.routing import current_alias
from commonground.register.sight import seen_levels
from commonground.register.workflows.log import NOT_OF_FACTS

KEPT = 64  # values; the one that was asked for longest ago goes first
T = TypeVar("T")
_values: OrderedDict[Hashable, Any] = OrderedDict()
_looked: dict[tuple[str, Hashable], tuple[int, int]] = {}
_lock = threading.Lock()


def derived(name: str, make: Callable[[], T], *parts: Hashable, of_facts: bool = False) -> T:
    """The value that `make` works out of the register, kept until the register changes; `parts` tell calls apart.

    Each set of access levels has a value of its own, worked out of what may be seen.
    Every change of a register has an entry in its log, so the newest entry names the state. `of_facts` keeps the
    value also while links are judged and people come and go: for what only facts and documents decide.
    """
    key = (name, parts, _state(of_facts=of_facts))
    with _lock:
        if key in _values:
            _values.move_to_end(key)
            found: T = _values[key]
            return found
    value = make()
    with _lock:
        _values[key] = value
        while len(_values) > KEPT:
            _values.popitem(last=False)
    return value


def _state(*, of_facts: bool) -> tuple[Hashable, ...]:
    database = str(connections[current_alias()].settings_dict["NAME"])
    made = models.ProfileRecord.objects.values_list("created_at", flat=True).first()
    last = models.Change.objects.aggregate(last=Max("pk"))["last"] or 0
    return (database, seen_levels(), made, _last_of_facts(database, made, last) if of_facts else last)


def _last_of_facts(database: str, made: Hashable, last: int) -> int:
    """The newest entry of the log that tells of facts; only entries since the last call are looked at."""
    with _lock:
        looked, found = _looked.get((database, made), (0, 0))
    if looked == last:
        return found
    since = models.Change.objects.filter(pk__gt=looked, pk__lte=last)
    newer = since.exclude(action__in=NOT_OF_FACTS).aggregate(last=Max("pk"))["last"]
    found = newer or found
    with _lock:
        _looked[database, made] = (last, found)
    return found
