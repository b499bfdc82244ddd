"""Forms of pilot themes: their facts, their decision, and what is added to a cell of the matrix."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from commonground.domain.language import OFFICIAL_LANGUAGES
from commonground.domain.role import Access
from commonground.domain.theme import ThemeDecision
from commonground.register import models
from commonground.web.words import WORDS

LONG = 4000
_LINES = {"rows": 4, "dir": "auto"}


def _lines(label: Any, help_text: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label, help_text=help_text, required=False, max_length=20_000, widget=forms.Textarea(_LINES)
    )


def _line(label: Any, *, most: int = 500, required: bool = False, help_text: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=help_text,
        required=required,
        max_length=most,
        widget=forms.TextInput({"dir": "auto"}),
    )


def _why(label: Any, *, required: bool = False) -> forms.CharField:
    widget = forms.Textarea({"rows": 2, "dir": "auto"})
    return forms.CharField(label=label, required=required, max_length=LONG, widget=widget)


class ThemeForm(forms.Form):
    """The facts of a theme, as the page of the theme shows them."""

    governing = _line(_("Governing instrument"), help_text=_("As printed, with its revision."))
    period = _line(_("Period"), most=40)
    owner_role = _line(_("Owner, by role"), most=60)
    sub_topics = _lines(_("Sub-topics"), _("One on each line."))
    indicators = _lines(_("Indicators"), _("One on each line."))
    reason = _why(_("Why it is changed"))
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = {}
        for code in OFFICIAL_LANGUAGES:
            field = _line(WORDS["language"][code], most=300)
            field.widget.attrs["lang"] = code
            names[f"labels_{code}"] = field
        self.fields = {**names, **self.fields}

    @classmethod
    def of(cls, theme: models.Theme) -> ThemeForm:
        """The form, filled with what the register holds."""
        names = {f"labels_{code}": theme.labels.get(code, "") for code in OFFICIAL_LANGUAGES}
        lists = {name: "\n".join(getattr(theme, name)) for name in ("sub_topics", "indicators")}
        plain = {name: getattr(theme, name) for name in ("governing", "period", "owner_role", "version")}
        return cls(initial={**names, **lists, **plain})

    def names(self) -> list[forms.BoundField]:
        """The fields of the theme's name, one for each language."""
        return [field for field in self.visible_fields() if field.name.startswith("labels_")]

    def others(self) -> list[forms.BoundField]:
        """The other fields that are seen."""
        return [field for field in self.visible_fields() if not field.name.startswith("labels_")]

    def values(self) -> dict[str, Any]:
        """The fields of the fact."""
        given = self.cleaned_data
        return {
            "labels": {code: given[f"labels_{code}"] for code in OFFICIAL_LANGUAGES},
            "sub_topics": given["sub_topics"].splitlines(),
            "indicators": given["indicators"].splitlines(),
            **{name: given[name] for name in ("governing", "period", "owner_role")},
        }


class DecisionForm(forms.Form):
    """What was decided of a theme at its end, and why."""

    decision = forms.ChoiceField(
        label=_("Decision"),
        required=False,
        choices=[
            ("", _("not decided")),
            *((str(one), WORDS["theme_decision"][str(one)]) for one in ThemeDecision),
        ],
    )
    decision_reason = _why(_("Reason of the decision"))
    version = forms.IntegerField(widget=forms.HiddenInput)


class NewThemeForm(forms.Form):
    """An area to take up as pilot theme."""

    area = _line(_("Area"), most=200, required=True, help_text=_("As the list of areas names it."))
    governing = _line(_("Governing instrument"), help_text=_("As printed, with its revision."))
    period = _line(_("Period"), most=40)
    owner_role = _line(_("Owner, by role"), most=60)
    sub_topics = _lines(_("Sub-topics"), _("One on each line."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["area"].widget.attrs["list"] = "areas"


class ClaimForm(forms.Form):
    """A piece of work that belongs into a cell."""

    work = _line(_("Group, Question or text"), most=200, required=True)
    note = _why(_("Why it belongs here"))
    access = forms.ChoiceField(
        label=_("Who may see it"),
        choices=[(str(level), WORDS["access"][str(level)]) for level in Access],
        initial=str(Access.PUBLIC),
    )

    def __init__(self, *args: Any, choices: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if choices:
            self.fields["work"].widget.attrs["list"] = choices


class ActivityForm(forms.Form):
    """An event, partnership or page that belongs into a cell."""

    title = _line(_("Title"), most=1000, required=True)
    sectors = forms.MultipleChoiceField(label=_("Sectors"), widget=forms.CheckboxSelectMultiple)
    address = forms.URLField(
        label=_("Address of its page"), required=False, max_length=1000, assume_scheme="https"
    )
    starts_on = forms.DateField(
        label=_("First day"), required=False, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )
    ends_on = forms.DateField(
        label=_("Last day"), required=False, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(self, *args: Any, sectors: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["sectors"].choices = sectors  # type: ignore[attr-defined]


class LookedForm(forms.Form):
    """That somebody looked whether a Sector works on a sub-topic, and found nothing."""

    reason = _why(_("Where you looked, whom you asked"))


class JudgeForm(forms.Form):
    """A verdict on the links of an entry."""

    reason_code = forms.ChoiceField(
        label=_("Reason"),
        required=False,
        choices=[("", _("none given")), *WORDS["reason"].items()],
    )
    reason = _why(_("In your words"))
    sector = forms.ChoiceField(label=_("For which Sector"), required=False)
    liaison_statement = _line(
        _("Liaison statement"), most=LONG, help_text=_("By which the Sector sent its word.")
    )

    def __init__(self, *args: Any, sectors: list[str] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if sectors is None:  # a role that is bound to its Sector
            del self.fields["sector"], self.fields["liaison_statement"]
            return
        named = [("", _("the secretariat's own word")), *((one, one) for one in sectors)]
        self.fields["sector"].choices = named  # type: ignore[attr-defined]
