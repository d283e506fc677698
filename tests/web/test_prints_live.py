"""The forms of a live race over a real journal: one table for the pages of all posts, the prints, the API."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from tests.field.tiny import GUN_S, event
from tests.live.deciding import make_race, propose, publish, start, wall

from lanterne.clock import ManualClock
from lanterne.forecast.library import shipped
from lanterne.journal.sqlite import SqliteJournal
from lanterne.live.tick import LiveRace
from lanterne.race.entrants import Entrant, Roster
from lanterne.race.stands import stands
from lanterne.web.prints import cutoffs_page, station_page

BEFORE_S = GUN_S - 7_200


class Nameless:
    def names(self, bibs: Sequence[str]) -> Mapping[str, str]:
        return {}

    def search(self, text: str) -> Sequence[str]:
        return []


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(BEFORE_S)


@pytest.fixture
def journal(tmp_path: Path, clock: ManualClock) -> Iterator[SqliteJournal]:
    made = SqliteJournal.open(tmp_path / "journal.db", "tiny", clock)
    yield made
    made.close()


@pytest.fixture
def live(journal: SqliteJournal, clock: ManualClock) -> LiveRace:
    roster = Roster.of([Entrant(bib=str(n), distance="full" if n < 40 else "half") for n in range(60)])
    return LiveRace(make_race(), roster, journal, clock, shipped(), Nameless())


def at(live: LiveRace, journal: SqliteJournal, *events: dict[str, Any]) -> None:
    if events:
        journal.append_now(list(events), source="test")
    asyncio.run(live.catch_up())
    live.tick()


def closing(page: bytes) -> list[float]:
    """Deadlines of a form (UTC epoch seconds), from the top."""
    found = re.findall(r'<td class="when"><time datetime="(.*?)">', page.decode())
    return [datetime.fromisoformat(one).timestamp() for one in found]


def words(page: bytes | None) -> str:
    assert page is not None
    return " ".join(re.sub(r"<style>.*?</style>|<.*?>", " ", page.decode(), flags=re.DOTALL).split())


def test_a_sheet_printed_before_the_race_says_when_the_first_and_last_are_expected(
    live: LiveRace, journal: SqliteJournal
) -> None:
    at(live, journal)
    board = {one.distance: one for one in live.station_board() if one.id == "w1"}
    assert set(board) == {"full", "half"}
    page = station_page(live, "w1")
    assert page is not None
    printed = re.findall(r'data-expected="(\w+)".*?</tr>', page.decode(), re.DOTALL)
    assert printed == ["full", "half"]
    assert "not known" not in words(page).partition("Gates")[0]
    assert "as planned in race.toml" in words(page)


def test_every_post_the_prints_and_the_api_have_one_table(live: LiveRace, journal: SqliteJournal) -> None:
    change = {"gate": "gun", "limit_s": 21_000.0}
    at(
        live,
        journal,
        start("gun", 2_400),
        propose("a", 10, change),
        publish("a", 20),
        event(
            "hold",
            30,
            id="01890000-0000-7000-8000-000000000001",
            hold="h",
            what="proposed",
            distance="full",
            from_m=25_000,
            to_m=42_195,
            until=wall(36_000),
            by="R. Ector",
        ),
        event(
            "hold",
            40,
            hold="h",
            what="in_force",
            terms="01890000-0000-7000-8000-000000000001",
            by="R. Ector",
        ),
    )
    rows = live.cutoffs().rows
    shared = [one.cutoff_s for one in rows if one.cutoff_s is not None]
    assert closing(cutoffs_page(live)) == [pytest.approx(one, abs=1e-3) for one in shared]
    assert GUN_S + 36_000 in shared
    assert live.decisions().table.rows == rows
    for name in stands(live.field.planned):
        post = live.post(name)
        assert post is not None
        assert (post.version, post.cutoffs) == (2, rows)


def test_a_hold_in_force_is_on_the_sheets_of_a_live_race(live: LiveRace, journal: SqliteJournal) -> None:
    terms = event(
        "hold",
        30,
        hold="h",
        what="proposed",
        distance="full",
        from_m=5_000,
        to_m=42_195,
        until=wall(36_000),
        by="R. Ector",
    )
    at(live, journal, terms, event("hold", 40, hold="h", what="in_force", terms=terms["id"], by="R. Ector"))
    assert "until 17:00" in words(cutoffs_page(live))
    assert "until 17:00" in words(station_page(live, "w1"))


def test_a_cheer_station_has_a_sheet_too(live: LiveRace, journal: SqliteJournal) -> None:
    at(live, journal)
    assert words(station_page(live, "c1")).count("Bibs seen here") == 1


@pytest.mark.parametrize("name", ["nowhere", "bus", "police", "c1/board"])
def test_nobody_else_has(live: LiveRace, journal: SqliteJournal, name: str) -> None:
    at(live, journal)
    assert station_page(live, name) is None
