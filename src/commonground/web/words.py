"""Stored values as readers read them, in the language of the page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

WORDS: Mapping[str, Mapping[str, Any]] = {
    "state": {
        "agreed": _("agreed"),
        "proposed": _("proposed"),
        "disputed": _("disputed"),
        "rejected": _("refused"),
        "to-be-confirmed": _("to be confirmed"),
        "stated": _("stated"),
        "none": _("examined, nothing found"),
        "none-by-machine": _("nothing found by matching"),
        "not-examined": _("not examined"),
        "blank": _("left blank by the source"),
        "suspect": _("to be reviewed"),
    },
    "verdict": {
        "accept": _("accepted"),
        "reject": _("refused"),
        "unsure": _("unsure"),
        "withdraw": _("withdrawn"),
        "": _("not judged"),
    },
    "role": {
        "visitor": _("visitor"),
        "delegate": _("delegate"),
        "focal-point": _("focal point"),
        "counsellor": _("counsellor"),
        "secretariat": _("secretariat"),
        "administrator": _("administrator"),
        "machine": _("machine"),
    },
    "access": {
        "public": pgettext_lazy("access level", "public"),
        "members": pgettext_lazy("access level", "members"),
        "internal": pgettext_lazy("access level", "internal"),
    },
    "reason": {
        "same-subject": _("Same subject"),
        "complementary": _("Complementary"),
        "carries-out": _("One carries out the other"),
        "different-subject": _("Different subject"),
        "different-scope": _("Different scope"),
        "out-of-date": _("Out of date"),
        "not-our-mandate": _("Not our mandate"),
        "needs-expert": _("Needs an expert"),
        "other": _("Other reason"),
    },
    "relation": {
        "same-text": _("same text"),
        "same-subject": _("same subject"),
        "carries-out": _("carries out"),
        "asks": _("asks"),
        "answers": _("answers"),
        "broader": _("broader"),
        "narrower": _("narrower"),
        "succeeds": _("succeeds"),
        "addresses": _("addresses"),
        "mandates": _("mandates"),
        "overlaps": _("overlaps with"),
        "contributes-to": _("contributes to"),
        "liaises-with": _("liaises with"),
    },
    "origin": {
        "stated": _("stated by a document"),
        "suggested": _("suggested by matching"),
        "proposed": _("proposed by a person"),
        "carried": _("carried over from the period before"),
    },
    "kind": {
        "area": _("area"),
        "theme": _("theme"),
        "body": _("group"),
        "question": _("Question"),
        "instrument": _("instrument"),
        "work-item": _("work item"),
        "activity": _("activity"),
        "document": _("document"),
        "link": _("link"),
        "mandate": _("mandate"),
        "revision": _("revision"),
        "conference": _("conference"),
        "council": _("council"),
        "advisory-group": _("advisory group"),
        "study-group": _("study group"),
        "working-party": _("working party"),
        "focus-group": _("focus group"),
        "task-group": _("task group"),
        "joint-group": _("joint group"),
        "committee": _("committee"),
        "coordination-group": _("coordination group"),
        "bureau": _("bureau"),
        "other": pgettext_lazy("kind of group", "other"),
        "resolution": _("Resolution"),
        "decision": _("Decision"),
        "recommendation": _("Recommendation"),
        "report": _("Report"),
        "opinion": _("Opinion"),
        "series": _("series"),
        "standard": _("standard"),
        "event": _("event"),
        "partnership": _("partnership"),
        "web-page": _("web page"),
    },
    "theme_decision": {"continue": _("continue"), "stop": _("stop")},
    "severity": {"error": _("error"), "warning": _("warning"), "note": _("note")},
    "succession": {
        "continued": _("continued"),
        "renumbered": _("renumbered"),
        "merged": _("merged"),
        "split": _("split"),
        "closed": _("closed"),
    },
    "job": {
        "ingest": _("Reading documents"),
        "suggest": _("Matching"),
        "publish": _("Publishing an edition"),
        "import": _("Importing a sheet"),
        "backup": _("Backup"),
    },
    "job_state": {
        "queued": _("waiting"),
        "running": _("under way"),
        "done": _("done"),
        "failed": _("failed"),
        "cancelled": _("cancelled"),
    },
    "language": {
        "ar": _("Arabic"),
        "zh": _("Chinese"),
        "en": _("English"),
        "fr": _("French"),
        "ru": _("Russian"),
        "es": _("Spanish"),
    },
}


def worded(kind: str, value: object) -> Any:
    """The reader's word for a stored value of this kind; the value itself where it has none.

    >>> str(worded("state", "to-be-confirmed"))
    'to be confirmed'
    """
    return WORDS[kind].get(str(value), str(value))
