"""Refusals of the register in the reader's language: none is written as a bare English text."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.template import Context, Template
from django.utils.translation import override
from scripts.messages import PACKAGE, SAID, said_templates

from commonground import errors
from commonground.errors import NotFound, Said
from commonground.web import said as saying

LAYERS = ("domain", "text", "ingest", "analysis", "exports", "register", "api")
"""Where refusals that pages show come from; those of the command line, of profiles and of models stay English."""
KINDS = {
    name for name, value in vars(errors).items() if isinstance(value, type) and issubclass(value, Exception)
}


def test_every_refusal_that_pages_show_knows_its_template() -> None:
    found = [
        f"{path.relative_to(PACKAGE)}:{line}"
        for layer in LAYERS
        for path in sorted((PACKAGE / layer).rglob("*.py"))
        for line in _bare(path)
    ]
    assert found == []


def _bare(path: Path) -> Iterator[int]:
    """The lines of errors whose message or advice is a text without a template."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in KINDS:
            given = [
                *node.args[:1],
                *(word.value for word in node.keywords if word.arg in ("message", "advice")),
            ]
            if any(isinstance(text, ast.JoinedStr) or _is_text(text) for text in given):
                yield node.lineno


def _is_text(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value != ""


def test_the_list_of_templates_is_what_the_program_says() -> None:
    assert SAID.read_text(encoding="utf-8") == said_templates()


@pytest.fixture
def french(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Pages in French, with a small catalogue."""
    texts = {
        "no link %(code)s": "pas de lien %(code)s",
        "%(file)s, %(place)s": "%(file)s : %(place)s",
        "look again": "regardez encore",
    }
    monkeypatch.setattr(saying, "gettext", lambda text: texts.get(text, text))
    monkeypatch.setattr(saying, "_patterns", lambda: tuple(saying.patterns_of(texts)))
    with override("fr"):
        yield


@pytest.mark.usefixtures("french")
def test_a_refusal_is_said_in_the_language_of_the_page() -> None:
    error = NotFound(Said("no link %(code)s", code="L-7 100%"), advice=Said("look again"))
    assert saying.refusal(error) == "pas de lien L-7 100%; regardez encore"


@pytest.mark.usefixtures("french")
@pytest.mark.parametrize(
    ("stored", "told"),
    [
        ("no link L-7", "pas de lien L-7"),
        ("no link of two\nlines", "pas de lien of two\nlines"),
        ("look again", "regardez encore"),
        ("something else", "something else"),
        ("no link %(code)s", "pas de lien %(code)s"),
    ],
)
def test_a_stored_text_is_said_by_the_template_it_was_made_of(stored: str, told: str) -> None:
    assert saying.said(stored) == told


@pytest.mark.usefixtures("french")
def test_a_text_that_nobody_translated_is_marked_as_english() -> None:
    page = Template("{% load ground %}{{ what|told }}")

    def shown(what: Any) -> str:
        return page.render(Context({"what": what}))

    assert shown({"message": "a <b> thing", "advice": "look again"}) == (
        '<span lang="en" dir="ltr">a &lt;b&gt; thing</span>; regardez encore'
    )
    with override("en"):
        assert shown("a <b> thing") == "a &lt;b&gt; thing"
