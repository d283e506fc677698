"""A browser with a fresh profile, and the made-up race to show in it."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser

CHROMIUM = Path("/usr/bin/chromium")
BUILT = Path(os.environ.get("LANTERNE_DIST", Path(__file__).parents[2] / "client" / "dist")) / "control.html"
ARGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# This folder is no package, and its fixture server also runs by itself.
sys.path.insert(0, str(Path(__file__).parent))


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Debian's chromium, headless."""
    if not CHROMIUM.exists():
        pytest.skip(f"{CHROMIUM} is not installed")
    sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=ARGS)
        yield browser
        browser.close()


@pytest.fixture
def busy_server() -> Iterator[Any]:
    """The same, with much that waits for a decision."""
    if not BUILT.exists():
        pytest.skip("client/dist is not built; run `npm ci && npm run build` in client/")
    from fixture_server import FixtureServer

    with FixtureServer(busy=True) as server:
        yield server


@pytest.fixture
def race_server() -> Iterator[Any]:
    """The made-up race at 12:55, served with the built client."""
    if not BUILT.exists():
        pytest.skip("client/dist is not built; run `npm ci && npm run build` in client/")
    from fixture_server import FixtureServer

    with FixtureServer() as server:
        yield server


@pytest.fixture
def open_control(chromium: Any, busy_server: Any) -> Iterator[Callable[..., Any]]:
    """Opens race control's page for somebody who has given their name before."""
    contexts: list[Any] = []
    faults: list[str] = []

    def make(size: dict[str, int] | None = None, who: str = "R. Moreno") -> Any:
        context = chromium.new_context(
            viewport=size or {"width": 1440, "height": 900}, color_scheme="dark", reduced_motion="reduce"
        )
        contexts.append(context)
        if who:
            context.add_init_script(f"sessionStorage.setItem('lanterne.who', '{who}')")
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.goto(busy_server.url)
        page.get_by_role("heading", name=re.compile("wait for a decision")).wait_for()
        return page

    yield make
    for each in contexts:
        each.close()
    assert faults == []
