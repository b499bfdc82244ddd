"""Pilot themes: the matrix with its states, gaps and overlaps; its cells, judged and filled in; facts and papers."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from commonground.register import models
from commonground.web.theme_table import TableMaker

LANGUAGES = ("ar", "zh-hans", "en", "fr", "ru", "es")
THEME = "/themes/Climate change/"
CELL = f"{THEME}cell/"
HOSTILE = "<script>alert(1)</script>\u202e\U0001f4a3 " + "long " * 400


def cell_of(row: str, column: str, **more: str) -> str:
    return f"{CELL}?{urlencode({'row': row, 'column': column, **more})}"


def cell_json(who: Any, row: str, column: str, **more: str) -> Any:
    return who.json(CELL, row=row, column=column, **more)


def place(row: str, column: str) -> dict[str, str]:
    return {"row": row, "column": column, "width": "1"}


def judged(row: str, column: str, who: Any, *, entry: int = 0) -> dict[str, Any]:
    """What the form of an entry's verdict sends, as the page has it."""
    links = cell_json(who, row, column)["entries"][entry]["links"]
    ticked = [f"{link['code']}:{link['version']}" for link in links]
    return {**place(row, column), "act": "judge", "entry": str(entry), "link": ticked}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_matrix_reads_in_every_language(browser: Any, language: str) -> None:
    text = browser("focal-point ITU-T", language).get(THEME)
    assert {"ar": "تغير المناخ", "fr": "Changements climatiques"}.get(language, "Study Group 5") in text
    assert browser("visitor", language).get("/themes/")
    assert browser("secretariat", language).get(cell_of("e-waste", "ITU-T"))
    assert browser("secretariat", language).get(f"{THEME}edit/")


def test_blank_examined_and_not_examined_cells_are_told_apart(browser: Any) -> None:
    secretariat = browser("secretariat")
    answer = secretariat.post(CELL, {**place("water", "ITU-R"), "act": "looked", "reason": "asked WP 7C"})
    assert answer.status_code == 302
    edit = secretariat.json(THEME)["theme"]
    topics = [*edit["sub_topics"], "Oceans"]
    secretariat.post(f"{THEME}edit/", {**facts_of(edit), "sub_topics": "\n".join(topics)})
    blocks = {block["name"]: block for block in secretariat.json(THEME)["blocks"]}
    cells = {name: {c["column"]: c for c in blocks[name]["lines"][0]} for name in ("water", "oceans")}
    assert [cells["water"][s]["empty"] for s in ("ITU-R", "ITU-D")] == ["none", "blank"]
    assert cells["oceans"]["ITU-T"]["empty"] == "not-examined"
    assert [cells["water"][s]["is_gap"] for s in ("ITU-R", "ITU-D")] == [False, True]
    text = secretariat.get(THEME)
    assert all(
        word in text for word in ("examined, nothing found", "left blank by the source", "not examined")
    )


def facts_of(theme: dict[str, Any]) -> dict[str, Any]:
    labels = {f"labels_{code}": text for code, text in theme["labels"].items()}
    lists = {name: "\n".join(theme[name]) for name in ("sub_topics", "indicators")}
    return {
        **labels,
        **lists,
        **{name: theme[name] for name in ("governing", "period", "owner_role", "version")},
        "reason": "",
    }


def test_gaps_and_overlaps_are_for_members(browser: Any) -> None:
    marks = browser("delegate").json(THEME)["marks"]
    assert {"sub_topic": "e-waste", "sector": "ITU-R"}.items() <= next(
        gap for gap in marks["gaps"] if gap["sub_topic"] == "e-waste"
    ).items()
    assert marks["overlaps"][0]["sub_topic"] == "Environment"
    assert "Overlap: 3 Sectors" in browser("delegate").get(THEME)
    assert browser().json(THEME)["marks"] is None
    assert "Overlap" not in browser().get(THEME)


