"""A day that costs everybody more than usual beyond 25 km: what it tells of those still behind."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from tests.field.tiny import GUN_S, entry_list, make_race, read

from lanterne.forecast import raceday
from lanterne.forecast.library import shipped
from lanterne.journal.base import Entry
from lanterne.live.arrivals import Arrivals
from lanterne.live.day import LEGS, day_view, mat_words
from lanterne.live.hindsight import issued
from lanterne.live.history import Past, happened_by, past
from lanterne.live.mats import mat_views
from lanterne.live.record import record_view
from lanterne.live.runner import runner_view
from lanterne.race.definition import Distance, TimingPoint
from lanterne.race.entrants import Entrant, Roster
from lanterne.units import MARATHON_M
from lanterne.views import DayMatView, DayView

N = 1_000
LIBRARY = replace(shipped(), day=replace(shipped().day, usual=np.zeros_like(shipped().day.usual)))
"""Right about runners drawn from it, as the shipped one is about those of real races."""

MATS_M = np.array([10_000.0, 21_097.5, 25_000.0, 30_000.0, 35_000.0, MARATHON_M])
ROSTER = Roster.of([Entrant(bib=str(n), distance="whole") for n in range(N)])
RACE = replace(
    make_race(),
    distances=(Distance(id="whole", name="Marathon", length_m=MARATHON_M, start_s=GUN_S),),
    points=(
        TimingPoint(id="start", name="Start", kind="start", at_m={"whole": 0.0}),
        *(TimingPoint(id=f"m{m:.0f}", name="Mat", kind="split", at_m={"whole": m}) for m in MATS_M[:-1]),
        TimingPoint(id="finish", name="Finish", kind="finish", at_m={"whole": MARATHON_M}),
    ),
    stations=(),
)
SLOWER = 1.1
NOW_S = GUN_S + 15_000.0


def net_times(slower: float, at_m: np.ndarray = MATS_M) -> np.ndarray:
    """Runners drawn from the library, read at some places, legs beyond 25 km so many times as long."""
    rng, library = np.random.default_rng(4), LIBRARY
    mean = library.means(at_m, MARATHON_M)
    covariance = library.covariances(at_m, at_m, MARATHON_M)
    component = rng.choice(len(library.weight), N, p=library.weight)
    drawn = np.array([rng.multivariate_normal(mean[k], covariance[k]) for k in component])
    usual_s = np.exp(drawn) * at_m / 1_000.0
    return np.cumsum(np.diff(usual_s, axis=1, prepend=0.0) * np.where(at_m > 25_000.0, slower, 1.0), axis=1)


def day_of(slower: float, at_m: np.ndarray = MATS_M) -> list[Entry]:
    reads: list[dict[str, Any]] = []
    for n, net_s in enumerate(net_times(slower, at_m)):
        reads.append(read(str(n), "start", 5.0))
        names = [*(f"m{m:.0f}" for m in MATS_M[:-1]), "finish"]
        reads += [read(str(n), name, 5.0 + float(s)) for name, s in zip(names, net_s, strict=True)]
    return list(happened_by(entry_list(reads), NOW_S))


@pytest.fixture(scope="module", autouse=True)
def _drawn_runners() -> Iterator[None]:
    """Runners drawn one by one are independent but for the day: each of their legs counts in full."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(raceday, "COUNTS", 1.0)
        yield


@pytest.fixture(scope="module")
def odd(_drawn_runners: None) -> Past:
    return past(RACE, ROSTER, day_of(SLOWER), LIBRARY, NOW_S)


