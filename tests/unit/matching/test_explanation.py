from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commonground.domain.area import Origin
from commonground.domain.language import OFFICIAL_LANGUAGES
from commonground.domain.link import Evidence, EvidenceKind, Link, Predicate
from commonground.domain.suggestion import Explanation, MatchedPassage
from commonground.matching.explanation import explain
from commonground.matching.item import Item
from commonground.matching.lexical.term_list import TermList

from .conftest import WordEncoder

WASTE = Item(
    id="ITU-T Q7/5",
    title="E-waste, circular economy and supply chains",
    text="Studies the recycling of e-waste. Builds on requirements for chargers.",
    language="en",
    references=("PP Resolution 182",),
)
ENVIRONMENT = Item(
    id="ITU-D Q6/2",
    title="ICTs and the environment",
    text="Covers climate change. Covers e-waste recycling in developing countries.",
    language="en",
    references=("PP Resolution 182",),
)


def _parts(item: Item) -> dict[str, str]:
    labels = {f"label:{code}": label for code, label in item.labels.items()}
    return {"title": item.title, "text": item.text, "parent": item.parent, **labels}


def _check(passages: tuple[MatchedPassage, ...], item: Item) -> None:
    for passage in passages:
        assert passage.item == item.id
        assert passage.text in _parts(item)[passage.part]
        assert passage.spans
        assert all(0 <= start < end <= len(passage.text) for start, end in passage.spans)
        assert list(passage.spans) == sorted(passage.spans)


def _shown(explanation: Explanation) -> set[str]:
    return {passage.text[a:b] for passage in explanation.left for a, b in passage.spans}


def test_sentence_names_shared_references_and_terms_with_passages_on_both_sides() -> None:
    found = explain(WASTE, ENVIRONMENT)
    assert found.sentence().startswith("Both cite PP Resolution 182; both speak of ")
    assert "“e-waste”" in found.sentence().casefold()
    assert found.references == ("PP Resolution 182",)
    assert "Studies the recycling of e-waste." in {passage.text for passage in found.left}
    assert "Covers e-waste recycling in developing countries." in {passage.text for passage in found.right}


def test_sentence_stands_in_six_languages() -> None:
    found = explain(WASTE, ENVIRONMENT)
    assert set(found.sentences) == set(OFFICIAL_LANGUAGES)
    assert len(set(found.sentences.values())) == len(OFFICIAL_LANGUAGES)
    assert all("PP Resolution 182" in sentence for sentence in found.sentences.values())


def test_stated_link_comes_first_with_the_words_of_its_source() -> None:
    evidence = (Evidence(Origin("report"), "Climate change: e-waste", EvidenceKind.STATED),)
    links = (Link("ITU-D Q6/2", Predicate.OVERLAPS, "ITU-T Q7/5", evidence=evidence),)
    found = explain(WASTE, ENVIRONMENT, stated=links)
    assert found.sentence().startswith("A source states the link: “Climate change: e-waste”")


def test_vocabulary_brings_an_acronym_and_its_words_together() -> None:
    words = TermList(((("en", "electromagnetic fields"), (None, "EMF")),))
    found = explain(
        Item(id="a", title="Measurement of EMF", language="en"),
        Item(id="b", title="Human exposure to electromagnetic fields", language="en"),
        vocabulary=words,
    )
    assert ("EMF", "electromagnetic fields", "acronym") in {(t.left, t.right, t.why) for t in found.terms}


def test_vocabulary_brings_two_languages_together() -> None:
    words = TermList(((("en", "e-waste"), ("fr", "déchets électroniques")),))
    found = explain(
        Item(id="a", title="Recycling of e-waste", language="en"),
        Item(id="b", title="Gestion des déchets électroniques", language="fr"),
        vocabulary=words,
    )
    assert [(t.left, t.right, t.why) for t in found.terms] == [
        ("e-waste", "déchets électroniques", "vocabulary")
    ]
    assert _shown(found) == {"e-waste"}


def test_pair_without_anything_in_common_still_gets_a_sentence() -> None:
    found = explain(Item(id="a", title="Optical fibre"), Item(id="b", title="Gender equality"))
    assert found.sentence()
    assert found.left
    assert found.right
    assert not found.terms


@pytest.mark.parametrize("text", ["", " ", "\n\n", "x", "。", "٠", "\u202e", "a" * 5000])
def test_texts_without_words_are_no_trouble(text: str) -> None:
    left, right = Item(id="a", title=text, text=text), Item(id="b", title="ITU", text=text)
    found = explain(left, right)
    _check(found.left, left)
    _check(found.right, right)


WORDS = st.sampled_from(
    [
        *("e-waste", "recycling", "climate change", "IMT-2020", "ICT", "spectrum", "Мониторинг", "спектра"),
        *(
            "déchets",
            "électroniques",
            "网络安全",
            "频谱",
            "الأمن",
            "السيبراني",
            "İstanbul",
            "ﬁbre",
            "\u0301",
            "𝔘",
        ),
    ]
)
TEXTS = st.lists(
    st.tuples(WORDS, st.sampled_from([" ", ". ", "; ", "。", "\n", "-", " of "])), max_size=30
).map(lambda parts: "".join(word + mark for word, mark in parts))


@settings(max_examples=80, deadline=None)
@given(titles=st.tuples(TEXTS, TEXTS), texts=st.tuples(TEXTS, TEXTS), label=TEXTS)
def test_spans_truly_lie_in_the_texts(titles: tuple[str, str], texts: tuple[str, str], label: str) -> None:
    left = Item(id="a", title=titles[0], text=texts[0], labels={"fr": label})
    right = Item(id="b", title=titles[1], text=texts[1], parent=f"{label} > {titles[0]}")
    found = explain(left, right, encoder=WordEncoder())
    _check(found.left, left)
    _check(found.right, right)
    words = " ".join(_parts(left).values())
    assert all(term.left in words and term.right in " ".join(_parts(right).values()) for term in found.terms)
    assert sum(term.weight for term in found.terms) <= 1 + 1e-9


def test_long_text_is_searched_for_its_best_passage_in_bounded_time() -> None:
    filler = "The committee noted the report and thanked the chair for it. " * 16_000
    long = Item(
        id="long", title="Annual report", text=filler + "Recycling of e-waste is studied here. " + filler
    )
    assert len(long.text) > 1_000_000
    start = time.process_time()
    found = explain(long, WASTE)
    assert time.process_time() - start < 10
    assert "Recycling of e-waste is studied here." in {passage.text for passage in found.left}
