"""The people of the day, each with a page of their own in a browser of their own."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from tests.story.stage import Stage, Tapped

from lanterne.simulate.demo.folder import Opened
from lanterne.web.pages import PAGES_DIR

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
expect = sync_api.expect

CHROMIUM = Path("/usr/bin/chromium")
ARGS = ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run"]
PATIENCE_MS = 60_000
USUAL_MS = 5_000
DIRECTOR = "Alma Reyes"
PHONE, TABLET, DESK = ({"width": w, "height": h} for w, h in ((390, 844), (820, 1180), (1440, 900)))
SIZES = {
    "control": DESK,
    "cheer25/board": DESK,
    "radio": DESK,
    "familydesk": TABLET,
    "medical21": TABLET,
}
"""Of the screens that are not phones."""


def need_a_browser() -> None:
    """Skip what needs a browser and the built pages where there are none."""
    if not CHROMIUM.exists():
        pytest.skip(f"{CHROMIUM} is not installed")
    if not (PAGES_DIR / "sweep.html").exists():
        pytest.skip("the pages are not built; run make venv")


@contextmanager
def playing(opened: Opened, tapped: Tapped) -> Iterator[Cast]:
    """The race served, and a browser for whoever has a page; what is tapped on pages the world leaves out."""
    with Stage(opened, tapped) as stage, sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=ARGS)
        expect.set_options(timeout=PATIENCE_MS)
        yield Cast(stage, browser)
        expect.set_options(timeout=USUAL_MS)
        browser.close()


class Cast:
    """Opens each page the first time that somebody needs it, and does there what people do."""

    def __init__(self, stage: Stage, browser: Any) -> None:
        self.stage = stage
        self._browser = browser
        self._links = {one["post"]: one["link"] for one in stage.get("links")}
        self._faults: list[str] = []
        self._pages: dict[str, Any] = {}
        self._seen = os.environ.get("STORY_PICTURES")

    def page(self, who: str) -> Any:
        """The page of a post, opened by its link the first time; race control's without one."""
        if who not in self._pages:
            link = self.stage.links["control"] if who == "control" else self._links[who]
            self._pages[who] = self._opened(who, link, SIZES.get(who, PHONE))
        return self._pages[who]

    def visit(self, path: str) -> Any:
        """A runner opens a public page on a phone."""
        return self._opened(path, self.stage.api.removesuffix("/api/v1") + path, PHONE)

    def _opened(self, who: str, link: str, size: dict[str, int]) -> Any:
        page = self._browser.new_context(viewport=size).new_page()
        page.set_default_timeout(PATIENCE_MS)
        page.on("pageerror", lambda error: self._faults.append(f"{who}: {error}"))
        page.goto(link)
        return page

    def until(self, clock: str) -> None:
        """Let the world go on until a clock time, and every page come to show it."""
        self.stage.until(clock)
        for page in self._pages.values():
            expect(page.get_by_role("timer", name="Race time")).to_have_text(
                re.compile(f"^{clock}(:00)?"), timeout=PATIENCE_MS
            )

    def sees(self, who: str, text: str | re.Pattern[str]) -> None:
        """Wait until somebody's page says something."""
        expect(self.page(who).get_by_text(text).first).to_be_visible()

    def picture(self, who: str, name: str) -> None:
        """A picture of a page, where the environment names a folder for them."""
        self.keep(self.page(who), name, whole=who != "control")

    def keep(self, page: Any, name: str, *, whole: bool = True) -> None:
        """A picture of any page, likewise."""
        if self._seen:
            page.screenshot(path=f"{self._seen}/{name}.png", full_page=whole)

    def is_at(self, sweep: str, mile: float) -> None:
        """The crew of a sweep says where it is."""
        page = self.page(sweep)
        page.get_by_role("button", name="Where am I").click()
        page.get_by_label("I am at mile").fill(str(mile))
        page.get_by_role("button", name=f"I am at mile {mile}").click()

    def meets(self, sweep: str, bib: str, what: str) -> None:
        """The crew taps a runner, then what became of them."""
        page = self.page(sweep)
        page.locator("button.runner").filter(
            has=page.locator(".bib", has_text=re.compile(f"^{bib}$"))
        ).click()
        page.get_by_role("group", name=f"What of {bib}").get_by_role("button", name=what, exact=True).click()

    def understands(self, who: str, initials: str) -> None:
        """A post says that it knows of everything it has been told."""
        page = self.page(who)
        page.get_by_label("Your initials").fill(initials)
        told = page.get_by_role("button", name="Understood")
        expect(told.first).to_be_visible()
        while told.count():
            told.first.click()

    def agrees(self, who: str, name: str) -> None:
        """A party says yes to a hold on its own page."""
        page = self.page(who)
        page.get_by_role("group", name="Your answer").get_by_role("button", name="Yes", exact=True).click()
        page.get_by_role("dialog").get_by_label("Your name").fill(name)
        page.get_by_role("button", name="Say yes").click()

    def state(self, bib: str) -> tuple[str, str]:
        """A runner's state and detail in the ledger."""
        rows = self.stage.get(f"ledger?query={bib}&limit=500")["rows"]
        row = next(one for one in rows if one["bib"] == bib)
        return row["state"], row["detail"]

    def hold(self) -> dict[str, Any]:
        """The hold, as race control knows it."""
        made: dict[str, Any] = self.stage.get("decisions")["holds"][-1]
        return made

    def station(self, station: str) -> dict[str, Any]:
        """A station's closing, as race control knows it."""
        every = self.stage.get("decisions")["stations"]
        made: dict[str, Any] = next(one for one in every if one["station"] == station)
        return made

    def release(self, name: str, label: str) -> None:
        """The director says the next step to a station."""
        page = self.page("control")
        page.get_by_role("button", name=re.compile(f"^{name}$")).first.click()
        dialog = page.get_by_role("dialog")
        dialog.get_by_label("Your name").first.fill(DIRECTOR)
        dialog.get_by_role("button", name=label, exact=True).first.click()
        expect(dialog).to_be_hidden()

    def comes(self, ask: Callable[[], Any], wanted: Any) -> bool:
        """Whether the race comes to say what is wanted."""
        return bool(self.stage.eventually(ask, wanted) == wanted)

    def all_well(self) -> None:
        """No page has met a mistake of its own."""
        assert self._faults == []
