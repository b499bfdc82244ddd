"""What the journeys share: a page's JSON twin, moving by keyboard alone, and waiting for what a page tells."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlsplit

MOST_TABS = 400


def twin(page: Any, path: str) -> dict[str, Any]:
    """What the page at this path says, as JSON, to whoever is signed in there."""
    mark = "&" if urlsplit(path).query else "?"
    answer = page.request.get(f"{path}{mark}format=json")
    assert answer.ok, f"{path}: {answer.status} {answer.text()[:300]}"
    found: dict[str, Any] = json.loads(answer.text())
    return found


def verdict_of(page: Any, code: str, sector: str) -> str:
    """What the Sector says of a link."""
    found: str = twin(page, f"/links/{code}/")["link"]["by_sector"].get(sector, "")
    return found


def tab_to(page: Any, selector: str) -> None:
    """Move the focus on by Tab until an element that the selector names has it."""
    for _ in range(MOST_TABS):
        if page.evaluate("wanted => document.activeElement?.matches(wanted) ?? false", selector):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab never comes to {selector}")


def focused(page: Any) -> str:
    """The text of the element that has the focus."""
    text: str = page.evaluate("document.activeElement?.innerText ?? ''")
    return text


def told(page: Any) -> str:
    """The messages at the top of the page."""
    page.locator("#messages p").first.wait_for()
    text: str = page.locator("#messages").inner_text()
    return text


def open_links(page: Any, sector: str, number: int) -> list[str]:
    """Codes of proposals that wait for a Sector's verdict, and that no test has taken yet."""
    found = twin(page, f"/links/?state=proposed&waiting_for={sector}")["links"]
    codes = [
        link["code"] for link in found if not link["by_sector"].get(sector) and link["code"] not in _TAKEN
    ]
    assert len(codes) >= number
    _TAKEN.update(codes[:number])
    return codes[:number]


_TAKEN: set[str] = set()