def test_work_printed_under_another_sector_is_marked(browser: Any) -> None:
    blocks = {block["name"]: block for block in browser().json(THEME)["blocks"]}
    entry = blocks["remote-sensing"]["lines"][0][2]["entries"][0]
    assert entry["belongs_to"] == ["ITU-T"]
    assert "work of ITU-T" in browser().get(THEME)


def test_rows_and_spanning_cells_are_merged_as_the_paper_has_them(browser: Any) -> None:
    text = browser().get(THEME)
    assert 'rowspan="4"' in text
    assert 'colspan="3"' in text
    events = [block for block in browser().json(THEME)["blocks"] if block["group"] == "Events"]
    assert [len(line) for line in events[0]["lines"]] == [3, 3, 1, 1]


def test_a_cell_shows_where_its_entries_come_from(browser: Any) -> None:
    twin = cell_json(browser(), "e-waste", "ITU-T")
    (entry,) = twin["entries"]
    assert entry["ids"] == ["ITU-T SG5", "ITU-T Q7/5"]
    assert entry["places"][0]["name"] == "ISCG progress report to TDAG, June 2020"
    assert {link["work"] for link in entry["links"]} == {"ITU-T SG5", "ITU-T Q7/5"}
    text = browser().get(cell_of("e-waste", "ITU-T"))
    assert "Your verdict" not in text
    assert "Propose" not in text


def test_a_spanning_cell_opens_whole(browser: Any) -> None:
    twin = cell_json(browser(), "events-3", "ITU-R", width="3")
    assert [entry["text"] for entry in twin["entries"]] == ["WSIS – Action Line 7 (e-Environment)"]
    assert len(twin["cell"]["columns"]) == 3


@pytest.mark.parametrize(("row", "column"), [("e-waste", "ITU-X"), ("nothing", "ITU-T"), ("", "")])
def test_a_cell_that_is_not_there_is_not_found(browser: Any, row: str, column: str) -> None:
    assert "no such cell" in browser().get(cell_of(row, column), status=404)


def test_a_theme_that_is_not_there_is_not_found(browser: Any) -> None:
    browser().get("/themes/nothing/", status=404)


def test_a_focal_point_judges_in_the_cell(browser: Any) -> None:
    focal = browser("focal-point ITU-T")
    sent = {**judged("e-waste", "ITU-T", focal), "verdict": "accept", "reason_code": "same-subject"}
    answer = focal.post(CELL, sent, htmx=True)
    text = answer.content.decode()
    assert answer.status_code == 200
    assert "2 verdicts were recorded." in text
    assert "state-agreed" in text
    assert "<html" not in text
    entry = cell_json(browser(), "e-waste", "ITU-T")["entries"][0]
    assert entry["state"] == "agreed"


def test_without_scripts_a_verdict_leads_back_to_the_cell(browser: Any) -> None:
    focal = browser("focal-point ITU-T")
    answer = focal.post(
        CELL, {**judged("e-waste", "ITU-T", focal), "verdict": "reject", "reason": "not ours"}
    )
    assert answer.status_code == 302
    assert "2 verdicts were recorded." in focal.get(answer["Location"])
    assert "verdicts were recorded" not in focal.get(answer["Location"])


def test_a_refused_entry_is_hidden_from_visitors_and_the_paper_then_is_for_members(browser: Any) -> None:
    focal = browser("focal-point ITU-T")
    focal.post(CELL, {**judged("e-waste", "ITU-T", focal), "verdict": "reject"})
    assert cell_json(browser(), "e-waste", "ITU-T")["entries"] == []
    assert "nothing that is public" in browser().get(THEME)
    browser().get(f"{THEME}matrix.html", status=401)
    assert browser("delegate").client.get(f"{THEME}matrix.html").status_code == 200


