"""The pages in a real browser: a register with something of everything, served by `commonground serve`.

Run with `make test-browser`, which finds or installs Chromium; elsewhere these tests are left out.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

CHROMIUM = os.environ.get("COMMONGROUND_CHROMIUM", "")
collect_ignore_glob = [] if CHROMIUM else ["test_*.py"]
FLAGS = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
)
PASSWORD = "a long and quiet river"
START_SECONDS = 90
SCRIPTS = Path(__file__).resolve().parents[2] / "scripts"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """These tests talk to a server of their own on this machine."""
    for item in items:
        if Path(str(item.path)).parent == Path(__file__).parent:
            item.add_marker(pytest.mark.enable_socket)


@dataclass(frozen=True)
class Site:
    """The register's file and the address it is served at."""

    register: Path
    address: str


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A register with people, documents, proposals, judgements and an edition.

    `COMMONGROUND_SAMPLE` may name one that was made before; a copy of it is used.
    """
    path = tmp_path_factory.mktemp("sample") / "register.sqlite"
    ready = os.environ.get("COMMONGROUND_SAMPLE", "")
    if ready:
        shutil.copy(ready, path)
        upgrade = ["-m", "commonground", "init", "--upgrade", "--register", str(path)]
        subprocess.run([sys.executable, *upgrade], check=True, capture_output=True)
    else:
        subprocess.run(
            [sys.executable, SCRIPTS / "sample_register.py", path], check=True, capture_output=True
        )
    return path


@pytest.fixture(scope="session")
def site(sample: Path) -> Iterator[Site]:
    """The sample register, served as a user would serve it."""
    command = [sys.executable, "-m", "commonground", "serve", "--register", str(sample), "--port", "0"]
    rates = {"COMMONGROUND_RATE_VISITOR": "99999/m", "COMMONGROUND_RATE_ACCOUNT": "99999/m"}
    log = sample.with_name("serve.log")  # a pipe that nobody reads would fill up and stop the server
    with log.open("w") as written:
        server = subprocess.Popen(command, stderr=written, env={**os.environ, **rates})
    try:
        yield Site(sample, _address_in(log, server))
    finally:
        server.terminate()
        server.wait(20)


def _address_in(log: Path, server: subprocess.Popen[bytes]) -> str:
    """The address that the server says it serves at, as soon as it does."""
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until and server.poll() is None:
        found = re.search(r"http://\S+/", log.read_text())
        if found:
            return found[0].rstrip("/")
        time.sleep(0.1)
    raise AssertionError(f"the server did not start: {log.read_text()}")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """The browser."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as library:
        started = library.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield started
        started.close()


Open = Callable[..., Any]


@pytest.fixture
def open_page(site: Site, chromium: Any) -> Iterator[Open]:
    """A function that opens a page as somebody; errors in the browser's console fail the test at its end."""
    contexts: list[Any] = []
    troubles: list[str] = []

    def opened(path: str = "/", person: str = "", language: str = "en", **options: Any) -> Any:
        context = chromium.new_context(
            **{"viewport": {"width": 1280, "height": 900}, "base_url": site.address, **options}
        )
        contexts.append(context)
        context.add_cookies([{"name": "django_language", "value": language, "url": site.address}])
        page = context.new_page()
        page.on("pageerror", lambda error: troubles.append(f"script: {error}"))
        page.on("console", lambda said: troubles.append(said.text) if said.type == "error" else None)
        page.on("request", lambda sent: _own(sent.url, site, troubles))
        if person:
            sign_in(page, person)
        page.goto(path)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert not [one for one in troubles if "the server responded with a status of 4" not in one]


def _own(address: str, site: Site, troubles: list[str]) -> None:
    if not address.startswith((site.address, "data:", "blob:")):
        troubles.append(f"a request to another server: {address}")


def sign_in(page: Any, person: str) -> None:
    """Signed in as one of the sample's people, by the page."""
    page.goto("/accounts/login/")
    page.fill("#id_login", f"{person}@example.org")
    page.fill("#id_password", PASSWORD)
    page.press("#id_password", "Enter")
    page.wait_for_url(lambda address: "/accounts/login" not in address)
