"""What records have in common: who sees them; of facts a version against lost updates, and retirement."""

from __future__ import annotations

from typing import TypeVar

from django.db import models

from commonground.register.sight import seen_levels

M = TypeVar("M", bound=models.Model)


class Seen(models.Manager[M]):
    """Records that whoever reads may see, see `register.sight`; outside of it all records.

    The level is that of the record, or of what `access_path` of its model leads to; what came with the profile, and so
    from no document, is seen by all.
    """

    is_by_access = True

    def get_queryset(self) -> models.QuerySet[M]:
        """The records that are seen."""
        rows = super().get_queryset()
        levels = seen_levels()
        return rows if levels is None else rows.filter(seen_at(self.model, levels))


def seen_at(model: type[models.Model], levels: tuple[str, ...]) -> models.Q:
    """What holds for records of the model that are seen at these levels."""
    path = getattr(model, "access_path", "access")
    if path == "access" and all(field.name != path for field in model._meta.fields):
        return models.Q()
    found = models.Q(**{f"{path}__in": levels})
    relation = path.rpartition("__")[0]
    if getattr(model, "is_without_document", False):
        found |= models.Q(**{f"{relation}__isnull": True})
    return found


class Live(Seen[M]):
    """Facts that are in force; retired ones are left out."""

    def get_queryset(self) -> models.QuerySet[M]:
        """All but what is retired or not seen."""
        return super().get_queryset().filter(retired_at=None)


class Fact(models.Model):
    """A fact that people may correct. It is never deleted: retired, it stays in the log and in editions."""

    version = models.PositiveIntegerField(
        default=1
    )  # counted up by every change; a change names the one it saw
    added_at = models.DateTimeField(null=True)  # None: with the profile
    retired_at = models.DateTimeField(null=True)

    objects = Live()
    everything = models.Manager()

    class Meta:
        abstract = True
        default_manager_name = "objects"
        base_manager_name = "everything"
