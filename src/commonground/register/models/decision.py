"""What people decided, and the log of every change. Rows of these tables are only ever added."""

from __future__ import annotations

from typing import Any, ClassVar, NoReturn

from django.db import models

from commonground.errors import Conflict, Said


class AppendOnly(models.Model):
    """Rows that are written once: changing or deleting one is refused."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Add the row; a second save is refused."""
        if self.pk is not None:
            raise Conflict(
                Said("decisions and the log are append-only"), advice=Said("record a new decision instead")
            )
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Always refused."""
        raise Conflict(
            Said("decisions and the log are append-only"), advice=Said("record a new decision instead")
        )


class Judgement(AppendOnly):
    """What a role decided of a proposal or link on behalf of a Sector. The latest one counts."""

    subject = models.TextField(db_index=True)  # key of the proposal or link
    period = models.CharField(max_length=40, blank=True)  # of the link judged, see `LinkStanding.period`
    verdict = models.CharField(max_length=20)
    role = models.CharField(max_length=60)
    sector = models.CharField(max_length=120, blank=True)
    account = models.ForeignKey("register.Account", null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    reason_code = models.CharField(max_length=40, blank=True)
    reason = models.TextField(blank=True)
    access = models.CharField(max_length=20, default="members")  # of the reason; the verdict is the link's
    liaison_statement = models.TextField(
        blank=True
    )  # by which a Sector sent the verdict that somebody recorded
    is_blind = models.BooleanField(default=False)  # judged without seeing the score
    seconds = models.FloatField(null=True)  # from showing to verdict, where a person judged on a page
    proposal = models.JSONField(default=dict)  # what was judged, as it was shown

    def __str__(self) -> str:
        return f"{self.verdict}: {self.subject}"


class Examination(AppendOnly):
    """Somebody looked for what `left` and `right` have in common; `found` False is the recorded "none".

    `left` is a sub-topic of a theme, an area or a body; `right` a Sector or a body. The latest one counts.
    """

    theme = models.CharField(max_length=120, blank=True)
    left = models.TextField()
    right = models.CharField(max_length=120)
    found = models.BooleanField()
    period = models.CharField(max_length=40, blank=True)
    role = models.CharField(max_length=60)
    sector = models.CharField(max_length=120, blank=True)  # on whose behalf
    account = models.ForeignKey("register.Account", null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    reason = models.TextField(blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["left", "right"], name="examined_pair")]

    def __str__(self) -> str:
        return f"{self.left} / {self.right}"


class Change(AppendOnly):
    """One entry of the log: when, who, in which role, what, old and new, why, and who may see it.

    `table` and `row` name the fact that changed, `old` and `new` its fields before and after ({} when there was or
    is none), so that an earlier state can be worked out from the present one.
    """

    at = models.DateTimeField(db_index=True)
    role = models.CharField(max_length=60)
    sector = models.CharField(max_length=120, blank=True)
    account = models.ForeignKey("register.Account", null=True, on_delete=models.PROTECT, related_name="+")
    action = models.CharField(max_length=60, db_index=True)
    subject = models.TextField(db_index=True)
    detail = models.JSONField(default=dict)
    table = models.CharField(max_length=40, blank=True)
    row = models.BigIntegerField(null=True)
    old = models.JSONField(default=dict)
    new = models.JSONField(default=dict)
    reason = models.TextField(blank=True)
    access = models.CharField(max_length=20, default="members")

    def __str__(self) -> str:
        return f"{self.action} {self.subject}"
