"""Race control's crew asks from the top of a list, and stations answer what is true and they know."""

from __future__ import annotations

import math
from datetime import date

import numpy as np

from lanterne.race.definition import Distance, Race, Station
from lanterne.score.searching import Listed
from lanterne.simulate.crew import AGAIN_S, ASK_S, TRUSTED_S, Memory, Operator, Seen
from lanterne.simulate.crowd import Crowd

WATCH = 0
RACE = Race(
    id="made-up",
    name="Made up",
    day=date(2026, 5, 3),
    zone="UTC",
    unit="km",
    distances=(Distance(id="full", name="Full", length_m=10_000.0, start_s=0.0),),
    waves=(),
    points=(),
    stations=tuple(
        Station(id=f"s{km}", name=f"{km} km", kinds=("fluid",), at_m={"full": km * 1_000.0})
        for km in range(1, 10)
    ),
    vehicles=(),
    tokens={},
)


def memory(runners: int, stop_m: float, wrote: set[tuple[str, str]]) -> Memory:
    """Of runners who all take 1,000 s for 1,000 m, from 0 s on, and stop at a place."""
    knots_m = np.array([0.0, 10_000.0])
    clock_s = np.tile(knots_m, (runners, 1))
    bibs = tuple(map(str, range(runners)))
    return Memory(RACE, [Crowd("full", bibs, knots_m, clock_s, np.full(runners, stop_m))], wrote, 1)


def test_stations_know_half_of_who_passed_and_never_anybody_who_did_not() -> None:
    known = memory(1_000, 5_500.0, set())
    seen = [known.seen(str(i), 4_500.0, 9_000.0) for i in range(1_000)]
    assert {one for one in seen if one} == {Seen("s5", 5_000.0, 5_000.0)}
    assert 400 < sum(one is not None for one in seen) < 600
    assert not any(known.seen(str(i), 5_000.0, 9_000.0) for i in range(1_000))
    assert not any(known.seen(str(i), 4_500.0, 4_900.0) for i in range(1_000))


def test_a_station_knows_whom_it_wrote_down() -> None:
    known = memory(50, math.inf, {("s5", str(i)) for i in range(50)})
    assert all(known.seen(str(i), 4_500.0, 5_500.0) for i in range(50))


def test_the_operator_asks_one_a_minute_from_the_top_and_the_same_only_after_a_while() -> None:
    operator = Operator(memory(9, 500.0, set()))
    listed = [Listed("0", WATCH, excused=True), *(Listed(str(i), WATCH) for i in range(1, 9))]

    def asked(from_s: float, *called: str) -> list[str]:
        answers = operator.work(listed, called, lambda _: math.nan, from_s, from_s + 3 * ASK_S)
        assert [one.at_s for one in answers] == [from_s + ASK_S * i for i in range(1, len(answers) + 1)]
        return [one.bib for one in answers]

    assert asked(0.0, "2") == ["1", "3", "4"]
    assert asked(3 * ASK_S) == ["2", "5", "6"]
    assert asked(ASK_S + AGAIN_S) == ["1", "7", "8"]


def test_who_is_seen_rests_and_the_same_sighting_is_no_news() -> None:
    operator = Operator(memory(1, 1_500.0, {("s1", "0")}))
    listed = [Listed("0", WATCH)]
    (first,) = operator.work(listed, (), lambda _: math.nan, 2_000.0, 2_300.0)
    assert first.seen == Seen("s1", 1_000.0, 1_000.0)
    assert not operator.work(listed, (), lambda _: math.nan, 2_000.0 + TRUSTED_S, 2_300.0 + TRUSTED_S)
    (again,) = operator.work(listed, (), lambda _: math.nan, 2_100.0 + TRUSTED_S, 2_400.0 + TRUSTED_S)
    assert again.seen is None
