"""The forms around links: what a list is narrowed to, a proposal, a cleared review, a withdrawal."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from commonground.api.viewer import Viewer
from commonground.domain.role import Access
from commonground.domain.suggestion import Relation
from commonground.errors import BadInput, Said
from commonground.register.link_lists import LinkFilter, Order
from commonground.register.sight import SHOWN_TO_ALL
from commonground.register.workflows.agreement import Proposed
from commonground.web.judging import ACCESS
from commonground.web.sectors import sector_words, theme_words
from commonground.web.words import WORDS

NAME_MAX = 200
NARROWING = (
    *("state", "sector", "waiting_for", "body", "work"),
    *("theme", "relation", "origin", "period", "text"),
)
FIRST = ("text", "state", "sector", "waiting_for", "order")
Choices = list[tuple[str, Any]]
STATES = ("agreed", "proposed", "disputed", "to-be-confirmed", "stated", "rejected")


def sector_choices(nothing: Any) -> Choices:
    """The Sectors, after a choice that means none of them."""
    return [("", nothing), *sector_words().items()]


def theme_choices(nothing: Any) -> Choices:
    """The themes as links name them, after a choice that means none of them."""
    return [("", nothing), *theme_words().items()]


def worded_choices(kind: str, nothing: Any, values: Any = None) -> Choices:
    """The values of a kind in the reader's words, after a choice that means none of them."""
    words = WORDS[kind]
    return [("", nothing), *((value, words[value]) for value in values or words if value)]


class FilterForm(forms.Form):
    """What the list of links is narrowed to. What a select does not offer narrows nothing, as in links of old."""

    text = forms.CharField(
        label=_("Words in titles or ids"),
        required=False,
        max_length=NAME_MAX,
        widget=forms.TextInput(attrs={"type": "search", "dir": "auto", "size": 18}),
    )
    state = forms.ChoiceField(label=_("State"), required=False)
    sector = forms.ChoiceField(label=_("Sector"), required=False)
    waiting_for = forms.ChoiceField(label=_("Waits for"), required=False)
    relation = forms.ChoiceField(label=_("Relation"), required=False)
    origin = forms.ChoiceField(label=_("Origin"), required=False)
    theme = forms.ChoiceField(label=_("Theme"), required=False)
    body = forms.CharField(
        label=_("Group"), required=False, max_length=NAME_MAX, widget=forms.TextInput(attrs={"size": 14})
    )
    work = forms.CharField(required=False, max_length=NAME_MAX, widget=forms.HiddenInput)  # of `kept`
    period = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)
    suspect = forms.ChoiceField(
        label=_("Text changed"),
        required=False,
        choices=[("", _("any")), ("yes", _("to be reviewed")), ("no", _("not changed"))],
    )
    past = forms.BooleanField(label=_("Also closed periods and withdrawn links"), required=False)
    blind = forms.BooleanField(label=_("Without scores"), required=False)
    order = forms.ChoiceField(
        label=_("Order"),
        required=False,
        choices=[("", _("likeliest first")), ("newest", _("latest change first"))],
    )

    def __init__(self, data: Any, *, viewer: Viewer) -> None:
        super().__init__(data, auto_id="filter-%s")
        shown = STATES if viewer.sees_proposals else SHOWN_TO_ALL
        choices = {
            "state": worded_choices("state", _("any"), shown),
            "sector": sector_choices(_("any")),
            "waiting_for": sector_choices(_("nobody in particular")),
            "relation": worded_choices("relation", _("any")),
            "origin": worded_choices("origin", _("any")),
            "theme": theme_choices(_("any")),
        }
        for name, values in choices.items():
            self.fields[name].choices = values  # type: ignore[attr-defined]
        if not viewer.sees_proposals:
            for name in ("waiting_for", "suspect", "origin", "blind", "past"):
                del self.fields[name]
        self.is_valid()

    def _value(self, name: str) -> Any:
        return self.cleaned_data.get(name) or ""

    def wanted(self) -> LinkFilter:
        """The filter as the register takes it."""
        suspect = {"yes": True, "no": False}.get(self._value("suspect"))
        values = {name: str(self._value(name)).strip() for name in NARROWING}
        return LinkFilter(**values, suspect=suspect, with_past=bool(self._value("past")))

    def sorted_by(self) -> Order:
        """In which order the list is read."""
        return Order.NEWEST if self._value("order") == "newest" else Order.LIKELIEST

    def is_blind(self) -> bool:
        """Whether scores are hidden."""
        return bool(self._value("blind"))

    def is_narrowed(self) -> bool:
        """Whether anything is left out of the list."""
        return self.wanted() != LinkFilter()

    def feed_query(self) -> dict[str, str]:
        """The same filter as the feed of links takes it."""
        wanted = self.wanted()
        query = {name: str(getattr(wanted, name)) for name in NARROWING if getattr(wanted, name)}
        if wanted.suspect is not None:
            query["suspect"] = str(wanted.suspect).lower()
        return query

    def first_fields(self) -> list[forms.BoundField]:
        """What most people narrow by."""
        return [self[name] for name in FIRST if name in self.fields]

    def further_fields(self) -> list[forms.BoundField]:
        """The rest of what is shown."""
        return [field for field in self.visible_fields() if field.name not in FIRST]

    def is_further_used(self) -> bool:
        """Whether the rest narrows anything."""
        return any(self._value(field.name) for field in self.further_fields())

    def kept(self) -> list[tuple[str, str]]:
        """Parameters of the address that have no visible field: what else it is narrowed to, and the state read."""
        held = ("work", "period", "edition", "as_of")
        return [(name, self.data[name]) for name in held if self.data.get(name)]

    @staticmethod
    def moment(text: str) -> datetime | None:
        """The moment that a place in the list names; None for none. Raises BadInput."""
        try:
            at = datetime.fromisoformat(text) if text else None
        except ValueError as error:
            raise BadInput(
                Said("not a place in this list"), where="cursor", advice=Said("begin at its start")
            ) from error
        if at is not None and at.tzinfo is None:
            raise BadInput(
                Said("not a place in this list"), where="cursor", advice=Said("begin at its start")
            )
        return at


