"""What a search finds, in which order, and what it makes of odd texts and old folders."""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.fake_encoder import FakeEncoder

from commonground.errors import NotFound
from commonground.matching.embedding.encoder import Vectors
from commonground.matching.embedding.loading import load_encoder
from commonground.matching.item import Item, ItemKind
from commonground.matching.search.hit import Hit
from commonground.matching.search.index import SearchIndex, build_index
from commonground.matching.search.record import content_hash
from commonground.matching.search.storage import StaleIndex

_SETTINGS = settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def _ids(hits: Sequence[Hit]) -> list[str]:
    return [hit.item.id for hit in hits]


def _ranking(hits: Sequence[Hit]) -> list[tuple[str, float]]:
    return [(hit.item.id, round(hit.score, 4)) for hit in hits]


def test_work_on_the_subject_comes_first_with_its_whole_item(
    index: SearchIndex, encoder: FakeEncoder, items: tuple[Item, ...]
) -> None:
    hits = index.search("disposal of electronic waste", encoder=encoder)
    assert set(_ids(hits)[:2]) == {"T 1", "D 1"}
    assert hits[0].item in items
    assert all(0 <= hit.score <= 1 for hit in hits)
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("déchets électroniques", "T 1"),
        ("电子废物", "T 1"),
        ("безопасность сети", "T 2"),
        ("أمن الشبكات", "T 2"),
        ("réseau rural", "D 2"),
    ],
)
def test_words_are_found_in_the_language_of_a_name(
    index: SearchIndex, encoder: FakeEncoder, query: str, expected: str
) -> None:
    assert _ids(index.search(query, encoder=encoder))[0] == expected


def test_another_name_of_a_thing_finds_it(index: SearchIndex, encoder: FakeEncoder) -> None:
    hit = index.search("气候变化", encoder=encoder)[0]
    assert hit.item.id == "PP Resolution 182"
    assert {(term.left, term.why) for term in hit.terms} == {("气候变化", "vocabulary")}


def test_what_cites_the_reference_of_a_query_comes_before_all_else(
    index: SearchIndex, encoder: FakeEncoder
) -> None:
    hits = index.search("Resolution 182 satellites", encoder=encoder, references=["PP Resolution 182"])
    assert _ids(hits)[0] == "PP Resolution 182"
    assert "Is PP Resolution 182 itself" in hits[0].sentence
    assert set(_ids(hits)[1:3]) == {"T 1", "D 1"}
    assert hits[1].references == ("PP Resolution 182",)
    assert "Refers to PP Resolution 182" in hits[1].sentence
    assert not hits[3].references


def test_a_reference_that_nothing_cites_changes_nothing(index: SearchIndex, encoder: FakeEncoder) -> None:
    plain = index.search("satellites", encoder=encoder)
    assert _ranking(index.search("satellites", encoder=encoder, references=["X 1"])) == _ranking(plain)


@pytest.mark.parametrize("query", ["", "   ", "?!… — 。、", "\x00\x01\x7f", "\u202e\u200f"])
def test_a_text_without_letters_finds_nothing(index: SearchIndex, encoder: FakeEncoder, query: str) -> None:
    assert index.search(query, encoder=encoder) == ()


@pytest.mark.parametrize(
    "query",
    [
        "waste",
        "the of and",
        "Abfall und Entsorgung von Telefonen",
        "waste безопасность 频率 شبكات",
        "w\x00a\x07ste \ud800 waste",
        "🗑️ waste",
        "a" * 100_000,
        "'; DROP TABLE items; -- ../../etc/passwd {0} %s \\",
    ],
)
@pytest.mark.parametrize("language", [None, "zh", "xx"])
def test_odd_texts_are_searched_like_any_other(
    index: SearchIndex, encoder: FakeEncoder, query: str, language: str | None
) -> None:
    for hit in index.search(query, encoder=encoder, language=language):
        assert hit.sentence
        assert np.isfinite(hit.score)


def test_a_megabyte_is_read_in_bounded_time(index: SearchIndex, encoder: FakeEncoder) -> None:
    draft = "Electronic waste from telephones is recycled. " + "Nobody wanted such words. " * 40_000
    encoder.asked.clear()
    start = time.process_time()
    hits = index.search(draft, encoder=encoder)
    assert time.process_time() - start < 5
    assert hits[0].item.id == "T 1"
    assert len(encoder.asked) <= 12
    assert max(map(len, encoder.asked)) <= 1_000


