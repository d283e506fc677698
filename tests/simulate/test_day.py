from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from lanterne.cli import app
from lanterne.errors import LanterneError
from lanterne.events import canonical, check, decode
from lanterne.forecast.library import PaceLibrary
from lanterne.race.definition import Race
from lanterne.race.entrants import Entrant, Roster
from lanterne.race.rosterfile import write_entrants
from lanterne.replay.day import Day
from lanterne.simulate.day import drawn, simulated_day
from lanterne.simulate.people import Fate

World = tuple[Day, dict[str, Fate]]


@pytest.fixture(scope="module")
def world(small_race: Race, entrants: tuple[Entrant, ...], library: PaceLibrary) -> World:
    return simulated_day(small_race, entrants, library, seed=2)


@pytest.fixture(scope="module")
def told(world: World) -> list[dict[str, Any]]:
    return [event for batch in world[0].batches() for event in batch.events]


def test_every_entrant_has_one_fate(world: World, entrants: tuple[Entrant, ...]) -> None:
    assert sorted(world[1]) == sorted(entrant.bib for entrant in entrants)


def test_those_who_finish_are_read_at_the_finish_save_for_misses(
    world: World, told: list[dict[str, Any]]
) -> None:
    read = {event["bib"] for event in told if event.get("point") == "finish"}
    finished = {bib for bib, fate in world[1].items() if fate == "finished"}
    assert read <= finished
    assert len(finished - read) <= 0.03 * len(finished)


def test_who_does_not_start_is_never_heard_of(world: World, told: list[dict[str, Any]]) -> None:
    absent = {bib for bib, fate in world[1].items() if fate == "not_started"}
    assert absent
    assert absent.isdisjoint({event.get("bib") for event in told})


def test_who_stops_ends_accounted_for(world: World, told: list[dict[str, Any]]) -> None:
    """By the family desk, whichever way it went."""
    last = {}
    for event in told:
        if event["kind"] in ("status", "pickup"):
            last[event["bib"]] = event["what"]
    stopped = {bib for bib, fate in world[1].items() if fate in ("rides", "medical", "walks", "leaves")}
    assert set(last) == stopped
    assert set(last.values()) <= {"dropped_off", "released", "left"}


def test_nobody_is_read_after_they_stopped(world: World, told: list[dict[str, Any]]) -> None:
    """Save at a mat where they lie by it: no split beyond the last word."""
    said = {e["bib"]: e["happened_at"] for e in reversed(told) if e["kind"] in ("status", "pickup")}
    for event in told:
        if event["kind"] == "passing" and event["bib"] in said and event["point"] == "finish":
            assert event["happened_at"] < said[event["bib"]]


def test_head_counts_end_at_nobody(told: list[dict[str, Any]]) -> None:
    counts = [(e["happened_at"], e["aboard"]) for e in told if e["kind"] == "vehicle"]
    assert max(counts)[1] == 0


def test_the_sweep_and_the_van_send_fixes(told: list[dict[str, Any]]) -> None:
    devices = Counter(event["device"] for event in told if event["kind"] == "position")
    assert devices["sweep1-phone"] > 600
    assert devices["sag1-phone"] > 0


def test_every_event_would_be_accepted(told: list[dict[str, Any]]) -> None:
    for event in told:
        check(canonical(event))


def test_ids_differ(told: list[dict[str, Any]]) -> None:
    assert len({event["id"] for event in told}) == len(told)


def test_a_wrong_turn_is_read_on_the_other_road(
    world: World, told: list[dict[str, Any]], entrants: tuple[Entrant, ...]
) -> None:
    halves = {entrant.bib for entrant in entrants if entrant.distance == "half"}
    assert len({event["bib"] for event in told if event.get("point") == "k30"} & halves) <= 1


def test_the_same_seed_gives_the_same_day(
    small_race: Race, entrants: tuple[Entrant, ...], library: PaceLibrary, told: list[dict[str, Any]]
) -> None:
    again, _ = simulated_day(small_race, entrants, library, seed=2)
    assert [event for batch in again.batches() for event in batch.events] == told


def test_a_draw_of_the_start_list_keeps_its_order(entrants: tuple[Entrant, ...]) -> None:
    some = drawn(Roster.of(entrants), 50, seed=1)
    numbers = [int(entrant.bib) for entrant in some]
    assert len(numbers) == 50
    assert numbers == sorted(numbers)


def test_more_runners_than_the_start_list_has_are_refused(entrants: tuple[Entrant, ...]) -> None:
    with pytest.raises(LanterneError, match="900 entrants"):
        drawn(Roster.of(entrants), 901, seed=1)


def test_the_command_writes_events_a_line(
    race_text: str, tmp_path: Path, entrants: tuple[Entrant, ...]
) -> None:
    (tmp_path / "race.toml").write_text(race_text)
    write_entrants(tmp_path / "entrants.csv", Roster.of(entrants))
    out = tmp_path / "events.jsonl"
    words = ["simulate", str(tmp_path), "--runners", "100", "--seed", "3", "--out", str(out)]
    CliRunner().invoke(app, words, catch_exceptions=False)
    events = [decode(line) for line in out.read_bytes().splitlines()]
    assert len({event.id for event in events}) == len(events) > 300
