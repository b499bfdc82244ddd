"""A text cut into words: at blanks, and in scripts without blanks by the model's own pieces."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

_SPACELESS = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U000323af"
)
_LONGEST = 32  # characters a word: longer ones are addresses or noise
_RUN = re.compile(f"[{_SPACELESS}]{{1,{_LONGEST}}}")
_OVERLONG = re.compile(rf"\S{{{_LONGEST + 1},}}")
_JOINED = 2  # characters: single Chinese characters are joined to about a word, for one alone says little
_BLANK = "\u2581"  # how the tokenizer writes a blank


class Splitter:
    """Cuts prepared texts into words, and words into the model's pieces."""

    def __init__(self, tokenizer: Any) -> None:
        self._tokenizer = tokenizer
        self._blank: list[int] = tokenizer.encode("本", add_bos=False, add_eos=False)[:1]
        self._cut = lru_cache(maxsize=1 << 15)(self._pieces_of_run)

    def words(self, text: str) -> list[str]:
        """The words of a prepared text, in order.

        A word keeps the marks that stand at it. Runs of Chinese, Japanese, Thai, Lao, Khmer or Burmese
        letters are cut into stretches of pieces of two characters or more; words over 32 characters every
        32.
        """
        if not text.isascii():
            text = _RUN.sub(lambda run: self._cut(run.group()), text)
        words = text.split()
        if len(text) > _LONGEST and words and max(map(len, words)) > _LONGEST:
            words = _OVERLONG.sub(_broken, text).split()
        return words

    def pieces(self, word: str) -> list[int]:
        """The numbers of the pieces of a word; a word in a script without blanks brings no blank of its own."""
        pieces: list[int] = self._tokenizer.encode(word, add_bos=False, add_eos=False)
        if len(pieces) > 1 and pieces[:1] == self._blank and _RUN.match(word):
            return pieces[1:]
        return pieces

    def _pieces_of_run(self, run: str) -> str:
        stretches = [""]
        for piece in self._tokenizer.encode(run, out_type=str, add_bos=False, add_eos=False):
            if len(stretches[-1]) >= _JOINED:
                stretches.append("")
            stretches[-1] += piece.lstrip(_BLANK)
        return f" {' '.join(stretches)} "


def _broken(match: re.Match[str]) -> str:
    word = match.group()
    return " ".join(word[at : at + _LONGEST] for at in range(0, len(word), _LONGEST))
