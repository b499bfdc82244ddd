"""Quotations in sentences of the other direction of writing."""

from __future__ import annotations

from commonground.text.direction import set_apart


def test_an_english_title_keeps_its_order_in_an_arabic_sentence() -> None:
    assert set_apart("ICT?", "ar") == "\u200f\u200eICT?\u200e\u200f"
    assert set_apart("(2020) ICT", "ar").startswith("\u200f\u200e(")


def test_nothing_is_added_where_nothing_is_needed() -> None:
    assert set_apart("تغير المناخ", "ar") == "تغير المناخ"
    assert set_apart("ICT?", "fr") == "ICT?"
    assert set_apart("2020", "ar") == "2020"
