from __future__ import annotations

import math
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.score.made_up_race import MATS, made_up_race

from lanterne.results import POINTS, ResultPoint, Results, read_results
from lanterne.score.gates import ENOUGH, GateRule, crossing_s, gate_test, suggestion
from lanterne.units import parse_duration_s

REAL = Path(__file__).parents[3] / "shared" / "data" / "results"
K30_M = POINTS["k30"][1]


def results(*rows: tuple[float | None, ...], columns: tuple[str, ...] = ("half", "k30", "finish")) -> Results:
    """Results of net seconds at some mats; None = not read, and who has no finish did not finish."""
    net_s = np.array([[math.nan if one is None else one for one in row] for row in rows])
    return Results(
        race="tiny",
        year=2030,
        runners=tuple(str(i) for i in range(len(rows))),
        finished=np.isfinite(net_s[:, -1]),
        points=tuple(ResultPoint(one, *POINTS[one]) for one in columns),
        net_s=net_s,
        offset_s=np.full(len(rows), math.nan),
    )


def rule(**fields: Any) -> GateRule:
    return GateRule(**{"id": "k30", "at_m": K30_M, "deadline_s": 18_000.0, "limit_s": 25_200.0, **fields})


def tried(day: Results, gate: GateRule, minutes: int = 5, share: float = 0.5, last_min: int = 5) -> Any:
    return gate_test(day, gate, minutes=minutes, share=share, last_min=last_min)


def test_a_mat_that_read_a_runner_says_when_they_passed() -> None:
    assert crossing_s(results((12_000, 17_500, 25_000)), K30_M).tolist() == [17_500]


def test_between_two_mats_a_passing_is_on_the_straight_line() -> None:
    half_m = POINTS["half"][1]
    middle_m = (half_m + K30_M) / 2
    assert crossing_s(results((12_000, 18_000, 26_000)), middle_m).tolist() == [pytest.approx(15_000)]


def test_a_mat_that_missed_a_runner_is_bridged() -> None:
    (passed_s,) = crossing_s(results((12_000, None, 26_000)), K30_M)
    share = (K30_M - POINTS["half"][1]) / (POINTS["finish"][1] - POINTS["half"][1])
    assert passed_s == pytest.approx(12_000 + 14_000 * share)


def test_who_was_read_nowhere_beyond_a_place_has_not_passed_it() -> None:
    assert np.isnan(crossing_s(results((12_000, None, None)), K30_M)).all()


def test_each_minute_before_the_deadline_is_counted() -> None:
    day = results(
        (1.0, 18_000, 25_000),  # on the deadline itself: still in its last minute
        (1.0, 17_941, 25_900),  # in its last minute, home late
        (1.0, 17_940, None),  # a minute before, and stopped later
        (1.0, 17_881, 25_200),  # home on the limit itself
        (1.0, 17_700, 25_000),  # five minutes before: beyond those counted
        (1.0, 18_001, 25_100),  # late at the gate
        (1.0, 18_500, 26_000),
    )
    found = tried(day, rule())
    assert [(one.passed, one.in_time, one.finished) for one in found.minutes] == [
        (2, 1, 2),
        (2, 1, 1),
        (0, 0, 0),
        (0, 0, 0),
        (0, 0, 0),
    ]
    assert (found.passed, found.late, found.late_in_time) == (7, 2, 1)


def test_empty_last_minutes_are_counted_up_to_the_first_with_a_finisher_in_time() -> None:
    day = results((1.0, 17_990, 26_000), (1.0, 17_930, 25_900), (1.0, 17_870, 25_100))
    assert tried(day, rule()).first_min == 2
    assert tried(results((1.0, 17_990, 26_000)), rule()).first_min is None


def test_a_gate_by_the_gun_counts_the_start() -> None:
    day = replace(results((1.0, 17_500, 24_900), (1.0, 17_500, 24_900)), offset_s=np.array([0.0, 600.0]))
    found = tried(day, rule(by_gun=True, limit_by_gun=True))
    assert (found.passed, found.late, found.late_in_time) == (2, 1, 0)
    assert found.without_start == 0


def test_who_has_no_known_start_counts_as_the_last_to_start() -> None:
    found = tried(results((1.0, 17_500, 24_900)), rule(by_gun=True, unread_start_s=600.0))
    assert (found.late, found.without_start) == (1, 1)


def test_own_times_need_no_start() -> None:
    assert tried(results((1.0, 17_500, 24_900)), rule(unread_start_s=600.0)).without_start == 0


