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
from commonground.ingest.limits import Limits
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


def test_every_template_stands_whole_in_the_code() -> None:
    """One that is put together there, or chosen inside the brackets, would not be found for the catalogues."""
    found = [
        f"{path.relative_to(PACKAGE)}:{node.lineno}"
        for path in sorted(PACKAGE.rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Said"
        if isinstance(node.args[0], ast.JoinedStr | ast.BinOp)
        or (isinstance(node.args[0], ast.IfExp) and _is_text(node.args[0].body))
    ]
    assert found == []


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
        "too many rows": "trop de lignes",
        "the limit is %(limit)s (%(setting)s)": "la limite est de %(limit)s (%(setting)s)",
        'Several groups of %(sector)s work on "%(topic)s": %(groups)s.': (
            "Plusieurs groupes de %(sector)s étudient « %(topic)s » : %(groups)s."
        ),
        "%(id)s is cited, but it was revised since: %(latest)s.": "%(id)s est cité, mais révisé depuis : %(latest)s.",
        "%(id)s is printed under %(column)s.": "%(id)s est imprimé sous %(column)s.",
        '"%(word)s" belongs to one field: %(said)s.': "« %(word)s » est d'un domaine : %(said)s.",
        "money": "l'argent",
        "fields: %(names)s": "domaines : %(names)s",
    }
    monkeypatch.setattr(saying, "gettext", lambda text: texts.get(text, text))
    monkeypatch.setattr(saying, "_forms", lambda: saying.forms_of(texts))
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
        ('"fee" belongs to one field: money.', "« fee » est d'un domaine : l'argent."),
        ('"money" belongs to one field: time.', "« money » est d'un domaine : time."),
    ],
)
def test_a_stored_text_is_said_by_the_template_it_was_made_of(stored: str, told: str) -> None:
    assert saying.said(stored) == told


@pytest.mark.usefixtures("french")
@pytest.mark.parametrize(
    ("stored", "told"),
    [
        ("too many rows; the limit is 50 (ROWS_MAX)", "trop de lignes; la limite est de 50 (ROWS_MAX)"),
        (
            'Several groups of ITU-T work on "AI": SG13, SG17. ITU-T SG20 is printed under ITU-D.',
            "Plusieurs groupes de ITU-T étudient « AI » : SG13, SG17. ITU-T SG20 est imprimé sous ITU-D.",
        ),
        (
            "PP 140 is cited, but it was revised since: Rev. Bucharest, 2022.",
            "PP 140 est cité, mais révisé depuis : Rev. Bucharest, 2022.",
        ),
        (
            "PP 140 is cited, but it was revised since: Rev. Bucharest, 2022. PP 140 is printed under ITU-D.",
            "PP 140 est cité, mais révisé depuis : Rev. Bucharest, 2022. PP 140 est imprimé sous ITU-D.",
        ),
        (
            "too many rows; and something of another program",
            "too many rows; and something of another program",
        ),
    ],
)
def test_a_text_of_several_parts_is_said_part_by_part(stored: str, told: str) -> None:
    assert saying.said(stored) == told


@pytest.mark.usefixtures("french")
def test_what_is_joined_of_texts_that_know_their_templates_is_found_again_too() -> None:
    too_large = Limits(table_rows_max=7).exceeded("table_rows_max", "a.csv", Said("too many rows"))
    assert (
        saying.said(too_large.message) == "trop de lignes; la limite est de 7 (COMMONGROUND_TABLE_ROWS_MAX)"
    )


@pytest.mark.usefixtures("french")
def test_values_that_are_texts_of_ours_are_said_too() -> None:
    listed = Said("fields: %(names)s", names=(Said("money"), "AI"))
    assert (str(listed), saying.said(listed)) == ("fields: money, AI", "domaines : l'argent, AI")


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


@pytest.mark.usefixtures("french")
def test_no_text_takes_long_to_be_known_again(monkeypatch: pytest.MonkeyPatch) -> None:
    template = "from %(a)s over %(b)s over %(c)s over %(d)s over %(e)s, at %(f)s."
    monkeypatch.setattr(saying, "_forms", lambda: saying.forms_of([template]))
    hostile = f"from {' over ' * 300}."  # in each of many ways a text of the template, but for one word
    assert saying.said(hostile) == hostile
    many = "; ".join(["from 1 over 2 over 3 over 4 over 5."] * 40)
    assert saying.said(many) == many
