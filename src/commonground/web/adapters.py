"""Who may get in: people who were invited, by password or by a sign-in service that vouches for their address."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.http import HttpRequest


class InvitedOnly(DefaultAccountAdapter):  # type: ignore[misc]
    """No open sign-up: accounts are made by invitations."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never."""
        return False

    def send_mail(self, *args: Any, **kwargs: Any) -> None:
        """Nothing: the register sends no mail."""


class KnownOnly(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """A sign-in service lets in whose verified address has an account here, and makes no accounts."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        """Never."""
        return False
