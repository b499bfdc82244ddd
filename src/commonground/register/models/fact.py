"""Facts: what the profile and the documents state about the organization, under the ids people print."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from commonground.register.models.base import Fact, M, Seen
from commonground.register.models.document import Document
from commonground.register.sight import seen_levels

ID_LENGTH = 120


class ProfileRecord(models.Model):
    """The profile this register was made with, whole, so that a register stands alone."""

    code = models.CharField(max_length=40)
    names = models.JSONField(default=dict)
    languages = models.JSONField(default=list)
    grammar = models.JSONField(default=dict)
    layout = models.JSONField(default=dict)
    licence = models.TextField(blank=True)
    created_at = models.DateTimeField()
    tool_version = models.CharField(max_length=40)

    def __str__(self) -> str:
        return self.code


class Sector(models.Model):
    """A top-level part of the organization."""

    code = models.CharField(max_length=ID_LENGTH, unique=True)
    names = models.JSONField(default=dict)
    aliases = models.JSONField(default=dict)
    sources = models.JSONField(default=list)

    def __str__(self) -> str:
        return self.code


class StudyPeriod(models.Model):
    """The years in which a Sector's Questions and groups keep their numbers."""

    sector = models.ForeignKey(Sector, on_delete=models.PROTECT, related_name="periods")
    label = models.CharField(max_length=40)
    start = models.IntegerField()
    end = models.IntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["sector", "label"], name="period_once"),
            models.CheckConstraint(
                condition=models.Q(end__gte=models.F("start")), name="period_ends_after_start"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sector_id} {self.label}"


class Body(Fact):
    """Anything that holds a mandate or meets."""

    code = models.CharField(max_length=ID_LENGTH, unique=True)
    kind = models.CharField(max_length=40)
    sectors = models.JSONField(default=list)
    parent = models.CharField(max_length=ID_LENGTH, null=True)
    names = models.JSONField(default=dict)
    aliases = models.JSONField(default=dict)
    sources = models.JSONField(default=list)

    def __str__(self) -> str:
        return self.code


class Mandate(Fact):
    """What a body is charged with in one study period."""

    body = models.ForeignKey(Body, on_delete=models.CASCADE, related_name="mandates")
    period = models.CharField(max_length=40, null=True)
    title = models.TextField(null=True)
    scope = models.TextField(blank=True)
    related = models.JSONField(default=list)
    sources = models.JSONField(default=list)

    def __str__(self) -> str:
        return f"{self.body_id} {self.period}"


class Question(Fact):
    """A numbered piece of study work of a body in one study period."""

    code = models.CharField(max_length=ID_LENGTH)
    period = models.CharField(max_length=40)
    sector = models.CharField(max_length=ID_LENGTH)
    body = models.CharField(max_length=ID_LENGTH)
    title = models.TextField(null=True)
    names = models.JSONField(default=dict)
    scope = models.TextField(blank=True)
    working_party = models.CharField(max_length=ID_LENGTH, null=True)
    related = models.JSONField(default=list)
    sources = models.JSONField(default=list)
    is_inferred = models.BooleanField(default=False)
    predecessors = models.JSONField(default=list)

    class Meta(Fact.Meta):
        constraints: ClassVar = [models.UniqueConstraint(fields=["code", "period"], name="question_once")]

    def __str__(self) -> str:
        return f"{self.code}@{self.period}"


class Instrument(Fact):
    """An adopted text."""

    code = models.CharField(max_length=ID_LENGTH, unique=True)
    kind = models.CharField(max_length=40)
    body = models.CharField(max_length=ID_LENGTH)
    sector = models.CharField(max_length=ID_LENGTH)
    number = models.CharField(max_length=40)
    names = models.JSONField(default=dict)
    carried_into = models.CharField(max_length=ID_LENGTH, null=True)

    def __str__(self) -> str:
        return self.code


class Revision(Fact):
    """One adopted state of an instrument; `position` keeps them oldest first."""

    instrument = models.ForeignKey(Instrument, on_delete=models.CASCADE, related_name="revisions")
    position = models.PositiveSmallIntegerField()
    label = models.CharField(max_length=120)
    year = models.IntegerField(null=True)
    title = models.TextField(blank=True)
    areas = models.JSONField(default=list)
    refers_to = models.JSONField(default=list)
    status = models.TextField(blank=True)
    note = models.TextField(blank=True)
    sources = models.JSONField(default=list)
    asks_coordination = models.BooleanField(default=False)

    class Meta(Fact.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["instrument", "label"], name="revision_once"),
        ]

    def __str__(self) -> str:
        return f"{self.instrument_id} ({self.label})"