@pytest.fixture(scope="module")
def unlearned() -> Past:
    """The same day to somebody who learns nothing from it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Arrivals, "learn", lambda *_: None)
        return past(RACE, ROSTER, day_of(SLOWER), LIBRARY, NOW_S)


def behind() -> np.ndarray:
    """Runners who have passed half way, but not 30 km."""
    net_s, now_s = net_times(SLOWER), NOW_S - GUN_S - 5.0
    return np.flatnonzero((net_s[:, 1] < now_s) & (net_s[:, 3] > now_s))


def error_s(made: Past) -> float:
    """How much later than expected the middle one of those behind finishes."""
    rows = behind()
    return float(np.median(net_times(SLOWER)[rows, -1] - (made.arrivals[0].at_s[rows, -1, 1] - 5.0)))


def test_those_behind_are_expected_later_once_those_ahead_have_slowed(odd: Past, unlearned: Past) -> None:
    assert error_s(unlearned) > 500.0
    assert error_s(odd) < 0.6 * error_s(unlearned)


def test_the_record_says_by_how_much_the_day_is_slower_and_holds_more(odd: Past, unlearned: Past) -> None:
    day = day_view(RACE, odd.arrivals, NOW_S)
    with_day, without = (
        record_view(made.field, made.arrivals, made.picture, day) for made in (odd, unlearned)
    )
    late = [row for row in with_day.day.pace if row.from_m == 30_000.0]
    assert late
    assert all(row.low < row.percent < row.high and row.percent > 0 for row in late)
    assert late[0].who.startswith("Those who set out at ")
    assert with_day.whole.held_90 is not None
    assert without.whole.held_90 is not None
    assert with_day.whole.held_90 > without.whole.held_90


def test_a_runner_page_issues_earlier_forecasts_with_the_day_as_it_was_known_then(
    odd: Past, unlearned: Past
) -> None:
    """Nobody had slowed yet when the first was issued; the last rests on what those ahead have shown."""
    runner = int(behind()[0])
    moved, plain = (
        runner_view(made.field, made.arrivals[0], made.picture, runner, "").issued
        for made in (odd, unlearned)
    )
    assert moved[0].due.p50_s == pytest.approx(plain[0].due.p50_s, abs=1.0)
    assert moved[-1].due.p50_s > plain[-1].due.p50_s + 60.0


def test_what_happens_later_does_not_change_a_forecast_as_it_was_issued(odd: Past) -> None:
    then_s = GUN_S + 9_000.0
    entries = [one for one in day_of(SLOWER) if one.happened_at_s <= then_s]
    early = past(RACE, ROSTER, entries, LIBRARY, then_s)
    rows = np.arange(50)
    found = []
    for made in (early, odd):
        evidence = made.arrivals[0].evidence(rows, made.picture.starts).by(then_s)
        at_s = np.full(len(rows), then_s)
        found += [issue.posterior.weight for _, issue in issued(made.arrivals[0], evidence, at_s)]
    assert np.array_equal(found[0], found[1])


def test_nothing_is_said_before_enough_has_been_learned(odd: Past) -> None:
    early_s = GUN_S + 4_000.0
    assert odd.arrivals[0].today.day_at(early_s).legs < LEGS
    assert day_view(RACE, odd.arrivals, early_s) == DayView(pace=[], mats=[])


def test_nothing_is_said_of_other_lengths() -> None:
    longer = replace(RACE, distances=(replace(RACE.distances[0], length_m=50_000.0),), course="berlin")
    points = tuple(
        replace(one, at_m={"whole": 50_000.0}) if one.id == "finish" else one for one in longer.points
    )
    made = past(replace(longer, points=points), ROSTER, day_of(SLOWER), LIBRARY, NOW_S)
    assert made.arrivals[0].today.course is None
    assert made.arrivals[0].today.day_at(NOW_S).legs > LEGS
    assert day_view(RACE, made.arrivals, NOW_S).pace == []


def test_a_mat_that_stands_early_is_named_on_the_timer_board_and_no_other() -> None:
    at_m = np.where(MATS_M == 30_000.0, 29_600.0, MATS_M)
    made = past(RACE, ROSTER, day_of(1.0, at_m), LIBRARY, NOW_S)
    day = day_view(RACE, made.arrivals, NOW_S)
    assert [mat.id for mat in day.mats] == ["m30000"]
    assert day.mats[0].metres == pytest.approx(-400.0, abs=4 * day.mats[0].sd_m)
    notes = {mat.id: mat.note for mat in mat_views(made.field, made.arrivals, made.picture, day)}
    assert [name for name, note in notes.items() if note] == ["m30000"]
    assert notes["m30000"] == mat_words(day.mats[0])


def test_words_of_a_mat_say_the_side_and_how_sure() -> None:
    mat = DayMatView(id="k10", name="10K", metres=-241.3, sd_m=15.2)
    assert mat_words(mat) == "reads 241 m early, give or take 30: is it where it should be?"
