from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from lanterne.errors import LanterneError
from lanterne.events import canonical, check
from lanterne.race.definition import Race
from lanterne.race.loading import load_race
from lanterne.replay.day import Day, replay_day
from lanterne.replay.define import init_race
from lanterne.results import Results, read_results
from lanterne.units import parse_instant_s


@pytest.fixture
def race(race_folder: Path) -> Race:
    return load_race(race_folder)


@pytest.fixture
def day(results: Results, race: Race) -> Day:
    return replay_day(results, race, seed=1)


def told(day: Day) -> list[dict[str, Any]]:
    return [event for batch in day.batches() for event in batch.events]


def split_counts(results: Results) -> Counter[tuple[str, str]]:
    runner, point = np.nonzero(np.isfinite(results.net_s))
    return Counter((results.runners[i], results.points[j].column) for i, j in zip(runner, point, strict=True))


def test_each_finite_split_is_told_exactly_once(results: Results, day: Day) -> None:
    passings = Counter((e["bib"], e["point"]) for e in told(day) if e["kind"] == "passing")
    starts = {key for key in passings if key[1] == "start"}
    assert passings - Counter(starts) == split_counts(results)


def test_the_start_mat_reads_everybody_once(results: Results, day: Day) -> None:
    starts = Counter(e["bib"] for e in told(day) if e.get("point") == "start")
    assert starts == Counter(results.runners)


def test_a_split_is_net_of_the_own_start(results: Results, day: Day) -> None:
    at_s = {
        (e["bib"], e["point"]): parse_instant_s(e["happened_at"]) for e in told(day) if e["kind"] == "passing"
    }
    runner, point = np.nonzero(np.isfinite(results.net_s))
    net_s = [
        at_s[results.runners[i], results.points[j].column] - at_s[results.runners[i], "start"]
        for i, j in zip(runner, point, strict=True)
    ]
    np.testing.assert_allclose(net_s, results.net_s[runner, point], atol=0.011)


def test_batches_come_in_the_order_of_receipt(day: Day) -> None:
    received = [batch.received_s for batch in day.batches()]
    assert all(one < other for one, other in pairwise(received))


def test_nothing_is_received_before_it_happened(day: Day) -> None:
    for batch in day.batches():
        assert all(parse_instant_s(event["happened_at"]) <= batch.received_s for event in batch.events)


def test_every_event_would_be_accepted(day: Day) -> None:
    for event in told(day):
        check(canonical(event))


def test_ids_differ(day: Day) -> None:
    ids = [event["id"] for event in told(day)]
    assert len(set(ids)) == len(ids) == len(day)


def test_the_same_seed_tells_the_same_day(results: Results, race: Race) -> None:
    assert told(replay_day(results, race, 3)) == told(replay_day(results, race, 3))


def test_another_seed_tells_another_day(results: Results, race: Race) -> None:
    assert told(replay_day(results, race, 3)) != told(replay_day(results, race, 4))


def test_what_was_received_before_is_left_out(day: Day) -> None:
    every = list(day.batches())
    cut = every[len(every) // 2].received_s
    assert list(day.batches(cut)) == [batch for batch in every if batch.received_s > cut]


def test_known_offsets_are_kept(results: Results, race: Race) -> None:
    known = replace(results, offset_s=np.arange(len(results), dtype=float))
    at_s = {
        e["bib"]: parse_instant_s(e["happened_at"])
        for e in told(replay_day(known, race, 1))
        if e.get("point") == "start"
    }
    assert at_s["8"] - race.distances[0].start_s == pytest.approx(7.0, abs=0.01)


def test_a_mat_the_race_lacks_is_left_out_and_named(results: Results, race: Race) -> None:
    fewer = replace(race, points=tuple(point for point in race.points if point.id != "m20"))
    day = replay_day(results, fewer, 1)
    assert day.left_out == ("m20",)
    assert {event.get("point") for event in told(day)}.isdisjoint({"m20"})


def test_a_race_without_any_of_the_mats_is_refused(results: Results, race: Race) -> None:
    with pytest.raises(LanterneError, match="timing point"):
        replay_day(results, replace(race, points=race.points[:1]), 1)


def test_a_race_of_another_length_is_refused(results: Results, race: Race) -> None:
    half = replace(race.distances[0], length_m=21_097.5)
    with pytest.raises(LanterneError, match="42195 m"):
        replay_day(results, replace(race, distances=(half,)), 1)


@pytest.mark.parametrize("name", ["boston_2021", "koeln_2018", "nyc_2005"])
def test_a_real_day_is_told_whole(name: str, real: Callable[[str], Path], tmp_path: Path) -> None:
    results = read_results(real(name))
    init_race(results, tmp_path / name)
    day = replay_day(results, load_race(tmp_path / name), 1)
    assert len(day.reads) == len(results) + int(np.isfinite(results.net_s).sum())
