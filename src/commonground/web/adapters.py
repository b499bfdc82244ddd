"""Who may get in: people who were invited, by password or by a sign-in service that vouches for their address."""

from __future__ import annotations

import logging
from http import HTTPStatus
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.providers.base.constants import AuthError
from django.http import HttpRequest
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from commonground.web.failures import failure_page

log = logging.getLogger(__name__)


class InvitedOnly(DefaultAccountAdapter):  # type: ignore[misc]
    """No open sign-up: accounts are made by invitations."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never."""
        return False

    def send_mail(self, *args: Any, **kwargs: Any) -> None:
        """Nothing: the register sends no mail."""


class KnownOnly(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """A sign-in service lets in whose verified address has an account here, and makes no accounts."""

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Nothing for somebody who has an account; else a page that says why they are not in."""
        if sociallogin.is_existing:
            return
        addresses = [one.email for one in sociallogin.email_addresses if one.verified]
        if addresses:
            told = _("Nobody here has the address %(address)s.") % {"address": addresses[0]}
            advice = _("Ask an administrator to invite you by it, or sign in with your password.")
        else:
            told = _("The sign-in service has not verified your address.")
            advice = _("Have it verified there, or sign in with your password.")
        raise ImmediateHttpResponse(failure_page(request, HTTPStatus.FORBIDDEN, told, advice))

    def on_authentication_error(self, request: HttpRequest, provider: Any, **further: Any) -> None:
        """A page for an answer of the service that cannot be believed, or none; who gave up goes back to sign in."""
        if further.get("error") == AuthError.CANCELLED:
            raise ImmediateHttpResponse(redirect("account_login"))
        log.warning("the sign-in service %s: %s", provider, further.get("exception"))
        told = _("The sign-in service gave no answer that can be used.")
        advice = _("Begin again; if it happens again, tell an administrator, or sign in with your password.")
        raise ImmediateHttpResponse(failure_page(request, HTTPStatus.BAD_REQUEST, told, advice))

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        """Never."""
        return False
