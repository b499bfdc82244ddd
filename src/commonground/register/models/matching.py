"""What matching computes: vectors of texts, and the links it proposes. Neither is a fact, neither is a decision."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class Vector(models.Model):
    """The vector of one text under one model, so that it is computed once; another checksum makes it anew."""

    text_hash = models.CharField(max_length=64)  # SHA-256 of the text as it was encoded
    model = models.CharField(max_length=200)
    checksum = models.CharField(max_length=64)  # of the model's weights
    codes = models.BinaryField()  # signed bytes, one a number

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["text_hash", "model"], name="vector_once"),
        ]

    def __str__(self) -> str:
        return f"{self.text_hash[:8]} by {self.model}"


class Suggestion(models.Model):
    """A link between two items that a run of matching proposes; it stays a proposal until people judge its key."""

    key = models.TextField(unique=True)  # the same for both directions; judgements name it
    left = models.TextField()
    right = models.TextField()
    sectors = models.JSONField(default=list)  # the Sectors it touches, each of which has a say, sorted
    relation = models.CharField(max_length=20)
    probability = models.FloatField()
    is_stated = models.BooleanField(default=False)
    explanation = models.JSONField(default=dict)
    titles = models.JSONField(default=list)  # of left and right when it was made
    model = models.CharField(max_length=200)  # that made the vectors
    tool_version = models.CharField(max_length=40)
    run = models.CharField(max_length=40)
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.left} {self.relation} {self.right}"
