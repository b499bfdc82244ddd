"""Documents, their passages and the references found in them."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from commonground.register.models.base import Seen


class Document(models.Model):
    """A source file or record. Its bytes' hash is its identity: the same bytes twice are one document."""

    sha256 = models.CharField(max_length=64, unique=True)
    name = models.TextField()
    media_type = models.CharField(max_length=120)
    language = models.CharField(max_length=8, null=True)
    number = models.CharField(max_length=200, blank=True, db_index=True)
    date = models.CharField(max_length=80, blank=True)
    year = models.IntegerField(null=True)  # it was written in, for choosing study periods
    source = models.TextField(blank=True)
    title = models.TextField(blank=True)
    meeting = models.TextField(blank=True)
    summary = models.TextField(blank=True)
    action_required = models.TextField(blank=True)
    references_block = models.TextField(blank=True)
    identifiers = models.JSONField(default=list)
    group = models.CharField(max_length=200, blank=True)
    extra = models.JSONField(default=dict)
    liaison_statement = models.JSONField(default=dict)  # the fields of its form, when it is one
    notes = models.JSONField(default=list)
    supersedes = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="superseded_by")
    added_at = models.DateTimeField()
    tool_version = models.CharField(max_length=40)
    access = models.CharField(max_length=20, default="public")

    objects = Seen()

    def __str__(self) -> str:
        return self.name


class Passage(models.Model):
    """A located piece of a document; `position` counts from 0 in reading order."""

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="passages")
    position = models.PositiveIntegerField()
    text = models.TextField(blank=True)
    kind = models.CharField(max_length=20)
    locator = models.JSONField(default=dict)
    level = models.PositiveSmallIntegerField(null=True)
    number = models.CharField(max_length=80, blank=True)
    style = models.CharField(max_length=120, blank=True)
    language = models.CharField(max_length=8, null=True)
    column_span = models.PositiveIntegerField(default=1)
    row_span = models.PositiveIntegerField(default=1)
    is_header = models.BooleanField(default=False)
    hyperlinks = models.JSONField(default=list)

    access_path = "document__access"
    objects = Seen()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["document", "position"], name="passage_position_once"),
        ]

    def __str__(self) -> str:
        return f"{self.document_id}#{self.position}"


class Reference(models.Model):
    """A mention of an entity in a passage, with its span; `entity` is empty when it is not resolved."""

    passage = models.ForeignKey(Passage, on_delete=models.CASCADE, related_name="references")
    text = models.TextField()
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    kind = models.CharField(max_length=20)
    entity = models.CharField(max_length=120, blank=True, db_index=True)
    candidates = models.JSONField(default=list)
    language = models.CharField(max_length=8, null=True)
    revision = models.CharField(max_length=120, blank=True)
    is_known = models.BooleanField(default=False)

    access_path = "passage__document__access"
    objects = Seen()

    def __str__(self) -> str:
        return f"{self.text} -> {self.entity or '?'}"
