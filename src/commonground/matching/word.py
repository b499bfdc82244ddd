"""Words of a label as they are compared: folded, stemmed, synonyms brought together, weighted.

A light, own suffix folding for English, French, Spanish, Russian and Arabic; Chinese is compared by pairs of
characters. It only has to bring the forms of one word together inside short labels.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from commonground.matching import vocabulary

_DASHES = re.compile(r"[\u2010-\u2015\u2212\u00ad]")
_WORD = re.compile(r"[^\W_]+(?:-[^\W_]+)*")
_HAN = re.compile(r"[\u3400-\u9fff]+")
_YEARS = re.compile(r"(?:19|20)\d\d-(?:19|20)\d\d$")
_MODEL_NAME = re.compile(r"[a-z]+-\d+[a-z]*$")
_LATIN_ENDINGS = (
    (
        "izations",
        "isations",
        "ization",
        "isation",
        "izing",
        "ising",
        "ized",
        "ised",
        "ize",
        "ise",
        "izacion",
        "isacion",
    ),
    ("ations", "atory", "ation", "aciones", "acion", "ating", "ated", "ative", "ateur", "ate"),
    ("ances", "ements", "ement", "ments", "ment", "miento", "ships", "ship", "ness"),
    ("ingly", "ings", "ing", "ions", "ion", "iones", "ers", "er", "ed"),
    (
        "ially",
        "ial",
        "ially",
        "ical",
        "ics",
        "ique",
        "iques",
        "ico",
        "ica",
        "icos",
        "icas",
        "ally",
        "al",
        "aux",
        "ales",
        "ic",
    ),
    (
        "ivity",
        "ives",
        "ive",
        "ities",
        "ity",
        "ites",
        "ite",
        "idades",
        "idad",
        "ency",
        "ences",
        "ence",
        "ant",
        "ants",
        "ent",
    ),
    ("ies", "es", "os", "as", "s", "e", "y", "o", "a", "i"),
)
_CYRILLIC = (
    "иями ями ами иях ях ах ией ие ия ии ию ий ый ая ое ые ых их ого его ому ему ыми ими ой ей ом ем "
    "ости ость остью ов ев ы и а я о е у ю ь"
)
_CYRILLIC_ENDINGS = tuple(sorted(_CYRILLIC.split(), key=len, reverse=True))
# Words whose stem would fall together with that of another word.
_KEPT = {
    "publication": "publish",
    "publications": "publish",
    "publicacion": "publish",
    "publicaciones": "publish",
    "international": "international",
    "internationalized": "multilingual",
    "internationalised": "multilingual",
    "national": "national",
    "nationale": "national",
    "communication": "communication",
    "communications": "communication",
    "community": "community",
    "communities": "community",
    "emerging": "emerging",
    "emergency": "emergency",
    "emergencies": "emergency",
    "news": "news",
    "general": "general",
    "generation": "generation",
    "building": "building",
    "standard": "standard",
    "standards": "standard",
    "normalisation": "standard",
    "normalizacion": "standard",
    "accessibility": "accessible",
    "accessibilite": "accessible",
    "accesibilidad": "accessible",
    "financial": "financ",
    "organisation": "organization",
    "organisations": "organization",
    "organizations": "organization",
    "statement": "statement",
    "statements": "statement",
    "charges": "charging",
    "mobilization": "mobilization",
    "mobilisation": "mobilization",
    "university": "university",
    "universal": "universal",
    "universe": "universe",
}


def fold_text(text: str) -> str:
    """The text without differences of case, accents, dashes, quotes, spaces and closing punctuation.

    >>> fold_text("  WSIS  and SDGs. ")
    'wsis and sdgs'
    """
    plain = unicodedata.normalize("NFKD", _DASHES.sub("-", text)).casefold()
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    plain = plain.replace("’", "'").replace("‘", "'").replace("`", "'")
    plain = unicodedata.normalize("NFC", plain).replace("\u0640", "")
    return " ".join(plain.split()).strip(" .;:,،؛。；、")


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a label: as printed, and the stem it is compared by."""

    surface: str
    stem: str


def _strip_latin(word: str) -> str:
    for endings in _LATIN_ENDINGS:
        for ending in endings:
            if word.endswith(ending) and len(word) - len(ending) >= 4:
                word = word[: -len(ending)]
                break
    return word[:-1] if len(word) > 4 and word[-1] == word[-2] else word


def _spelling(word: str) -> str:
    # British and American spelling of one word.
    for british, american in (("our", "or"), ("tre", "ter"), ("ogue", "og"), ("programme", "program")):
        if word.endswith(british) and len(word) > len(british) + 2:
            return word[: -len(british)] + american
    return {"programme": "program", "programmes": "program", "cheque": "check", "defence": "defense"}.get(
        word, word
    )


