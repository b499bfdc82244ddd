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

KEPT = 64  # values; the one that was asked for longest ago goes first
T = TypeVar("T")
_values: OrderedDict[Hashable, Any] = OrderedDict()
_lock = threading.Lock()


def derived(name: str, make: Callable[[], T], *parts: Hashable) -> T:
    """The value that `make` works out of the register, kept until the register changes; `parts` tell calls apart.

    Each set of access levels has a value of its own, worked out of what may be seen.

    Every change of a register has an entry in its log, so the newest entry names the state.
    """
    key = (name, parts, _state())
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


def _state() -> tuple[Hashable, ...]:
    database = connections[current_alias()].settings_dict["NAME"]
    made = models.ProfileRecord.objects.values_list("created_at", flat=True).first()
    return (str(database), seen_levels(), made, models.Change.objects.aggregate(last=Max("pk"))["last"])
