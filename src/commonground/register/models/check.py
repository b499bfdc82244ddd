"""Checks of drafts: what was found, kept for a while under a name that nobody can guess."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class Check(models.Model):
    """One check of a draft. It is confidential: no part of backups, editions or the search, and removed in time."""

    name = models.CharField(max_length=64, unique=True)  # the secret of its link
    account = models.ForeignKey("register.Account", null=True, on_delete=models.CASCADE, related_name="+")
    role = models.CharField(max_length=60)
    sector = models.CharField(max_length=120, blank=True)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)
    file_name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)  # of the draft's bytes
    language = models.CharField(max_length=8, blank=True)  # of the draft, "" where it is not known
    access = models.CharField(max_length=20)  # members or internal: who may open the link
    report = models.JSONField(null=True)  # None as long as a job works on it, see `register.checks`
    job = models.ForeignKey("register.Job", null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["account", "-made_at"], name="check_own")]

    def __str__(self) -> str:
        return f"check {self.pk}"
