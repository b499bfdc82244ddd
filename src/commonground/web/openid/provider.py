"""The kind of sign-in service as the library knows it."""

from __future__ import annotations

from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider

from commonground.web.openid.views import CheckingAdapter


class CheckingProvider(OpenIDConnectProvider):  # type: ignore[misc]
    """An OpenID Connect service whose answers are checked; with PKCE."""

    pkce_enabled_default = True
    oauth2_adapter_class = CheckingAdapter
    supports_token_authentication = False


provider_classes = [CheckingProvider]
