"""How every link stands, kept ready for pages: a function of the judgements that can be made anew at any time."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models.functions import Upper

from commonground.register.models.base import Seen

ID_LENGTH = 200
CURRENT = models.Q(is_current=True)
_ORDER = ("-is_stated", "-probability", "id")
# What lists are narrowed by stands in the index, so that no row is read that is not shown; SQLite takes an index for
# enough only where it holds what its condition asks for, too.
_NARROWED = ("waits_for", "touches", "theme", "relation", "origin", "period", "access")
_TIMES = ("suspect_since", "changed_at", "is_current")
_OF_WORK = ("touches", "state", "access", "is_current")  # what the links of an area are counted by


class LinkStanding(models.Model):
    """A link between two pieces of work in one study period, as it stands now.

    Stated, suggested and proposed links alike have one. Its state follows from the latest judgement of each Sector it
    touches (`sectors`); the workflows keep it, `standings.rebuild` makes all of them anew.
    """

    code = models.CharField(max_length=16, unique=True)  # what people type; follows from key and period
    key = models.TextField()  # `domain.suggestion.pair_key`, under which judgements are kept
    period = models.CharField(
        max_length=40, blank=True
    )  # since which it was carried on; "" where it never was
    left = models.CharField(max_length=ID_LENGTH, db_index=True)
    right = models.CharField(max_length=ID_LENGTH, db_index=True)
    left_title = models.TextField(blank=True)
    right_title = models.TextField(blank=True)
    sectors = models.JSONField(default=list)  # that it touches, each of which has a say, sorted
    touches = models.TextField(blank=True, default="", db_default="")  # `sectors` for lists: "|ITU-D|ITU-R|"
    waits_for = models.TextField(blank=True, default="", db_default="")  # those without a verdict, likewise
    groups = models.JSONField(default=list)  # the bodies that the two belong to, sorted
    relation = models.CharField(max_length=40)  # a Relation or a Predicate
    theme = models.CharField(max_length=ID_LENGTH, blank=True)
    origin = models.CharField(max_length=20)  # stated, suggested, proposed, carried
    note = models.TextField(blank=True)  # why a person proposed it
    probability = models.FloatField(null=True)
    is_stated = models.BooleanField(default=False)
    state = models.CharField(max_length=20)  # an EntryState
    ended_period = models.CharField(
        max_length=40, blank=True
    )  # the study period at whose end it was carried on
    is_current = models.BooleanField(
        default=True
    )  # False once its study period is closed or it was withdrawn
    carried_from = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="carried_to")
    left_fingerprint = models.CharField(
        max_length=64, blank=True
    )  # of the texts when the link was made or cleared
    right_fingerprint = models.CharField(max_length=64, blank=True)
    suspect_since = models.DateTimeField(
        null=True
    )  # a text changed since; None when nothing is to be reviewed
    suspect_because = models.JSONField(default=dict)
    access = models.CharField(max_length=20, default="public")
    made_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    objects = Seen()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["key", "period"], name="standing_once")]
        indexes: ClassVar = [
            models.Index(fields=[*_ORDER, "state", *_NARROWED, *_TIMES], name="standing_list"),
            # Of current links only: SQLite uses no index for a bare truth value.
            models.Index(
                fields=["state", *_ORDER, *_NARROWED, *_TIMES], name="standing_queue", condition=CURRENT
            ),
            models.Index(
                fields=["-changed_at", "id", "state", *_NARROWED, "suspect_since", "is_current"],
                name="standing_recent",
                condition=CURRENT,
            ),
            models.Index(
                fields=["suspect_since", "id"],
                name="standing_suspect",
                condition=models.Q(suspect_since__isnull=False),
            ),
            models.Index(Upper("theme"), name="standing_theme", condition=CURRENT),
            models.Index(
                fields=["waits_for", "theme", "state", "access", "is_current"],
                name="standing_waiting",
                condition=CURRENT & models.Q(waits_for__gt=""),
            ),
            models.Index(fields=["left", *_OF_WORK], name="standing_left", condition=CURRENT),
            models.Index(fields=["right", *_OF_WORK], name="standing_right", condition=CURRENT),
            models.Index(fields=["key"], name="standing_key"),
        ]

    def __str__(self) -> str:
        return f"{self.left} {self.relation} {self.right}"


class SectorStanding(models.Model):
    """What one Sector, by its latest judgement, says of a link; no verdict while it has not judged."""

    link = models.ForeignKey(LinkStanding, on_delete=models.CASCADE, related_name="by_sector")
    sector = models.CharField(max_length=120)  # "" is the secretariat as a whole
    verdict = models.CharField(max_length=20, blank=True)
    judgement = models.ForeignKey("register.Judgement", null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(null=True)

    access_path = "link__access"
    objects = Seen()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["link", "sector"], name="sector_standing_once")
        ]
        indexes: ClassVar = [models.Index(fields=["sector", "verdict", "link"], name="sector_queue")]

    def __str__(self) -> str:
        return f"{self.sector}: {self.verdict or 'not judged'}"
