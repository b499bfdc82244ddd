"""Pilot themes, and their matrix as each source prints it; what is shown is assembled from these."""

from __future__ import annotations

from django.db import models

from commonground.register.models.base import Fact, Seen
from commonground.register.models.document import Document


class Theme(Fact):
    """An area taken up as pilot theme."""

    code = models.CharField(max_length=120, unique=True)
    area = models.TextField()
    labels = models.JSONField(default=dict)
    sub_topics = models.JSONField(default=list)
    governing = models.TextField(blank=True)
    period = models.CharField(max_length=40, blank=True)
    owner_role = models.CharField(max_length=60, blank=True)
    indicators = models.JSONField(default=list)
    decision = models.CharField(max_length=20, blank=True)  # a ThemeDecision, once there is one
    decision_reason = models.TextField(blank=True)
    sources = models.JSONField(default=list)
    access = models.CharField(max_length=20, default="public")

    def __str__(self) -> str:
        return self.area


class ThemeTable(models.Model):
    """One printed matrix of a theme: of a document, or of the profile's facts when `document` is empty."""

    theme = models.ForeignKey(Theme, on_delete=models.CASCADE, related_name="tables")
    document = models.ForeignKey(Document, null=True, on_delete=models.CASCADE, related_name="theme_tables")
    columns = models.JSONField(default=list)
    governing = models.TextField(blank=True)
    caption = models.TextField(blank=True)

    access_path = "document__access"
    is_without_document = True
    objects = Seen()

    def __str__(self) -> str:
        return f"{self.theme_id} in {self.document_id or 'profile'}"


class ThemeRow(models.Model):
    """One printed row of a theme matrix."""

    table = models.ForeignKey(ThemeTable, on_delete=models.CASCADE, related_name="rows")
    position = models.PositiveIntegerField()
    group = models.CharField(max_length=200)
    label = models.TextField()
    labels = models.JSONField(default=dict)
    empty = models.JSONField(default=dict)  # Sector -> why the cell is empty
    origins = models.JSONField(default=list)

    access_path = "table__document__access"
    is_without_document = True
    objects = Seen()

    def __str__(self) -> str:
        return f"{self.group}: {self.label}"


class ThemeEntry(models.Model):
    """One entry of a printed cell; it spans every Sector in `columns`."""

    row = models.ForeignKey(ThemeRow, on_delete=models.CASCADE, related_name="entries")
    position = models.PositiveIntegerField()
    text = models.TextField()
    columns = models.JSONField(default=list)
    ids = models.JSONField(default=list)
    state = models.CharField(max_length=20)
    origins = models.JSONField(default=list)
    revisions = models.JSONField(default=dict)

    access_path = "row__table__document__access"
    is_without_document = True
    objects = Seen()

    def __str__(self) -> str:
        return self.text
