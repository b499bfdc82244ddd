"""What facts have in common: a version against lost updates, and retirement instead of deletion."""

from __future__ import annotations

from typing import TypeVar

from django.db import models

M = TypeVar("M", bound=models.Model)


class Live(models.Manager[M]):
    """Facts that are in force; retired ones are left out."""

    def get_queryset(self) -> models.QuerySet[M]:
        """All but what is retired."""
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
