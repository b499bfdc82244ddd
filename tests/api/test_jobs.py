"""Long work and files through the API: started, looked at, cancelled; imports, successions and comparisons."""

from __future__ import annotations

import html
import io
import json
import zipfile
from typing import Any

import pytest
from django.test import override_settings
from tests.api.asked import SUCCESSIONS

from commonground.api import uploads
from commonground.register import models
from commonground.register.job_kinds import spool_folder
from commonground.register.jobs import JobState, perform
from commonground.register.workflows.actor import utc_now

PAPER = b"Liaison with ITU-T SG5 on e-waste, number %d."


def papers(count: int) -> list[bytes]:
    return [PAPER % number for number in range(count)]


def number_in(answer: Any) -> int:
    """The job that an answer points to."""
    assert answer.status_code == 202, answer.content
    assert answer["Location"] == f"/api/v1/jobs/{answer.json()['id']}"
    found: int = answer.json()["id"]
    return found


def test_many_files_are_read_by_a_job_that_tells_how_far_it_is(ask: Any) -> None:
    asking, before = ask("focal-point ITU-T"), models.Document.objects.count()
    many = papers(uploads.AT_ONCE_FILES + 1)
    answer = asking.send("/documents?sector=ITU-T", "files", "paper.txt", *many)
    number = number_in(answer)
    assert (answer.json()["state"], answer.json()["options"]["sector"]) == ("queued", "ITU-T")
    assert models.Document.objects.count() == before
    perform(number, utc_now)
    seen = asking("get", f"/jobs/{number}").json()
    assert (seen["state"], seen["done"], seen["total"]) == ("done", len(many), len(many))
    assert seen["result"]["counts"] == {"added": len(many), "unchanged": 0, "refused": 0}
    assert models.Document.objects.filter(name="paper.txt").count() == len(many)


def test_few_files_are_read_at_once_unless_asked_otherwise(ask: Any) -> None:
    asking = ask("focal-point ITU-T")
    assert asking.send("/documents", "files", "a.txt", *papers(2)).json()["counts"]["added"] == 2
    number_in(asking.send("/documents?later=true", "files", "b.txt", b"One more for ITU-R WP 6A."))
    many = papers(uploads.AT_ONCE_FILES + 3)
    assert asking.send("/documents?later=false", "files", "c.txt", *many).json()["counts"] == {
        "added": len(many) - 2,
        "unchanged": 2,
        "refused": 0,
    }


def test_large_file_is_refused_before_it_is_read(ask: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COMMONGROUND_FILE_SIZE_MAX_MB", "1")
    answer = ask("focal-point ITU-T").send("/documents", "files", "large.txt", b"x" * (2**20 + 1))
    assert (answer.status_code, answer.json()["where"]) == (413, "large.txt")


@pytest.mark.parametrize(
    "name", ["../../evil.txt", "..", "/etc/passwd", " .hidden", "\u202etxt.exe", "a\\..\\b"]
)
def test_name_of_a_file_leads_nowhere_else(ask: Any, name: str) -> None:
    asking = ask("focal-point ITU-T")
    body = (
        f'--part\r\nContent-Disposition: form-data; name="files"; filename="{name}"\r\n'
        "Content-Type: text/plain\r\n\r\nAbout ITU-T SG5.\r\n--part--\r\n"
    )
    answer = asking.client.post(
        "/api/v1/documents?later=true",
        body.encode(),
        content_type="multipart/form-data; boundary=part",
        headers=asking.headers,
    )
    if answer.status_code != 202:  # a name that is none is no file
        assert answer.status_code == 422
        return
    (kept,) = answer.json()["options"]["files"]
    folder = spool_folder().resolve()
    assert (folder / kept).resolve().is_relative_to(folder)
    assert (kept.count("/"), kept.isprintable()) == (1, True)
    assert perform(answer.json()["id"], utc_now) == JobState.DONE


def test_waiting_job_is_cancelled_and_never_runs(ask: Any) -> None:
    asking = ask("secretariat")
    number = number_in(asking("post", "/jobs", {"kind": "publish", "name": "ISCG 2026-06"}))
    cancelled = asking("post", f"/jobs/{number}/cancel")
    assert (cancelled.status_code, cancelled.json()["state"]) == (200, "cancelled")
    assert perform(number, utc_now) == JobState.CANCELLED
    assert not models.Edition.objects.filter(name="ISCG 2026-06").exists()
    again = asking("post", f"/jobs/{number}/cancel")
    assert (again.status_code, again.json()["type"]) == (409, "urn:commonground:problem:conflict")


def test_job_of_another_reads_as_absent_but_for_who_manages_the_register(ask: Any) -> None:
    number = number_in(ask("secretariat")("post", "/jobs", {"kind": "suggest"}))
    for who, status in (("focal-point ITU-T", 404), ("administrator", 200)):
        assert ask(who)("get", f"/jobs/{number}").status_code == status
        assert ask(who)("post", f"/jobs/{number}/cancel").status_code == status


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"kind": "backup", "file": "x.zip"}, 422),
        ({"kind": "ingest", "files": ["../register.sqlite"]}, 422),
        ({"kind": "suggest", "encoder": "endpoint:http://127.0.0.1/"}, 202),  # which nothing heeds
        ({"kind": "suggest", "between": ["ITU-T"]}, 422),
        ({"kind": "publish", "name": ""}, 422),
        ({}, 422),
    ],
)
def test_job_names_no_file_and_no_service_of_the_server(ask: Any, body: dict[str, Any], status: int) -> None:
    answer = ask("secretariat")("post", "/jobs", body)
    assert answer.status_code == status
    if status == 202:
        assert "encoder" not in answer.json()["options"]


