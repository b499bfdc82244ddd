"""The review queue: order, one verdict after the other, undo, blind mode, and many at once with a preview."""

from __future__ import annotations

import time
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from commonground.register import models

LANGUAGES = ("ar", "zh-hans", "en", "fr", "ru", "es")
JUDGE = "/review/judge/"


def link_of(twin: dict[str, Any]) -> models.LinkStanding:
    return models.LinkStanding.objects.get(code=twin["link"]["code"])


def query(twin: dict[str, Any], **further: str) -> str:
    values = {"batch": ".".join(twin["batch"]), "at": twin["link"]["code"], **further}
    return "?" + "&".join(f"{name}={value}" for name, value in values.items())


def first(people: Any, verdict: str = "accept", **typed: str) -> Any:
    """The answer to a verdict on the first link of the queue, and the link."""
    twin = people.json("/review/")
    row = link_of(twin)
    values = {"verdict": verdict, "version": row.version, **typed}
    return people.post(JUDGE + query(twin), values), row


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_pages_render_in_every_language(browser: Any, language: str) -> None:
    people = browser("focal-point ITU-T", language)
    people.get("/review/")
    people.get("/review/many/")


def test_those_come_first_whose_judgement_decides_most(browser: Any) -> None:
    rows = list(models.LinkStanding.objects.filter(is_current=True, waits_for="|ITU-D|ITU-T|")[:3])
    marks = [row.pk for row in rows]
    models.LinkStanding.objects.filter(waits_for__contains="|ITU-T|").update(
        probability=0.99, is_stated=False
    )
    for pk, probability, waits in zip(
        marks, (0.55, 0.5, 0.9), ("|ITU-D|ITU-T|", "|ITU-T|", "|ITU-D|ITU-T|"), strict=True
    ):
        models.LinkStanding.objects.filter(pk=pk).update(probability=probability, waits_for=waits)
    batch = browser("focal-point ITU-T").json("/review/")["batch"]
    codes = [models.LinkStanding.objects.get(pk=pk).code for pk in marks]
    # 0.55 for two Sectors: .495; 0.9 for two: .18; 0.5 for one: .25
    assert batch[:3] == [codes[0], codes[1], codes[2]]


def test_a_batch_has_twenty_and_only_what_waits_for_the_own_sector(browser: Any) -> None:
    twin = browser("focal-point ITU-T").json("/review/")
    assert len(twin["batch"]) == min(20, twin["waiting"]["number"])
    rows = models.LinkStanding.objects.filter(code__in=twin["batch"])
    assert all("|ITU-T|" in row.waits_for for row in rows)


def test_a_verdict_leads_to_the_next_link(browser: Any) -> None:
    people = browser("focal-point ITU-T")
    batch = people.json("/review/")["batch"]
    answer, row = first(people, shown_at=str(time.time() - 30))
    assert answer.status_code == 302
    asked = parse_qs(urlsplit(answer["Location"]).query)
    assert asked["at"] == [batch[1]]
    text = people.get(answer["Location"].partition("#")[0])
    assert "1 of 20 of this batch judged" in text
    held = models.Judgement.objects.get(subject=row.key, account__isnull=False)
    assert (held.verdict, held.sector) == ("accept", "ITU-T")
    assert held.seconds is not None
    assert 29 < held.seconds < 60


def test_time_that_nobody_looked_is_not_kept(browser: Any) -> None:
    people = browser("focal-point ITU-T")
    _, row = first(people, shown_at=str(time.time() - 90_000))
    assert models.Judgement.objects.get(subject=row.key).seconds is None


def test_with_htmx_the_next_card_comes_alone_with_the_message(browser: Any) -> None:
    people = browser("focal-point ITU-T")
    twin = people.json("/review/")
    people.post(JUDGE + query(twin), {"verdict": "accept"})
    answer = people.client.get("/review/" + query(twin), headers={"HX-Request": "true"})
    text = answer.content.decode()
    assert "<html" not in text
    assert 'id="messages" aria-live="polite" data-hx-swap-oob="true"' in text
    assert "Accepted: " in text
    assert 'id="card" tabindex="-1"' in text


