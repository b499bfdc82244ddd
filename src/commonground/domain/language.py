"""The languages that matter everywhere: codes, order and direction of writing."""

from __future__ import annotations

from collections.abc import Mapping

# The six official languages of the United Nations family, in the order of their English names.
OFFICIAL_LANGUAGES = ("ar", "zh", "en", "fr", "ru", "es")
RIGHT_TO_LEFT = frozenset({"ar"})

Labels = Mapping[str, str]
"""A text per language code, for instance {"en": "climate change", "fr": "changements climatiques"}."""


def label_in(labels: Labels, language: str, fallback: str = "en") -> tuple[str, str]:
    """The label and the language it is really in: the one asked for, else the fallback, else the first.

    >>> label_in({"en": "Energy"}, "fr")
    ('Energy', 'en')
    >>> label_in({}, "fr")
    ('', 'fr')
    """
    for code in (language, fallback, *sorted(labels)):
        if labels.get(code):
            return labels[code], code
    return "", language
