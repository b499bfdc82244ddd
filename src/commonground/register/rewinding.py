"""Turn a copy of the register's present state back to an earlier moment.

What is only ever added is cut off at the moment; facts that were changed get back the fields that the log holds, newest
change first; how links stand then follows from the judgements that are left.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.apps import apps
from django.db import models as orm

from commonground.register import models, standings
from commonground.register.models.base import Fact
from commonground.register.workflows.agreement import LINK_WITHDRAWN


def rewind(alias: str, moment: datetime) -> None:
    """Make the copy under the alias what the register was at the moment; the reader is set to it already."""
    later = list(models.Change.objects.using(alias).filter(at__gt=moment).order_by("-pk"))
    withdrawn = {change.detail.get("link") for change in later if change.action == LINK_WITHDRAWN}
    models.SectorStanding.objects.using(alias).all().delete()
    _reopen_links(alias, moment, withdrawn)
    for change in later:
        _undo(alias, change)
    for table in (models.Judgement, models.Examination, models.Succession):
        table.objects.using(alias).filter(at__gt=moment).delete()
    models.Change.objects.using(alias).filter(at__gt=moment).delete()
    models.Suggestion.objects.using(alias).filter(made_at__gt=moment).delete()
    _drop_documents(alias, moment)
    _drop_added(alias, moment)
    standings.rebuild()


def _reopen_links(alias: str, moment: datetime, withdrawn: set[Any]) -> None:
    """Links made later are gone; those that were closed or withdrawn later are current again."""
    links = models.LinkStanding.objects.using(alias)
    newer = links.filter(made_at__gt=moment)
    carried = newer.exclude(carried_from=None).values_list("carried_from", flat=True)
    closed = [row for row in carried if row is not None]
    newer.update(carried_from=None)
    newer.delete()
    links.filter(pk__in=closed).update(is_current=True, ended_period="")
    links.filter(code__in=[code for code in withdrawn if code]).update(is_current=True)
    links.filter(suspect_since__gt=moment).update(suspect_since=None, suspect_because={})


def _undo(alias: str, change: models.Change) -> None:
    if not change.table or change.row is None:
        return
    model = apps.get_model("register", change.table)
    rows = _all_rows(model, alias).filter(pk=change.row)
    if not change.old and change.new:
        rows.delete()
        return
    fields = {field.attname: field for field in model._meta.concrete_fields}
    values = {name: _value(fields[name], old) for name, old in change.old.items() if name in fields}
    if values:
        rows.update(**values)


def _value(field: orm.Field[Any, Any], value: Any) -> Any:
    return value if isinstance(field, orm.JSONField) else field.to_python(value)


def _all_rows(model: type[orm.Model], alias: str) -> orm.QuerySet[Any]:
    return model._base_manager.using(alias)


def _drop_documents(alias: str, moment: datetime) -> None:
    """Documents read later, and the entries, links and themes that only they named."""
    documents = models.Document.objects.using(alias)
    links = list(
        _all_rows(models.Link, alias)
        .filter(evidence__document__added_at__gt=moment)
        .values_list("pk", flat=True)
    )
    themes = list(
        _all_rows(models.Theme, alias)
        .filter(tables__document__added_at__gt=moment)
        .values_list("pk", flat=True)
    )
    documents.filter(supersedes__added_at__gt=moment).update(supersedes=None)
    documents.filter(added_at__gt=moment).delete()
    models.Entry.objects.using(alias).filter(origins=None).delete()
    _all_rows(models.Link, alias).filter(pk__in=links, evidence=None).delete()
    _all_rows(models.Theme, alias).filter(pk__in=themes, tables=None, sources=[]).delete()


def _drop_added(alias: str, moment: datetime) -> None:
    """Facts that were added later without an entry of their own in the log."""
    for model in apps.get_app_config("register").get_models():
        if issubclass(model, Fact):
            _all_rows(model, alias).filter(added_at__gt=moment).delete()