def test_skip_goes_on_and_back_again_without_a_verdict(browser: Any) -> None:
    people = browser("focal-point ITU-T")
    twin = people.json("/review/")
    later = {"batch": ".".join(twin["batch"]), "at": twin["batch"][1]}
    assert people.json("/review/", **later)["link"]["code"] == twin["batch"][1]
    assert f"at={twin['batch'][0]}" in people.get("/review/", **later)
    assert "This batch is done" in people.get("/review/", **{**later, "at": "end"})
    assert not models.Judgement.objects.exists()


def test_the_last_verdict_is_taken_back_and_both_are_kept(browser: Any) -> None:
    people = browser("focal-point ITU-T")
    twin = people.json("/review/")
    _, row = first(people)
    assert "Take back: accepted" in people.get("/review/")
    answer = people.post("/review/undo/" + query(twin))
    assert answer.status_code == 302
    assert f"at={row.code}" in answer["Location"]
    given = models.Judgement.objects.filter(subject=row.key).order_by("pk")
    assert [one.verdict for one in given] == ["accept", "unsure"]
    assert given[1].reason
    assert people.post("/review/undo/" + query(twin)).status_code == 409


def test_taking_back_restores_the_verdict_before(browser: Any) -> None:
    people = browser("focal-point ITU-T")
    twin = people.json("/review/")
    first(people, "reject", reason_code="different-subject")
    people.post(JUDGE + query(twin), {"verdict": "accept"})
    people.post("/review/undo/" + query(twin))
    last = models.Judgement.objects.filter(subject=link_of(twin).key).order_by("-pk").first()
    assert last is not None
    assert (last.verdict, last.reason_code) == ("reject", "different-subject")


def test_what_the_sector_said_since_is_not_taken_back(browser: Any) -> None:
    people = browser("focal-point ITU-T")
    twin = people.json("/review/")
    _, row = first(people)
    values = {"verdict": "reject", "sector": "ITU-T", "liaison_statement": "LS 12"}
    browser("secretariat").post(f"/links/{row.code}/judge/", values)
    answer = people.post("/review/undo/" + query(twin))
    assert answer.status_code == 409
    assert "heard again since" in answer.content.decode()


def test_what_was_left_unsure_waits_apart(browser: Any) -> None:
    people = browser("focal-point ITU-T")
    _, row = first(people, "unsure")
    assert row.code not in people.json("/review/")["batch"]
    assert people.json("/review/", said="unsure")["batch"] == [row.code]


def test_blind_hides_score_and_reasons_and_is_recorded(browser: Any) -> None:
    people = browser("focal-point ITU-T")
    row = models.LinkStanding.objects.get(left="ITU-T SG20", right="ITU-D SG2")
    seen = people.get("/review/", batch=row.code)
    assert "75%" in seen
    blind = people.json("/review/", batch=row.code, blind="on")
    assert blind["link"]["probability"] is None
    assert (blind["pair"]["sentences"], blind["pair"]["terms"]) == ({}, [])
    assert "likely by 75%" not in people.get("/review/", batch=row.code, blind="on")
    people.post(f"{JUDGE}?blind=on&batch={row.code}&at={row.code}", {"verdict": "accept"})
    assert models.Judgement.objects.get(subject=row.key).is_blind


def test_the_queue_is_narrowed(browser: Any) -> None:
    people = browser("focal-point ITU-T")
    for code in people.json("/review/", between="ITU-R | ITU-T")["batch"]:
        assert {"ITU-R", "ITU-T"} <= set(models.LinkStanding.objects.get(code=code).sectors)
    assert "Nothing waits here" in people.get("/review/", relation="answers")
    likely = people.json("/review/", least="0.7")["batch"]
    rows = models.LinkStanding.objects.filter(code__in=likely)
    assert likely
    assert all(row.probability is not None and row.probability >= 0.7 for row in rows)


def test_who_may_not_judge_reads_only(browser: Any) -> None:
    assert 'name="verdict"' not in browser("delegate").get("/review/")
    answer, _ = first(browser("delegate"))
    assert answer.status_code == 403
    browser().get("/review/", status=401)
    assert not models.Judgement.objects.exists()


