"""Words are compared by stem in their language, keep their place in the text, and names with digits stay whole."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commonground.matching.lexical.token import is_shared_writing, shared_forms, terms_of, tokens_of


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [
        ("en", "telecommunication networks", "Telecommunications network"),
        ("fr", "les réseaux nationaux", "le reseau national"),
        ("es", "redes nacionales", "la red nacional"),
        ("ru", "сети электросвязи", "сетей электросвязь"),
        ("ar", "الاتصالات", "اتصالات"),
        ("ar", "الأمن", "امن"),
        ("ar", "الطـــوارئ", "الطوارئ"),
        ("zh", "网络安全", "网络安全"),
        ("de", "die Netze", "Die Netze"),
    ],
)
def test_forms_of_a_word_are_one_term(language: str, one: str, other: str) -> None:
    assert set(terms_of(one, language)) & set(terms_of(other, language))
    if language in {"en", "fr", "ar"}:
        assert terms_of(one, language) == terms_of(other, language)


def test_chinese_is_cut_into_pairs_and_latin_names_in_it_stay_whole() -> None:
    assert terms_of("面向IMT-2020的网络", "zh") == ["面向", "imt2020", "imt", "的网", "网络"]


def test_names_with_digits_stay_whole_whatever_case_and_width() -> None:
    assert terms_of("5G", "en") == terms_of("５ｇ", "en") == ["5g"]
    assert terms_of("IMT-2020", "en") == terms_of("ＩＭＴ－２０２０", "ru")
    assert terms_of("H.264 and TLS 1.2", "en") == ["h.264", "tls", "1.2"]
    assert terms_of("2017-2020", "en") == ["2017", "2020"]


def test_hyphened_words_meet_their_joined_spelling() -> None:
    assert set(terms_of("cyber-security", "en")) >= set(terms_of("cybersecurity", "en"))
    assert set(terms_of("e-waste", "en")) >= set(terms_of("ewaste", "en"))


def test_stop_words_are_left_out_in_each_language() -> None:
    assert terms_of("of the and", "en") == []
    assert terms_of("de la et des", "fr") == []
    assert terms_of("и для по", "ru") == []
    assert terms_of("في من إلى", "ar") == []


def test_a_wrong_language_label_does_no_harm() -> None:
    text = "La sécurité des réseaux de télécommunication dans les pays en développement"
    assert terms_of(text, "ar") == terms_of(text, "fr") == terms_of(text)


def test_forms_are_what_two_languages_share() -> None:
    assert shared_forms(tokens_of("Требования к IMT-2020 и API", "ru")) == ["imt2020", "imt", "api"]
    assert shared_forms(tokens_of("APIs of IMT-2020", "en")) == ["api", "imt2020", "imt"]
    assert not is_shared_writing("")


@pytest.mark.parametrize("text", ["", "   ", "…—!?", "a", "\u0300", "x" * 5000, "漢" * 5000, "İİ ß ﬁ Ǆ"])
def test_odd_texts_are_read_without_complaint(text: str) -> None:
    for token in tokens_of(text):
        assert 0 <= token.start < token.end <= len(text)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.text(max_size=80), st.sampled_from([None, "en", "fr", "ar", "zh", "ru", "es", "de", "xx"]))
def test_spans_lie_in_the_text(text: str, language: str | None) -> None:
    for token in tokens_of(text, language):
        assert token.term
        assert 0 <= token.start < token.end <= len(text)


@pytest.mark.parametrize(
    ("language", "one", "other"), [("en", "accessibility", "access"), ("es", "accesibilidad", "acceso")]
)
def test_accessibility_is_not_access(language: str, one: str, other: str) -> None:
    assert terms_of(one, language) != terms_of(other, language)


def test_forms_of_accessibility_are_one_term() -> None:
    assert terms_of("accessible", "en") == terms_of("Accessibility", "en")
