"""What the review queue is narrowed to, and the verdict on many links at once."""

from __future__ import annotations

from itertools import combinations
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from commonground.api.viewer import Viewer
from commonground.domain.link import Verdict
from commonground.domain.role import Access, Action, Reason
from commonground.register.permissions import allows
from commonground.register.review_queue import Wanted
from commonground.register.workflows.agreement import Decision
from commonground.web.judging import ACCESS, StatementNamed
from commonground.web.link_forms import NAME_MAX, sector_choices, theme_choices, worded_choices
from commonground.web.words import WORDS

LIKELY = ("0.5", "0.7", "0.9")


class QueueForm(forms.Form):
    """What the queue is narrowed to, and whether it is judged without scores."""

    between = forms.ChoiceField(label=_("Between"), required=False)
    sector = forms.ChoiceField(label=_("Waits for"), required=False)
    theme = forms.ChoiceField(label=_("Theme"), required=False)
    body = forms.CharField(
        label=_("Group"), required=False, max_length=NAME_MAX, widget=forms.TextInput(attrs={"size": 14})
    )
    relation = forms.ChoiceField(label=_("Relation"), required=False)
    least = forms.ChoiceField(label=_("At least likely by"), required=False)
    said = forms.ChoiceField(
        label=_("Show"), required=False, choices=[("", _("not judged yet")), ("unsure", _("left unsure"))]
    )
    blind = forms.BooleanField(label=_("Blind: without score and reasons"), required=False)

    def __init__(self, data: Any, *, viewer: Viewer) -> None:
        super().__init__(data, auto_id="queue-%s")
        words = dict(sector_choices("")[1:])
        own = viewer.actor.sector
        pairs = [pair for pair in combinations(words, 2) if not own or own in pair]
        choices: dict[str, list[tuple[str, Any]]] = {
            "between": [
                ("", _("any Sectors")),
                *((" | ".join(pair), " – ".join(words[one] for one in pair)) for pair in pairs),
            ],
            "sector": sector_choices(_("any Sector")),
            "theme": theme_choices(_("any")),
            "relation": worded_choices("relation", _("any")),
            "least": [("", _("any")), *((one, f"{float(one):.0%}") for one in LIKELY)],
        }
        for name, values in choices.items():
            self.fields[name].choices = values  # type: ignore[attr-defined]
        if own:
            del self.fields["sector"]
        self.is_valid()

    def is_blind(self) -> bool:
        """Whether scores and reasons are hidden."""
        return bool(self.cleaned_data.get("blind"))

    def wanted(self) -> Wanted:
        """The filter as the register takes it. Blind, what is likely narrows nothing: the list would tell the score."""
        values = self.cleaned_data
        least = values.get("least") or ""
        return Wanted(
            between=tuple(filter(None, (values.get("between") or "").split(" | "))),
            sector=values.get("sector") or "",
            theme=values.get("theme") or "",
            body=(values.get("body") or "").strip(),
            relation=values.get("relation") or "",
            least=float(least) if least and not self.is_blind() else None,
            is_unsure=values.get("said") == "unsure",
        )

    def query(self) -> dict[str, str]:
        """The filter as parameters of an address."""
        names = [name for name in self.fields if self.cleaned_data.get(name)]
        return {name: "on" if name == "blind" else str(self.cleaned_data[name]) for name in names}


class BulkForm(StatementNamed):
    """One verdict on many links, with its reason."""

    verdict = forms.ChoiceField(
        label=_("Verdict"),
        choices=[(str(Verdict.ACCEPT), _("Accept")), (str(Verdict.REJECT), _("Refuse"))],
        widget=forms.RadioSelect,
    )
    reason_code = forms.ChoiceField(
        label=_("Reason"), required=False, choices=[("", _("no reason given")), *WORDS["reason"].items()]
    )
    reason = forms.CharField(
        label=_("In your own words"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
    )
    access = forms.ChoiceField(
        label=_("Who may read the reason"), choices=list(ACCESS.items()), required=False
    )
    sector = forms.ChoiceField(label=_("For"), required=False)
    liaison_statement = forms.CharField(
        label=_("Liaison statement by which the Sector sent it"), required=False, max_length=400
    )

    def __init__(self, data: Any = None, *, viewer: Viewer) -> None:
        super().__init__(data, auto_id="bulk-%s")
        self.fields["access"].initial = str(Access.MEMBERS)
        if allows(viewer.actor, Action.MODERATE):
            self.fields["sector"].choices = sector_choices(  # type: ignore[attr-defined]
                _("the secretariat itself (agrees to nothing)")
            )
        else:
            del self.fields["sector"], self.fields["liaison_statement"]

    def decision(self, *, is_blind: bool = False) -> Decision:
        """What is judged, of a form that is valid."""
        values = self.cleaned_data
        reason = values["reason_code"]
        return Decision(
            Verdict(values["verdict"]),
            str(Reason(reason)) if reason else "",
            values["reason"],
            Access(values["access"] or Access.MEMBERS),
            values.get("liaison_statement", ""),
            is_blind,
        )
