"""Web pages: whole, safe, readable by a screen reader, printable."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from lxml import html
from tests.unit.exports import exports_samples as samples

from commonground.domain.language import OFFICIAL_LANGUAGES
from commonground.domain.theme import MatrixRow, ThemeMatrix
from commonground.exports.area_paper import AreaGrouping
from commonground.exports.page import areas_page, findings_page, index_page, matrix_page

GOLDEN = Path(__file__).parents[2] / "golden" / "exports"


def matrix_html(language: str = "en") -> bytes:
    return matrix_page(samples.climate_matrix(), samples.title_block(), samples.LAYOUT, language=language)


def test_matrix_is_the_golden_one() -> None:
    assert matrix_html("fr").decode() == (GOLDEN / "climate-matrix.fr.html").read_text("utf-8")


@pytest.mark.parametrize("language", OFFICIAL_LANGUAGES)
def test_language_and_direction_are_marked(language: str) -> None:
    pages = (
        matrix_html(language),
        areas_page(samples.areas(), samples.title_block(), language=language, grouping=AreaGrouping.BOTH),
        findings_page(samples.findings(), samples.title_block(), language=language),
        index_page("Run", [], language=language),
    )
    for page in pages:
        root = html.document_fromstring(page.decode())
        assert root.get("lang") == language
        assert root.get("dir") == ("rtl" if language == "ar" else "ltr")


def test_cells_are_headed_and_merged() -> None:
    root = html.document_fromstring(matrix_html().decode())
    assert root.xpath("count(//thead//th[@scope='col'])") == 4
    assert root.xpath("string(//th[@scope='rowgroup'][@rowspan='3'])") == "Events"
    assert root.xpath("string(//td[@colspan='3'])") == "WSIS – Action Line C7 (e-Environment)"
    assert root.xpath("//caption")


def test_nothing_runs_and_nothing_is_loaded() -> None:
    root = html.document_fromstring(matrix_html().decode())
    assert not root.xpath("//script | //link | //img | //iframe | //@src | //@onclick")
    assert "url(" not in matrix_html().decode()


def test_texts_cannot_become_markup() -> None:
    evil = "<script>alert(1)</script>\" onclick='x' https://x.org/\"><b> \x00\ud800"
    row = MatrixRow("Sub-topics", evil, (samples.entry(evil, "ITU-R"),))
    page = matrix_page(ThemeMatrix(evil, ("ITU-R",), (row,)), samples.title_block(evil), {}).decode()
    root = html.document_fromstring(page)
    assert not root.xpath("//script | //b | //@onclick")
    assert "\x00" not in page


def test_index_leads_to_files_and_nowhere_else() -> None:
    page = index_page("Run", [("Matrix", "climate change.html", "d"), ("x", "javascript:alert(1)", "d")])
    links = html.document_fromstring(page.decode()).xpath("//a/@href")
    assert links == ["./climate%20change.html", "./javascript%3Aalert%281%29"]


def _contrast(first: str, second: str) -> float:
    def luminance(colour: str) -> float:
        parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    light, dark = sorted((luminance(first), luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_colours_have_enough_contrast_in_light_dark_and_print() -> None:
    schemes = re.findall(r":root \{([^}]*)\}", matrix_html().decode())
    assert len(schemes) == 3
    for scheme in schemes:
        colour = dict(re.findall(r"--(\w+): (#[0-9a-f]{6})", scheme))
        for ground in ("paper", "head", "side"):
            assert _contrast(colour["ink"], colour[ground]) >= 7
            assert _contrast(colour["quiet"], colour[ground]) >= 4.5
            assert _contrast(colour["link"], colour[ground]) >= 4.5
        assert _contrast(colour["line"], colour["paper"]) >= 3