@pytest.mark.parametrize(
    ("person", "status"),
    [("visitor", 401), ("delegate", 422), ("focal-point ITU-R", 422), ("counsellor ITU-T SG5", 302)],
)
def test_who_may_not_judge_is_refused(browser: Any, person: str, status: int) -> None:
    sent = {**judged("e-waste", "ITU-T", browser("secretariat")), "verdict": "accept", "reason": "kept words"}
    answer = browser(person).post(CELL, sent)
    assert answer.status_code == status
    expected = 2 if status == 302 else 0
    assert models.Judgement.objects.filter(subject__contains="e-waste").count() == expected


def test_nobody_is_offered_a_verdict_that_is_not_theirs(browser: Any) -> None:
    assert "Your verdict" in browser("focal-point ITU-T").get(cell_of("e-waste", "ITU-T"))
    assert "Your verdict" not in browser("focal-point ITU-R").get(cell_of("e-waste", "ITU-T"))
    assert "Your verdict" not in browser("delegate").get(cell_of("e-waste", "ITU-T"))


def test_the_secretariat_names_the_liaison_statement(browser: Any) -> None:
    secretariat = browser("secretariat")
    sent = {**judged("e-waste", "ITU-T", secretariat), "verdict": "accept", "sector": "ITU-T"}
    refused = secretariat.post(CELL, {**sent, "reason": "they said so"})
    assert refused.status_code == 422
    assert "liaison statement" in refused.content.decode()
    assert "they said so" in refused.content.decode()
    assert secretariat.post(CELL, {**sent, "liaison_statement": "SG5-LS12"}).status_code == 302


def test_two_tabs_the_second_learns_who_judged_first_and_keeps_the_words(browser: Any) -> None:
    focal = browser("focal-point ITU-T")
    sent = {**judged("e-waste", "ITU-T", focal), "verdict": "accept"}
    assert focal.post(CELL, sent).status_code == 302
    answer = focal.post(CELL, {**sent, "verdict": "reject", "reason": "typed long ago"}, htmx=True)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "focal point ITU-T" in text
    assert "typed long ago" in text
    assert models.Judgement.objects.filter(subject__contains="e-waste").count() == 2


@pytest.mark.parametrize("verdict", ["", "perhaps"])
def test_a_verdict_that_is_none_changes_nothing(browser: Any, verdict: str) -> None:
    focal = browser("focal-point ITU-T")
    answer = focal.post(CELL, {**judged("e-waste", "ITU-T", focal), "verdict": verdict})
    assert answer.status_code == 422
    assert not models.Judgement.objects.filter(subject__contains="e-waste").exists()


def test_a_link_of_elsewhere_cannot_be_judged_through_the_cell(browser: Any) -> None:
    link = models.LinkStanding.objects.filter(left="ITU-T Q7/5", right="ITU-D SG2").get().code
    focal = browser("focal-point ITU-T")
    sent = {
        **place("e-waste", "ITU-T"),
        "act": "judge",
        "entry": "0",
        "link": [f"{link}:1"],
        "verdict": "accept",
    }
    assert focal.post(CELL, sent).status_code == 422
    assert not models.Judgement.objects.exists()


def test_a_claim_is_added_judged_and_then_stands_in_the_paper(browser: Any) -> None:
    delegate = browser("delegate")
    sent = {
        **place("e-waste", "ITU-R"),
        "act": "claim",
        "work": "ITU-R SG7",
        "note": HOSTILE,
        "access": "public",
    }
    answer = delegate.post(CELL, sent, htmx=True)
    assert answer.status_code == 200, answer.content.decode()
    assert "<script>alert(1)</script>" not in answer.content.decode()
    assert cell_json(browser("delegate"), "e-waste", "ITU-R")["entries"][0]["state"] == "proposed"
    assert cell_json(browser(), "e-waste", "ITU-R")["entries"] == []
    assert csv_cell(browser) == ""
    focal = browser("focal-point ITU-R")
    focal.post(CELL, {**judged("e-waste", "ITU-R", focal), "verdict": "accept"})
    assert cell_json(browser(), "e-waste", "ITU-R")["entries"][0]["state"] == "agreed"
    assert "ITU-R SG7" in csv_cell(browser)
    overlaps = {one["sub_topic"]: one["work"] for one in delegate.json(THEME)["marks"]["overlaps"]}
    assert list(overlaps["e-waste"]) == ["ITU-R", "ITU-T", "ITU-D"]


