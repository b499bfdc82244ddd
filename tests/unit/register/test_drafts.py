"""A draft file against a whole register: found, printed, and the register left as it was."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.fake_encoder import FakeEncoder

from commonground.domain.draft_report import DraftReport
from commonground.errors import BadInput, UnreadableFile
from commonground.register import models
from commonground.register.drafts import check_file, draft_paper
from commonground.register.papers import PaperOptions

pytestmark = pytest.mark.usefixtures("register")
DRAFT = """# Draft Question on human exposure to electromagnetic fields

How do administrations measure human exposure to electromagnetic fields around base stations?

See ITU-T Question 7/5.
"""


@pytest.fixture
def report(tmp_path: Path) -> DraftReport:
    path = tmp_path / "draft.md"
    path.write_text(DRAFT, encoding="utf-8")
    return check_file(path, FakeEncoder())


def test_existing_work_is_found_with_reasons_whose_spans_lie_in_their_passages(report: DraftReport) -> None:
    assert report.title.startswith("Draft Question on human exposure")
    assert "ITU-T Q7/5" in {overlap.item for overlap in report.overlaps}
    assert "ITU-T SG5" in {one.group for one in report.consult}
    assert [found.reference.id for found in report.references] == ["ITU-T Q7/5"]
    for overlap in report.overlaps:
        assert overlap.explanation.sentence()
        for passage in (*overlap.explanation.left, *overlap.explanation.right):
            assert all(0 <= start < end <= len(passage.text) for start, end in passage.spans)


def test_the_report_is_printed_and_the_register_unchanged(report: DraftReport) -> None:
    assert draft_paper(report, "docx", PaperOptions("ru")).startswith(b"PK")
    page = draft_paper(report, "html", PaperOptions("ar", number="SG2/1", group="ITU-D SG2")).decode()
    assert 'dir="rtl"' in page
    assert "SG2/1" in page
    assert json.loads(draft_paper(report, "json", PaperOptions()))["passages"] == report.passages
    assert not models.Vector.objects.exists()
    assert not models.Suggestion.objects.exists()
    with pytest.raises(BadInput, match="no format"):
        draft_paper(report, "xlsx", PaperOptions())


def test_what_is_no_draft_is_refused(tmp_path: Path) -> None:
    empty, broken = tmp_path / "empty.md", tmp_path / "broken.docx"
    empty.write_text("", encoding="utf-8")
    broken.write_bytes(b"PK\x03\x04 not a zip")
    for path in (empty, broken):
        with pytest.raises(UnreadableFile):
            check_file(path, FakeEncoder())
    with pytest.raises(BadInput, match="documents where one draft"):
        check_file(tmp_path, FakeEncoder())
