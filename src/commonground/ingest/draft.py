"""A document being written: every reader adds its passages here, so that cleaning and limits are the same for all."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from commonground.domain.document import Document, DocumentMetadata, Hyperlink, Passage, PassageKind
from commonground.errors import Said
from commonground.ingest.limits import Limits

# Control characters except tab and line feed, lone surrogates and non-characters: no export format can carry them.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_SOFT_HYPHEN = "\u00ad"  # invisible; inside a word it would hide the word from every search


def clean(text: str) -> tuple[str, int]:
    """The text without characters that cannot be shown, and how many were taken out.

    Carriage returns become line feeds, vertical tabs and form feeds too; soft hyphens go without being counted.

    >>> clean("a\\x00b\\r\\nc")
    ('ab\\nc', 1)
    """
    if _SOFT_HYPHEN in text:
        text = text.replace(_SOFT_HYPHEN, "")
    if not _UNPRINTABLE.search(text):
        return text, 0
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x0b", "\n").replace("\x0c", "\n")
    return _UNPRINTABLE.subn("", text)


@dataclass
class Draft:
    """Passages and notes gathered so far for one document; `finish` makes the frozen value."""

    name: str
    limits: Limits
    passages: list[Passage] = field(default_factory=list)
    _notes: dict[str, None] = field(default_factory=dict)
    _removed: int = 0
    _split: int = 0
    _cells: int = 0

    def note(self, text: str) -> None:
        """Say once what could not be kept or how the file was taken."""
        self._notes.setdefault(text)

    def notes_from(self, texts: Iterable[str]) -> None:
        """Say each of several things once."""
        for text in texts:
            self.note(text)

    def add(self, passage: Passage) -> None:
        """Keep a passage: cleaned, split when too long, counted against the limits."""
        text, removed = clean(passage.text)
        if text is not passage.text and text != passage.text:
            self._removed += removed
            passage = replace(passage, text=text, hyperlinks=_moved(passage))
        if passage.kind is PassageKind.CELL:
            self._cells += 1
            if self._cells > self.limits.cells_max:
                raise self.limits.exceeded("cells_max", self.name, Said("too many table cells"))
        if len(text) > self.limits.passage_length_max:
            self._add_pieces(passage)
        else:
            self.passages.append(passage)
        if len(self.passages) > self.limits.passages_max:
            raise self.limits.exceeded("passages_max", self.name, Said("too many passages"))

    def _add_pieces(self, passage: Passage) -> None:
        size = self.limits.passage_length_max
        self._split += 1
        for start in range(0, len(passage.text), size):
            links = tuple(
                Hyperlink(max(link.start - start, 0), min(link.end - start, size), link.target)
                for link in passage.hyperlinks
                if link.start < start + size and link.end > start
            )
            self.passages.append(replace(passage, text=passage.text[start : start + size], hyperlinks=links))

    def finish(
        self,
        data: bytes,
        media_type: str,
        language: str | None = None,
        metadata: DocumentMetadata | None = None,
    ) -> Document:
        """The document, hashed from the bytes it was read from."""
        if self._removed:
            self.note(Said("control characters that were taken out: %(number)s", number=self._removed))
        if self._split:
            self.note(
                Said(
                    "passages over %(length)s characters that were split: %(number)s",
                    number=self._split,
                    length=self.limits.passage_length_max,
                )
            )
        if not self.passages:
            self.note(Said("the file holds no text"))
        return Document(
            sha256=hashlib.sha256(data).hexdigest(),
            name=self.name,
            media_type=media_type,
            passages=tuple(self.passages),
            language=language,
            metadata=metadata or DocumentMetadata(),
            notes=tuple(self._notes),
        )


def _moved(passage: Passage) -> tuple[Hyperlink, ...]:
    """The passage's links with their spans counted in the cleaned text."""
    return tuple(
        Hyperlink(
            len(clean(passage.text[: link.start])[0]), len(clean(passage.text[: link.end])[0]), link.target
        )
        for link in passage.hyperlinks
    )


def language_code(printed: str | None) -> str | None:
    """The language of a mark such as `fr-CH` or `eng`: its two-letter code, None when it says nothing.

    >>> language_code("fr-CH"), language_code("rus"), language_code("x-none")
    ('fr', 'ru', None)
    """
    code = (printed or "").strip().lower().replace("_", "-").split("-")[0]
    code = _THREE_LETTERS.get(code, code)
    return (
        code
        if len(code) in (2, 3) and code.isascii() and code.isalpha() and code not in ("und", "mul", "zxx")
        else None
    )


_THREE_LETTERS = {
    "ara": "ar", "chi": "zh", "zho": "zh", "cmn": "zh", "eng": "en", "fra": "fr", "fre": "fr", "rus": "ru", "spa": "es",
}  # fmt: skip


def majority(counts: Counter[str], share_min: float = 0.6) -> str | None:
    """The key that holds at least `share_min` of the count, None when none does."""
    if not counts:
        return None
    key, count = counts.most_common(1)[0]
    return key if count >= share_min * counts.total() else None