def csv_cell(browser: Any) -> str:
    """What the paper has under ITU-R in the row e-waste."""
    lines = (
        browser("delegate").client.get(f"{THEME}matrix.csv", {"language": "en"}).content.decode().splitlines()
    )
    line = next(line for line in lines if "e-waste" in line)
    return str(line.split("e-waste", 1)[1].split(",")[1])


@pytest.mark.parametrize(
    ("work", "told"),
    [
        ("ITU-T SG5", "belongs to ITU-T"),
        ("ITU-R Q999/99", "Nothing has the id"),
        ("", "required"),
        ("x" * 201, "at most 200 characters"),
        ("<b>\u202e", "Nothing has the id"),
    ],
)
def test_a_claim_that_cannot_be_is_shown_again(browser: Any, work: str, told: str) -> None:
    sent = {
        **place("e-waste", "ITU-R"),
        "act": "claim",
        "work": work,
        "note": "kept words",
        "access": "public",
    }
    answer = browser("delegate").post(CELL, sent, htmx=True)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert told in text
    assert "kept words" in text
    assert "<b>" not in text


def test_a_claim_made_twice_is_one(browser: Any) -> None:
    sent = {**place("e-waste", "ITU-R"), "act": "claim", "work": "ITU-R SG7", "note": "", "access": "public"}
    assert [browser("delegate").post(CELL, sent).status_code for _ in range(2)] == [302, 422]
    assert (
        models.LinkStanding.objects.filter(left="ITU-R SG7", right="area:climate-change/e-waste").count() <= 1
    )


def test_a_new_sub_topic_can_be_filled(browser: Any) -> None:
    secretariat = browser("secretariat")
    theme = secretariat.json(THEME)["theme"]
    secretariat.post(
        f"{THEME}edit/", {**facts_of(theme), "sub_topics": "\n".join([*theme["sub_topics"], "Oceans"])}
    )
    sent = {**place("oceans", "ITU-R"), "act": "claim", "work": "ITU-R SG7", "note": "", "access": "public"}
    assert secretariat.post(CELL, sent).status_code == 302
    assert cell_json(secretariat, "oceans", "ITU-R")["entries"][0]["ids"] == ["ITU-R SG7"]


def test_that_nothing_was_found_is_recorded_and_taken_back(browser: Any) -> None:
    focal = browser("focal-point ITU-R")
    sent = {**place("e-waste", "ITU-R"), "act": "looked", "reason": "asked all groups"}
    assert "examined, nothing found" in focal.post(CELL, sent, htmx=True).content.decode()
    twin = cell_json(focal, "e-waste", "ITU-R")
    assert twin["cell"]["empty"] == "none"
    assert twin["examinations"][0]["reason"] == "asked all groups"
    assert cell_json(browser(), "e-waste", "ITU-R")["examinations"][0]["reason"] == ""
    focal.post(CELL, {**sent, "found": "yes"})
    assert cell_json(focal, "e-waste", "ITU-R")["cell"]["empty"] == "blank"
    assert browser("focal-point ITU-T").post(CELL, sent).status_code == 422


def test_an_event_is_added_to_its_sectors(browser: Any) -> None:
    focal = browser("focal-point ITU-D")
    sent = {
        **place("events-1", "ITU-D"),
        "act": "activity",
        "title": "E-waste day",
        "sectors": ["ITU-D"],
        "address": "https://example.org/day",
        "starts_on": "2026-10-14",
        "ends_on": "2026-10-13",
    }
    refused = focal.post(CELL, sent)
    assert refused.status_code == 422
    assert "ends before it starts" in refused.content.decode()
    assert "E-waste day" in refused.content.decode()
    answer = focal.post(CELL, {**sent, "ends_on": "2026-10-14"})
    assert answer["Location"].endswith("#row-events-1")
    assert "It was added." in focal.get(THEME)
    assert "E-waste day" in browser().get(THEME)
    assert "E-waste day" in browser("delegate").client.get(f"{THEME}matrix.csv").content.decode()
    assert (
        focal.post(CELL, {**sent, "ends_on": "", "sectors": ["ITU-T"], "title": "Not ours"}).status_code
        == 422
    )


