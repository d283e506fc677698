"""The forecast's record of a day: the same however the events came, and judged only by what had happened."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from tests.field.tiny import GUN_S, entry_list, event, make_race, read

from lanterne.forecast.library import shipped
from lanterne.live.history import happened_by, past
from lanterne.live.record import record_view
from lanterne.race.definition import Gate
from lanterne.race.entrants import Entrant, Roster
from lanterne.views import DayView, RecordView

N = 60
ROSTER = Roster.of([Entrant(bib=str(n), distance="ten") for n in range(N)])
RACE = replace(
    make_race(),
    gates=(Gate(id="close", name="Close", at_m={"ten": 10_000.0}, clock="gun", limit_s=4_000.0),),
)
EMPTY = DayView(pace=[], mats=[])


def day() -> list[dict[str, Any]]:
    """Everybody at 5 km, and at the finish in twice that time or a little more."""
    rng = np.random.default_rng(3)
    half_s = rng.uniform(1_400, 2_200, N)
    finish_s = half_s * rng.normal(2.06, 0.03, N)
    reads = []
    for n in range(N):
        reads += [read(str(n), "start", 5.0), read(str(n), "k5", float(half_s[n]))]
        reads.append(read(str(n), "finish", float(finish_s[n])))
    return reads


def record(events: list[dict[str, Any]], now_s: float) -> RecordView:
    entries = list(happened_by(entry_list(events), GUN_S + now_s))
    made = past(RACE, ROSTER, entries, shipped(), GUN_S + now_s)
    return record_view(made.field, made.arrivals, made.picture, EMPTY)


def test_once_all_are_home_each_read_on_the_way_has_been_judged() -> None:
    found = record(day(), 9_000)
    assert (found.runners, found.sampled, found.whole.n, found.whole.came) == (N, N, N, N)
    assert [(mat.name, mat.n) for mat in found.mats if mat.distance == "ten"] == [("5K", 0), ("Finish", N)]


def test_the_order_in_which_events_came_changes_nothing() -> None:
    assert record(day()[::-1], 3_500) == record(day(), 3_500)


def test_what_happens_later_changes_nothing() -> None:
    events = day()
    later = [one for one in events if one["point"] == "finish"]
    known = [one for one in events if one["point"] != "finish"]
    assert record(known, 2_000) == record([*known, *later], 2_000)


def test_those_who_left_are_counted_as_never_come() -> None:
    events = [one for one in day() if not (one["bib"] == "7" and one["point"] == "finish")]
    left = event("status", 3_000, bib="7", what="left")
    found = record([*events, left], 9_000)
    assert (found.whole.n, found.whole.never_came) == (N - 1, 1)


def test_chances_are_judged_once_the_gate_is_over() -> None:
    assert record(day(), 3_500).gates == []
    over = record(day(), 9_000).gates
    assert sum(one.n for one in over) == N
    assert all(0 <= one.happened <= 1 and one.from_p <= one.said <= one.to_p for one in over)


def test_the_slowest_quarter_is_a_quarter() -> None:
    assert record(day(), 9_000).slow.n == N // 4
