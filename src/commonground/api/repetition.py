"""Idempotency keys: a write that is sent twice under one key is done once, and answered alike."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from datetime import timedelta

from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse

from commonground.api.problem import problem
from commonground.api.viewer import Viewer, viewer_of
from commonground.errors import BadInput, Conflict, Said
from commonground.register import models
from commonground.register.workflows.actor import utc_now

API = "/api/"
KEY_LENGTH = 200
MULTIPART = "multipart/form-data"
KEPT_FOR = timedelta(hours=24)
_KEPT_HEADERS = ("Content-Type", "Location")


class OnceOnly:
    """Keeps the answer of a POST that came with Idempotency-Key, in one transaction with what it did."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The answer: of the route, or the one kept of the same request."""
        key = request.headers.get("Idempotency-Key", "")
        if not key or request.method != "POST" or not request.path_info.startswith(API):
            return self.get_response(request)
        if len(key) > KEY_LENGTH or not key.isprintable():
            return problem(
                BadInput(
                    Said("no such key"),
                    where="Idempotency-Key",
                    advice=Said("%(number)s characters at most", number=KEY_LENGTH),
                )
            )
        viewer = viewer_of(request)
        if not viewer.is_signed_in:
            return self.get_response(request)
        fingerprint = _fingerprint(request, viewer)
        try:
            with transaction.atomic():
                return self._once(request, viewer, key, fingerprint)
        except _Undone as undone:
            return undone.answer
        except IntegrityError:  # the same request came in beside this one, and was done
            return _again(_kept(viewer, key), fingerprint) or problem(
                Conflict(
                    Said("the request is being done"),
                    where="Idempotency-Key",
                    advice=Said("ask again in a moment"),
                )
            )

    def _once(self, request: HttpRequest, viewer: Viewer, key: str, fingerprint: str) -> HttpResponse:
        answer = _again(_kept(viewer, key), fingerprint)
        if answer is not None:
            return answer
        answer = self.get_response(request)
        if answer.status_code >= 400:
            raise _Undone(answer)
        is_secret = getattr(request, "answers_secret", False)
        models.KeptAnswer.objects.create(
            account_id=viewer.account,
            key=key,
            request_hash=fingerprint,
            status=answer.status_code,
            body="" if is_secret else answer.content.decode(),
            headers={name: answer[name] for name in _KEPT_HEADERS if name in answer} | {"secret": is_secret},
            at=utc_now(),
        )
        return answer


class _Undone(Exception):
    """Ends the transaction of a request that was refused, so that nothing of it stays."""

    def __init__(self, answer: HttpResponse) -> None:
        super().__init__()
        self.answer = answer


def _kept(viewer: Viewer, key: str) -> models.KeptAnswer | None:
    rows = models.KeptAnswer.objects.filter(account=viewer.account, key=key)
    rows.filter(at__lt=utc_now() - KEPT_FOR).delete()
    return rows.first()


def _again(kept: models.KeptAnswer | None, fingerprint: str) -> HttpResponse | None:
    if kept is None:
        return None
    if kept.request_hash != fingerprint:
        return problem(
            BadInput(
                Said("the key was used for another request"),
                where="Idempotency-Key",
                advice=Said("make a new key"),
            )
        )
    if kept.headers.get("secret"):
        return problem(
            Conflict(
                Said("this was done; its secret is shown once"),
                where="Idempotency-Key",
                advice=Said("make a new one"),
            )
        )
    answer = HttpResponse(kept.body, status=kept.status)
    for name in _KEPT_HEADERS:
        if name in kept.headers:
            answer[name] = kept.headers[name]
    answer["Idempotency-Replayed"] = "true"
    return answer


def _fingerprint(request: HttpRequest, viewer: Viewer) -> str:
    asked = (
        request.method or "",
        request.get_full_path(),
        str(viewer.assignment),
        "" if request.content_type == MULTIPART else request.content_type or "",
    )
    digest = hashlib.sha256("\n".join(asked).encode() + b"\n")
    if request.content_type != MULTIPART:
        digest.update(request.body)
        return digest.hexdigest()
    # The parts, not the bytes: each sending has its own boundary, and large files are not held in memory.
    for name, values in sorted(request.POST.lists()):
        digest.update(json.dumps([name, values]).encode())
    for name, files in sorted(request.FILES.lists()):
        for file in files:
            content = hashlib.sha256()
            for chunk in file.chunks():
                content.update(chunk)
            file.seek(0)
            digest.update(json.dumps([name, file.name, content.hexdigest()]).encode())
    return digest.hexdigest()


def answers_secret(request: HttpRequest) -> None:
    """Keep the body of this answer nowhere: it shows a secret once."""
    request.answers_secret = True  # type: ignore[attr-defined]
