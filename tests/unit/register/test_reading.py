"""What the register shows follows from what it holds now."""

from __future__ import annotations

import pytest

from commonground.domain.document import Document, Locator, Passage
from commonground.errors import NotFound
from commonground.register import models, reading
from commonground.register.facts import read_profile
from commonground.register.workflows.actor import Actor, utc_now
from commonground.register.workflows.intake import add_documents, extractor_for

pytestmark = pytest.mark.usefixtures("register")


def _paper(number: str, text: str) -> Document:
    lines = (f"Document {number}-E", "4 May 2020", text)
    passages = tuple(Passage(line, Locator(paragraph=n)) for n, line in enumerate(lines, start=1))
    return Document(
        number.encode().hex().ljust(64, "0"), f"{number}.docx".replace("/", "-"), "x", passages, "en"
    )


def _add(*documents: Document) -> None:
    add_documents(documents, extractor_for(read_profile()), Actor(), utc_now)


def _codes() -> set[tuple[str, str]]:
    return {(f.code, f.document) for f in reading.findings() if f.document.startswith("TDAG")}


def test_slips_in_ordinary_text_are_found_with_their_paragraph() -> None:
    _add(_paper("TDAG-24/7", "As WTSA Resolution 73 (Rev. Geneva, 2011) says."))
    (slip,) = [f for f in reading.findings() if f.document.startswith("TDAG")]
    assert slip.code == "unknown-revision"
    assert slip.locator == Locator(paragraph=3)
    assert slip.suggestion


def test_slips_of_a_paper_that_was_revised_are_gone() -> None:
    _add(_paper("TDAG-24/7", "As WTSA Resolution 73 (Rev. Geneva, 2011) says."))
    assert _codes() == {("unknown-revision", "TDAG-24-7.docx")}
    _add(_paper("TDAG-24/7(Rev.1)", "As Resolution 73 (Rev. Hammamet, 2016) says."))
    assert ("unknown-revision", "TDAG-24-7.docx") not in _codes()


def test_the_gravest_findings_come_first() -> None:
    severities = [str(f.detail.get("severity", "note")) for f in reading.findings()]
    assert severities == sorted(severities, key=["error", "warning", "note"].index)
    assert severities[0] == "error"


def test_areas_show_their_governing_instruments() -> None:
    climate = next(area for area in reading.areas().areas if area.id == "climate-change")
    assert any(text.startswith("PP Resolution 182 (") for text in climate.instruments)


def test_sub_topics_are_areas_below_their_theme_in_six_languages() -> None:
    listed = reading.areas().areas
    found = reading.sub_topic_areas(read_profile(), listed)
    assert [area.id for area in found][:2] == ["climate-change/environment", "climate-change/sustainability"]
    assert {area.parent for area in found} == {"climate-change"}
    assert all(set(area.labels) == {"ar", "zh", "en", "fr", "ru", "es"} for area in found)


def test_the_year_leaves_newer_texts_out_of_the_derivation() -> None:
    climate = next(a for a in reading.derivation(2012).areas if a.label == "Climate change")
    assert "2014" not in " ".join(support.revision for support in climate.highest)


def test_a_theme_is_found_by_its_name_in_any_language() -> None:
    assert reading.theme_state("Изменение климата").theme.area == "Climate change"
    with pytest.raises(NotFound, match="themes here: Climate change"):
        reading.theme_state("Football")


def test_an_empty_register_has_nothing_to_show() -> None:
    models.EntryOrigin.objects.all().delete()
    models.Entry.objects.all().delete()
    models.Theme.objects.all().delete()
    assert reading.areas().areas == ()
    assert reading.findings() == ()
    assert reading.gaps() == ()
    assert reading.overlaps() == ()
