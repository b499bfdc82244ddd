"""Editions: the list, publishing, what one holds, its papers, and what differs between two states."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from commonground.register import models
from commonground.register.workflows.actor import Actor, utc_now
from commonground.register.workflows.editing import add_fact
from commonground.register.workflows.publishing import publish_edition

OFFICER, FOCAL, NAME = "secretariat", "focal-point ITU-T", "ISCG 2026-06 <b>"
PATH = f"/editions/{quote(NAME)}/"


@pytest.fixture
def published(browser: Any) -> models.Edition:
    browser()
    return publish_edition(NAME, Actor("secretariat"), utc_now, note="For the <script> meeting")


def _body(code: str = "ITU-T FG-NEW") -> None:
    values = {"code": code, "kind": "focus-group", "sectors": ["ITU-T"], "names": {"en": "Focus Group New"}}
    add_fact("body", values, Actor("secretariat"), utc_now, reason="decided in June")


def test_an_empty_list_says_what_to_do(browser: Any) -> None:
    visitor = browser()
    for table in (models.EditionFile, models.Edition):
        table._base_manager.all()._raw_delete("default")
    assert "No edition has been published yet." in visitor.get("/editions/")
    assert "Publish the register as it is now" in browser(OFFICER).get("/editions/")
    assert "Publish the register as it is now" not in browser(FOCAL).get("/editions/")


def test_the_secretariat_publishes_one_by_a_job(browser: Any) -> None:
    officer = browser(OFFICER)
    answer = officer.post("/editions/", {"name": " ISCG  2026-07 ", "note": "For July"})
    assert answer.status_code == 302
    job = models.Job.objects.latest("pk")
    assert (job.kind, job.options["name"], job.options["note"]) == ("publish", "ISCG 2026-07", "For July")
    assert "Publishing an edition" in officer.get(answer["Location"])


@pytest.mark.parametrize(
    ("person", "status"), [("visitor", 401), ("delegate", 403), (FOCAL, 403), ("administrator", 403)]
)
def test_others_publish_none(browser: Any, person: str, status: int) -> None:
    before = models.Job.objects.count()
    assert browser(person).post("/editions/", {"name": "x"}).status_code == status
    assert models.Job.objects.count() == before


def test_a_refused_form_keeps_what_was_typed(browser: Any, published: models.Edition) -> None:
    for name, told in ((NAME.upper(), "There is an edition of this name."), ("", "Give the edition a name.")):
        answer = browser(OFFICER).post("/editions/", {"name": name, "note": "typed text"})
        text = answer.content.decode()
        assert answer.status_code == 422
        assert told in text
        assert "typed text" in text


def test_an_edition_tells_what_is_in_it_by_what_one_may_see(browser: Any, published: models.Edition) -> None:
    text = browser().get(PATH)
    assert "&lt;script&gt; meeting" in text
    assert published.sha256 in text
    assert "?edition=ISCG%202026-06%20%3Cb%3E" in text
    visitor, member = (
        {row["kind"]: row for row in browser(one).json(PATH)["holds"]} for one in ("visitor", FOCAL)
    )
    assert not {"suggestion", "judgement", "change", "examination"} & set(visitor)
    assert "proposed" not in {state["state"] for state in visitor["link"]["states"]}
    assert "proposed" in {state["state"] for state in member["link"]["states"]}
    assert visitor["document"]["number"] == 1
    assert browser(OFFICER).get("/areas/?edition=" + quote(NAME))


def test_papers_are_had_by_members(browser: Any, published: models.Edition) -> None:
    assert "areas.docx" in browser(FOCAL).get(PATH)
    answer = browser(FOCAL).client.get(f"{PATH}papers/areas.docx")
    assert answer.content == bytes(published.files.get(name="areas.docx").content)
    browser().get(f"{PATH}papers/areas.docx", status=401)
    browser(FOCAL).get(f"{PATH}papers/nothing.docx", status=404)
    browser(FOCAL).get("/editions/nothing/", status=404)


def test_checksums_are_verified(browser: Any, published: models.Edition) -> None:
    assert "Intact:" in browser(FOCAL).get(PATH, verify="on")
    browser().get(PATH, verify="on", status=401)
    models.EditionFile.objects.filter(name="areas.csv")._raw_delete("default")
    models.EditionFile.objects.bulk_create(
        [
            models.EditionFile(
                edition=published, name="areas.csv", media_type="text/csv", sha256="0" * 64, content=b"x"
            )
        ]
    )
    assert browser(FOCAL).json(PATH, verify="on")["broken"] == ["areas.csv"]


def test_what_differs_is_told_with_why_and_by_whom(browser: Any, published: models.Edition) -> None:
    _body()
    path = f"{PATH}to/now/"
    focal = browser(FOCAL)
    text = focal.get(path)
    assert "ITU-T FG-NEW" in text
    assert "decided in June" in text
    assert "Secretariat" in text
    twin = focal.json(path)
    assert twin["counts"]["body"]["added"] == 1
    assert [(one["kind"], one["change"]) for one in twin["groups"]] == [("body", "added")]
    assert "Nothing differs" in focal.get(f"{PATH}to/{quote(NAME)}/")
    browser().get(path, status=401)
    focal.get(f"{PATH}to/1999-01-01/", status=404)
    focal.get(f"{PATH}to/no-such-edition/", status=404)


def test_a_long_group_is_cut_and_has_a_page_of_its_own(browser: Any, published: models.Edition) -> None:
    for number in range(12):
        _body(f"ITU-T FG-N{number}")
    focal = browser(FOCAL)
    assert len(focal.json(f"{PATH}to/now/")["groups"][0]["rows"]) == 10
    assert "All 12 of" in focal.get(f"{PATH}to/now/")
    assert len(focal.json(f"{PATH}to/now/", kind="body", change="added")["groups"][0]["rows"]) == 12
    assert "FG-N11" in focal.get(f"{PATH}to/now/", kind="body", change="added")
    assert focal.json(f"{PATH}to/now/", kind="zebra", change="added")["groups"] == []


def test_only_what_is_shown_of_a_long_group_is_told(browser: Any, published: models.Edition) -> None:
    period = models.Question.objects.latest("period").period
    models.Question.objects.bulk_create(
        models.Question(
            code=f"ITU-T Q{n:03}/77", sector="ITU-T", body="ITU-T SG5", period=period, title=f"T{n}"
        )
        for n in range(230)
    )
    focal = browser(FOCAL)
    with CaptureQueriesContext(connection) as queries:
        twin = focal.json(f"{PATH}to/now/")
    assert twin["counts"]["question"]["added"] == twin["groups"][0]["number"] == 230
    read = [one["sql"] for one in queries if "register_question" in one["sql"] and '"scope"' in one["sql"]]
    assert len(read) <= 2, read  # sketches of all, and the ten that are shown
    assert [one["id"] for one in twin["groups"][0]["rows"]] == [
        f"ITU-T Q{n:03}/77@{period}" for n in range(10)
    ]
    last = focal.json(f"{PATH}to/now/", kind="question", change="added", page=3)["groups"][0]
    assert [one["label"] for one in last["rows"]] == [f"ITU-T Q{n:03}/77 ({period})" for n in range(200, 230)]
    assert any("T200" in line for line in last["rows"][0]["details"])


@pytest.mark.parametrize("form", ["docx", "html", "json"])
def test_the_difference_is_had_as_a_file(browser: Any, published: models.Edition, form: str) -> None:
    answer = browser(FOCAL).client.get(f"{PATH}to/now/paper.{form}", {"language": "ru"})
    assert answer.status_code == 200
    assert f"changes-ru.{form}" in answer["Content-Disposition"]
    browser(FOCAL).get(f"{PATH}to/now/paper.exe", status=422)
    browser().get(f"{PATH}to/now/paper.{form}", status=401)


def test_two_states_are_chosen_in_a_form(browser: Any, published: models.Edition) -> None:
    answer = browser(FOCAL).client.get("/editions/", {"before": NAME, "after": ""})
    assert answer["Location"] == f"{PATH}to/now/"
    assert 'value="now"' in browser(FOCAL).get("/editions/")
    assert "Compare two states" not in browser().get("/editions/")


def test_pages_ask_a_bounded_number_of_queries(browser: Any, published: models.Edition) -> None:
    focal = browser(FOCAL)
    for page in ("/editions/", PATH, f"{PATH}to/now/"):
        focal.get(page)
        with CaptureQueriesContext(connection) as queries:
            focal.get(page)
        assert len(queries) <= 25, [query["sql"][:100] for query in queries]


@pytest.mark.parametrize("language", ["ar", "zh-hans", "en", "fr", "ru", "es"])
def test_every_language_has_the_pages(browser: Any, published: models.Edition, language: str) -> None:
    _body()
    focal = browser(FOCAL, language)
    for page in ("/editions/", PATH, f"{PATH}to/now/"):
        assert "<table" in focal.get(page)
