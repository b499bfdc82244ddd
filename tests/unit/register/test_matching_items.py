"""Everything a register holds can be compared: the organization's work, its areas, the documents read in."""

from __future__ import annotations

from dataclasses import replace

import pytest

from commonground.domain.document import Document, DocumentMetadata, Locator, Passage, PassageKind
from commonground.matching.item import Item, ItemKind
from commonground.register.facts import read_profile
from commonground.register.matching_items import (
    document_items,
    in_own_words,
    matched_profile,
    name_groups,
    register_items,
)
from commonground.register.workflows.actor import Actor, utc_now
from commonground.register.workflows.intake import add_documents, extractor_for

pytestmark = pytest.mark.usefixtures("register")


def _paper(number: int, metadata: DocumentMetadata = DocumentMetadata(), *texts: str) -> Document:
    passages = (
        Passage(f"Paper {number}", Locator(paragraph=1), PassageKind.TITLE),
        Passage("Running head", Locator(part="header"), PassageKind.HEADER),
        *(Passage(text, Locator(paragraph=place)) for place, text in enumerate(texts, start=2)),
    )
    return Document(f"{number:064x}", f"folder/paper-{number}.txt", "text/plain", passages, "en", metadata)


def _added(*papers: Document) -> tuple[Item, ...]:
    add_documents(papers, extractor_for(read_profile()), Actor(), utc_now)
    return document_items(read_profile())


def test_ids_are_unique_and_every_kind_is_there() -> None:
    _added(_paper(1))
    items = register_items(matched_profile())
    assert len({item.id for item in items}) == len(items)
    assert {item.kind for item in items} == set(ItemKind) - {ItemKind.DRAFT}


def test_areas_of_the_lists_and_sub_topics_are_items() -> None:
    titles = {item.title for item in register_items(matched_profile()) if item.kind is ItemKind.AREA}
    assert {"Climate change", "Water", "6 UN languages"} <= titles


def test_how_untitled_work_was_seen_is_no_word_of_its_subject() -> None:
    by_id = {item.id: item for item in in_own_words(register_items(matched_profile()))}
    unknown = by_id["ITU-T Q11/11"]
    assert (unknown.title, unknown.text) == ("", "")
    assert by_id["ITU-T Q6/11"].title == "Protocols that manage network slicing in IMT-2020"
    assert by_id["ITU-T Q12/11"].title.startswith("testing of heterogeneous IoT gateways")
    assert by_id["ITU-D Q7/2"].title.startswith("Human exposure to RF-EMF in the light of new ICNIRP (2020)")
    titled = [item for item in register_items(matched_profile()) if not item.is_inferred]
    assert titled == [item for item in by_id.values() if not item.is_inferred]


def test_a_document_is_known_by_its_record() -> None:
    metadata = DocumentMetadata(
        title="Circular economy", summary="On e-waste.", identifiers=("ITU-T L.1470",), group="ITU-T SG5"
    )
    paper = _paper(1, metadata, "See Resolution 73 (Rev. Hammamet, 2016).")
    (item,) = _added(replace(paper, passages=paper.passages[2:]))
    assert item.id == "document:ITU-T L.1470"
    assert (item.title, item.sector, item.group) == ("Circular economy", "ITU-T", "ITU-T SG5")
    assert item.text == "On e-waste.\nSee Resolution 73 (Rev. Hammamet, 2016)."
    assert item.references == ("WTSA Resolution 73",)


def test_a_paper_is_its_first_passages_without_running_heads() -> None:
    (item,) = _added(_paper(1, DocumentMetadata(), "word " * 500, "more " * 500))
    assert item.title == "Paper 1"
    assert item.text.startswith("word")
    assert "Running head" not in item.text
    assert len(item.text) <= 3000


def test_two_papers_of_one_name_are_two_items() -> None:
    metadata = DocumentMetadata(title="Circular economy", identifiers=("ITU-T L.1470",))
    first, second = _added(_paper(1, metadata), _paper(2, metadata))
    assert first.id == "document:ITU-T L.1470"
    assert second.id.startswith("document:ITU-T L.1470 [")


def test_names_of_one_thing_stand_together_in_all_languages() -> None:
    profile = matched_profile()
    groups = name_groups(profile, register_items(profile))
    waste = next(group for group in groups if "e-waste" in group)
    assert any("\u0600" <= letter <= "\u06ff" for name in waste for letter in name)
    assert all(len(group) > 1 for group in groups)