def test_facts_are_changed_and_the_history_tells(browser: Any) -> None:
    secretariat = browser("secretariat")
    theme = secretariat.json(THEME)["theme"]
    values = {
        **facts_of(theme),
        "indicators": "groups named\ngaps closed",
        "owner_role": "secretariat",
        "reason": "new",
    }
    assert secretariat.post(f"{THEME}edit/", values).status_code == 302
    assert secretariat.json(THEME)["theme"]["indicators"] == ["groups named", "gaps closed"]
    text = secretariat.get(THEME)
    assert "Theme changed" in text
    assert "indicators" in text
    assert browser().json(THEME)["history"] is None


def test_a_change_from_an_old_page_says_who_came_first(browser: Any) -> None:
    first, second = browser("secretariat"), browser("focal-point ITU-T")
    theme = first.json(THEME)["theme"]
    assert first.post(f"{THEME}edit/", {**facts_of(theme), "period": "2022-2025"}).status_code == 302
    answer = second.post(f"{THEME}edit/", {**facts_of(theme), "owner_role": "typed by the second"})
    text = answer.content.decode()
    assert answer.status_code == 412 or answer.status_code == 422
    assert "secretariat" in text
    assert "typed by the second" in text
    assert second.json(THEME)["theme"]["owner_role"] == ""


def test_a_decision_needs_its_reason(browser: Any) -> None:
    secretariat = browser("secretariat")
    version = secretariat.json(THEME)["theme"]["version"]
    sent = {"decision": "stop", "decision_reason": "", "version": version}
    refused = secretariat.post(f"{THEME}decide/", sent)
    assert refused.status_code == 422
    assert "needs its reason" in refused.content.decode()
    assert (
        secretariat.post(f"{THEME}decide/", {**sent, "decision_reason": "All gaps are closed"}).status_code
        == 302
    )
    assert "All gaps are closed" in browser("visitor", "fr").get(THEME)


@pytest.mark.parametrize("page", ["edit/", "decide/"])
def test_only_who_may_edit_facts_sees_the_forms(browser: Any, page: str) -> None:
    browser().get(THEME + page, status=401)
    browser("delegate").get(THEME + page, status=403)
    browser("focal-point ITU-T").get(THEME + page)
    assert browser("delegate").post(THEME + page, {}).status_code == 403


def test_an_area_is_taken_up_once(browser: Any) -> None:
    secretariat = browser("secretariat")
    sent = {"area": "Accessibility", "sub_topics": "Captions\nHearing aids"}
    answer = secretariat.post("/themes/new/", sent)
    assert answer.status_code == 302
    assert "Hearing aids" in secretariat.get(answer["Location"])
    assert "Accessibilité" in browser("visitor", "fr").get("/themes/")
    again = secretariat.post("/themes/new/", sent)
    assert again.status_code == 422
    assert "Hearing aids" in again.content.decode()


@pytest.mark.parametrize(
    ("form", "kind"), [("docx", "wordprocessing"), ("xlsx", "spreadsheet"), ("html", "text/html")]
)
def test_papers_come_in_the_language_asked_for(browser: Any, form: str, kind: str) -> None:
    answer = browser().client.get(f"{THEME}matrix.{form}", {"language": "fr"})
    assert answer.status_code == 200
    assert kind in answer["Content-Type"]
    assert f"climate-change-fr.{form}" in answer["Content-Disposition"]
    if form == "html":
        assert 'lang="fr"' in answer.content.decode()


