"""Tell which of the six official languages a text is in: by script first, then by small words."""

from __future__ import annotations

import re
from itertools import islice

_SAMPLE = 4000
_SCRIPTS = (
    ("zh", re.compile("[\u3400-\u4dbf\u4e00-\u9fff]")),
    ("ar", re.compile("[\u0600-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufeff]")),
    ("ru", re.compile("[\u0400-\u04ff]")),
)
_LATIN = re.compile("[A-Za-z\u00c0-\u024f]")
_WORD = re.compile(r"[^\W\d_]+")

# A Han character says about as much as two letters of an alphabet or more, so it weighs double.
_WEIGHT = {"zh": 2.5, "ar": 1.0, "ru": 1.0}

_WORDS = {
    "en": "the of and to in for on with by is are be this that which from at as it shall should may has have its "
    "group groups study working party report resolution new between recommendation recommendations sector climate "
    "environment development standards networks e-waste an or not under their international question questions",
    "fr": "le la les de des du et en un une pour dans sur par avec est sont ce cette qui que aux au il elle ou ne "
    "pas se leur groupe etudes travail secteur recommandation recommandations resolution rapport union d l "
    "commission normalisation developpement question questions ainsi entre etre reseaux",
    "es": "el la los las de del y en un una para por con es son este esta que se al lo su sus como o no entre "
    "comision estudio grupo trabajo sector recomendacion recomendaciones resolucion informe union cuestion "
    "cuestiones normalizacion desarrollo redes sobre ser ha debe",
}
_VOTES: dict[str, tuple[str, ...]] = {}
for _code, _text in _WORDS.items():
    for _word in _text.split():
        _VOTES[_word] = (*_VOTES.get(_word, ()), _code)
_LETTERS = {"fr": re.compile("[àâçèêëîïôœùû]|[ldnsc]['’]", re.I), "es": re.compile("[ñ¿¡íóáú]|ción\\b", re.I)}


def detect_language(text: str) -> str | None:
    """The text's language among ar, zh, en, fr, ru and es; None when it is too short or unclear.

    >>> detect_language("La Commission d'études se réunit à Genève")
    'fr'
    >>> detect_language("SG5") is None
    True
    """
    sample = text[:_SAMPLE]
    if not sample.isascii():
        counts = {code: len(pattern.findall(sample)) * _WEIGHT[code] for code, pattern in _SCRIPTS}
        best = max(counts, key=lambda code: counts[code])
        if counts[best] >= 2 and counts[best] >= 0.4 * len(_LATIN.findall(sample)):
            return best
    return _latin_language(sample)


def _latin_language(sample: str) -> str | None:
    from commonground.text.normalise import fold

    scores = dict.fromkeys(_WORDS, 0.0)
    for match in islice(_WORD.finditer(fold(sample.lower()).text), 600):
        codes = _VOTES.get(match.group())
        if codes:
            for code in codes:
                scores[code] += 1 / len(codes)
    for code, pattern in _LETTERS.items():
        scores[code] += 0.7 * len(pattern.findall(sample))
    ranked = sorted(scores, key=lambda code: -scores[code])
    first, second = scores[ranked[0]], scores[ranked[1]]
    return ranked[0] if first >= 0.9 and first > 1.15 * second else None
