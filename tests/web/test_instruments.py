"""Pages of adopted texts: the list, revisions and what changed between them, who cites them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from commonground.register import models
from commonground.web.text_difference import passage_pairs, word_pieces

LANGUAGES = ("ar", "zh-hans", "en", "fr", "ru", "es")
CLIMATE = "/instruments/WTSA Resolution 73/"
CODE = "WTSA Resolution 73"


def add_text(label: str, *passages: str, access: str = "public") -> models.Document:
    """A document that begins with the designation of the revision."""
    heading = f"RESOLUTION 73 ({label})"
    row = models.Document.objects.create(
        sha256=label.ljust(64, "0")[:64],
        name=f"{label}.docx",
        title=heading,
        language="en",
        media_type="text/plain",
        added_at=datetime(2026, 6, 1, tzinfo=UTC),
        tool_version="0",
        access=access,
    )
    for position, text in enumerate((heading, *passages)):
        models.Passage.objects.create(document=row, position=position, text=text, kind="paragraph")
    models.Reference.objects.create(
        passage=row.passages.get(position=0),
        text=heading,
        start=0,
        end=len(heading),
        kind="resolution",
        entity=CODE,
        revision=label,
    )
    return row


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_is_there_in_every_language(browser: Any, language: str) -> None:
    for path in ("/instruments/", CLIMATE):
        assert f'<html lang="{language}"' in browser("delegate", language).get(path)


def test_the_list_is_narrowed(browser: Any) -> None:
    found = browser().json("/instruments/", sector="ITU-T", text="climate change", year="2016")["instruments"]
    assert [row["code"] for row in found] == [CODE]
    assert found[0]["revision"] == "Rev. Geneva, 2022"
    assert "No instrument fits" in browser().get("/instruments/", text="nothing is called so")
    browser().get("/instruments/", status=422, year="soon")
    assert browser().json("/instruments/", kind="decision")["number"] == 2


def test_the_list_goes_on_by_pages(browser: Any) -> None:
    first = browser().json("/instruments/")
    second = browser().json("/instruments/", cursor=first["next_cursor"])
    assert first["number"] == len(first["instruments"]) + len(second["instruments"])
    browser().get("/instruments/", status=422, cursor="no cursor")


def test_revisions_stand_with_conference_and_difference(browser: Any) -> None:
    twin = browser().json(CLIMATE)
    newest = twin["revisions"][0]
    assert (newest["label"], newest["session"]["code"]) == ("Rev. Geneva, 2022", "WTSA-20")
    added = [
        piece["text"].strip() for piece in newest["difference"]["title_after"] if piece["kind"] == "added"
    ]
    assert "and circular economy" in added
    text = browser().get(CLIMATE)
    assert "<ins>" in text
    assert "<del>" in text
    assert "Hammamet" in text
    assert "The title is the same as in: Rev. Dubai, 2012." in text


def test_a_text_that_was_carried_on_leads_to_its_successor(browser: Any) -> None:
    assert (
        browser().json("/instruments/PP Resolution 36/")["instrument"]["carried_into"] == "PP Resolution 136"
    )
    assert "/id/PP%20Resolution%20136/" in browser().get("/instruments/PP Resolution 36/")
    assert browser().json("/instruments/PP Resolution 136/")["carried_from"] == ["PP Resolution 36"]


def test_full_texts_are_compared_passage_by_passage(browser: Any) -> None:
    assert browser().json(CLIMATE)["comparison"] is None
    same = [f"considering {number}" for number in range(9)]
    add_text("Rev. Hammamet, 2016", *same, "that ICTs can cut emissions", "old paragraph entirely")
    add_text("Rev. Geneva, 2022", *same, "that ICTs can greatly cut emissions", "something new altogether")
    twin = browser().json(CLIMATE)["comparison"]
    assert (twin["from"], twin["to"]) == ("Rev. Hammamet, 2016", "Rev. Geneva, 2022")
    changed = next(one for one in twin["passages"] if one["kind"] == "changed" and "emissions" in str(one))
    assert [piece["text"] for piece in changed["after"] if piece["kind"] == "added"] == ["greatly "]
    assert {one["kind"] for one in twin["passages"]} >= {"added", "removed", "changed"}
    text = browser().get(CLIMATE)
    assert "added: </span>greatly </ins>" in text
    assert "passages are the same" in text
    assert "holds no text" in browser().get(CLIMATE, status=422, **{"from": "Rev. Nowhere"})


def test_a_text_that_may_not_be_seen_is_not_compared(browser: Any) -> None:
    add_text("Rev. Hammamet, 2016", "one", access="internal")
    add_text("Rev. Geneva, 2022", "two")
    assert browser().json(CLIMATE)["comparison"] is None
    assert browser("focal-point ITU-R").json(CLIMATE)["comparison"]


def test_who_cites_it_is_told_with_the_words_around(browser: Any) -> None:
    document = models.Document.objects.get(name="public.docx")
    for number in range(25):
        passage = models.Passage.objects.create(
            document=document,
            position=10 + number,
            text=f"Recalling Resolution 73, number {number}",
            kind="paragraph",
        )
        models.Reference.objects.create(
            passage=passage, text="Resolution 73", start=10, end=23, kind="resolution", entity=CODE
        )
    twin = browser().json(CLIMATE)["citations"]
    assert twin["number"] == 25
    assert len(twin["items"]) == 20
    text = browser().get(CLIMATE)
    assert "<mark>Resolution 73</mark>" in text
    assert f"/documents/{document.pk}/#p10" in text
    part = browser().client.get(CLIMATE, {"cursor": twin["next_cursor"]}, headers={"HX-Request": "true"})
    assert "number 24" in part.content.decode()
    assert "<html" not in part.content.decode()
    models.Document.objects.filter(pk=document.pk).update(access="internal")
    assert browser().json(CLIMATE)["citations"]["number"] == 0


def test_links_that_it_made_doubtful_are_listed(browser: Any) -> None:
    models.LinkStanding.objects.filter(left="ITU-T SG5", right="ITU-D SG1").update(
        left=CODE, suspect_because={"left": {"words": "its newest revision changed"}}
    )
    assert "its newest revision changed" in browser("focal-point ITU-T").get(CLIMATE)
    assert browser().json(CLIMATE)["suspects"] == []  # a proposal, which visitors do not see


def test_who_may_edit_a_revision(browser: Any) -> None:
    path = "/facts/revision/WTSA Resolution 73@Rev. Geneva, 2022/edit/"
    row = models.Revision.objects.get(instrument__code=CODE, label="Rev. Geneva, 2022")
    values = {
        "version": row.version,
        "title": row.title,
        "areas": "Climate change",
        "note": "checked",
        "position": "3",
    }
    assert browser("focal-point ITU-D").post(path, values).status_code == 403
    answer = browser("focal-point ITU-T").post(path, values)
    assert answer["Location"] == "/instruments/WTSA%20Resolution%2073/"
    row.refresh_from_db()
    assert (row.note, row.areas, row.year) == ("checked", ["Climate change"], None)


def test_hostile_text_is_shown_harmlessly(browser: Any) -> None:
    hostile = "<script>alert(1)</script>\u202e😀" + "y" * 10_000
    models.Revision.objects.filter(instrument__code=CODE).update(title=hostile, note=hostile, status=hostile)
    add_text("Rev. Hammamet, 2016", hostile)
    add_text("Rev. Geneva, 2022", hostile + " more")
    assert "<script>alert" not in browser().get(CLIMATE)
    assert "<script>alert" not in browser().get("/instruments/", text=hostile[:150])


def test_queries_are_bounded(browser: Any) -> None:
    reader = browser("secretariat")
    for path, most in (("/instruments/", 20), (CLIMATE, 45)):
        with CaptureQueriesContext(connection) as made:
            reader.get(path)
        assert len(made) < most, path
    reader.get("/instruments/No such Resolution/", status=404)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("ICTs and climate change", "ICTs, environment, climate change and circular economy"),
        ("信息通信技术与气候变化", "信息通信技术、环境与气候变化"),
        ("تغير المناخ", "تغير المناخ والبيئة"),
        ("", "new"),
        ("  spaced   out ", "spaced out"),
    ],
)
def test_both_texts_can_be_read_out_of_their_difference(before: str, after: str) -> None:
    old, new = word_pieces(before, after)
    assert "".join(piece.text for piece in old) == before
    assert "".join(piece.text for piece in new) == after
    shared = ["".join(piece.text.split()) for piece in old if piece.kind == "same"]
    assert shared == ["".join(piece.text.split()) for piece in new if piece.kind == "same"]


def test_every_passage_stands_once_and_in_its_order() -> None:
    before = ["one", "two words here", "three", "gone"]
    after = ["one", "new", "two other words here", "three"]
    pairs = passage_pairs(before, after)
    sides = [("".join(p.text for p in pair.before), "".join(p.text for p in pair.after)) for pair in pairs]
    assert [old for old, _ in sides if old] == before
    assert [new for _, new in sides if new] == after
    assert [pair.kind for pair in pairs] == ["same", "added", "changed", "same", "removed"]
