"""Writing: versions, keys against repetition, tokens and sessions, and what hostile input is answered."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client, override_settings
from tests.api.conftest import Asking, Peopled

from commonground.register import models
from commonground.register.accounts import secret_hash
from commonground.register.workflows.accounts import (
    AskedToken,
    Post,
    add_account,
    create_token,
    end_assignment,
    grant,
    revoke_token,
    set_active,
)
from commonground.register.workflows.actor import Actor, utc_now

HOST = Actor("administrator")
PASSWORD = "a long and quiet river"


def judgements() -> int:
    return models.Judgement.objects.count()


def test_update_names_the_version_it_was_made_from(ask: Any) -> None:
    officer, path = ask("secretariat"), "/bodies/ITU-T%20FG-X"
    change = {"values": {"names": {"en": "Renamed"}}}
    assert officer("patch", path, change).status_code == 428
    assert officer("patch", path, change, If_Match='W/"one"').status_code == 422
    first = officer("get", path)["ETag"]
    changed = officer("patch", path, change, If_Match=f"W/{first}")  # as it comes of a compressed answer
    assert (changed.status_code, changed.json()["version"]) == (200, 2)
    stale = officer("patch", path, {"values": {"names": {"en": "Lost"}}}, If_Match=first)
    assert (stale.status_code, stale.json()["type"]) == (412, "urn:commonground:problem:stale-version")
    assert models.Body.objects.get(code="ITU-T FG-X").names == {"en": "Renamed"}


def test_judgement_of_a_stale_link_is_refused(ask: Any, link: str) -> None:
    seen = ask("focal-point ITU-D")("get", f"/links/{link}")["ETag"]
    ask("focal-point ITU-T")("post", f"/links/{link}/judgements", {"verdict": "accept"})
    late = ask("focal-point ITU-D")("post", f"/links/{link}/judgements", {"verdict": "accept"}, If_Match=seen)
    assert late.status_code == 412
    assert models.LinkStanding.objects.get(code=link).state == "proposed"


def test_secretariat_judges_only_with_the_statement_a_sector_sent(ask: Any, link: str) -> None:
    officer, path = ask("secretariat"), f"/links/{link}/judgements"
    assert officer("post", path, {"verdict": "accept", "sector": "ITU-T"}).status_code == 422
    named = {"verdict": "accept", "sector": "ITU-T", "liaison_statement": "SG5-LS 12"}
    assert officer("post", path, named).json()["by_sector"]["ITU-T"] == "accept"
    assert ask("focal-point ITU-D")("post", path, named).status_code == 403


def test_many_links_are_judged_each_on_its_own(ask: Any, link: str) -> None:
    asked = {"verdict": "accept", "links": [link, "ffffffffffff"]}
    report = ask("focal-point ITU-T")("post", "/judgements", asked).json()
    assert report["counts"] == {"judged": 1, "refused": 1}
    assert (report["judged"], report["refused"][0]["link"]) == ([link], "ffffffffffff")


def test_same_key_and_request_is_done_once(ask: Any, link: str) -> None:
    asking, path = ask("focal-point ITU-T"), f"/links/{link}/judgements"
    before = judgements()
    first, again = (asking("post", path, {"verdict": "accept"}, Idempotency_Key="k1") for _ in range(2))
    assert (first.status_code, first.content) == (again.status_code, again.content)
    assert again["Idempotency-Replayed"] == "true"
    assert judgements() == before + 1
    other = asking("post", path, {"verdict": "reject"}, Idempotency_Key="k1")
    assert (other.status_code, judgements()) == (422, before + 1)
    assert (
        ask("focal-point ITU-D")("post", path, {"verdict": "accept"}, Idempotency_Key="k1").status_code == 201
    )


def test_refused_request_keeps_its_key(ask: Any, link: str) -> None:
    asking, path = ask("focal-point ITU-T"), f"/links/{link}/judgements"
    assert asking("post", path, {"verdict": "perhaps"}, Idempotency_Key="k2").status_code == 422
    assert asking("post", path, {"verdict": "accept"}, Idempotency_Key="k2").status_code == 201


def test_secret_is_shown_once_and_kept_nowhere(ask: Any) -> None:
    asking, body = ask("delegate"), {"name": "export", "days": 1}
    secret = asking("post", "/tokens", body, Idempotency_Key="k3").json()["secret"]
    again = asking("post", "/tokens", body, Idempotency_Key="k3")
    assert again.status_code == 409
    assert models.ApiToken.objects.filter(secret_hash=secret_hash(secret)).count() == 1
    kept = models.KeptAnswer.objects.get(key="k3")
    logged = "".join(str(row) for row in models.Change.objects.values_list("detail", "subject", "new"))
    assert secret not in kept.body + logged
    assert secret not in asking("get", "/tokens").content.decode()
    assert Asking(secret)("get", "/me").json()["role"] == "delegate"


def fresh_token(post: Post, scopes: tuple[str, ...] = ("read", "write")) -> tuple[models.Account, str]:
    account = add_account("somebody@example.org", post, HOST, utc_now)
    return account, create_token(account, AskedToken("t", scopes), HOST, utc_now)[1]


@pytest.mark.usefixtures("served")
@pytest.mark.parametrize("spoil", ["expire", "revoke", "end", "deactivate"])
def test_token_of_no_use_is_refused_also_for_what_is_public(spoil: str) -> None:
    account, secret = fresh_token(Post("delegate"))
    assert Asking(secret)("get", "/sectors").status_code == 200
    token = models.ApiToken.objects.get(account=account)
    if spoil == "expire":
        models.ApiToken.objects.filter(pk=token.pk).update(expires_at=utc_now() - timedelta(seconds=1))
    elif spoil == "revoke":
        revoke_token(token.pk, HOST, utc_now)
    elif spoil == "end":
        end_assignment(account.assignments.get().pk, HOST, utc_now)
    else:
        set_active(account, False, HOST, utc_now)
    answer = Asking(secret)("get", "/sectors")
    assert (answer.status_code, answer["WWW-Authenticate"].split()[0]) == (401, "Bearer")


@pytest.mark.usefixtures("served")
@pytest.mark.parametrize("sent", ["Bearer cg_unknown", "Bearer", "Basic YTpi", "Bearer \u00e9", "x" * 5000])
def test_unknown_authorization_is_no_visitor(sent: str) -> None:
    assert (
        Client(SERVER_NAME="localhost").get("/api/v1/sectors", headers={"Authorization": sent}).status_code
        == 401
    )


def test_token_does_what_its_scopes_say(ask: Any, link: str) -> None:
    _, secret = fresh_token(Post("focal-point", "ITU-T"), ("read",))
    refused = Asking(secret)("post", f"/links/{link}/judgements", {"verdict": "accept"})
    assert (refused.status_code, "scope write" in refused.json()["detail"]) == (403, True)
    more = Asking(secret)("post", "/tokens", {"name": "more", "scopes": ["write"]})
    assert more.status_code == 403
    writer = ask("delegate")("post", "/tokens", {"name": "x", "scopes": ["admin"]})
    assert writer.status_code == 403


def test_administrator_needs_the_scope_for_accounts(served: Peopled) -> None:
    account = models.Account.objects.get(email="administrator@example.org")
    secret = create_token(account, AskedToken("t", ("read", "write")), HOST, utc_now)[1]
    assert Asking(secret)("get", "/accounts").status_code == 403
    assert Asking(served.tokens["administrator"])("get", "/accounts").status_code == 200


def test_token_acts_in_the_role_it_is_bound_to(served: Peopled, link: str) -> None:
    account, secret = fresh_token(Post("focal-point", "ITU-T"))
    other = grant(account, Post("focal-point", "ITU-D"), HOST, utc_now)
    refused = Asking(secret, **{"Commonground-Role": str(other.pk)})("get", "/me")
    assert refused.status_code == 403
    answer = Asking(secret)("post", f"/links/{link}/judgements", {"verdict": "accept"})
    assert answer.json()["by_sector"] == {"ITU-D": "", "ITU-T": "accept"}


def signed_in(*posts: Post, **options: Any) -> Client:
    account = add_account("person@example.org", posts[0], HOST, utc_now, PASSWORD)
    for post in posts[1:]:
        grant(account, post, HOST, utc_now)
    client = Client(SERVER_NAME="localhost", **options)
    client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.mark.usefixtures("served")
def test_write_by_session_needs_the_csrf_token(link: str) -> None:
    client = signed_in(Post("focal-point", "ITU-T"), enforce_csrf_checks=True)
    path = f"/api/v1/links/{link}/judgements"
    body: dict[str, Any] = {"data": {"verdict": "accept"}, "content_type": "application/json"}
    assert client.get("/api/v1/me").json()["role"] == "focal-point"
    refused = client.post(path, **body)
    assert (refused.status_code, refused["Content-Type"]) == (403, "application/problem+json")
    assert client.get("/").status_code == 200
    token = client.cookies["csrftoken"].value
    assert client.post(path, **body, headers={"X-CSRFToken": token}).status_code == 201


@pytest.mark.usefixtures("served")
def test_person_with_several_roles_picks_one() -> None:
    client = signed_in(Post("focal-point", "ITU-T"), Post("focal-point", "ITU-D"), Post("secretariat"))
    me = "/api/v1/me"
    assert client.get(me).json()["sector"] == "ITU-T"
    assert client.get(me, headers={"Commonground-Role": "focal-point ITU-D"}).json()["sector"] == "ITU-D"
    assert client.get(me, headers={"Commonground-Role": "focal-point"}).status_code == 409
    assert client.get(me, headers={"Commonground-Role": "administrator"}).status_code == 403


def test_token_of_another_reads_as_absent(ask: Any) -> None:
    theirs = models.ApiToken.objects.get(account__email="secretariat@example.org")
    assert ask("delegate")("delete", f"/tokens/{theirs.pk}").status_code == 404
    assert ask("secretariat")("get", "/me").status_code == 200


HOSTILE = [
    "\x00",
    "a" * 300_000,
    "\u202egnp.exe",
    "\ud800",
    "'; DROP TABLE x; --",
    "<script>",
    "../../etc/passwd",
]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text_is_refused_or_kept_as_it_is(ask: Any, link: str, text: str) -> None:
    asking = ask("secretariat")
    bodies = [
        ("/links", {"left": text, "right": "ITU-D SG1", "note": text}),
        (f"/links/{link}/judgements", {"verdict": "unsure", "reason": text}),
        ("/judgements", {"verdict": "unsure", "links": [text]}),
        ("/examinations", {"left": text, "right": text}),
        ("/bodies", {"values": {"code": text, "kind": "focus-group", "sectors": ["ITU-T"]}}),
        ("/tokens", {"name": text}),
        ("/editions", {"name": ""}),
    ]
    for path, body in bodies:
        assert asking("post", path, body).status_code < 500, path
    administrator = ask("administrator")
    for field in ("email", "role", "sector", "body", "theme"):
        invited = {"email": "x@example.org", "role": "delegate", field: text}
        assert administrator("post", "/invitations", invited).status_code < 500, field


@pytest.mark.parametrize(
    "path",
    [
        "/links?text=%00",
        "/links/%00",
        "/bodies/%00",
        "/links?cursor=%00",
        "/links?cursor=WzFlOTk5XQ",
        "/links?cursor=WyJhIl0",
        "/links?limit=0",
        "/links?limit=99999999999999999999",
        "/documents/99999999999999999999",
        "/questions?text=%ff%fe",
        "/references?document=-1",
        "/bodies?sector=%E2%80%AE",
        "/mandates?sector=ITU-T",
        "/links?edition=%00",
        "/links?as_of=never",
        "/editions/%E2%80%AEx",
        "/nothing",
    ],
)
def test_hostile_address_is_a_problem(ask: Any, path: str) -> None:
    answer = ask("secretariat")("get", path)
    if answer.status_code != 200:
        assert 400 <= answer.status_code < 500
        assert answer["Content-Type"] == "application/problem+json"
        assert {"type", "title", "status", "detail", "where", "advice"} <= set(answer.json())


@pytest.mark.parametrize(
    "raw", [b"{", b"", b"[]", b"null", b"\xff\xfe", b'{"verdict": 1e999}', b"[" * 100_000]
)
def test_wrong_json_is_a_problem(ask: Any, link: str, raw: bytes) -> None:
    answer = ask("focal-point ITU-T")("post", f"/links/{link}/judgements", raw=raw)
    assert (answer.status_code, answer["Content-Type"]) == (422, "application/problem+json")


def test_problem_names_the_field(ask: Any, link: str) -> None:
    problem = ask("focal-point ITU-T")("post", f"/links/{link}/judgements", {"verdict": "maybe"}).json()
    assert problem["errors"][0]["field"].endswith("verdict")
    assert (problem["status"], problem["type"]) == (422, "urn:commonground:problem:bad-input")


def test_wrong_method_and_too_large_a_request_are_problems(ask: Any, link: str) -> None:
    wrong = ask("secretariat")("put", f"/links/{link}", {})
    assert (wrong.status_code, wrong["Content-Type"]) == (405, "application/problem+json")
    with override_settings(DATA_UPLOAD_MAX_MEMORY_SIZE=100):
        large = ask("secretariat")("post", "/links", {"left": "x" * 200, "right": "y"})
    assert (large.status_code, large["Content-Type"]) == (413, "application/problem+json")


@pytest.mark.usefixtures("served")
def test_who_asks_too_often_waits() -> None:
    client = Client(SERVER_NAME="localhost")
    with override_settings(API_RATES={"visitor": "3/h", "account": "9/h"}):
        cache.clear()
        statuses = [client.get("/api/v1/sectors").status_code for _ in range(4)]
        assert statuses == [200, 200, 200, 429]
        guess = client.get("/api/v1/sectors", headers={"Authorization": "Bearer cg_guess"})
        assert (guess.status_code, int(guess["Retry-After"]) > 0) == (429, True)


def test_unforeseen_fault_tells_nothing_of_the_inside(ask: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: Any) -> None:
        raise RuntimeError("the password is swordfish")

    monkeypatch.setattr("commonground.api.routes.facts.visible_facts", broken)
    answer = ask()("get", "/bodies")
    assert (answer.status_code, answer["Content-Type"]) == (500, "application/problem+json")
    assert b"swordfish" not in answer.content
