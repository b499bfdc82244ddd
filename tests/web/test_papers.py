"""Papers to download: every format in every language, for those who may see what is in them."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import pytest

LANGUAGES = ("ar", "zh", "en", "fr", "ru", "es")


def test_visitors_are_offered_what_is_public(browser: Any) -> None:
    offered = [one["kind"] for one in browser().json("/papers/")["reports"]]
    assert offered == ["areas", "derivation"]
    assert "findings" in [one["kind"] for one in browser("secretariat").json("/papers/")["reports"]]


def test_what_is_not_offered_cannot_be_had(browser: Any) -> None:
    browser().get("/papers/suggestions/", form="html", status=401)
    assert "may not" in browser("delegate").get("/papers/findings/", form="html", status=403)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_matrix_is_printed_in_every_language_with_its_title_block(browser: Any, language: str) -> None:
    asked = {"form": "html", "language": language, "number": "TDAG-20/13"}
    answer = browser("secretariat").client.get("/papers/matrix-Climate change/", asked)
    assert answer.status_code == 200
    assert f'lang="{language}"' in answer.content.decode()
    assert "TDAG-20/13" in answer.content.decode()
    assert answer["Content-Disposition"] == f'attachment; filename="matrix-climate-change-{language}.html"'


def test_all_formats_that_are_offered_can_be_had(browser: Any) -> None:
    officer = browser("secretariat")
    for one in officer.json("/papers/")["reports"]:
        for form in one["forms"]:
            answer = officer.client.get(f"/papers/{one['kind']}/", {"form": form, "language": "fr"})
            assert answer.status_code == 200, (one["kind"], form, answer.content[:500])
            assert answer.content


def test_mapping_tables_come_in_one_archive_with_the_same_bytes_again(browser: Any) -> None:
    officer = browser("secretariat")
    first = officer.client.get("/papers/mapping-tables/", {"form": "json"}).content
    assert len(zipfile.ZipFile(io.BytesIO(first)).namelist()) >= 4
    assert first == officer.client.get("/papers/mapping-tables/", {"form": "json"}).content


@pytest.mark.parametrize("kind", ["xlsx", "sssom", "strm", "skos"])
def test_exchange_files_can_be_had_by_members(browser: Any, kind: str) -> None:
    assert browser("delegate").client.get(f"/papers/{kind}/").status_code == 200
    assert browser().client.get(f"/papers/{kind}/").status_code == 401


@pytest.mark.parametrize(
    "asked",
    [{"form": "exe"}, {"language": "xx"}, {"number": "9" * 201}],
    ids=["format", "language", "number"],
)
def test_what_cannot_be_made_is_refused_with_advice(browser: Any, asked: dict[str, str]) -> None:
    browser().get("/papers/areas/", status=422, **asked)


def test_a_paper_that_is_none_is_not_found(browser: Any) -> None:
    browser().get("/papers/nothing/", status=404)
    browser().get("/papers/matrix-nothing/", status=404)
