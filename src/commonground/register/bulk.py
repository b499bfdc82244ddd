"""Insert or change many rows with one statement: intake writes hundreds of thousands, and model objects cost most.

Values go to the database as they are: JSON fields as JSON text, times through `at_value`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import connections, models, router
from django.db.backends.base.base import BaseDatabaseWrapper

from commonground.register.routing import current_alias


def insert_rows(model: type[models.Model], names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Add a row per sequence of values, in the order of the field names; fields not named must have no constraint."""
    connection = _written(model)
    quote = connection.ops.quote_name
    column_of = {field.name: field.column for field in model._meta.concrete_fields}
    columns = ", ".join(quote(str(column_of[name])) for name in names)
    places = ", ".join("%s" for _ in names)
    statement = f"INSERT INTO {quote(model._meta.db_table)} ({columns}) VALUES ({places})"  # noqa: S608 - our names
    with connection.cursor() as cursor:
        cursor.executemany(statement, list(rows))


def insert_objects(objects: Iterable[models.Model]) -> None:
    """Add the rows of objects of one model that have no id yet; they get none: who needs it reads it again."""
    held = list(objects)
    if not held:
        return
    model = type(held[0])
    fields = [field for field in model._meta.concrete_fields if not field.primary_key]
    take = [(field.attname, _taken(field)) for field in fields]
    rows = ([value(getattr(one, name)) for name, value in take] for one in held)
    insert_rows(model, [field.name for field in fields], rows)


def _taken(field: models.Field[Any, Any]) -> Callable[[Any], Any]:
    """How the database takes the values of a field."""
    if isinstance(field, models.JSONField):
        return json_value
    if isinstance(field, models.DateTimeField):
        return lambda value: value and at_value(value)
    return lambda value: value


def update_rows(model: type[models.Model], names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Change a row per sequence: the values of the fields named, then the row's id."""
    connection = _written(model)
    quote = connection.ops.quote_name
    column_of = {field.name: field.column for field in model._meta.concrete_fields}
    places = ", ".join(f"{quote(str(column_of[name]))} = %s" for name in names)
    statement = f"UPDATE {quote(model._meta.db_table)} SET {places} WHERE id = %s"  # noqa: S608 - our names
    with connection.cursor() as cursor:
        cursor.executemany(statement, list(rows))


def json_value(value: Any) -> str:
    """A value of a JSON field as the database takes it."""
    return _ENCODER.encode(value) if value else ("{}" if isinstance(value, dict) else "[]")


def at_value(at: datetime) -> Any:
    """An aware time as the database takes it."""
    return connections[current_alias()].ops.adapt_datetimefield_value(at)


def _written(model: type[models.Model]) -> BaseDatabaseWrapper:
    """The connection that writes go to: the register's, or an earlier state's that is being made; raises Conflict."""
    return connections[router.db_for_write(model)]


_ENCODER = json.JSONEncoder(ensure_ascii=False)
