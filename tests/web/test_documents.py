"""Documents: the list, files to add with a report on each, passages with references, jobs."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from commonground.register import models
from commonground.register.document_pages import read_around, runs_between

OFFICER = "secretariat"
TEXT = "ITU-T Study Group 5 works on e-waste under Question 7/5."


def _file(name: str = "note.txt", text: str = TEXT) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, text.encode(), "text/plain")


def _add(browser: Any, *files: SimpleUploadedFile, **values: str) -> Any:
    return browser.post("/documents/", {"sources": list(files), "access": "public", "sector": "", **values})


def test_only_documents_that_may_be_seen_are_listed(browser: Any) -> None:
    assert [one["access"] for one in browser().json("/documents/")["documents"]] == ["public"]
    assert browser(OFFICER).json("/documents/")["number"] == 3
    hidden = models.Document.objects.get(access="internal").pk
    browser().get(f"/documents/{hidden}/", status=404)
    assert "A internal paper" in browser(OFFICER).get(f"/documents/{hidden}/")


def test_a_file_is_read_and_its_references_lead_to_their_pages(browser: Any) -> None:
    officer = browser(OFFICER)
    answer = _add(officer, _file())
    assert answer.status_code == 200
    assert "1 document added" in answer.content.decode()
    added = models.Document.objects.order_by("-pk").first()
    assert added is not None
    text = officer.get(f"/documents/{added.pk}/")
    assert 'href="/id/ITU-T%20SG5/"' in text
    assert 'id="p0"' in text


def test_a_bad_file_does_not_stop_the_good_one(browser: Any) -> None:
    answer = _add(browser(OFFICER), _file(), SimpleUploadedFile("broken.docx", b"PK\x03\x04 nothing"))
    text = answer.content.decode()
    assert answer.status_code == 200
    assert "broken.docx" in text
    assert models.Document.objects.filter(name="note.txt").exists()


def test_the_same_file_again_is_there_already(browser: Any) -> None:
    _add(browser(OFFICER), _file())
    text = _add(browser(OFFICER), _file()).content.decode()
    assert "there already" in text
    assert models.Document.objects.filter(name="note.txt").count() == 1


@pytest.mark.parametrize("name", ["note.exe", "empty.txt"])
def test_what_cannot_be_read_is_refused_and_named(browser: Any, name: str) -> None:
    data = b"" if name == "empty.txt" else b"MZ\x90\x00\x03" * 40
    answer = _add(browser(OFFICER), SimpleUploadedFile(name, data))
    assert answer.status_code == 422
    assert name in answer.content.decode()
    assert not models.Document.objects.filter(name=name).exists()


def test_no_file_is_told_beside_the_field(browser: Any) -> None:
    answer = _add(browser(OFFICER))
    assert answer.status_code == 422
    assert "Choose one file or more." in answer.content.decode()


def test_who_may_not_add_documents_cannot(browser: Any) -> None:
    assert _add(browser("delegate"), _file()).status_code == 403
    assert _add(browser(), _file()).status_code == 401
    assert "Read and add" not in browser("delegate").get("/documents/")
    assert models.Document.objects.count() == 3


def test_many_files_become_a_job_that_only_its_owner_sees(browser: Any) -> None:
    officer = browser(OFFICER)
    answer = _add(officer, *(_file(f"{n}.txt", f"{TEXT} {n}") for n in range(12)))
    assert answer.status_code == 302
    assert "Reading documents" in officer.get(answer["Location"])
    browser("focal-point ITU-T").get(answer["Location"], status=404)
    browser().get(answer["Location"], status=401)
    part = officer.client.get(answer["Location"], headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part
    assert 'data-hx-trigger="load delay:2s"' in part
    assert officer.post(answer["Location"]).status_code == 302
    assert officer.json(answer["Location"])["job"]["state"] == "cancelled"
    assert "data-hx-trigger" not in officer.get(answer["Location"])


def test_words_narrow_the_list(browser: Any) -> None:
    assert browser(OFFICER).json("/documents/", text="members paper")["number"] == 1
    assert "No document has these words" in browser(OFFICER).get("/documents/", text="zebra")


def test_hostile_text_of_a_document_is_text(browser: Any) -> None:
    _add(browser(OFFICER), _file(text="<script>alert(1)</script> \u202e and 😀 ITU-T SG5"))
    added = models.Document.objects.order_by("-pk").first()
    assert added is not None
    text = browser(OFFICER).get(f"/documents/{added.pk}/")
    assert "&lt;script&gt;alert(1)" in text


def test_pages_ask_a_bounded_number_of_queries(browser: Any) -> None:
    officer = browser(OFFICER)
    number = models.Document.objects.order_by("pk").values_list("pk", flat=True)[0]
    for page in ("/documents/", f"/documents/{number}/"):
        with CaptureQueriesContext(connection) as queries:
            officer.get(page)
        assert len(queries) <= 25, [query["sql"][:100] for query in queries]


def test_a_table_is_put_together_again_and_a_place_found_in_it(browser: Any) -> None:
    row = models.Document.objects.create(
        sha256="t" * 64, name="t.docx", media_type="x", added_at="2026-01-01T00:00Z", tool_version="0"
    )
    for n, (line, column) in enumerate([(1, 1), (1, 2), (2, 1), (2, 2)]):
        place = {"paragraph": 1, "table": 1, "row": line, "column": column}
        models.Passage.objects.create(
            document=row, position=n, kind="cell", text=f"{line}.{column}", locator=place
        )
    blocks = browser().json(f"/documents/{row.pk}/")["blocks"]
    assert [[cell["passages"][0]["runs"][0]["text"] for cell in line] for line in blocks[0]["rows"]] == [
        ["1.1", "1.2"],
        ["2.1", "2.2"],
    ]
    (found,) = read_around(row.pk, {"table": 1, "row": 2, "column": 2})
    assert len(found.rows) == 1


def test_runs_make_up_the_text_whatever_the_references() -> None:
    marks = [{"start": s, "end": e, "entity": "", "candidates": []} for s, e in [(0, 3), (2, 5), (6, 99)]]
    assert "".join(run.text for run in runs_between("abcdefgh", marks)) == "abcdefgh"


@pytest.mark.parametrize("language", ["ar", "zh-hans", "en", "fr", "ru", "es"])
def test_every_language_has_the_pages(browser: Any, language: str) -> None:
    assert "<table" in browser(OFFICER, language).get("/documents/")
