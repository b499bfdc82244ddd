"""The router learns who is responsible from few examples, says why, and answers the same in any order."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commonground.errors import BadInput
from commonground.matching.routing.document import Document, Example
from commonground.matching.routing.router import Router, learn

SUBJECTS = {
    "Radio": [
        "propagation of radio waves",
        "antenna patterns of earth stations",
        "rain attenuation on slant paths",
    ],
    "Video": ["coding of moving pictures", "compression of still images", "video quality on tablets"],
    "Waste": ["recycling of batteries", "electronic waste in cities", "energy efficiency of data centres"],
}
KINDS = ("Requirements for", "Framework of", "Methods of", "Guidelines on", "Terms used in", "Tests of")


def make_examples(year: float | None = 2015.0) -> list[Example]:
    """Eighteen dated documents a group."""
    return [
        Example(
            Document(f"{kind} {subject}", f"This text describes {subject}."),
            (group,),
            year,
            f"{group} {kind}",
        )
        for group, subjects in SUBJECTS.items()
        for subject in subjects
        for kind in KINDS
    ]


NEW = [
    Document("Radio noise and rain", "Attenuation of waves on paths to earth stations."),
    Document("Image compression for tablets"),
    Document("", "Batteries that are hard to recycle"),
    Document("Zzz"),
]


@pytest.fixture(scope="module")
def router() -> Router:
    """A router of the three groups."""
    return learn(make_examples())


def test_the_group_whose_words_a_text_uses_comes_first(router: Router) -> None:
    assert [router.route(document)[0].group for document in NEW[:3]] == ["Radio", "Video", "Waste"]


def test_probabilities_are_of_all_groups_and_sum_to_one(router: Router) -> None:
    likely = router.probabilities(NEW)
    assert likely.shape == (4, 3)
    assert router.groups == ("Radio", "Video", "Waste")
    assert likely.sum(axis=1) == pytest.approx(np.ones(4))


def test_a_route_says_why_with_words_of_the_text_and_known_documents(router: Router) -> None:
    first = router.route(NEW[0])[0]
    said = {passage.text[start:end] for passage in first.passages for start, end in passage.spans}
    assert "Attenuation" in said
    assert not said & {"of", "to", "and", "on"}
    assert {passage.text for passage in first.passages} <= {NEW[0].title, NEW[0].text}
    assert all("Radio" in neighbour.example.groups for neighbour in first.neighbours)
    assert all(0 <= neighbour.likeness <= 1 for neighbour in first.neighbours)
    assert first.to_json()["neighbours"][0]["groups"] == ["Radio"]


def test_a_text_like_a_known_one_names_it_as_evidence(router: Router) -> None:
    known = make_examples()[0].document
    neighbour = router.route(known)[0].neighbours[0]
    assert neighbour.example.document == known
    assert neighbour.likeness == pytest.approx(1, abs=1e-3)


def test_a_text_without_known_words_is_routed_all_the_same(router: Router) -> None:
    routes = router.route(Document("", ""), top=5)
    assert len(routes) == 3
    assert routes[0].passages == ()


def test_newer_examples_count_more() -> None:
    document = Document("Trusted ledgers")
    examples = [
        *make_examples(2000.0),
        Example(document, ("Radio",), 2000.0),
        Example(document, ("Video",), 2015.0),
    ]
    assert learn(examples).route(document)[0].group == "Video"


def test_of_very_many_examples_the_newest_are_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("commonground.matching.routing.router._MOST", 2)
    old = [Example(Document("Telex"), ("Telex",), 1980.0)]
    new = [Example(Document("Radio"), ("Radio",), 2020.0), Example(Document("Video"), ("Video",))]
    assert learn([*new, *old]).groups == ("Radio", "Video")


def test_a_document_of_two_groups_counts_for_both() -> None:
    examples = [*make_examples(), Example(Document("Holographic beams"), ("Radio", "Video"), 2015.0)]
    routes = learn(examples).route(Document("Holographic beams"))
    assert {route.group for route in routes[:2]} == {"Radio", "Video"}


def test_notes_bring_new_subjects_and_follow_a_group_that_was_merged() -> None:
    notes = [
        Example(Document("Metaverse", "Virtual worlds."), ("Video",)),
        Example(Document("Coding of moving pictures and holograms", "Pictures."), ("Old video group",)),
        Example(Document("Avatars", "Compression of images of avatars"), ("Old video group",)),
    ]
    router = learn(make_examples(), notes)
    assert router.groups == ("Radio", "Video", "Waste")
    assert router.route(Document("Metaverse"))[0].group == "Video"
    assert router.route(Document("Avatars"))[0].group == "Video"


def test_texts_of_a_batch_speak_to_each_other(router: Router) -> None:
    batch = [Document(f"Video picture compression {place} for flibber nozzles") for place in range(6)]
    unknown = Document("Flibber nozzles")
    alone = router.probabilities([unknown])[0, 1]
    together = router.probabilities([unknown, *batch], adapt=True)[0, 1]
    assert together > alone
    assert router.probabilities([unknown], adapt=True) == pytest.approx(
        router.probabilities([unknown]), abs=0.2
    )


@given(st.permutations(range(4)), st.lists(st.integers(0, 3), max_size=4), st.booleans())
@settings(max_examples=15, deadline=None)
def test_order_and_repetition_of_texts_make_no_difference(
    router: Router, order: list[int], again: list[int], adapt: bool
) -> None:
    expected = router.probabilities(NEW, adapt=adapt)
    places = [*order, *again]
    found = router.probabilities([NEW[place] for place in places], adapt=adapt)
    assert found == pytest.approx(expected[places], abs=1e-6)


def test_order_of_the_examples_makes_no_difference(router: Router) -> None:
    examples = make_examples()
    again = learn(examples[1::2] + examples[::2])
    assert np.array_equal(again.probabilities(NEW), router.probabilities(NEW))
    assert again.scale == router.scale


def widened(text: str) -> str:
    """The text in full-width letters."""
    return text.translate({code: code + 0xFEE0 for code in range(0x21, 0x7F)})


@given(st.sampled_from(NEW), st.sampled_from(["upper", "title", "wide"]))
@settings(max_examples=12, deadline=None)
def test_case_and_width_of_letters_make_no_difference(router: Router, document: Document, form: str) -> None:
    change = {"upper": str.upper, "title": str.title, "wide": widened}[form]
    other = Document(change(document.title), change(document.text))
    assert np.array_equal(router.probabilities([other]), router.probabilities([document]))


@pytest.mark.parametrize(
    "examples",
    [[], [Example(Document("  ", ""), ("Radio",))], [Example(Document("Radio"), ())]],
    ids=["none", "no-words", "no-group"],
)
def test_nothing_to_learn_from_is_refused(examples: list[Example]) -> None:
    with pytest.raises(BadInput, match="nothing to learn from"):
        learn(examples)


def test_one_group_and_one_example_are_enough() -> None:
    router = learn([Example(Document("Radio"), ("Radio",))])
    assert router.route(Document("anything"))[0].group == "Radio"
    assert router.probabilities([Document("anything")])[0, 0] == pytest.approx(1)


def test_signs_alone_can_be_learnt_from_and_routed() -> None:
    router = learn([Example(Document("???"), ("A",)), Example(Document("!!!"), ("B",), 2020.0)])
    assert router.probabilities([Document("..."), Document("text")]).shape == (2, 2)


def test_no_texts_give_no_routes(router: Router) -> None:
    assert router.route_many([]) == []
    assert router.probabilities([], adapt=True).shape == (0, 3)


@pytest.mark.parametrize(
    ("radio", "waste", "new"),
    [
        ("распространение радиоволн", "переработка отходов", "Распространения радиоволн"),
        ("انتشار الموجات الراديوية", "إعادة تدوير النفايات", "الموجات"),
        ("无线电波传播", "废物回收", "电波的传播"),
        ("propagation des ondes", "recyclage des déchets", "Ondes"),
    ],
)
def test_any_language_is_learnt(radio: str, waste: str, new: str) -> None:
    router = learn([Example(Document(radio), ("Radio",)), Example(Document(waste), ("Waste",))])
    assert router.route(Document(new))[0].group == "Radio"
