"""Texts made safe."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from commonground.exports.printable import pieces_with_addresses, printable


@settings(max_examples=100, deadline=None)
@given(st.text(st.characters()))
def test_any_text_can_be_put_into_xml(text: str) -> None:
    element = etree.Element("a")
    element.text = printable(text)
    assert etree.fromstring(etree.tostring(element)).text == (printable(text) or None)


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=40), st.sampled_from(["", "https://www.itu.int/a(b)", "http://", "https://x.org)."]))
def test_cutting_out_addresses_loses_no_character(text: str, address: str) -> None:
    whole = f"{text}{address}{text}"
    assert "".join(piece for piece, _ in pieces_with_addresses(whole)) == whole


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("(see https://www.itu.int/x).", "https://www.itu.int/x"),
        ("见https://www.itu.int/zh/，", "https://www.itu.int/zh/"),
        ("https://en.wikipedia.org/wiki/A_(b)", "https://en.wikipedia.org/wiki/A_(b)"),
    ],
)
def test_an_address_ends_where_the_sentence_goes_on(text: str, address: str) -> None:
    assert [a for _, a in pieces_with_addresses(text) if a] == [address]