class ProposeForm(forms.Form):
    """A link to propose: two works, what they have to do with each other, and why."""

    left = forms.CharField(
        label=_("One work"), max_length=NAME_MAX, help_text=_("Its id as printed, for instance ITU-T Q7/5.")
    )
    right = forms.CharField(label=_("The other work"), max_length=NAME_MAX)
    relation = forms.ChoiceField(label=_("How they overlap"))
    note = forms.CharField(
        label=_("Why"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )
    theme = forms.ChoiceField(label=_("Theme"), required=False)
    access = forms.ChoiceField(label=_("Who may see the link"), choices=list(ACCESS.items()))

    def __init__(self, data: Any = None, *, initial: Any = None) -> None:
        first = {"relation": str(Relation.SAME_SUBJECT), "access": str(Access.PUBLIC), **(initial or {})}
        super().__init__(data, initial=first, auto_id="propose-%s")
        words = WORDS["relation"]
        self.fields["relation"].choices = [(str(one), words[str(one)]) for one in Relation]  # type: ignore[attr-defined]
        self.fields["theme"].choices = theme_choices(_("none"))  # type: ignore[attr-defined]

    def proposed(self) -> Proposed:
        """The proposal as the workflow takes it, of a form that is valid."""
        values = self.cleaned_data
        return Proposed(
            values["left"],
            values["right"],
            values["relation"],
            values["note"],
            values["theme"],
            Access(values["access"]),
        )


class ClearForm(forms.Form):
    """What a link keeps whose review is cleared, and why."""

    keep = forms.ChoiceField(
        label=_("Its verdicts"),
        choices=[("keep", _("stay as they are")), ("re-judge", _("are given anew by every Sector"))],
    )
    reason = forms.CharField(
        label=_("Why"), required=False, max_length=2000, widget=forms.TextInput(attrs={"dir": "auto"})
    )
    version = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, initial: Any = None) -> None:
        super().__init__(data, initial=initial, auto_id="clear-%s")


class WithdrawForm(forms.Form):
    """Why a proposal is withdrawn."""

    reason = forms.CharField(
        label=_("Why"), required=False, max_length=2000, widget=forms.TextInput(attrs={"dir": "auto"})
    )
    version = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, initial: Any = None) -> None:
        super().__init__(data, initial=initial, auto_id="withdraw-%s")