def test_pairs_of_characters_and_parts_of_compounds_are_told_as_one_word(
    index: SearchIndex, encoder: FakeEncoder
) -> None:
    assert [term.right for term in index.search("电子废物管理", encoder=encoder)[0].terms] == ["电子废物管理"]
    assert index.search("E-WASTE", encoder=encoder)[0].terms[0].right == "e-waste"


def test_spans_lie_in_passages_and_passages_in_the_item(index: SearchIndex, encoder: FakeEncoder) -> None:
    hits = index.search("electronic waste of satellites disturbing frequencies", encoder=encoder)
    assert any(hit.terms for hit in hits)
    for hit in hits:
        parts = {"title": hit.item.title, "text": hit.item.text, "parent": hit.item.parent}
        parts |= {f"label:{code}": label for code, label in hit.item.labels.items()}
        for passage in hit.passages:
            assert passage.text in parts[passage.part]
            assert all(0 <= start < end <= len(passage.text) for start, end in passage.spans)
        words = {p.text[a:b] for p in hit.passages for a, b in p.spans}
        assert all(any(term.right in word for word in words) for term in hit.terms)


@_SETTINGS
@given(data=st.data())
def test_order_and_repetition_of_items_make_no_difference(
    data: st.DataObject, tmp_path: Path, items: tuple[Item, ...], encoder: FakeEncoder, index: SearchIndex
) -> None:
    again = data.draw(st.lists(st.sampled_from(items), max_size=3))
    shuffled = data.draw(st.permutations([*items, *again]))
    other = build_index(
        shuffled, encoder, tmp_path / "index", [["气候变化", "changement climatique", "climate change"]]
    )
    assert other.stamp == index.stamp
    for query in ("waste", "satellite networks", "changement climatique"):
        assert other.search(query, encoder=encoder) == index.search(query, encoder=encoder)


@_SETTINGS
@given(
    words=st.lists(
        st.sampled_from(["electronic", "waste", "satellites", "networks", "réseaux", "сетей", "climate"]),
        min_size=1,
    ),
    data=st.data(),
)
def test_case_and_width_of_the_query_make_no_difference(
    words: list[str], data: st.DataObject, index: SearchIndex, encoder: FakeEncoder
) -> None:
    query = " ".join(words)
    plain = _ranking(index.search(query, encoder=encoder))
    cased = "".join(data.draw(st.sampled_from([char, char.upper()])) for char in query)
    wide = "".join(chr(ord(char) + 0xFEE0) if "a" <= char <= "z" else char for char in query)
    assert _ranking(index.search(cased, encoder=encoder)) == plain
    assert _ranking(index.search(wide, encoder=encoder)) == plain


def test_fewer_hits_are_the_first_of_more(index: SearchIndex, encoder: FakeEncoder) -> None:
    every = index.search("waste of satellite networks", encoder=encoder)
    assert len(every) > 3
    for top in range(len(every)):
        assert index.search("waste of satellite networks", encoder=encoder, top=top) == every[:top]


def test_ties_are_in_the_order_of_titles(tmp_path: Path, encoder: FakeEncoder) -> None:
    twins = [Item(f"item {letter}", "Same title", "") for letter in "cab"]
    index = build_index(twins, encoder, tmp_path / "index")
    assert _ids(index.search("same title", encoder=encoder)) == ["item a", "item b", "item c"]


def test_an_index_of_nothing_finds_nothing(tmp_path: Path, encoder: FakeEncoder) -> None:
    assert build_index([], encoder, tmp_path / "index").search("waste", encoder=encoder) == ()


def test_items_without_words_are_kept_and_never_found(tmp_path: Path, encoder: FakeEncoder) -> None:
    index = build_index([Item("a"), Item("b", "Waste")], encoder, tmp_path / "index")
    assert len(index) == 2
    assert _ids(index.search("waste", encoder=encoder)) == ["b"]


def test_an_index_of_another_model_is_stale(index: SearchIndex, items: tuple[Item, ...]) -> None:
    other = FakeEncoder(checksum="0" * 64)
    assert index.is_stale(other)
    with pytest.raises(StaleIndex, match="build it again"):
        index.search("waste", encoder=other)


def test_an_index_of_other_items_is_stale(
    index: SearchIndex, items: tuple[Item, ...], encoder: FakeEncoder
) -> None:
    vocabulary = [["climate change", "changement climatique", "气候变化"]]
    assert not index.is_stale(encoder, content_hash(reversed(items), vocabulary))
    assert index.is_stale(encoder, content_hash(items))
    assert index.is_stale(encoder, content_hash((replace(items[0], title="New"), *items[1:]), vocabulary))