def test_upload_with_a_key_is_done_once_whatever_its_boundary(ask: Any) -> None:
    asking, files = ask("focal-point ITU-T"), papers(1)
    first, again = (
        asking.send("/documents", "files", "a.txt", *files, Idempotency_Key="upload-1") for _ in range(2)
    )
    assert (first.status_code, first.content) == (201, again.content)
    assert again["Idempotency-Replayed"] == "true"
    other = asking.send("/documents", "files", "a.txt", b"Another.", Idempotency_Key="upload-1")
    assert other.status_code == 422


def test_upload_with_a_key_may_be_larger_than_a_request_without_files(ask: Any) -> None:
    with override_settings(DATA_UPLOAD_MAX_MEMORY_SIZE=1000):
        answer = ask("focal-point ITU-T").send(
            "/documents", "files", "a.txt", b"About ITU-T SG5. " * 200, Idempotency_Key="upload-2"
        )
    assert answer.status_code == 201


def workbook(asking: Any) -> bytes:
    answer = asking("get", "/exchange/xlsx")
    assert answer.status_code == 200
    content: bytes = answer.content
    return content


def test_workbook_goes_out_and_comes_back_unchanged(ask: Any) -> None:
    officer = ask("secretariat")
    report = officer.send(
        "/imports?dry_run=true&later=false", "file", "register.xlsx", workbook(officer)
    ).json()
    assert (report["is_applied"], report["rows"], report["refused"]) == (False, [], [])
    assert report["counts"]["unchanged"] == report["counts"]["rows"] > 500


SSSOM = """#curie_map:
#  itu: "urn:commonground:itu:"
#mapping_set_id: "urn:commonground:itu:links"
#license: "https://w3id.org/sssom/license/unspecified"
subject_id\tpredicate_id\tobject_id\tmapping_justification\tcomment
itu:ITU-T_SG17\tskos:relatedMatch\titu:ITU-D_SG1\tsemapv:ManualMappingCuration\tBoth on security.
"""


def test_import_with_a_refused_row_changes_nothing_and_names_it(ask: Any) -> None:
    officer = ask("secretariat")
    bad = SSSOM + "itu:ITU-T_SG999\tskos:relatedMatch\titu:ITU-D_SG1\tsemapv:ManualMappingCuration\t\n"
    before = models.Change.objects.count()
    dry = officer.send("/imports?dry_run=true", "file", "a.sssom.tsv", bad.encode()).json()
    assert (dry["is_applied"], dry["counts"]["refused"]) == (False, 1)
    problem = officer.send("/imports", "file", "a.sssom.tsv", bad.encode())
    assert (problem.status_code, problem["Content-Type"]) == (422, "application/problem+json")
    assert "a.sssom.tsv" in problem.json()["errors"][0]["field"]
    assert models.Change.objects.count() == before
    partial = officer.send("/imports?partial=true", "file", "a.sssom.tsv", bad.encode()).json()
    assert (partial["is_applied"], partial["counts"]["refused"]) == (True, 1)


def test_import_as_a_job_gives_the_same_report(ask: Any) -> None:
    officer = ask("secretariat")
    number = number_in(officer.send("/imports?later=true&reason=Sent", "file", "a.sssom.tsv", SSSOM.encode()))
    assert perform(number, utc_now) == JobState.DONE
    told = officer("get", f"/jobs/{number}").json()["result"]
    assert (told["is_applied"], told["counts"]["refused"]) == (True, 0)


