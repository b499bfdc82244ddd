"""Editions: named, frozen states of the register."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from commonground.register.models.decision import AppendOnly


class Edition(AppendOnly):
    """A named, frozen state: everything needed to read the register as it was, in one checksummed piece."""

    name = models.CharField(max_length=120, unique=True)
    at = models.DateTimeField()  # the state is the one of this moment
    last_change = models.BigIntegerField()  # pk of the newest entry of the log it holds
    published_by = models.CharField(max_length=60)  # a role
    note = models.TextField(blank=True)
    tool_version = models.CharField(max_length=40)
    sha256 = models.CharField(max_length=64)  # of `content`
    content = models.BinaryField()  # the portable form, see `register.portable`

    def __str__(self) -> str:
        return self.name


class EditionFile(AppendOnly):
    """A paper of an edition as it was written when the edition was published."""

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="files")
    name = models.CharField(max_length=200)
    media_type = models.CharField(max_length=120)
    sha256 = models.CharField(max_length=64)
    content = models.BinaryField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["edition", "name"], name="edition_file_once")
        ]

    def __str__(self) -> str:
        return f"{self.edition_id}: {self.name}"