def test_a_counsellor_sees_the_own_group(browser: Any) -> None:
    batch = browser("counsellor ITU-T SG5").json("/review/")["batch"]
    for row in models.LinkStanding.objects.filter(code__in=batch):
        assert "ITU-T SG5" in (*row.groups, row.left, row.right)


def test_a_refused_verdict_keeps_what_was_typed(browser: Any) -> None:
    people = browser("focal-point ITU-T")
    answer, row = first(people, "reject", reason="typed at length", version="1000")
    assert answer.status_code == 422
    text = answer.content.decode()
    assert "typed at length" in text
    assert "changed since you read it" in text
    assert not models.Judgement.objects.filter(subject=row.key).exists()


def test_an_address_of_old_or_odd_codes_is_harmless(browser: Any) -> None:
    people = browser("focal-point ITU-T")
    for odd in ("<script>", "x" * 9000, "\u202e\U0001f600", "."):
        assert "<script>alert" not in people.get("/review/", batch=odd, at=odd)


def test_many_are_previewed_then_judged(browser: Any) -> None:
    people = browser("focal-point ITU-T")
    codes = people.json("/review/")["batch"][:3]
    other = models.LinkStanding.objects.filter(is_current=True, sectors=["ITU-D", "ITU-R"]).first()
    assert other is not None
    values = {"link": [*codes, other.code], "verdict": "reject", "reason_code": "different-subject"}
    answer = people.post("/review/many/", values)
    text = answer.content.decode()
    assert answer.status_code == 200
    assert "Refuse 3 links?" in text
    assert "What will be refused" in text
    assert not models.Judgement.objects.exists()
    versions = {row.code: row.version for row in models.LinkStanding.objects.filter(code__in=codes)}
    seen = [f"{code}:{versions[code]}" for code in codes]
    browser("secretariat").post(f"/links/{codes[2]}/judge/", {"verdict": "unsure"})
    done = people.post("/review/many/judge/", {**values, "seen": seen})
    assert done.status_code == 302
    text = people.get("/review/many/")
    assert "2 links are judged" in text
    assert "1 link was refused" in text
    judged = models.Judgement.objects.filter(sector="ITU-T")
    assert {one.reason_code for one in judged} == {"different-subject"}


def test_many_need_a_choice_and_a_verdict(browser: Any) -> None:
    people = browser("focal-point ITU-T")
    answer = people.post("/review/many/", {"verdict": "accept", "reason": "kept"})
    assert answer.status_code == 422
    assert "Choose one link or more" in answer.content.decode()
    assert "kept" in answer.content.decode()
    code = people.json("/review/")["batch"][0]
    answer = people.post("/review/many/", {"link": [code]})
    assert answer.status_code == 422
    assert f'value="{code}" checked' in answer.content.decode()


def test_the_secretariat_records_many_by_one_statement(browser: Any) -> None:
    people = browser("secretariat")
    codes = people.json("/review/", sector="ITU-R")["batch"][:2]
    values = {"link": codes, "verdict": "accept", "sector": "ITU-R"}
    assert people.post("/review/many/", values).status_code == 422
    values["liaison_statement"] = "5A/300"
    assert "Accept 2 links?" in people.post("/review/many/", values).content.decode()
    people.post("/review/many/judge/?sector=ITU-R", {**values, "seen": codes})
    assert models.Judgement.objects.filter(sector="ITU-R", liaison_statement="5A/300").count() == 2


def test_pages_take_few_statements(browser: Any) -> None:
    people = browser("focal-point ITU-T")
    for path in ("/review/", "/review/many/"):
        people.get(path)
        with CaptureQueriesContext(connection) as found:
            people.get(path)
        assert len(found) <= 45, path


def test_all_shown_are_chosen_without_a_script(browser: Any) -> None:
    people = browser("focal-point ITU-T")
    assert " checked" not in people.get("/review/many/")
    text = people.get("/review/many/", choose="all")
    assert text.count(" checked aria-label") == len(people.json("/review/many/")["links"])
