"""Turn a copy of the register's present state back to an earlier moment.

What is only ever added is cut off at the moment; rows that were changed or removed get back what the log holds of them,
newest change first; how links stand then follows from the judgements that are left. `docs/editions.md` says what is not
set back.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db import models as orm

from commonground.register import models, standings
from commonground.register.models.base import Fact
from commonground.register.workflows.agreement import LINK_WITHDRAWN
from commonground.register.workflows.claims import EVIDENCE_ADDED
from commonground.register.workflows.intake import link_revisions

BATCH = 400  # fewer than the variables a statement may have


def rewind(alias: str, moment: datetime) -> None:
    """Make the copy under the alias what the register was at the moment; the reader is set to it already."""
    later = models.Change.objects.using(alias).filter(at__gt=moment)
    models.SectorStanding.objects.using(alias).all().delete()
    _reopen_links(alias, moment, set(_withdrawn(later)))
    for change in later.order_by("-pk").iterator(chunk_size=BATCH):
        _undo(alias, change)
    _drop_evidence(alias, later)
    for table in (models.Judgement, models.Examination, models.Succession):
        table.objects.using(alias).filter(at__gt=moment).delete()
    later.delete()
    models.Suggestion.objects.using(alias).filter(made_at__gt=moment).delete()
    _drop_documents(alias, moment)
    _drop_added(alias, moment)
    standings.rebuild()


def _withdrawn(later: orm.QuerySet[models.Change]) -> Iterable[str]:
    """Codes of the links withdrawn since, also by versions that kept no old values of them."""
    for detail in later.filter(action=LINK_WITHDRAWN).values_list("detail", flat=True):
        if detail.get("link"):
            yield detail["link"]


def _reopen_links(alias: str, moment: datetime, withdrawn: Iterable[str]) -> None:
    """Links made later are gone; those that were closed or withdrawn later are current again."""
    links = models.LinkStanding.objects.using(alias)
    newer = links.filter(made_at__gt=moment)
    carried = newer.exclude(carried_from=None).values_list("carried_from", flat=True)
    closed = [row for row in carried if row is not None]
    newer.update(carried_from=None)
    newer.delete()
    for part in _parts(closed):
        links.filter(pk__in=part).update(is_current=True, ended_period="")
    for part in _parts(withdrawn):
        links.filter(code__in=part).update(is_current=True)
    links.filter(suspect_since__gt=moment).update(suspect_since=None, suspect_because={})


def _parts(values: Iterable[Any]) -> Iterable[list[Any]]:
    found = list(values)
    return (found[start : start + BATCH] for start in range(0, len(found), BATCH))


def _undo(alias: str, change: models.Change) -> None:
    if not change.table or change.row is None:
        return
    model = apps.get_model("register", change.table)
    rows = _all_rows(model, alias).filter(pk=change.row)
    fields = {field.attname: field for field in model._meta.concrete_fields}
    values = {name: _value(fields[name], old) for name, old in change.old.items() if name in fields}
    if change.new and not change.old:  # it was added
        rows.delete()
    elif values and not change.new and not rows.exists():  # it was removed, and the log holds it whole
        orm.QuerySet(model, using=alias).bulk_create([model(**values)])
    elif values:
        rows.update(**values)


def _value(field: orm.Field[Any, Any], value: Any) -> Any:
    return value if isinstance(field, orm.JSONField) else field.to_python(value)


def _all_rows(model: type[orm.Model], alias: str) -> orm.QuerySet[Any]:
    return model._base_manager.using(alias)


def _drop_evidence(alias: str, later: orm.QuerySet[models.Change]) -> None:
    """Evidence that files brought later for links that were stated already."""
    told = later.filter(action=EVIDENCE_ADDED).values_list("detail", flat=True)
    for part in _parts(row for detail in told for row in detail.get("rows", ())):
        models.LinkEvidence.objects.using(alias).filter(pk__in=part).delete()


def _drop_documents(alias: str, moment: datetime) -> None:
    """Documents read later, and the entries, links and themes that only they named.

    Those have the time they were added, but for registers that older versions filled.
    """
    links = _only_named_later(models.Link, "evidence__document", alias, moment)
    themes = _only_named_later(models.Theme, "tables__document", alias, moment)
    entries = _only_named_later(models.Entry, "origins__document", alias, moment)
    documents = models.Document.objects.using(alias)
    newer = documents.filter(added_at__gt=moment)
    replaced = list(documents.filter(supersedes__in=newer).exclude(pk__in=newer))
    documents.filter(supersedes__in=newer).update(supersedes=None)
    newer.delete()
    for document in replaced:
        link_revisions(documents.get(pk=document.pk))
    for part in _parts(entries):
        models.Entry.objects.using(alias).filter(pk__in=part, origins=None).delete()
    models.Entry.objects.using(alias).filter(added_at__gt=moment).delete()
    for part in _parts(links):
        _all_rows(models.Link, alias).filter(pk__in=part, evidence=None).delete()
    for part in _parts(themes):
        _all_rows(models.Theme, alias).filter(pk__in=part, tables=None, sources=[]).delete()


def _only_named_later(model: type[orm.Model], path: str, alias: str, moment: datetime) -> list[int]:
    rows = _all_rows(model, alias).filter(**{f"{path}__added_at__gt": moment}, added_at=None)
    return list(rows.values_list("pk", flat=True).distinct())


def _drop_added(alias: str, moment: datetime) -> None:
    """Facts that were added later without an entry of their own in the log."""
    for model in apps.get_app_config("register").get_models():
        if issubclass(model, Fact):
            _all_rows(model, alias).filter(added_at__gt=moment).delete()