def test_succession_is_first_rehearsed_and_then_recorded(ask: Any) -> None:
    officer, path = ask("secretariat"), "/successions"
    dry = officer.send(f"{path}?dry_run=true", "file", "periods.csv", SUCCESSIONS)
    assert (dry.status_code, dry.json()["counts"]["continued"]) == (200, 1)
    assert officer("get", path).json()["items"] == []
    done = officer.send(path, "file", "periods.csv", SUCCESSIONS)
    assert (done.status_code, done.json()["is_dry_run"]) == (201, False)
    assert officer("get", f"{path}?work=ITU-D%20Q6/2").json()["items"][0]["successor_period"] == "2022-2025"
    again = officer.send(path, "file", "periods.csv", SUCCESSIONS)
    assert again.status_code == 422
    assert "row 2" in json.dumps(again.json())


def test_succession_names_row_and_field_of_a_fault(ask: Any) -> None:
    wrong = SUCCESSIONS.replace(b"continued,", b"vanished,")
    problem = ask("secretariat").send("/successions", "file", "periods.csv", wrong).json()
    assert problem["where"] == "periods.csv, row 2, kind"
    assert ask("secretariat").send("/successions", "file", "periods.pdf", wrong).status_code == 415
    assert ask("visitor")("get", "/successions/template.csv").content.startswith(
        b"\xef\xbb\xbfkind,predecessor"
    )


def test_difference_tells_by_whose_judgement(ask: Any, link: str) -> None:
    for who in ("focal-point ITU-T", "focal-point ITU-D"):
        said = {"verdict": "accept", "reason": f"Said by {who}."}
        ask(who)("post", f"/links/{link}/judgements", said)
    asking = ask("delegate")
    found = asking("get", "/editions/Earlier/diff/now").json()
    (one,) = [one for one in found["differences"] if one["id"] == link]
    assert (one["change"], one["fields"]["state"]) == ("changed", ["proposed", "agreed"])
    assert {because["sector"] for because in one["because"]} == {"ITU-T", "ITU-D"}
    assert {because["action"] for because in one["because"]} == {"judged"}
    page = asking("get", "/editions/Earlier/diff/now/paper.html", Accept_Language="fr")
    assert "Said by focal-point ITU-T." in page.content.decode()
    paper = asking("get", "/editions/Earlier/diff/now/paper.docx")
    with zipfile.ZipFile(io.BytesIO(paper.content)) as archive:
        assert "Said by focal-point ITU-T." in archive.read("word/document.xml").decode()
    assert asking("get", "/editions/Earlier/diff/Nothing").status_code == 404
    assert asking("get", "/editions/Earlier/diff/now/paper.pdf").status_code == 422


def test_difference_tells_what_its_paper_says_in_the_language_asked_for(ask: Any, link: str) -> None:
    said = {"verdict": "reject", "reason_code": "different-subject", "reason": "Another sense."}
    ask("focal-point ITU-T")("post", f"/links/{link}/judgements", said)
    found = ask("delegate")("get", "/editions/Earlier/diff/now", Accept_Language="fr").json()
    (one,) = [one for one in found["differences"] if one["id"] == link]
    (because,) = one["because"]
    assert (because["reason_code"], because["verdict"]) == ("different-subject", "reject")
    assert one["continues"] == []
    assert (found["language"], found["words"]["state"]) == ("fr", "État")
    page = ask("delegate")("get", "/editions/Earlier/diff/now/paper.html", Accept_Language="fr")
    for line in (*one["details"], *one["why"]):
        assert html.escape(line) in page.content.decode()
    assert "Another sense." in "\n".join(one["why"])
    assert (found["before"]["published_by"], found["after"]["published_by"]) == ("secretariat", "")
    assert set(found["unjudged_suggestions"]) == {"added", "removed", "changed", "carried-over"}


def test_difference_keeps_an_internal_reason(ask: Any, link: str) -> None:
    said = {"verdict": "reject", "reason": "Only for us.", "access": "internal"}
    ask("focal-point ITU-T")("post", f"/links/{link}/judgements", said)
    for path in ("/editions/Earlier/diff/now", "/editions/Earlier/diff/now/paper.html", "/exchange/sssom"):
        assert b"Only for us" not in ask("delegate")("get", path).content
