"""Labels of one language found among those of another."""

from __future__ import annotations

import numpy as np
import pytest

from commonground.matching.cross_language import consonants, latin_letters, likeness_across
from commonground.matching.embedding.loading import load_encoder

ENGLISH = (
    "Cybersecurity",
    "Climate change",
    "Geneva",
    "Kenya",
    "Smart cities",
    "Spectrum",
)
OTHERS = {
    "ar": ("الأمن السيبراني", "تغير المناخ", "جنيف", "كينيا", "المدن الذكية", "الطيف"),
    "es": ("Ciberseguridad", "Cambio climático", "Ginebra", "Kenia", "Ciudades inteligentes", "Espectro"),
    "fr": ("Cybersécurité", "Changements climatiques", "Genève", "Kenya", "Villes intelligentes", "Spectre"),
    "ru": ("Кибербезопасность", "Изменение климата", "Женева", "Кения", "Умные города", "Спектр"),
    "zh": ("网络安全", "气候变化", "日内瓦", "肯尼亚", "智慧城市", "频谱"),
}  # fmt: skip


@pytest.mark.parametrize("language", OTHERS)
def test_labels_find_their_english_ones(language: str) -> None:
    likeness = likeness_across(OTHERS[language], ENGLISH, load_encoder("exact"))
    assert (likeness.argmax(axis=1) == np.arange(len(ENGLISH))).sum() >= 5


def test_case_width_and_order_do_not_matter() -> None:
    encoder = load_encoder("exact")
    likeness = likeness_across(OTHERS["ru"], ENGLISH, encoder)
    shouted = likeness_across(
        [text.upper() for text in OTHERS["ru"]], [text.upper() for text in ENGLISH], encoder
    )
    turned = likeness_across(OTHERS["ru"][::-1], ENGLISH[::-1], encoder)
    assert shouted == pytest.approx(likeness, abs=1e-5)
    assert turned[::-1, ::-1] == pytest.approx(likeness, abs=1e-5)


def test_an_arabic_heading_without_its_articles_is_nearly_the_same() -> None:
    encoder = load_encoder("exact")
    with_articles, without = (
        likeness_across([label, *OTHERS["ar"][1:]], ENGLISH, encoder)[0]
        for label in ("الأمن السيبراني", "أمن سيبراني")
    )
    assert with_articles.argmax() == without.argmax() == 0


def test_empty_lists_are_taken() -> None:
    encoder = load_encoder("exact")
    assert likeness_across([], ENGLISH, encoder).shape == (0, len(ENGLISH))
    assert likeness_across(ENGLISH, [], encoder).shape == (len(ENGLISH), 0)


@pytest.mark.parametrize(
    ("text", "latin"),
    [("Женева", "zheneva"), ("Île-de-France", "ile-de-france"), ("ＩＴＵ", "itu"), ("", "")],
)
def test_letters_are_spelled_in_latin(text: str, latin: str) -> None:
    assert latin_letters(text) == latin


@pytest.mark.parametrize(
    "names",
    [
        ("Женева", "Geneva"),
        ("Алжир", "Algeria"),
        ("Казахстан", "Kazakhstan"),
        ("مالي", "Mali"),
        ("Кения", "Kenya"),
    ],
)
def test_a_name_keeps_its_consonants_from_script_to_script(names: tuple[str, str]) -> None:
    assert consonants(names[0])[:2] == consonants(names[1])[:2]
