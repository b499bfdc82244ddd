"""The parts of a short label: its subject, what it only spells out, coordinated parts and acronyms."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from commonground.matching import vocabulary
from commonground.matching.word import PERSON_CONCEPTS, Word, fold_text, generic_weight, words_of

_BRACKET = re.compile(r"[(（]([^()（）]*(?:\([^()]*\)[^()（）]*)*)[)）]")
_ACRONYM = re.compile(r"[A-Z][A-Za-z0-9&-]*[A-Z0-9][A-Za-z0-9]*s?$|[А-Я]{2,}$")
_SEPARATOR = re.compile(
    r"\s*[/;,،；、，]\s*|\s+&\s+|\s+(?:" + "|".join(vocabulary.CONJUNCTIONS) + r")\s+", re.IGNORECASE
)
_ADJECTIVE = re.compile(r"(?:ic|al|ive|ary|ous|ble|ed|ial|an|iques?|iers?|els?|icos?|icas?|eros?|ales)$")
# The subject of a label must be more than these before the rest counts as mere spelling out.
_INCLUSION = re.compile(
    r"[,;]?\s*\b(?:" + "|".join(re.escape(phrase) for phrase in vocabulary.INCLUSIONS) + r")\b.*$",
    re.IGNORECASE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Label:
    """A short label, taken apart. Concepts are what `words_of` compares words by."""

    text: str
    folded: str
    core: tuple[Word, ...]  # what it is about
    qualification: tuple[Word, ...]  # in closing brackets or after "including"
    parts: tuple[frozenset[str], ...]  # concepts of the coordinated parts of the core
    is_shared_head: bool  # "strategic and financial plans": the parts share their head word
    acronyms: frozenset[str]  # printed in brackets, or the whole label is one
    initials: frozenset[str]  # of the words, as an acronym of the label would be made
    head: frozenset[str]  # concepts before "for persons ..."; empty when there is no such ending
    core_concepts: frozenset[str]  # the concepts of the core, each once
    concepts: frozenset[str]  # those of the whole label


def fold_acronym(text: str) -> str:
    """An acronym without plural s and case: "ITRs" and "ITR" are one."""
    bare = text.strip().rstrip(".")
    if len(bare) > 2 and bare.endswith("s") and bare[:-1].upper() == bare[:-1]:
        bare = bare[:-1]
    return bare.casefold()


def is_acronym(text: str) -> bool:
    """Whether a single word is written as an acronym: "SDN", "IoT", "ITRs"."""
    return bool(_ACRONYM.match(text.strip())) and " " not in text.strip()


def _open_brackets(text: str) -> tuple[str, list[str], list[str]]:
    # The text without closing brackets; their acronyms; their qualifications. Brackets inside a phrase stay.
    acronyms: list[str] = []
    qualifications: list[str] = []

    def take(match: re.Match[str]) -> str:
        content = match[1].strip()
        after = text[match.end() : match.end() + 1]
        following = text[match.end() :].lstrip()
        if is_acronym(content):
            acronyms.append(content)
            return " "
        if not following or after in {",", ";", "/", "."} or following[0] in ",;/.)":
            qualifications.append(content)
            return " "
        return f" {content} "

    return _BRACKET.sub(take, text), acronyms, qualifications


def _initials(text: str) -> frozenset[str]:
    raw = [piece for piece in re.split(r"[\s/,-]+", text) if piece and piece[0].isalnum()]
    content = [piece for piece in raw if piece.casefold() not in vocabulary.STOP_WORDS]
    made = {"".join(piece[0] for piece in pieces).casefold() for pieces in (raw, content) if len(pieces) >= 2}
    return frozenset(initials for initials in made if len(initials) >= 2)


def _split_parts(core: str) -> tuple[list[str], bool]:
    pieces = [piece.strip() for piece in _SEPARATOR.split(core) if piece and piece.strip()]
    if len(pieces) < 2:
        return pieces, False
    first, second = pieces[0].split(), pieces[1].split()
    if len(first) == 1 and len(second) >= 2 and _ADJECTIVE.search(first[0].casefold()):
        head = next(
            (i for i, word in enumerate(second) if word.casefold() in vocabulary.PREPOSITIONS), len(second)
        )
        is_pair = len(pieces) == 2 and " and " in core
        if head >= 2 and (is_pair or _ADJECTIVE.search(second[0].casefold())):
            return [f"{first[0]} {second[head - 1]}", *pieces[1:]], True
    if len(first) >= 2 and len(second) == 1:
        if _ADJECTIVE.search(fold_text(second[0])):
            return [pieces[0], f"{first[0]} {second[0]}", *pieces[2:]], True
        if len(first) == 2 and len(pieces) == 2:  # "digital literacy and skills" has "digital skills" in it
            return [*pieces, f"{first[0]} {second[0]}"], False
    return pieces, False


def _head_before_persons(core: str) -> frozenset[str]:
    before, preposition, after = core.partition(" for ")
    if not preposition:
        before, preposition, after = core.partition(" pour ")
    if not preposition:
        before, preposition, after = core.partition(" para ")
    following = words_of(after)
    if not preposition or not following or following[0].stem not in PERSON_CONCEPTS:
        return frozenset()
    return frozenset(word.stem for word in words_of(before))


@lru_cache(maxsize=32768)
def read_label(text: str) -> Label:
    """The label taken apart.

    >>> label = read_label("Bridging the standardization gap (BSG)")
    >>> sorted(label.acronyms), "bsg" in label.initials
    (['bsg'], True)
    """
    opened, acronyms, qualifications = _open_brackets(text)
    shortened = _INCLUSION.sub("", opened)
    if shortened.strip():
        qualifications.append(opened[len(shortened) :])
        opened = shortened
    core = " ".join(opened.split()).strip(" ,;/.")
    whole = [core] if is_acronym(core) else []
    pieces, is_shared_head = _split_parts(core)
    parts = tuple(part for piece in pieces if (part := frozenset(word.stem for word in words_of(piece))))
    folded = fold_text(core)
    # "ITS" and "IT" fold to small words, but are the whole label here.
    words = words_of(core) or ((Word(folded, folded),) if whole else ())
    qualification = tuple(word for piece in qualifications for word in words_of(piece))
    core_concepts = frozenset(word.stem for word in words)
    return Label(
        text=text,
        folded=fold_text(text),
        core=words,
        qualification=qualification,
        parts=parts,
        is_shared_head=is_shared_head,
        acronyms=frozenset(fold_acronym(acronym) for acronym in (*acronyms, *whole)),
        initials=_initials(pieces[0]) | _initials(core) if pieces else frozenset(),
        head=_head_before_persons(core.casefold()),
        core_concepts=core_concepts,
        concepts=core_concepts | {word.stem for word in qualification},
    )


def telling(concepts: frozenset[str]) -> frozenset[str]:
    """The concepts that say something about a subject; all of them when none does."""
    chosen = frozenset(concept for concept in concepts if generic_weight(concept) >= 0.4)
    return chosen or concepts
