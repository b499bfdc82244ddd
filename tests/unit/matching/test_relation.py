from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commonground.domain.area import Origin
from commonground.domain.link import Evidence, EvidenceKind, Link, Predicate
from commonground.domain.suggestion import Relation
from commonground.matching.item import Item, ItemKind
from commonground.matching.relation import inverse, relation_of

TEXT = "Considering that information and communication technologies can help to reduce emissions, resolves to study it."
HIGH = Item(
    id="PP 1", title="Climate change", text=TEXT, kind=ItemKind.INSTRUMENT, group="PP", is_highest=True
)
LOW = Item(id="WTSA 2", title="Climate change", text=TEXT, kind=ItemKind.INSTRUMENT, group="WTSA")
QUESTION = Item(id="Q1", title="Recycling of electronic waste", kind=ItemKind.QUESTION, group="SG5")


def _liaison(text: str, subject: str = "Q1", object_: str = "Q2") -> Link:
    evidence = Evidence(Origin("LS"), text, EvidenceKind.STATED)
    return Link(subject, Predicate.LIAISES_WITH, object_, evidence=(evidence,))


def test_text_of_a_sector_never_repeats_the_highest_one_but_carries_it_out() -> None:
    assert relation_of(LOW, HIGH, {}) is Relation.CARRIES_OUT
    assert relation_of(HIGH, LOW, {}) is Relation.CARRIES_OUT


@settings(max_examples=40, deadline=None)
@given(title=st.text(max_size=40), text=st.text(max_size=200))
def test_carries_out_whatever_the_words(title: str, text: str) -> None:
    low, high = replace(LOW, title=title, text=text), replace(HIGH, title=title, text=text)
    assert relation_of(low, high, {"same_title": 1.0, "likeness": 2.0}) is Relation.CARRIES_OUT


def test_near_identical_wording_is_the_same_text() -> None:
    other = replace(LOW, id="WTDC 3", group="WTDC", text=TEXT.replace("reduce", "lower"))
    assert relation_of(LOW, other, {}) is Relation.SAME_TEXT


def test_shared_title_alone_does_not_make_two_adopted_texts_one() -> None:
    left, right = replace(LOW, text=""), replace(LOW, id="WTDC 3", group="WTDC", text="")
    assert relation_of(left, right, {}) is Relation.SAME_SUBJECT


def test_work_that_goes_on_succeeds() -> None:
    heir = replace(QUESTION, id="Q2", predecessors=("Q1",))
    assert relation_of(heir, QUESTION, {}) is Relation.SUCCEEDS


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("LS on e-waste, for action, deadline 31 May", Relation.ASKS),
        ("Reply to the LS on e-waste", Relation.ANSWERS),
        ("Réponse à la note de liaison", Relation.ANSWERS),
        ("Ответ на заявление о взаимодействии", Relation.ANSWERS),
        ("对联络声明的答复", Relation.ANSWERS),
        ("الرد على بيان الاتصال", Relation.ANSWERS),
        ("Respuesta a la declaración de coordinación", Relation.ANSWERS),
    ],
)
def test_liaison_statements_ask_or_answer(text: str, expected: Relation) -> None:
    other = replace(QUESTION, id="Q2", title="Circular economy")
    assert relation_of(QUESTION, other, {}, [_liaison(text)]) is expected
    assert relation_of(other, QUESTION, {}, [_liaison(text)]) is inverse(expected)


def test_group_is_wider_than_a_question_and_words_than_the_same_and_more() -> None:
    group = Item(id="SG7", title="Science services", kind=ItemKind.BODY, group="SG7")
    assert relation_of(group, QUESTION, {}) is Relation.BROADER
    assert relation_of(QUESTION, group, {}) is Relation.NARROWER
    finer = replace(QUESTION, id="Q2", title="Recycling of electronic waste in rural areas")
    assert relation_of(QUESTION, finer, {}) is Relation.BROADER


def test_else_it_is_one_subject_from_two_sides() -> None:
    other = replace(QUESTION, id="Q2", title="Sustainable supply chains")
    assert relation_of(QUESTION, other, {}) is Relation.SAME_SUBJECT
