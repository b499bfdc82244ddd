"""Long work that runs beside the pages: what was asked, how far it is, what came of it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class Job(models.Model):
    """One piece of long work. Its task is queued in the database; this row is what people see of it."""

    kind = models.CharField(max_length=40)  # ingest, suggest, publish, ...
    options = models.JSONField(default=dict)
    state = models.CharField(max_length=20, db_index=True)  # queued, running, done, failed, cancelled
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(null=True)
    message = models.TextField(blank=True)
    result = models.JSONField(null=True)
    error = models.JSONField(null=True)  # as in `CommongroundError.to_json`
    role = models.CharField(max_length=60)
    sector = models.CharField(max_length=120, blank=True)
    account = models.ForeignKey("register.Account", null=True, on_delete=models.SET_NULL, related_name="+")
    task = models.CharField(max_length=64, blank=True)  # id of the queued task
    attempts = models.PositiveSmallIntegerField(default=0)
    is_cancel_asked = models.BooleanField(default=False)
    asked_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True)  # last sign of life of the worker
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["-asked_at"], name="job_recent")]

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"
