"""The way to a sign-in service and back: what it answers is believed only when it fits what was asked."""

from __future__ import annotations

import logging
import secrets
from typing import Any

import jwt
from allauth.account.internal.decorators import login_not_required
from allauth.socialaccount.helpers import render_authentication_error
from allauth.socialaccount.internal import jwtkit
from allauth.socialaccount.models import SocialApp, SocialLogin, SocialToken
from allauth.socialaccount.providers.oauth2.client import OAuth2Client, OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.http import Http404, HttpRequest, HttpResponse
from requests import RequestException

NONCES = "openid-nonces"
SIGNED_BY = frozenset(
    {"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"}
)
_PUBLISHED = frozenset(
    {"issuer", "authorization_endpoint", "token_endpoint", "userinfo_endpoint", "jwks_uri"}
)
log = logging.getLogger(__name__)
NONCES_MAX = 10  # of ways that were begun and not ended, of one browser


class NonceClient(OAuth2Client):  # type: ignore[misc]
    """Asks for an ID token that holds a nonce of this browser's session."""

    def get_redirect_url(self, authorization_url: str, scope: list[str], extra_params: dict[str, Any]) -> str:
        """The address of the service's page."""
        nonce = secrets.token_urlsafe(24)
        self.request.session[NONCES] = [*self.request.session.get(NONCES, []), nonce][-NONCES_MAX:]
        address: str = super().get_redirect_url(authorization_url, scope, {**extra_params, "nonce": nonce})
        return address


class CheckingAdapter(OpenIDConnectOAuth2Adapter):  # type: ignore[misc]
    """Checks the ID token's signature by the service's keys, its nonce, and that both answers are of one person."""

    client_class = NonceClient

    @property
    def openid_config(self) -> dict[str, Any]:
        """What the service publishes of itself; raises OAuth2Error where that lacks something."""
        try:
            found = super().openid_config
        except AttributeError as error:  # JSON, but no object
            raise OAuth2Error("the service publishes nothing of itself") from error
        lacking = sorted(_PUBLISHED - set(found))
        if lacking:
            raise OAuth2Error(f"the service does not publish its {lacking[0]}")
        return dict(found)

    def complete_login(
        self, request: HttpRequest, app: SocialApp, token: SocialToken, **kwargs: Any
    ) -> SocialLogin:
        """Who the service says it is; raises OAuth2Error for an answer that cannot be believed."""
        told = kwargs["response"].get("id_token")
        if not told:
            raise OAuth2Error("the service sent no ID token")
        claims = self._decode_id_token(app, told)
        nonces = request.session.get(NONCES, [])
        if not claims.get("nonce") or claims["nonce"] not in nonces:
            raise OAuth2Error("the ID token answers another question")
        request.session[NONCES] = [nonce for nonce in nonces if nonce != claims["nonce"]]
        person = self._fetch_user_info(token.token)
        if not claims.get("sub") or not isinstance(person, dict) or person.get("sub") != claims["sub"]:
            raise OAuth2Error("the ID token and the user information are of two people")
        data = {"id_token": claims, "userinfo": person}
        return self.get_provider().sociallogin_from_response(request, data)

    def _decode_id_token(self, app: SocialApp, id_token: str) -> dict[str, Any]:
        try:
            # The token must not choose how it is checked: a public key is no shared secret.
            if jwt.get_unverified_header(id_token).get("alg") not in SIGNED_BY:
                raise OAuth2Error("the ID token is not signed by a key of the service")
            claims: dict[str, Any] = jwtkit.verify_and_decode(
                credential=id_token,
                keys_url=self.openid_config["jwks_uri"],
                issuer=self.openid_config["issuer"],
                audience=app.client_id,
                lookup_kid=jwtkit.lookup_kid_jwk,
            )
        except (jwt.PyJWTError, KeyError, TypeError, ValueError) as error:
            raise OAuth2Error("the ID token cannot be read") from error
        return claims


@login_not_required  # type: ignore[untyped-decorator]
def login(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Go to the service."""
    return _view(OAuth2LoginView, request, provider_id)


@login_not_required  # type: ignore[untyped-decorator]
def callback(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Come back from it."""
    return _view(OAuth2CallbackView, request, provider_id)


def _view(kind: Any, request: HttpRequest, provider_id: str) -> HttpResponse:
    try:
        adapter = CheckingAdapter(request, provider_id)
        provider = adapter.get_provider()
    except SocialApp.DoesNotExist as error:
        raise Http404 from error
    answer: HttpResponse
    try:
        answer = kind.adapter_view(adapter)(request)
    except (OAuth2Error, RequestException) as error:  # the service does not answer, or not as it should
        log.warning("the sign-in service %s: %s", provider_id, error)
        answer = render_authentication_error(request, provider, exception=error)
    return answer