class Gathering(models.Model):
    """One session of an adopting conference."""

    body = models.CharField(max_length=ID_LENGTH)
    year = models.IntegerField()
    place = models.CharField(max_length=120, blank=True)
    sector = models.CharField(max_length=ID_LENGTH)
    code = models.CharField(max_length=40, blank=True)
    places = models.JSONField(default=dict)
    sources = models.JSONField(default=list)

    def __str__(self) -> str:
        return f"{self.body} {self.place} {self.year}"


class Term(models.Model):
    """A word of the field in several languages."""

    code = models.CharField(max_length=200, unique=True)
    labels = models.JSONField(default=dict)

    def __str__(self) -> str:
        return self.code


class Area(Fact):
    """What is known of an area beyond the lists: translations, aliases and acronyms."""

    label = models.TextField(unique=True)
    labels = models.JSONField(default=dict)
    aliases = models.JSONField(default=list)
    acronyms = models.JSONField(default=list)
    definition = models.TextField(blank=True)
    parent = models.TextField(blank=True)  # label of the broader area
    related = models.JSONField(default=list)  # labels of areas beside it
    matches = models.JSONField(default=dict)  # SKOS mapping property -> addresses in other vocabularies
    sources = models.JSONField(default=list)
    access = models.CharField(max_length=20, default="public")

    def __str__(self) -> str:
        return self.label


class SeenEntries(Seen[M]):
    """Entries that are printed where whoever reads may see it."""

    def get_queryset(self) -> models.QuerySet[M]:
        """Without those that only documents of other access levels print."""
        rows = super().get_queryset()
        if seen_levels() is None:
            return rows
        printed = EntryOrigin.everything.filter(entry=models.OuterRef("pk"))
        shown = EntryOrigin.objects.filter(entry=models.OuterRef("pk"))
        return rows.filter(models.Exists(shown) | ~models.Exists(printed))


class Entry(models.Model):
    """One entry of a printed list of areas. The same text in the same list is one entry, wherever printed."""

    list = models.CharField(max_length=80)
    number = models.CharField(max_length=40)
    text = models.TextField()
    folded = models.TextField()  # the text for comparison: case and spaces folded
    occurrence = models.PositiveSmallIntegerField(default=1)  # of this text within its list
    parent = models.CharField(max_length=40, null=True)
    group = models.TextField(blank=True)
    list_title = models.TextField(blank=True)
    language = models.CharField(max_length=8)
    position = models.PositiveIntegerField()
    added_at = models.DateTimeField(null=True)  # None: with the profile

    objects = SeenEntries()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["list", "folded", "occurrence"], name="entry_once"),
        ]

    def __str__(self) -> str:
        return f"{self.list}#{self.number} {self.text}"


class EntryOrigin(models.Model):
    """A place where an entry is printed; without `document` it is a fact of the profile from `source`."""

    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="origins")
    document = models.ForeignKey(Document, null=True, on_delete=models.CASCADE, related_name="entry_origins")
    source = models.TextField(blank=True)
    locator = models.JSONField(default=dict)

    access_path = "document__access"
    is_without_document = True
    objects = Seen()
    everything = models.Manager()

    def __str__(self) -> str:
        return f"{self.entry_id} in {self.document_id or self.source}"


class Link(Fact):
    """A claim about two entities, stated by the profile or by a document."""

    subject = models.CharField(max_length=ID_LENGTH, db_index=True)
    predicate = models.CharField(max_length=40)
    object = models.CharField(max_length=ID_LENGTH, db_index=True)
    period = models.CharField(max_length=40, blank=True)
    theme = models.TextField(blank=True)
    access = models.CharField(max_length=20, default="public")

    class Meta(Fact.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["subject", "predicate", "object", "period", "theme"], name="link_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject} {self.predicate} {self.object}"


class LinkEvidence(models.Model):
    """Where a link's claim comes from."""

    link = models.ForeignKey(Link, on_delete=models.CASCADE, related_name="evidence")
    document = models.ForeignKey(Document, null=True, on_delete=models.CASCADE, related_name="link_evidence")
    source = models.TextField(blank=True)
    locator = models.JSONField(default=dict)
    text = models.TextField(blank=True)
    kind = models.CharField(max_length=20)
    strength = models.FloatField(default=1.0)

    access_path = "document__access"
    is_without_document = True
    objects = Seen()

    def __str__(self) -> str:
        return f"{self.link_id}: {self.kind}"
