"""Words of the fast path."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from commonground.matching.embedding.splitting import Splitter
from commonground.matching.embedding.weights import load_tokenizer


def splitter() -> Splitter:
    return Splitter(load_tokenizer())


def test_blanks_part_words_and_marks_stay_at_them() -> None:
    assert splitter().words("spectrum, (itu-r) and power.") == ["spectrum,", "(itu-r)", "and", "power."]


def test_chinese_is_cut_into_stretches_between_other_letters() -> None:
    words = splitter().words("5g网络和频谱管理的研究itu。")
    assert words[0] == "5g"
    assert words[-1] == "itu。"
    assert "".join(words) == "5g网络和频谱管理的研究itu。"
    assert all(1 <= len(word) <= 4 for word in words[1:-1])


def test_a_word_alone_has_the_pieces_that_it_has_in_a_text() -> None:
    text = "cybersecurity for developing countries"
    tokenizer = load_tokenizer()
    pieces = [piece for word in text.split() for piece in splitter().pieces(word)]
    assert pieces == tokenizer.encode(text, add_bos=False, add_eos=False)


@given(st.text(alphabet="ab, 网络的สวัส日本カ\t\n", max_size=80))
@settings(max_examples=60, deadline=None)
def test_nothing_but_blanks_is_lost_and_no_word_is_long(text: str) -> None:
    words = splitter().words(text * 3)
    assert "".join(words) == "".join((text * 3).split())
    assert all(0 < len(word) <= 40 for word in words)
