"""Telling the language of a passage."""

from __future__ import annotations

import pytest

from commonground.text.language import detect_language


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The study group agreed to revise the Recommendation.", "en"),
        ("La commission d'études a décidé de réviser la Recommandation.", "fr"),
        ("La comisión de estudio acordó revisar la Recomendación.", "es"),
        ("Комиссия решила пересмотреть Рекомендацию.", "ru"),
        ("قررت اللجنة مراجعة التوصية.", "ar"),
        ("研究组同意修订建议书 ITU-T L.1470。", "zh"),
        ("SG5", None),
        ("", None),
        ("2014", None),
    ],
)
def test_each_official_language_is_told(text: str, language: str | None) -> None:
    assert detect_language(text) == language
