"""What people decided, and the log of every change. Rows of these tables are only ever added."""

from __future__ import annotations

from typing import Any, NoReturn

from django.db import models

from commonground.errors import Conflict


class AppendOnly(models.Model):
    """Rows that are written once: changing or deleting one is refused."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Add the row; a second save is refused."""
        if self.pk is not None:
            raise Conflict("decisions and the log are append-only", advice="record a new decision instead")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Always refused."""
        raise Conflict("decisions and the log are append-only", advice="record a new decision instead")


class Judgement(AppendOnly):
    """What a role decided of a proposal or link on behalf of a Sector. The latest one counts."""

    subject = models.TextField(db_index=True)  # key of the proposal or link
    verdict = models.CharField(max_length=20)
    role = models.CharField(max_length=60)
    sector = models.CharField(max_length=120, blank=True)
    at = models.DateTimeField()
    reason = models.TextField(blank=True)
    proposal = models.JSONField(default=dict)  # what was judged, as it was shown

    def __str__(self) -> str:
        return f"{self.verdict}: {self.subject}"


class Examination(AppendOnly):
    """Somebody looked for work of a Sector on a sub-topic; `found` False is the recorded "none"."""

    theme = models.CharField(max_length=120)
    sub_topic = models.TextField()
    sector = models.CharField(max_length=120)
    found = models.BooleanField()
    role = models.CharField(max_length=60)
    at = models.DateTimeField()
    reason = models.TextField(blank=True)

    def __str__(self) -> str:
        return f"{self.theme} / {self.sub_topic} / {self.sector}"


class Change(AppendOnly):
    """One entry of the log: when, in which role, what, and the facts of the change."""

    at = models.DateTimeField()
    role = models.CharField(max_length=60)
    sector = models.CharField(max_length=120, blank=True)
    action = models.CharField(max_length=60)
    subject = models.TextField()
    detail = models.JSONField(default=dict)

    def __str__(self) -> str:
        return f"{self.action} {self.subject}"
