"""One runner's forecast: what it rests on, what it says of gates, and that it never knew what came later."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from tests.field.tiny import GUN_S, entry_list, event, make_race, make_roster, read
from tests.live.test_extras import fixes
from tests.live.test_extras import race as drawn

from lanterne.forecast.library import shipped
from lanterne.live.history import happened_by, past
from lanterne.live.runner import runner_view
from lanterne.race.definition import Gate
from lanterne.views import RunnerForecastView

RACE = replace(
    make_race(),
    gates=(
        Gate(id="mid", name="Mid", at_m={"ten": 5_000.0}, clock="gun", limit_s=2_400.0),
        Gate(id="late", name="Km 8", at_m={"ten": 8_000.0}, clock="gun", limit_s=3_300.0),
        Gate(id="close", name="Close", at_m={"ten": 10_000.0}, clock="gun", limit_s=4_500.0),
    ),
)
DAY = [
    *(read(str(n), "start", 10 + n) for n in range(1, 9)),
    *(read(str(n), "k5", 1_500 + 100 * n) for n in range(1, 9)),
]


def view_of(bib: str, events: list[dict[str, Any]], now_s: float) -> RunnerForecastView:
    """The view of one runner when `events` had come, of which only those by now had happened."""
    entries = list(happened_by(entry_list(events), GUN_S + now_s))
    made = past(RACE, make_roster(), entries, shipped(), GUN_S + now_s)
    return runner_view(made.field, made.arrivals[0], made.picture, make_roster().index[bib], "Ada")


def clock(at_s: float | None) -> float | None:
    return None if at_s is None else round(at_s - GUN_S, 3)


def test_what_was_seen_is_told_in_its_order_with_net_and_pace() -> None:
    seen = view_of("5", DAY, 2_100).seen
    assert [(one.place, clock(one.at_s), one.net_s, one.by) for one in seen] == [
        ("Start", 15.0, 0.0, "test"),
        ("5K", 2_000.0, 1_985.0, "test"),
    ]
    assert seen[1].pace_s_per_m == pytest.approx(1_985 / 5_000)


def test_a_read_says_what_had_been_expected_of_it() -> None:
    due = view_of("5", DAY, 2_100).seen[1].due
    assert due is not None
    assert due.p05_s < due.p50_s < due.p95_s


def test_the_three_ends_at_every_gate_ahead_sum_to_one() -> None:
    view = view_of("5", DAY, 2_100)
    for gate in [*view.gates[1:], view.finish]:
        assert gate.p_in_time is not None
        assert gate.p_late is not None
        assert gate.p_stopped is not None
        assert gate.p_in_time + gate.p_late + gate.p_stopped == pytest.approx(1.0, abs=1e-6)


def test_a_gate_behind_says_when_it_was_passed() -> None:
    gate = view_of("5", DAY, 2_100).gates[0]
    assert (clock(gate.passed_from_s), clock(gate.passed_to_s), gate.p_in_time) == (2_000.0, 2_000.0, None)


def test_the_pace_it_takes_is_counted_from_the_last_evidence() -> None:
    gate = view_of("5", DAY, 2_100).gates[1]
    assert gate.needed_s_per_m == pytest.approx((3_300 - 2_000) / 3_000)


def test_no_pace_makes_a_gate_whose_limit_is_over() -> None:
    gate = view_of("8", DAY, 3_400).gates[1]
    assert gate.needed_now_s_per_m is None


def test_places_ahead_come_in_order_of_course_and_clock() -> None:
    ahead = view_of("5", DAY, 2_100).ahead
    assert [one.place for one in ahead] == ["Km 8", "Finish"]
    assert ahead[0].due.p50_s < ahead[1].due.p50_s


def test_one_who_has_finished_shows_what_happened_and_no_forecast() -> None:
    view = view_of("1", [*DAY, read("1", "finish", 3_400)], 4_000)
    assert (view.state, clock(view.finished_s), view.ahead, view.fan) == ("finished", 3_400.0, [], [])
    assert clock(view.issued[-1].at_s) is not None
    assert max(one.at_s for one in view.issued) <= GUN_S + 3_400


def test_one_in_a_vehicle_is_expected_nowhere_and_says_who_said_so() -> None:
    ride = event("pickup", 2_500, bib="5", what="picked_up", vehicle="bus")
    view = view_of("5", [*DAY, ride], 3_000)
    assert (view.state, view.expected, view.now_m, view.ahead) == ("in_vehicle", False, None, [])
    assert view.said is not None
    assert (view.said.where, clock(view.said.at_s)) == ("Bus", 2_500.0)
    assert max(one.at_s for one in view.issued) <= GUN_S + 2_500


def test_one_never_read_rests_on_a_start_that_is_only_supposed() -> None:
    view = view_of("9", DAY, 300)
    assert view.start_sd_s > 0
    assert (view.seen, view.evidence, view.expected) == ([], None, True)


def test_a_doubtful_read_is_shown_and_not_used() -> None:
    view = view_of("5", [*DAY, read("5", "finish", 1_700)], 2_100)
    assert [(one.place, one.standing) for one in view.seen][1:] in (
        [("Finish", "doubtful"), ("5K", "")],
        [("Finish", ""), ("5K", "doubtful")],
    )


def test_a_read_taken_back_is_shown_as_voided() -> None:
    wrong = read("5", "k5", 1_600)
    void = event("correction", 2_050, target=wrong["id"], what="void", reason="another's chip")
    view = view_of("5", [*DAY, wrong, void], 2_100)
    assert ("5K", "voided") in [(one.place, one.standing) for one in view.seen]
    assert [clock(one.at_s) for one in view.seen if one.standing == ""] == [15.0, 2_000.0]


def test_each_forecast_is_issued_again_as_it_was() -> None:
    """What the page shows of an earlier instant is what a forecast made then had said."""
    shown = {clock(one.at_s): one.due for one in view_of("5", DAY, 2_900).issued}
    for at_s in (2_000.0, 2_400.0, 2_700.0):
        entries = list(happened_by(entry_list(DAY), GUN_S + at_s))
        then = past(RACE, make_roster(), entries, shipped(), GUN_S + at_s)
        median_s = float(then.arrivals[0].at_s[4, -1, 1]) + then.arrivals[0].base_s
        assert shown[at_s].p50_s == pytest.approx(median_s, abs=1.0)


def test_what_happens_later_changes_no_forecast_issued_before() -> None:
    before = view_of("5", DAY, 2_400).issued
    after = view_of(
        "5", [*DAY, read("5", "finish", 4_200), *(read(str(n), "finish", 3_500) for n in (1, 2))], 5_000
    )
    known = {one.at_s: one for one in after.issued}
    for one in before[:-1]:  # the last is of now, which is no even clock time
        assert np.allclose(
            [one.due.p05_s, one.due.p50_s, one.due.p95_s],
            [known[one.at_s].due.p05_s, known[one.at_s].due.p50_s, known[one.at_s].due.p95_s],
            rtol=0,
            atol=6.0,  # who is computed along with it moves a quantile by seconds
        )


def test_the_last_fix_of_a_phone_is_evidence_from_then_on() -> None:
    events = [*DAY, *fixes(np.arange(5_200.0, 6_200.0, 200.0), 0.45)]
    entries = list(happened_by(entry_list(events), GUN_S + 2_900))
    made = past(drawn(), make_roster(), entries, shipped(), GUN_S + 2_900)
    view = runner_view(made.field, made.arrivals[0], made.picture, make_roster().index["3"], "")
    assert (view.seen[-1].kind, view.seen[-1].at_m) == ("position", pytest.approx(6_000.0, abs=20.0))
    now_s = float(made.arrivals[0].at_s[2, -1, 1]) + made.arrivals[0].base_s
    assert view.issued[-1].due.p50_s == pytest.approx(now_s, abs=1.0)