def test_a_file_of_finishers_only_is_called_so() -> None:
    assert tried(results((1.0, 17_500, 24_900)), rule()).finishers_only
    assert not tried(results((1.0, 17_500, 24_900), (1.0, 17_500, None)), rule()).finishers_only


def brute_suggestion(
    passed_s: list[float], in_time: list[bool], share: float, last_min: int
) -> tuple[float, float] | None:
    """The latest whole minute tried one by one."""
    for minute in range(int(max(passed_s, default=0) // 60) + 1, -1, -1):
        last = [
            made
            for at_s, made in zip(passed_s, in_time, strict=True)
            if (minute - last_min) * 60 < at_s <= minute * 60
        ]
        if len(last) >= ENOUGH and sum(last) >= share * len(last):
            return minute * 60.0, sum(last) / len(last)
    return None


@settings(deadline=None)
@given(
    each=st.lists(st.tuples(st.integers(0, 1_200).map(float), st.booleans()), max_size=200),
    share=st.sampled_from([0.01, 0.25, 0.5, 0.9, 1.0]),
    last_min=st.integers(1, 8),
)
def test_the_suggestion_is_the_latest_that_does(
    each: list[tuple[float, bool]], share: float, last_min: int
) -> None:
    passed_s, in_time = [at_s for at_s, _ in each], [made for _, made in each]
    found = suggestion(np.array(passed_s), np.array(in_time, np.bool_), share=share, last_min=last_min)
    assert found == brute_suggestion(passed_s, in_time, share, last_min)


def test_a_suggestion_needs_enough_runners() -> None:
    passed_s, in_time = np.full(ENOUGH - 1, 500.0), np.ones(ENOUGH - 1, np.bool_)
    assert suggestion(passed_s, in_time, share=0.5, last_min=5) is None
    more_s, more = np.append(passed_s, 501.0), np.append(in_time, True)
    assert suggestion(more_s, more, share=0.5, last_min=5) == (540, 1.0)


def test_all_who_passed_are_late_or_in_the_minutes_before() -> None:
    day = made_up_race()
    found = tried(day, rule(deadline_s=12_000.0), minutes=600)
    assert sum(one.passed for one in found.minutes) + found.late == found.passed
    assert found.passed == int(np.isfinite(day.net_s[:, list(MATS).index("k30") :]).any(axis=1).sum())


def test_a_suggestion_keeps_its_promise_on_a_real_race() -> None:
    file = REAL / "honolulu_2016.parquet"
    if not file.is_file():
        pytest.skip(f"no {file.name} beside the repository")
    day = read_results(file)
    found = tried(day, rule(deadline_s=17_700.0), share=0.5, last_min=5)
    suggested_s, share = found.suggested_s, found.suggested_share
    again = tried(day, rule(deadline_s=suggested_s), share=0.5, last_min=5)
    assert sum(one.in_time for one in again.minutes) == pytest.approx(
        share * sum(one.passed for one in again.minutes)
    )
    assert share >= 0.5


PAGE = Path(__file__).parents[2] / "docs" / "cutoffs.md"
LIMITS = {"Honolulu": "7:00:00", "Chicago": "6:30:00"}
FIGURES = re.findall(
    r"^\| (Honolulu|Chicago) (\d{4}) \| (.*) \|$", PAGE.read_text(encoding="utf-8"), re.MULTILINE
)


def test_the_page_has_figures_of_both_races() -> None:
    assert [name for name, _, _ in FIGURES] == ["Honolulu"] * 4 + ["Chicago"] * 4


@pytest.mark.parametrize(("name", "year", "figures"), FIGURES)
def test_the_page_says_what_the_races_give(name: str, year: str, figures: str) -> None:
    file = REAL / f"{name.lower()}_{year}.parquet"
    if not file.is_file():
        pytest.skip(f"no {file.name} beside the repository")
    by, last, last5, late, late_in_time, half, tenth = (cell.strip() for cell in figures.split("|"))
    gate = rule(deadline_s=parse_duration_s(f"{by}:00"), limit_s=parse_duration_s(LIMITS[name]))
    day = read_results(file)
    found = tried(day, gate)
    in_time, passed = sum(one.in_time for one in found.minutes), sum(one.passed for one in found.minutes)
    assert (last, last5) == (
        f"{found.minutes[0].in_time} of {found.minutes[0].passed}",
        f"{in_time} of {passed}",
    )
    assert (late, late_in_time) == (f"{found.late:,}", str(found.late_in_time))
    for clock, share in ((half, 0.5), (tenth, 0.1)):
        assert tried(day, gate, share=share).suggested_s == parse_duration_s(f"{clock}:00")
