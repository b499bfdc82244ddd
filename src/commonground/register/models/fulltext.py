"""Texts to search, as words that were folded and stemmed by language: the same on both databases."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from commonground.register.models.base import Seen


class SearchText(models.Model):
    """One text that can be found; `words` holds its stems, separated by spaces.

    SQLite searches it through an FTS5 table, PostgreSQL through a text-search index; see `register.fulltext`.
    """

    kind = models.CharField(max_length=20)  # body, question, instrument, area, work-item, activity, document
    entity = models.CharField(max_length=300)
    language = models.CharField(max_length=8, blank=True)
    title = models.TextField(blank=True)
    words = models.TextField(blank=True)
    access = models.CharField(max_length=20, default="public")

    objects = Seen()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["kind", "entity", "language"], name="search_text_once"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.entity}"
