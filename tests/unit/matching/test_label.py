"""A label is taken apart the way a reader does it."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from commonground.matching.label import fold_acronym, is_acronym, read_label


def surfaces(text: str) -> list[str]:
    return [word.surface for word in read_label(text).core]


def test_an_acronym_in_brackets_is_no_part_of_the_subject() -> None:
    label = read_label("Bridging the standardization gap (BSG)")
    assert label.acronyms == {"bsg"}
    assert surfaces(label.text) == ["bridging", "standardization", "gap"]


def test_brackets_inside_a_phrase_belong_to_it() -> None:
    assert surfaces("Confidence and (cyber) security, including response teams") == [
        "confidence",
        "cyber",
        "security",
    ]


def test_what_is_only_spelled_out_is_a_qualification_in_several_languages() -> None:
    for text in (
        "Sector membership (including Associates)",
        "Sector membership, including Associates",
        "Membres des Secteurs, y compris Associés",
        "Miembros de los Sectores, incluidos los Asociados",
        "Членство в Секторах, включая Ассоциированных членов",
    ):
        label = read_label(text)
        assert label.qualification, text
        assert len(label.core) == 2, text


def test_coordinated_parts_are_told_apart() -> None:
    assert len(read_label("Membership/Resource Mobilization/SMEs").parts) == 3


def test_two_adjectives_may_share_their_head_word() -> None:
    label = read_label("Strategic and financial plans of the Union")
    assert label.is_shared_head
    assert label.parts[0] == read_label("Strategic plan").core_concepts
    assert not read_label("Environment and Smart Sustainable Cities").is_shared_head


def test_acronyms_are_told_by_their_capitals() -> None:
    assert is_acronym("SDN")
    assert is_acronym("IoT")
    assert is_acronym("ITRs")
    assert not is_acronym("Gender")
    assert fold_acronym("ITRs") == fold_acronym("ITR")


@settings(max_examples=80, deadline=None)
@given(st.text(alphabet="Aa b(),/&-.éжع网6", max_size=40))
def test_any_text_can_be_read(text: str) -> None:
    assert read_label(text).text == text
