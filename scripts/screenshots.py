"""Make the pictures of the main pages in docs/screenshots, from a register with something of everything.

    python scripts/screenshots.py [--folder FOLDER] [--all]

`--all` makes every page at three widths, in English and Arabic, light and dark, to look through before a release.
COMMONGROUND_CHROMIUM names the browser; `make screenshots` finds or installs one.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
)
PASSWORD = "a long and quiet river"  # noqa: S105 - of people who do not exist


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture: its name, the page, who sees it, in which language, how wide, light or dark."""

    name: str
    path: str
    person: str = "secretariat"
    language: str = "en"
    width: int = 1280
    look: str = "light"


PICTURES = (
    Picture("home", "/"),
    Picture("home-ar", "/", "focal.t", "ar"),
    Picture("theme", "/themes/Climate change/"),
    Picture("theme-zh-dark", "/themes/Climate change/", language="zh-hans", look="dark"),
    Picture("area", "/areas/climate-change/"),
    Picture("group", "/groups/ITU-T SG5/"),
    Picture("compare", "/compare/?left=ITU-T Q7/5&right=ITU-D Q6/2"),
    Picture("review", "/review/", "focal.t"),
    Picture("review-phone", "/review/", "focal.t", "fr", 390),
    Picture("map", "/map/"),
    Picture("search", "/search/?q=déchets électroniques", language="fr"),
    Picture("papers", "/papers/", language="es"),
    Picture("findings", "/findings/", language="ru"),
)
ROUND = (
    ("en", 1280, "light"),
    ("ar", 1280, "light"),
    ("en", 768, "dark"),
    ("en", 320, "light"),
    ("ar", 320, "dark"),
)


def main() -> int:
    """0 when all pictures are made."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, default=ROOT / "docs" / "screenshots")
    parser.add_argument("--all", action="store_true")
    asked = parser.parse_args()
    asked.folder.mkdir(parents=True, exist_ok=True)
    pictures = tuple(_every()) if asked.all else PICTURES
    with tempfile.TemporaryDirectory() as name, _served(Path(name)) as address:
        _take(pictures, address, asked.folder)
    return 0


def _every() -> Iterator[Picture]:
    sys.path.insert(0, str(ROOT))
    from tests.browser.pages import PAGES

    for path, person in PAGES:
        plain = re.sub(r"\W+", "-", path).strip("-") or "home"
        for language, width, look in ROUND:
            yield Picture(
                f"{plain}-{person or 'visitor'}-{language}-{width}-{look}",
                path,
                person,
                language,
                width,
                look,
            )


@contextmanager
def _served(folder: Path) -> Iterator[str]:
    register = folder / "register.sqlite"
    subprocess.run([sys.executable, ROOT / "scripts" / "sample_register.py", register], check=True)
    command = [sys.executable, "-m", "commonground", "serve", "--register", str(register), "--port", "0"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as server:
        assert server.stderr is not None  # noqa: S101 - it was asked for
        found = next(filter(None, (re.search(r"http://\S+/", line) for line in server.stderr)))
        yield found[0].rstrip("/")
        server.terminate()


def _take(pictures: tuple[Picture, ...], address: str, folder: Path) -> None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as library:
        browser = library.chromium.launch(
            executable_path=os.environ["COMMONGROUND_CHROMIUM"], args=list(FLAGS)
        )
        pages: dict[tuple[str, str, int, str], Any] = {}
        for one in pictures:
            key = (one.person, one.language, one.width, one.look)
            page = pages.get(key) or pages.setdefault(key, _page(browser, one, address))
            page.goto(address + one.path)
            page.wait_for_load_state("networkidle")
            page.screenshot(path=folder / f"{one.name}.png")
            print(folder / f"{one.name}.png")
        browser.close()


def _page(browser: Any, one: Picture, address: str) -> Any:
    context = browser.new_context(
        viewport={"width": one.width, "height": 860}, color_scheme=one.look, reduced_motion="reduce"
    )
    context.add_cookies([{"name": "django_language", "value": one.language, "url": address}])
    page = context.new_page()
    if one.person:
        page.goto(f"{address}/accounts/login/")
        page.fill("#id_login", f"{one.person}@example.org")
        page.fill("#id_password", PASSWORD)
        page.press("#id_password", "Enter")
        page.wait_for_url(lambda place: "/accounts/login" not in place)
    return page


if __name__ == "__main__":
    sys.exit(main())
