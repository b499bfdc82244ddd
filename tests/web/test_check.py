"""Check a draft: the form, the report with passages side by side, papers, and who may open a link."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from commonground.domain.role import Access
from commonground.errors import BadInput, NotAllowed
from commonground.register import models
from commonground.register.checks import kept_report, report_of
from commonground.register.job_kinds import spool_folder
from commonground.register.jobs import perform
from commonground.register.workflows.actor import Actor, utc_now
from commonground.register.workflows.checking import check_by_job, remove_check, remove_old_checks

FOCAL = "focal-point ITU-T"
SECRET = "zebrafish"
DRAFT = f"""# Draft Question on electronic waste {SECRET}

How do administrations collect and recycle electronic waste from telecommunication equipment?

Museums of medieval pottery <script>alert(1)</script> \u202e 😀 open on Sundays for children only.

See ITU-T Question 7/5 and Question 999/77.
"""


def _post(browser: Any, text: str = DRAFT, name: str = "draft.md", access: str = "members") -> Any:
    file = SimpleUploadedFile(name, text.encode(), "text/plain")
    return browser.post("/check/", {"draft": file, "access": access})


@pytest.fixture
def checked(browser: Any) -> str:
    answer = _post(browser(FOCAL))
    assert answer.status_code == 302, answer.content.decode()[:2000]
    return str(answer["Location"])


def test_a_draft_is_checked_and_its_overlaps_shown_side_by_side(browser: Any, checked: str) -> None:
    focal = browser(FOCAL)
    report = focal.json(checked)["report"]
    assert "ITU-T Q7/5" in [one["item"] for one in report["overlaps"]]
    assert "ITU-T" in [one["sector"] for one in report["consult"]]
    text = focal.get(checked)
    assert "<mark>" in text
    assert "Existing work" in text
    assert "What looks new" in text
    assert "<script>alert" not in text
    assert 'href="/id/ITU-T%20Q7/5/"' in text
    assert checked in focal.get("/check/")


def test_who_has_the_link_and_the_right_may_open_it(browser: Any, checked: str) -> None:
    assert SECRET in browser("delegate").get(checked)
    assert "Remove this check" not in browser("delegate").get(checked)
    browser().get(checked, status=401)
    number = models.Check.objects.get().pk
    browser("delegate").get(f"/check/{number}/", status=404)
    assert browser(FOCAL).client.get(f"/check/{number}/")["Location"] == checked
    assert browser(FOCAL).client.get(checked)["Cache-Control"] == "private, no-store"
    browser(FOCAL).get("/check/nothing-of-that-name/", status=404)
    browser().get("/check/", status=401)


def test_what_is_internal_stays_internal(browser: Any) -> None:
    assert _post(browser("delegate"), access="internal").status_code == 422
    answer = _post(browser(FOCAL), access="internal")
    browser("delegate").get(answer["Location"], status=404)
    assert SECRET in browser("secretariat").get(answer["Location"])
    with pytest.raises(NotAllowed):
        check_by_job(b"x", "x.txt", Actor("delegate"), utc_now, access=Access.INTERNAL)
    with pytest.raises(BadInput):
        check_by_job(b"x", "x.txt", Actor("secretariat"), utc_now, access=Access.PUBLIC)


def test_the_draft_is_in_no_log_and_no_search(browser: Any, checked: str) -> None:
    assert models.Check.objects.filter(report__isnull=False).count() == 1
    last = models.Change.objects.order_by("-pk").values().first()
    assert last is not None
    assert last["action"] == "draft-checked"
    assert SECRET not in str(last)
    assert "draft.md" not in str(last)
    assert checked.split("/")[2] not in str(last)
    found = browser(FOCAL).json("/search/", q=SECRET)["found"]["items"]
    assert SECRET not in str(found)


@pytest.mark.parametrize("form", ["docx", "html", "json"])
def test_the_check_is_had_as_a_file_in_a_language(browser: Any, checked: str, form: str) -> None:
    answer = browser("delegate").client.get(f"{checked}paper.{form}", {"language": "fr"})
    assert answer.status_code == 200
    assert answer["Content-Disposition"].endswith(f'-fr.{form}"')
    assert answer.content
    browser("delegate").get(f"{checked}paper.exe", status=422)
    browser("delegate").get(f"{checked}paper.docx", status=422, language="tlh")
    browser().get(f"{checked}paper.docx", status=401)


def test_a_report_is_read_again_as_it_was(browser: Any, checked: str) -> None:
    kept = models.Check.objects.get().report
    assert kept is not None
    assert kept_report(report_of(kept)) == kept


def test_only_who_made_it_removes_it(browser: Any, checked: str) -> None:
    assert browser("delegate").post(f"{checked}remove/").status_code == 403
    assert browser(FOCAL).post(f"{checked}remove/").status_code == 302
    browser(FOCAL).get(checked, status=404)
    assert not models.Check.objects.exists()


def test_after_its_time_a_check_is_gone(browser: Any, checked: str) -> None:
    models.Check.objects.update(expires_at=utc_now() - timedelta(seconds=1))
    browser(FOCAL).get(checked, status=404)
    assert "You have checked no draft" in browser(FOCAL).get("/check/")
    assert remove_old_checks(utc_now) == 1


@pytest.mark.parametrize(
    ("name", "text"), [("empty.txt", ""), ("blank.txt", "  \n "), ("x.docx", "PK\x03\x04 no")]
)
def test_what_cannot_be_read_is_told_beside_the_field(browser: Any, name: str, text: str) -> None:
    answer = _post(browser(FOCAL), text, name)
    assert 400 <= answer.status_code < 500
    assert 'id="id_draft_error"' in answer.content.decode()
    assert not models.Check.objects.exists()
    assert "Choose a file." in browser(FOCAL).post("/check/", {"access": "members"}).content.decode()


def test_a_long_draft_becomes_a_job_that_tells_nothing_of_it(browser: Any) -> None:
    answer = _post(
        browser(FOCAL),
        DRAFT + "\n\nMore words on electronic waste and its collection." * 1200,
        f"{SECRET}.md",
    )
    row = models.Check.objects.select_related("job").get()
    assert row.report is None
    assert row.job is not None
    focal = browser(FOCAL)
    waiting = focal.get(answer["Location"])
    assert 'data-hx-trigger="load delay:2s"' in waiting
    assert SECRET not in str(focal.json(f"/jobs/{row.job.pk}/"))
    assert focal.client.get(f"{answer['Location']}paper.docx").status_code == 422
    assert list(spool_folder().rglob("*.md"))
    assert perform(row.job.pk, utc_now) == "done"
    assert not list(spool_folder().rglob("*.md"))
    part = focal.client.get(answer["Location"], headers={"HX-Request": "true"})
    assert part["HX-Refresh"] == "true"
    text = focal.get(answer["Location"])
    assert "Overlaps with existing work" in text
    assert f"{SECRET}.md" in text


def test_a_job_that_fails_says_so_and_leaves_no_file(browser: Any) -> None:
    answer = _post(browser(FOCAL), "%PDF-1.7\n" + "no pages\n" * 9000, "broken.pdf")
    row = models.Check.objects.select_related("job").get()
    assert row.job is not None
    assert perform(row.job.pk, utc_now) == "failed"
    assert "The draft could not be checked." in browser(FOCAL).get(answer["Location"])
    assert not list(spool_folder().rglob("*.pdf"))


def test_removing_a_check_under_way_stops_it(browser: Any) -> None:
    answer = _post(browser(FOCAL), DRAFT * 300)
    row = models.Check.objects.select_related("job").get()
    assert browser(FOCAL).post(f"{answer['Location']}remove/").status_code == 302
    assert row.job is not None
    assert models.Job.objects.get(pk=row.job.pk).state == "cancelled"
    assert not list(spool_folder().rglob("*.md"))
    with pytest.raises(NotAllowed):
        remove_check(row, Actor("secretariat"), utc_now)


def test_pages_ask_a_bounded_number_of_queries(browser: Any, checked: str) -> None:
    for page in ("/check/", checked):
        focal = browser(FOCAL)
        with CaptureQueriesContext(connection) as queries:
            focal.get(page)
        assert len(queries) <= 25, [query["sql"][:100] for query in queries]


@pytest.mark.parametrize("language", ["ar", "zh-hans", "en", "fr", "ru", "es"])
def test_every_language_has_the_pages(browser: Any, checked: str, language: str) -> None:
    focal = browser(FOCAL, language)
    assert 'type="file"' in focal.get("/check/")
    assert "<mark>" in focal.get(checked)
