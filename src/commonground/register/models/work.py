"""Work items, activities, and what became of work when a study period ended."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from commonground.register.models.base import Fact
from commonground.register.models.decision import AppendOnly

ID_LENGTH = 200


class WorkItem(Fact):
    """A piece of work within a Question: a draft text, a report, a study."""

    code = models.CharField(max_length=ID_LENGTH, unique=True)
    title = models.TextField(blank=True)
    sector = models.CharField(max_length=ID_LENGTH)
    body = models.CharField(max_length=ID_LENGTH)
    question = models.CharField(max_length=ID_LENGTH, blank=True)
    period = models.CharField(max_length=40, blank=True)
    scope = models.TextField(blank=True)
    status = models.CharField(max_length=40, blank=True)
    liaisons = models.JSONField(default=list)  # ids of the bodies it names
    sources = models.JSONField(default=list)
    access = models.CharField(max_length=20, default="public")

    def __str__(self) -> str:
        return self.code


class Activity(Fact):
    """An event, partnership, programme, publication series or web page; it may belong to several Sectors."""

    code = models.CharField(max_length=ID_LENGTH, unique=True)
    kind = models.CharField(max_length=20)
    title = models.TextField()
    sectors = models.JSONField(default=list)
    theme = models.CharField(max_length=ID_LENGTH, blank=True)
    starts_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)
    place = models.CharField(max_length=200, blank=True)
    address = models.TextField(blank=True)  # of its page
    sources = models.JSONField(default=list)
    access = models.CharField(max_length=20, default="public")

    def __str__(self) -> str:
        return self.title


class Succession(AppendOnly):
    """What became of a Question or body: continued, renumbered, merged, split or closed.

    A merger is a row for each predecessor, a split one for each successor. `successor` is empty when it was closed.
    """

    kind = models.CharField(max_length=20)
    predecessor = models.CharField(max_length=ID_LENGTH, db_index=True)
    predecessor_period = models.CharField(max_length=40, blank=True)
    successor = models.CharField(max_length=ID_LENGTH, blank=True, db_index=True)
    successor_period = models.CharField(max_length=40, blank=True)
    role = models.CharField(max_length=60)
    account = models.ForeignKey("register.Account", null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    reason = models.TextField(blank=True)
    source = models.TextField(blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["predecessor", "predecessor_period", "successor", "successor_period"],
                name="succession_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.predecessor} {self.kind} {self.successor}".strip()
