"""A browser of one person: signed in by session, on the register with people of every role."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import html5lib
import pytest
from django.test import Client
from tests.api.conftest import PEOPLE, Peopled, peopled, served

from commonground.register import models

__all__ = ["peopled", "served"]
HTMX = {"HX-Request": "true"}


class Browser:
    """Requests of one person, as their browser sends them. Pages are checked as they come: valid, and of our own."""

    def __init__(self, name: str, language: str) -> None:
        self.client = Client(SERVER_NAME="localhost", raise_request_exception=False)
        self.client.cookies["django_language"] = language
        if name in PEOPLE:
            address = f"{name.lower().replace(' ', '.')}@example.org"
            self.client.force_login(
                models.Account.objects.get(email=address), "django.contrib.auth.backends.ModelBackend"
            )

    def get(self, path: str, *, status: int = 200, **query: str) -> str:
        """The page's text; checked to be valid HTML that runs nothing inline."""
        answer = self.client.get(path, query)
        text = str(answer.content.decode())
        assert answer.status_code == status, (answer.status_code, text[:3000])
        if status != 302:
            check_html(text)
        return text

    def json(self, path: str, *, status: int = 200, **query: str) -> Any:
        """What the page's JSON twin answers."""
        answer = self.client.get(path, {**query, "format": "json"})
        assert answer.status_code == status, (answer.status_code, answer.content[:3000])
        return json.loads(answer.content)

    def post(self, path: str, values: dict[str, Any] | None = None, *, htmx: bool = False) -> Any:
        """The answer to a form, not followed."""
        return self.client.post(path, values or {}, headers=HTMX if htmx else {})


ADDRESSES = ("href", "src", "action", "formaction")
OF_TABLES = {"table", "row", "rowgroup", "cell", "columnheader", "rowheader"}


def check_html(text: str) -> None:
    """Fails where the page breaks the rules of HTML, repeats an id, or has script or style inline.

    Checked are the rules of HTML's parser, and those of the validator of the W3C that pages here have broken before.
    """
    parser = html5lib.HTMLParser(strict=False, namespaceHTMLElements=False)
    tree = parser.parse(text)
    errors = [
        f"{place}: {code} {values}" for place, code, values in parser.errors if code != "unexpected-start-tag"
    ]
    assert not errors, errors[:5]
    seen: set[str] = set()
    for element in tree.iter():
        name = element.get("id")
        assert not name or name not in seen, f"the id {name!r} is there twice"
        seen.add(name or "")
        assert "style" not in element.attrib, f"inline style at {element.tag}"
        assert element.tag != "style", "an inline style sheet"
        assert not any(key.startswith("on") for key in element.attrib), f"inline script at {element.tag}"
        _check_attributes(element)


def _check_attributes(element: Any) -> None:
    at = f"at {element.tag} {element.attrib}"
    assert not re.search(r"\s", element.get("id") or ""), f"white space in an id {at}"
    assert not any(key.startswith("hx-") for key in element.attrib), f"not data-hx- {at}"
    assert not any(" " in (element.get(name) or "") for name in ADDRESSES), f"a space in an address {at}"
    assert element.get("role") not in OF_TABLES, f"a role that tables have by themselves {at}"
    assert not re.search(r"\.\d{4}", element.get("datetime") or ""), f"too exact a moment {at}"


@pytest.fixture
def browser(served: Peopled) -> Callable[..., Browser]:
    """A function from a person's name (see PEOPLE; "visitor" for none) and a language to their browser."""

    def opened(name: str = "visitor", language: str = "en") -> Browser:
        assert served.tokens
        return Browser(name, language)

    return opened
