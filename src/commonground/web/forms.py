"""Forms of signing in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from commonground.domain.role import Role
from commonground.register.accounts import SEEN_AS
from commonground.register.models import Assignment
from commonground.web.words import worded


class AcceptForm(forms.Form):
    """The password of a new account, twice; of an account that is there, once."""

    password = forms.CharField(
        label=_("Password"), strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"})
    )
    again = forms.CharField(
        label=_("Password again"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, is_known: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if is_known:
            del self.fields["again"]
            self.fields["password"].widget.attrs["autocomplete"] = "current-password"
            self.fields["password"].help_text = _("You have an account already: give its password.")
        else:
            self.fields["password"].help_text = _(
                "At least 12 characters; several words are easy to remember."
            )

    def clean(self) -> dict[str, Any]:
        """Both passwords are the same."""
        values = super().clean() or {}
        if "again" in self.fields and values.get("password") != values.get("again"):
            self.add_error("again", _("The two passwords differ."))
        return values


class RoleForm(forms.Form):
    """The role to act in, and, for some, the role to look through."""

    role = forms.ChoiceField(label=_("Act as"))
    view_as = forms.ChoiceField(label=_("See what this role sees"), required=False)

    def __init__(
        self,
        *args: Any,
        held: list[Assignment],
        sectors: Mapping[str, str],
        sees_as_others: bool,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [(str(one.pk), role_label(one, sectors)) for one in held]  # type: ignore[attr-defined]
        if not sees_as_others:
            del self.fields["view_as"]
            return
        bound = (Role.COUNSELLOR, Role.FOCAL_POINT)
        names = [(str(role), worded("role", str(role))) for role in SEEN_AS if role not in bound]
        names += [
            (f"{role} {sector}", f"{worded('role', str(role))} · {name}")
            for role in bound
            for sector, name in sectors.items()
        ]
        self.fields["view_as"].choices = [("", _("as myself")), *names]  # type: ignore[attr-defined]


def role_label(one: Assignment, sectors: Mapping[str, str]) -> str:
    """A role and what it is bound to, in a line."""
    named = str(worded("role", one.role))
    return " · ".join(
        part for part in (named, sectors.get(one.sector, one.sector), one.body, one.theme) if part
    )