def test_an_index_of_another_format_or_a_damaged_one_is_stale(
    tmp_path: Path, items: tuple[Item, ...], encoder: FakeEncoder
) -> None:
    folder = tmp_path / "index"
    build_index(items, encoder, folder)
    (folder / "codes.npy").write_bytes(b"no array")
    with pytest.raises(StaleIndex, match="damaged"):
        SearchIndex.open(folder)
    meta = json.loads((folder / "meta.json").read_text())
    (folder / "meta.json").write_text(json.dumps({**meta, "format": 0}))
    with pytest.raises(StaleIndex, match="format 0"):
        SearchIndex.open(folder)
    (folder / "meta.json").write_text("{")
    with pytest.raises(StaleIndex, match="damaged"):
        SearchIndex.open(folder)


def test_a_missing_index_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="build it first"):
        SearchIndex.open(tmp_path / "nothing")


class _Cancelled(FakeEncoder):
    def encode(self, texts: Sequence[str]) -> Vectors:
        raise KeyboardInterrupt


def test_a_cancelled_build_leaves_the_old_index(
    tmp_path: Path, items: tuple[Item, ...], encoder: FakeEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "index"
    build_index(items, encoder, folder)
    with pytest.raises(KeyboardInterrupt):
        build_index(items[:2], _Cancelled(), folder)

    def cancel(*_: Any, **__: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(np, "save", cancel)
        with pytest.raises(KeyboardInterrupt):
            build_index(items[:2], encoder, folder)
    assert len(SearchIndex.open(folder)) == len(items)
    assert [path.name for path in tmp_path.iterdir()] == ["index"]


def test_a_cancelled_first_build_leaves_nothing(tmp_path: Path, items: tuple[Item, ...]) -> None:
    with pytest.raises(KeyboardInterrupt):
        build_index(items, _Cancelled(), tmp_path / "index")
    assert list(tmp_path.iterdir()) == []


def test_a_rebuilt_index_replaces_the_old_one_while_that_is_still_read(
    tmp_path: Path, items: tuple[Item, ...], encoder: FakeEncoder
) -> None:
    old = build_index(items, encoder, tmp_path / "index")
    new = build_index(items[:3], encoder, tmp_path / "index")
    assert len(new.search("satellites waste", encoder=encoder)) <= 3
    assert len(old.search("satellites waste", encoder=encoder)) > 3


def test_the_embedded_model_finds_across_languages_without_a_shared_word(
    tmp_path: Path, items: tuple[Item, ...]
) -> None:
    exact = load_encoder("exact")
    bare = [replace(item, labels={}) for item in items]
    index = build_index(bare, exact, tmp_path / "index")
    hits = index.search("кибербезопасность сетей связи", encoder=exact)
    assert hits[0].item.id == "T 2"
    assert hits[0].lexical == 0
    assert "without a word in common" in hits[0].sentence


def test_a_word_that_no_item_says_is_read_as_the_word_that_means_the_same(tmp_path: Path) -> None:
    exact = load_encoder("exact")
    titles = ("Disaster relief", "Spectrum management", "Gender", "OTTs")
    work = [Item(f"Q {title}", title, language="en", kind=ItemKind.QUESTION) for title in titles]
    index = build_index(work, exact, tmp_path / "index")
    hit = index.search("desastres", encoder=exact)[0]
    assert hit.item.title == "Disaster relief"
    assert [(term.left, term.right, term.why) for term in hit.terms] == [("desastres", "Disaster", "meaning")]
    assert "“Disaster” in its title" in hit.sentence
    assert index.understands("desastres", encoder=exact)
    assert not index.understands("xyzzy foo", encoder=exact)


def test_half_of_another_name_counts_less_than_its_share(tmp_path: Path, encoder: FakeEncoder) -> None:
    items = (Item("1", "Residuos electrónicos"), Item("2", "Residuos domésticos"), Item("3", "Networks"))
    index = build_index(items, encoder, tmp_path / "index", [["e-waste", "Residuos electrónicos"]])
    found = {hit.item.id: hit.lexical for hit in index.search("e-waste", encoder=encoder)}
    assert found["1"] > 0.5
    assert found.get("2", 0.0) < found["1"] / 2


def test_names_in_other_languages_are_told_only_where_nothing_else_speaks_for_an_item(
    index: SearchIndex, encoder: FakeEncoder
) -> None:
    hits = {hit.item.id: hit for hit in index.search("electronic waste déchets", encoder=encoder)}
    assert "déchets" not in hits["T 1"].sentence
    assert "“electronic”" in hits["T 1"].sentence
    other = {hit.item.id: hit for hit in index.search("Безопасность", encoder=encoder)}
    assert "in its title in another language" in other["T 2"].sentence
