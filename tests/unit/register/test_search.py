"""The search index follows the register, whatever is added to it and whoever else opens it."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.fake_encoder import FakeEncoder

from commonground.domain.document import Document, Locator, Passage, PassageKind
from commonground.errors import NotAvailable
from commonground.register import models
from commonground.register.facts import read_profile
from commonground.register.search import index_folder, open_index, references_in_text
from commonground.register.vectors import StoredEncoder
from commonground.register.workflows.actor import Actor, utc_now
from commonground.register.workflows.intake import add_documents, extractor_for
from commonground.text.compilation import compile_grammar


def _add(number: int) -> None:
    passages = (Passage("Lighthouses", Locator(paragraph=1), PassageKind.TITLE),)
    document = Document(f"{number:064x}", f"{number}.txt", "text/plain", passages, "en")
    add_documents([document], extractor_for(read_profile()), Actor(), utc_now)


def test_it_is_made_once_and_again_when_the_register_changes(register: Path) -> None:
    told: list[str] = []
    first = open_index(register, FakeEncoder(), told.append)
    assert told == ["Making the search index"]
    assert len(open_index(register, FakeEncoder(), told.append)) == len(first)
    assert len(told) == 1
    _add(1)
    again = open_index(register, FakeEncoder(), told.append)
    assert len(again) == len(first) + 1
    assert len(told) == 2
    assert "has changed" in told[1]
    assert [folder.name for folder in index_folder(register).iterdir()] == [again.folder.name]
    assert again.search("lighthouses", encoder=StoredEncoder(FakeEncoder()))[0].item.id == "document:1.txt"


def test_a_model_of_another_version_makes_it_anew(register: Path) -> None:
    told: list[str] = []
    open_index(register, FakeEncoder("a" * 64), told.append)
    index = open_index(register, FakeEncoder("b" * 64), told.append)
    assert not index.is_stale(StoredEncoder(FakeEncoder("b" * 64)))
    assert len([line for line in told if "search index" in line]) == 2


def test_a_damaged_one_is_made_anew_with_a_message(register: Path) -> None:
    told: list[str] = []
    whole = open_index(register, FakeEncoder(), told.append)
    (whole.folder / "meta.json").write_text("{")
    index = open_index(register, FakeEncoder(), told.append)
    assert len(index) == len(whole)
    assert "damaged" in told[-1]


def test_vectors_are_taken_from_the_register(register: Path) -> None:
    first, second = FakeEncoder(), FakeEncoder()
    open_index(register, first, lambda _: None)
    _add(1)
    open_index(register, second, lambda _: None)
    assert second.asked == ["Lighthouses"]
    assert models.Vector.objects.count() == len(set(first.asked)) + 1


def test_a_folder_that_cannot_be_written_is_told_with_its_place(register: Path) -> None:
    index_folder(register).write_text("a file is in the way")
    with pytest.raises(NotAvailable, match=r"register\.sqlite\.index"):
        open_index(register, FakeEncoder(), lambda _: None)


@pytest.mark.usefixtures("register")
def test_references_of_a_text_are_found_once_each() -> None:
    text = "Resolution 73 (Rev. Hammamet, 2016), ITU-T SG5 and again WTSA Resolution 73"
    assert references_in_text(text, compile_grammar(read_profile())) == ("WTSA Resolution 73", "ITU-T SG5")
