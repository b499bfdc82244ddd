"""Rows whose list of texts holds a value, on both databases."""

from __future__ import annotations

import json

from django.db import connections
from django.db.models import Q, QuerySet, TextField
from django.db.models.functions import Cast

from commonground.register.routing import current_alias


def holding(rows: QuerySet, field: str, value: str) -> Q:  # type: ignore[type-arg]
    """The condition that the JSON list `field` of the rows' table holds the text."""
    if connections[current_alias()].features.supports_json_field_contains:
        return Q(**{f"{field}__contains": [value]})
    told = rows.model._base_manager.annotate(told=Cast(field, TextField()))
    return Q(pk__in=told.filter(told__contains=json.dumps(value)).values("pk"))
