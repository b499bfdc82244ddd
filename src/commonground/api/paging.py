"""Pages of lists by a cursor: what comes after a row is found by index, whichever page it is."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable, Mapping, Sequence
from typing import Annotated, Any, TypeVar

from django.db.models import QuerySet
from ninja import Query, Schema
from pydantic import Field

from commonground.errors import BadInput, Said

LIMIT_MAX = 200
LIMIT = 50
T = TypeVar("T")


class Paging(Schema):
    """Which page of a list."""

    limit: Annotated[int, Field(ge=1, le=LIMIT_MAX, description="Rows on a page.")] = LIMIT
    cursor: Annotated[
        str, Field(max_length=200, description="`next_cursor` of the page before; empty for the first page.")
    ] = ""


PageOf = Annotated[Paging, Query()]


class Page(Schema):
    """What every list answers beside its `items`."""

    next_cursor: Annotated[
        str | None, Field(description="Send it as `cursor` to read on; null at the end.")
    ] = None


def cursor_of(*values: Any) -> str:
    """A place in a list, as text that programs pass back unread."""
    return base64.urlsafe_b64encode(json.dumps(values).encode()).decode().rstrip("=")


def place_of(cursor: str, *kinds: type) -> tuple[Any, ...] | None:
    """The inverse of `cursor_of`; None for the first page. Raises BadInput for what is no cursor of this list."""
    if not cursor:
        return None
    try:
        values = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (ValueError, binascii.Error) as error:
        raise _bad_cursor() from error
    if not isinstance(values, list) or [type(value) for value in values] != list(kinds):
        raise _bad_cursor()
    if any(isinstance(value, int) and not -(2**63) <= value < 2**63 for value in values):
        raise _bad_cursor()
    return tuple(values)


def _bad_cursor() -> BadInput:
    return BadInput(
        Said("not a cursor of this list"), where="cursor", advice=Said("send `next_cursor` as it came")
    )


def page_of_rows(rows: Sequence[T], limit: int) -> tuple[Sequence[T], T | None]:
    """Of `limit` + 1 rows those of the page, and the last of them where another page follows."""
    page = rows[:limit]
    return page, (page[-1] if len(rows) > limit else None)


def page_by_key(
    rows: QuerySet[Any, Any],
    paging: Paging,
    show: Callable[[Any], Any] = lambda row: row,
    *,
    key: str = "pk",
    newest_first: bool = False,
) -> dict[str, Any]:
    """A page of a table in the order of a unique key; rows of `values` hold the key under its name.

    With `newest_first` the order is turned round.
    """
    place = place_of(paging.cursor, int)
    if place:
        rows = rows.filter(**{f"{key}__lt" if newest_first else f"{key}__gt": place[0]})
    rows = rows.order_by(f"-{key}" if newest_first else key)
    page, last = page_of_rows(list(rows[: paging.limit + 1]), paging.limit)
    end = last[key] if isinstance(last, Mapping) else getattr(last, key, None)
    return {
        "items": [show(row) for row in page],
        "next_cursor": cursor_of(end) if last is not None else None,
    }


def page_of_values(values: Sequence[T], paging: Paging) -> dict[str, Any]:
    """A page of a list that is held as values, by position."""
    place = place_of(paging.cursor, int)
    start = max(0, place[0]) if place else 0
    end = start + paging.limit
    return {
        "items": values[start:end],
        "next_cursor": cursor_of(end) if end < len(values) else None,
    }