def test_papers_of_no_language_or_format_are_refused(browser: Any) -> None:
    assert browser().client.get(f"{THEME}matrix.docx", {"language": "xx"}).status_code == 422
    assert browser().client.get(f"{THEME}matrix.pdf").status_code == 404


def test_hostile_texts_are_shown_harmlessly(browser: Any) -> None:
    secretariat = browser("secretariat")
    theme = secretariat.json(THEME)["theme"]
    values = {**facts_of(theme), "indicators": HOSTILE * 4, "labels_en": HOSTILE[:200], "reason": HOSTILE}
    assert secretariat.post(f"{THEME}edit/", values).status_code == 302
    for page in (THEME, "/themes/", cell_of("e-waste", "ITU-T"), f"{THEME}edit/"):
        assert "<script>alert" not in secretariat.get(page)


def test_an_earlier_state_is_only_read(browser: Any) -> None:
    focal = browser("focal-point ITU-T")
    text = focal.get(THEME, edition="Earlier")
    assert "earlier state" in text
    assert "edition=Earlier" in text
    assert "Your verdict" not in focal.get(CELL, edition="Earlier", row="e-waste", column="ITU-T")
    sent = {**judged("e-waste", "ITU-T", focal), "verdict": "accept"}
    assert focal.client.post(f"{CELL}?edition=Earlier", sent).status_code == 422


def test_who_looks_as_another_role_only_reads(browser: Any) -> None:
    secretariat = browser("secretariat")
    sent = {**judged("e-waste", "ITU-T", secretariat), "verdict": "accept"}
    as_focal = {"Commonground-View-As": "focal-point ITU-T"}
    text = secretariat.client.get(cell_of("e-waste", "ITU-T"), headers=as_focal).content.decode()
    assert "Your verdict" not in text
    assert secretariat.client.post(CELL, sent, headers=as_focal).status_code == 403
    assert not models.Judgement.objects.filter(subject__contains="e-waste").exists()


def test_entries_of_hidden_documents_are_not_shown_even_in_answers_to_forms(browser: Any) -> None:
    document = models.Document.objects.get(name="internal.docx")
    theme = models.Theme.objects.get(code="Climate change")
    table = models.ThemeTable.objects.create(
        theme=theme, document=document, columns=["ITU-R", "ITU-T", "ITU-D"]
    )
    row = models.ThemeRow.objects.create(table=table, position=0, group="Sub-topics", label="e-waste")
    origin = {"document": document.name, "locator": {}}
    entry = {
        "text": "A secret group",
        "columns": ["ITU-T"],
        "ids": [],
        "state": "stated",
        "origins": [origin],
    }
    models.ThemeEntry.objects.create(row=row, position=0, **entry)
    assert "A secret group" in browser("focal-point ITU-T").get(THEME)
    assert "A secret group" not in browser("delegate").get(THEME)
    sent = {**place("e-waste", "ITU-T"), "act": "claim", "work": "nothing", "note": "", "access": "public"}
    assert "A secret group" not in browser("delegate").post(CELL, sent, htmx=True).content.decode()


@pytest.mark.parametrize("path", [THEME, "/themes/", f"{CELL}?row=e-waste&column=ITU-T"])
def test_the_number_of_queries_does_not_follow_the_rows(browser: Any, path: str) -> None:
    focal = browser("focal-point ITU-T")
    with CaptureQueriesContext(connection) as queries:
        assert focal.client.get(path).status_code == 200
    assert len(queries) <= 40


def test_a_table_maker_prints_an_empty_matrix() -> None:
    from commonground.analysis.entity import EntityIndex
    from commonground.domain.profile import Profile
    from commonground.domain.theme import ThemeMatrix

    maker = TableMaker({}, "en", EntityIndex(Profile("", {}, (), (), (), ())))
    assert maker.blocks(ThemeMatrix("Nothing", (), ())) == []
