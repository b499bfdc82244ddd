"""A small sign-in service that speaks OpenID Connect over HTTP, for tests: it lets everybody in who was told to it.

Discovery, keys, authorization with code, state, nonce and PKCE, tokens signed with RS256, user information. `Spoiled`
names what it does wrong.
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT, SECRET = "commonground", "a secret between the two"


class Spoiled(StrEnum):
    """What a service may do wrong."""

    NOTHING = "nothing"
    KEY = "signed with a key that is not among those it publishes"
    UNSIGNED = "not signed"
    SHARED = "signed with its public key as if that were a secret"
    ISSUER = "issued by somebody else"
    AUDIENCE = "meant for another program"
    EXPIRED = "expired"
    NONCE = "with another nonce"
    NO_NONCE = "without a nonce"
    SUBJECT = "of another person than the user information"
    NO_TOKEN = "without an ID token"


def _key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@dataclass
class Asked:
    """One way that was begun."""

    redirect_uri: str
    nonce: str
    challenge: str


@dataclass
class Service:
    """The service's state: who is let in, what was asked of it."""

    email: str = "ann@example.org"
    is_verified: Any = True
    subject: str = "person-1"
    spoiled: Spoiled = Spoiled.NOTHING
    address: str = ""
    stop: Callable[[], None] = lambda: None
    codes: dict[str, Asked] = field(default_factory=dict)
    tokens: set[str] = field(default_factory=set)
    challenges: list[str] = field(default_factory=list)
    key: rsa.RSAPrivateKey = field(default_factory=_key)
    other: rsa.RSAPrivateKey = field(default_factory=_key)

    def configuration(self) -> Any:
        """The discovery document."""
        return {
            "issuer": self.address,
            "authorization_endpoint": f"{self.address}/authorize",
            "token_endpoint": f"{self.address}/token",
            "userinfo_endpoint": f"{self.address}/userinfo",
            "jwks_uri": f"{self.address}/keys",
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "token_endpoint_auth_methods_supported": ["client_secret_basic"],
            "code_challenge_methods_supported": ["S256"],
        }

    def keys(self) -> dict[str, Any]:
        """The keys it signs with."""
        public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key()))
        return {"keys": [{**public, "kid": "first", "use": "sig", "alg": "RS256"}]}

    def authorize(self, asked: dict[str, str]) -> str | None:
        """The address to go back to with a code; None for a request that is none of its client's."""
        if asked.get("client_id") != CLIENT or asked.get("response_type") != "code":
            return None
        if "openid" not in asked.get("scope", "").split() or asked.get("code_challenge_method") != "S256":
            return None
        code = secrets.token_urlsafe(16)
        self.codes[code] = Asked(asked["redirect_uri"], asked.get("nonce", ""), asked["code_challenge"])
        self.challenges.append(asked["code_challenge"])
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}"

    def exchange(self, asked: dict[str, str], authorization: str) -> dict[str, Any] | None:
        """Tokens for a code, once; None for a code, client, address or verifier that does not fit."""
        wanted = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        begun = self.codes.pop(asked.get("code", ""), None)
        if (
            authorization != f"Basic {wanted}"
            or begun is None
            or asked.get("redirect_uri") != begun.redirect_uri
        ):
            return None
        digest = hashlib.sha256(asked.get("code_verifier", "").encode()).digest()
        if base64.urlsafe_b64encode(digest).decode().rstrip("=") != begun.challenge:
            return None
        token = secrets.token_urlsafe(16)
        self.tokens.add(token)
        found = {"access_token": token, "token_type": "Bearer", "expires_in": 300}
        return (
            found if self.spoiled is Spoiled.NO_TOKEN else {**found, "id_token": self._id_token(begun.nonce)}
        )

    def _id_token(self, nonce: str) -> str:
        now, wrong = int(time.time()), self.spoiled
        claims = {
            "iss": "https://other.example" if wrong is Spoiled.ISSUER else self.address,
            "aud": "another-program" if wrong is Spoiled.AUDIENCE else CLIENT,
            "sub": self.subject,
            "iat": now - 600,
            "exp": now - 300 if wrong is Spoiled.EXPIRED else now + 300,
            "email": self.email,
            "email_verified": self.is_verified,
        }
        if wrong is not Spoiled.NO_NONCE:
            claims["nonce"] = "another" if wrong is Spoiled.NONCE else nonce
        headers = {"kid": "first"}
        if wrong is Spoiled.UNSIGNED:
            return jwt.encode(claims, "", algorithm="none", headers=headers)
        if wrong is Spoiled.SHARED:
            return _signed_with_public_key(claims, headers, self.key)
        key = self.other if wrong is Spoiled.KEY else self.key
        return jwt.encode(claims, key, algorithm="RS256", headers=headers)

    def person(self) -> dict[str, Any]:
        """What it tells of who signed in."""
        subject = "person-2" if self.spoiled is Spoiled.SUBJECT else self.subject
        return {"sub": subject, "email": self.email, "email_verified": self.is_verified, "name": "Ann"}


def _signed_with_public_key(claims: dict[str, Any], headers: dict[str, str], key: rsa.RSAPrivateKey) -> str:
    """HS256 with the public key, which everybody knows; made by hand, for the library refuses to."""
    import hmac

    public = key.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    parts = [{"alg": "HS256", "typ": "JWT", **headers}, claims]
    signed = b".".join(base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=") for part in parts)
    mark = base64.urlsafe_b64encode(hmac.digest(public, signed, "sha256")).rstrip(b"=")
    return b".".join((signed, mark)).decode()


class _Handler(BaseHTTPRequestHandler):
    service: Service

    def do_GET(self) -> None:
        """Discovery, keys, authorization, user information."""
        parts = urlsplit(self.path)
        asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
        service = self.service
        if parts.path == "/.well-known/openid-configuration":
            self._answer(200, service.configuration())
        elif parts.path == "/keys":
            self._answer(200, service.keys())
        elif parts.path == "/authorize" and (back := service.authorize(asked)):
            self.send_response(302)
            self.send_header("Location", back)
            self.end_headers()
        elif parts.path == "/userinfo" and self._bearer() in service.tokens:
            self._answer(200, service.person())
        else:
            self._answer(400, {"error": "invalid_request"})

    def do_POST(self) -> None:
        """Tokens."""
        body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        asked = {name: values[0] for name, values in parse_qs(body).items()}
        found = self.service.exchange(asked, self.headers.get("Authorization", ""))
        self._answer(200 if found else 400, found or {"error": "invalid_grant"})

    def _bearer(self) -> str:
        return self.headers.get("Authorization", "").removeprefix("Bearer ")

    def _answer(self, status: int, value: dict[str, Any]) -> None:
        body = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing."""


@contextmanager
def running() -> Iterator[Service]:
    """The service, answering on this machine until the block ends."""
    service = Service()
    handler = type("Handler", (_Handler,), {"service": service})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    service.address = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()

    def stop() -> None:
        server.shutdown()
        server.server_close()
        thread.join()

    service.stop = stop
    try:
        yield service
    finally:
        if thread.is_alive():
            stop()
