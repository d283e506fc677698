"""What-if: other numbers on a copy, and the day itself left as it is."""

from __future__ import annotations

import itertools
from typing import Any

import msgspec
import numpy as np
import pytest
from tests.field.tiny import GUN_S, event
from tests.live.late_race import LIMIT_S, NOW_S, PACE, now_of

from lanterne.errors import LanterneError
from lanterne.live.control import Boards, control_view
from lanterne.live.now import Now
from lanterne.live.whatif import whatif
from lanterne.views import WhatIfView

SWEEP = event("vehicle", NOW_S - 60, vehicle="bus", distance="full", at_m=35_600.0, by="Ana")


def now_with_sweep(**rules: Any) -> Now:
    return now_of(SWEEP, **rules)


def station(made: WhatIfView, name: str) -> Any:
    return next(one for one in made.stations if one.station == name)


def test_nothing_changed_gives_the_day_as_it_is() -> None:
    made = whatif(now_with_sweep())
    assert made.in_time == made.would_be_in_time
    for gate in made.gates:
        assert (gate.late, gate.cutoff_s) == (gate.would_be_late, gate.would_be_s)
    for one in made.stations:
        assert (one.sweep_s, one.to_come_after) == (one.would_be_sweep_s, one.would_be_to_come_after)


def test_a_later_limit_lets_more_in_at_the_gates_ahead() -> None:
    now = now_with_sweep()
    found = [whatif(now, limit_extra_s=60.0 * k) for k in (0, 10, 20, 40, 90)]
    for one, other in itertools.pairwise(found):
        assert other.would_be_in_time >= one.would_be_in_time
        assert other.gates[0].would_be_late <= one.gates[0].would_be_late
    assert found[-1].would_be_in_time == pytest.approx(2.5, abs=0.7)
    assert found[2].gates[0].would_be_s == pytest.approx(GUN_S + LIMIT_S + 1_200)
    assert "20 minutes later" in found[2].said[0]


def test_a_slower_sweep_leaves_fewer_behind_it_at_the_stations_ahead() -> None:
    made = whatif(now_with_sweep(), sweep_slower=1.4)
    ahead = station(made, "w8")
    assert ahead.would_be_sweep_s - ahead.sweep_s == pytest.approx((40_000 - 35_600) * PACE * 0.4)
    assert ahead.would_be_to_come_after < ahead.to_come_after
    assert "as it goes now" in made.said[0]


def test_without_a_sweep_heard_of_the_line_stands_for_it() -> None:
    made = whatif(now_of())
    assert station(made, "w8").sweep_s == pytest.approx(GUN_S + 40_000 * PACE)


def test_a_closed_station_widens_the_way_to_the_next_open_one() -> None:
    made = whatif(now_with_sweep(), closed=["w7", "w8"])
    assert station(made, "w6").gap_m == pytest.approx(12_195.0)
    assert [one.station for one in made.stations if one.closed] == ["w7", "w8"]
    assert "7.6 mi after Water 6" in made.said[-1]


def test_a_cheer_station_is_no_aid() -> None:
    assert station(whatif(now_with_sweep()), "w8").gap_m == pytest.approx(2_195.0)


def test_home_by_every_five_minutes_only_rises_to_all_who_come() -> None:
    made = whatif(now_with_sweep()).finish_by
    at_s, home = np.array(made).T
    assert (np.diff(at_s) == 300).all()
    assert (np.diff(home) >= 0).all()
    assert home[-1] > 2.0


def test_strangers_and_a_sweep_that_stands_still_are_refused() -> None:
    with pytest.raises(LanterneError, match="w99: no such station"):
        whatif(now_with_sweep(), closed=["w99"])
    with pytest.raises(LanterneError, match="between"):
        whatif(now_with_sweep(), sweep_slower=0.0)


def test_the_day_is_left_as_it_is() -> None:
    now = now_with_sweep()

    def all_of_it() -> list[bytes]:
        view = control_view(
            now.field, now.arrivals, now.picture, Boards(), [], lantern="lit", speed=1.0, quarantined=0
        )
        kept = [now.arrivals[0].at_s.tobytes(), now.arrivals[0].comes.tobytes()]
        return [msgspec.json.encode(view), *kept, repr(now.field.race).encode()]

    before = all_of_it()
    whatif(now, limit_extra_s=3_600.0, sweep_slower=2.0, closed=["w8"])
    assert all_of_it() == before
