"""A live race over a real journal: what comes in shows, as of its instant, and nothing else does."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec
import pytest
from tests.field.tiny import GUN_S, event, make_race, make_roster, read

from lanterne.clock import ManualClock
from lanterne.forecast.library import shipped
from lanterne.journal.sqlite import SqliteJournal
from lanterne.live.history import happened_by, past
from lanterne.live.tick import LiveRace
from lanterne.views import ControlView, FieldView


class Nameless:
    """A store that knows one name."""

    def names(self, bibs: Sequence[str]) -> Mapping[str, str]:
        return {bib: "Ada" for bib in bibs if bib == "1"}

    def search(self, text: str) -> Sequence[str]:
        return ["1"] if text.lower() == "ada" else []


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(GUN_S)


@pytest.fixture
def journal(tmp_path: Path, clock: ManualClock) -> Iterator[SqliteJournal]:
    made = SqliteJournal.open(tmp_path / "journal.db", "tiny", clock)
    yield made
    made.close()


@pytest.fixture
def live(journal: SqliteJournal, clock: ManualClock) -> LiveRace:
    return LiveRace(make_race(), make_roster(), journal, clock, shipped(), Nameless())


DAY = [
    *(read(str(n), "start", 10 + n) for n in range(1, 6)),
    *(read(str(n), "k5", 1_500 + 100 * n) for n in range(1, 6)),
    read("1", "finish", 3_400),
]

Feed = Callable[[Sequence[dict[str, Any]], float], ControlView]


@pytest.fixture
def feed(live: LiveRace, journal: SqliteJournal, clock: ManualClock) -> Feed:
    """Append events, set the clock, catch up, tick, and give the control view."""

    def feed(events: Sequence[dict[str, Any]], now_s: float) -> ControlView:
        clock.set(GUN_S + now_s)
        if events:
            journal.append_now(events, source="test")
        asyncio.run(live.catch_up())
        live.tick()
        return msgspec.json.decode(live.frames.latest["control"].data, type=ControlView)

    return feed


def test_the_balance_shows_what_came_in(feed: Feed) -> None:
    balance = feed(DAY, 3_500).balance
    assert (balance.registered, balance.not_started, balance.on_course, balance.finished) == (10, 5, 4, 1)


def test_the_last_come_first_with_their_evidence(feed: Feed) -> None:
    last = feed(DAY, 2_100).last
    assert [one.bib for one in last][:2] == ["5", "4"]
    assert last[0].evidence is not None
    assert (last[0].evidence.place, last[0].evidence.at_s) == ("5K", GUN_S + 2_000)


def test_a_forecast_lies_after_now_and_in_order(feed: Feed) -> None:
    for runner in feed(DAY, 2_100).last:
        finish = runner.finish
        assert finish is not None
        assert GUN_S + 2_100 < finish.p05_s < finish.p50_s < finish.p95_s


def test_news_between_rounds_shows_with_the_next_tick(
    feed: Feed, live: LiveRace, journal: SqliteJournal, clock: ManualClock
) -> None:
    feed(DAY[:5], 60)
    journal.append_now([read("5", "k5", 2_000)], source="test")

    async def listen_once() -> None:
        async for batch in journal.subscribe(5):
            live._take_all([batch])  # what the listening task does
            break

    asyncio.run(listen_once())
    clock.set(GUN_S + 2_010)
    live.tick()
    view = msgspec.json.decode(live.frames.latest["control"].data, type=ControlView)
    seen = {one.bib: one.evidence.place for one in view.last if one.evidence}
    assert seen["5"] == "5K"


def test_quarantined_events_are_counted(feed: Feed) -> None:
    assert feed([*DAY, {"kind": "nonsense"}], 3_500).quarantined == 1


def test_the_lantern_goes_out_by_a_named_person_once_nobody_is_out(feed: Feed, live: LiveRace) -> None:
    out = [event("status", 4_000, bib=str(n), what="left") for n in range(2, 6)]
    declared = event("all_clear", 8_500, what="declared", by="Alma Reyes")
    assert feed(DAY, 3_500).lantern == "lit"
    assert feed(out, 8_000).lantern == "lit"
    feed([declared], 9_000)
    live.decisions()
    assert feed([], 9_000).lantern == "out"


def test_along_the_course_everybody_out_is_somewhere(feed: Feed, live: LiveRace) -> None:
    feed(DAY[:-1], 2_100)
    field = msgspec.json.decode(live.frames.latest["field/ten"].data, type=FieldView)
    assert sum(field.along) == pytest.approx(5.0, abs=0.1)


def test_the_ledger_finds_bibs_and_names(feed: Feed, live: LiveRace) -> None:
    feed(DAY, 3_500)
    assert [row.name for row in live.ledger("", 0, 10, "ada").rows] == ["Ada"]
    assert live.ledger("on_course", 0, 2, "").total == 4
    assert [row.bib for row in live.ledger("on_course", 1, 2, "").rows] == ["3", "4"]


def test_a_race_control_started_again_knows_the_same_of_the_day(
    live: LiveRace, feed: Feed, journal: SqliteJournal, clock: ManualClock
) -> None:
    feed(DAY[:8], 2_000)
    feed([*DAY[8:], *(read(str(n), "finish", 3_400 + 150 * n) for n in range(2, 6))], 12_000)
    again = LiveRace(make_race(), make_roster(), journal, clock, shipped(), Nameless())
    asyncio.run(again.catch_up())
    kept, built = (one._arrivals[0].today.day_at(clock.now_s()) for one in (live, again))
    assert kept.legs == built.legs > 0
    assert (kept.mean == built.mean).all()
    assert (kept.covariance == built.covariance).all()


def test_what_happens_later_changes_nothing_as_of_an_instant(journal: SqliteJournal) -> None:
    """Events received and happened later leave the passings, ledger and forecast as of then as they were."""
    journal.append_now(DAY[:9], source="test")
    then_s = GUN_S + 1_950

    def as_of() -> tuple[bytes, bytes, bytes]:
        known = list(happened_by(journal.read(), then_s))
        made = past(make_race(), make_roster(), known, shipped(), then_s)
        return (
            made.field.passing_s.tobytes(),
            made.picture.ledger.state.tobytes(),
            made.arrivals[0].at_s.tobytes(),
        )

    before = as_of()
    journal.append_now(DAY[9:], source="test")
    assert as_of() == before