@lru_cache(maxsize=65536)
def stem_word(word: str) -> str:
    """The stem of one folded word; forms of one word share it.

    >>> stem_word("standardization") == stem_word("standards")
    True
    """
    if word in _KEPT:
        return _KEPT[word]
    if word in vocabulary.NUMBERS:
        return vocabulary.NUMBERS[word]
    if not word.isalpha():
        return (
            word[:-1] if word.endswith("s") and word[:-1].isalnum() and any(map(str.isdigit, word)) else word
        )
    first = word[0]
    if "\u0600" <= first <= "\u06ff":
        return _strip_arabic(word)
    if "\u0400" <= first <= "\u04ff":
        ending = next((e for e in _CYRILLIC_ENDINGS if word.endswith(e) and len(word) - len(e) >= 4), "")
        return word[: len(word) - len(ending)] if ending else word
    if first.isascii():
        if len(word) <= 4:  # short words and acronyms: only the plural
            is_plural = len(word) > 2 and word.endswith("s") and not word.endswith(("ss", "is", "us"))
            return word[:-1] if is_plural else word
        return _strip_latin(_spelling(f"{word[:-3]}y" if word.endswith("ies") else word))
    return word


def _strip_arabic(word: str) -> str:
    for prefix in ("وال", "بال", "لل", "ال"):
        if word.startswith(prefix) and len(word) - len(prefix) >= 3:
            word = word[len(prefix) :]
            break
    for ending in ("ات", "ية", "ين", "ون", "ة"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)]
    return word


def _stems_of(words: str) -> list[str]:
    return [stem_word(fold_text(word)) for word in words.split()]


_SYNONYM = {stem: _stems_of(line)[0] for line in vocabulary.SYNONYMS for stem in _stems_of(line)}


def concept_of(word: str) -> str:
    """The stem that stands for the folded word and its synonyms."""
    stem = stem_word(word)
    return _SYNONYM.get(stem, stem)


GENERIC_WEIGHT: dict[str, float] = {}
for _weight, _line in sorted(vocabulary.GENERIC_WORDS.items(), reverse=True):
    for _word in _line.split():
        GENERIC_WEIGHT[concept_of(fold_text(_word))] = _weight
PERSON_CONCEPTS = frozenset(concept_of(fold_text(word)) for word in vocabulary.PERSONS)
FIELDS_OF: dict[str, tuple[str, ...]] = {}
for _field, _line in vocabulary.FIELDS:
    for _word in _line.split():
        _concept = concept_of(fold_text(_word))
        FIELDS_OF[_concept] = tuple(dict.fromkeys((*FIELDS_OF.get(_concept, ()), _field)))


def generic_weight(concept: str) -> float:
    """How much a word says about a subject at all, from 0.1 (issues) to 1."""
    return GENERIC_WEIGHT.get(concept, 1.0)


def _pieces(token: str) -> list[str]:
    if _YEARS.match(token):  # "2020-2023" says when, not what
        return []
    if _MODEL_NAME.match(token):  # "imt-2020" is one name
        return [token]
    pieces = token.split("-")
    if len(pieces) > 1 and pieces[0] == "e":
        return ["electronic", *pieces[1:]]
    split: list[str] = []
    for piece in pieces:
        match = re.match(r"c[yi]ber([a-z]{5,})$", piece)
        split += ["cyber", match[1]] if match else [piece]
    return split


def _han_words(run: str) -> list[str]:
    return [run] if len(run) <= 2 else [run[i : i + 2] for i in range(len(run) - 1)]


def words_of(text: str) -> tuple[Word, ...]:
    """The words of a text that carry meaning, in order.

    >>> [word.stem for word in words_of("Use of the six official languages")]
    ['use', 'six', 'offic', 'languag']
    """
    plain = fold_text(text).replace("'", " ")
    plain = re.sub(r"\b(\w+)-(of|des|de)-(\w+)\b", r"\1 \2 \3", plain)
    spaced = plain.replace("-", " ")
    for phrase, replacement in vocabulary.PHRASES:
        if phrase not in spaced:
            continue
        if _HAN.fullmatch(phrase):  # no spaces between the words of Chinese
            plain = plain.replace(phrase, f" {replacement} ")
        else:
            plain = re.sub(rf"\b{phrase.replace(' ', '[ -]')}\b", replacement, plain)
        spaced = plain.replace("-", " ")
    words: list[Word] = []
    for match in _WORD.finditer(plain):
        token = match[0]
        if _HAN.fullmatch(token):
            words += [Word(piece, piece) for piece in _han_words(token)]
            continue
        for piece in _pieces(token):
            if piece not in vocabulary.STOP_WORDS:
                words.append(Word(piece, concept_of(piece)))
    return tuple(words)
