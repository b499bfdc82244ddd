"""Works read out of the facts around them are the same as those of a reading of the whole register."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from commonground.domain.suggestion import pair_key
from commonground.errors import BadInput, NotFound
from commonground.register import models
from commonground.register.matching_items import matched_profile, work_items
from commonground.register.near_facts import near_item, near_items
from commonground.register.opening import close_register, open_register
from commonground.register.pair_reasons import read_pair, text_of_part

# What a theme's matrix adds is read from links instead, so which instruments govern a theme's works is left out.
SAME = ("title", "text", "parent", "labels", "aliases", "kind", "sector", "group", "period", "references")


@pytest.fixture
def itu(itu_register: Path, tmp_path: Path) -> Iterator[Path]:
    """An open copy of the register with the facts of the ITU."""
    path = tmp_path / "register.sqlite"
    path.write_bytes(itu_register.read_bytes())
    open_register(path)
    yield path
    close_register()


def test_near_items_read_as_the_whole_does(itu: Path) -> None:
    whole = {item.id: item for item in work_items(matched_profile())}
    ids = sorted(whole)[::7]
    found = near_items(ids)
    for one in ids:
        if one.startswith("activity:") or one not in found:
            continue
        for name in SAME:
            assert getattr(found[one], name) == getattr(whole[one], name), (one, name)
        assert set(found[one].predecessors) == set(whole[one].predecessors), one
    assert len(found) > 0.9 * len(ids)


def test_a_pair_takes_a_bounded_number_of_statements(itu: Path) -> None:
    read_pair("ITU-T Q7/5", "ITU-D SG2")
    with CaptureQueriesContext(connection) as queries:
        read_pair("ITU-T Q7/5", "ITU-D SG2")
    assert len(queries) <= 45


def test_spans_of_a_pair_lie_in_its_texts(itu: Path) -> None:
    pair = read_pair("WTSA Resolution 73", "PP Resolution 182")
    assert pair.key == pair_key("PP Resolution 182", "WTSA Resolution 73")
    for item, passages in ((pair.left, pair.explanation.left), (pair.right, pair.explanation.right)):
        assert passages
        for passage in passages:
            assert passage.text in text_of_part(item, passage.part)
            assert all(0 <= start < end <= len(passage.text) for start, end in passage.spans)


def test_what_is_not_there_is_told(itu: Path) -> None:
    with pytest.raises(NotFound):
        near_item("ITU-T Q999/99")
    with pytest.raises(NotFound):
        read_pair("ITU-T SG5", "nothing")
    with pytest.raises(BadInput):
        read_pair("ITU-T SG5", "ITU-T SG5")


def test_a_document_is_read_by_its_number(itu: Path) -> None:
    from datetime import UTC, datetime

    row = models.Document.objects.create(
        sha256="0" * 64,
        name="a.docx",
        title="On water",
        media_type="text/plain",
        added_at=datetime(2026, 6, 1, tzinfo=UTC),
        tool_version="0",
    )
    models.Passage.objects.create(document=row, position=0, text="Water for all.", kind="paragraph")
    assert near_item(f"document:{row.pk}").text == "Water for all."
    assert near_items(["document:999999", "document:x", "document:" + "9" * 40]) == {}
