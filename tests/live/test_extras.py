"""What phones and people say of a runner between mats becomes evidence, and moves the forecast."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from tests.field.tiny import GUN_S, entries, event, make_race, make_roster, read

from lanterne.field.evidence import NOTHING, PASSING, POSITION, latest_evidence
from lanterne.field.fold import Field, fold
from lanterne.field.starts import starts
from lanterne.forecast.library import shipped
from lanterne.live.arrivals import Arrivals
from lanterne.live.chart import chart_view
from lanterne.live.convoy import Convoy
from lanterne.live.extras import SIGHTING_SD_S
from lanterne.live.picture import picture
from lanterne.race.course import Course
from lanterne.race.definition import Race


def race() -> Race:
    """The tiny race, its 10 km drawn as five kilometres north and back."""
    there = np.linspace(0.0, 5_000.0 / 111_132.0, 101)
    line = np.column_stack([np.zeros(201), np.concatenate([there, there[-2::-1]])])
    plain = make_race()
    ten = replace(plain.distances[0], course=Course.of(line, 10_000.0))
    return replace(plain, distances=(ten, *plain.distances[1:]))


def fixes(at_m: np.ndarray, pace_s_per_m: float, device: str = "C3", **also: Any) -> list[dict[str, Any]]:
    """A phone's fixes at these metres of somebody who started with the gun."""
    course = race().distances[0].course
    assert course is not None
    longitude, latitude = course.place(at_m)
    return [
        event(
            "position",
            float(m * pace_s_per_m),
            device=device,
            longitude=float(lon),
            latitude=float(lat),
            accuracy_m=5.0,
            **also,
        )
        for m, lon, lat in zip(at_m, longitude, latitude, strict=True)
    ]


def field_of(events: list[dict[str, Any]]) -> Field:
    return fold(race(), make_roster(), [entries(events)])


def arrivals_of(field: Field) -> Arrivals:
    return Arrivals(shipped(), field, 0)


START = [read("3", "start", 0.0)]
UP_TO_3K = np.arange(50.0, 3_010.0, 100.0)
THIRD = np.array([2])


def test_the_last_fix_of_a_chips_phone_is_evidence() -> None:
    field = field_of(START + fixes(UP_TO_3K, 0.5))
    evidence = arrivals_of(field).evidence(THIRD, starts(field))
    assert evidence.extra_at_m is not None
    assert evidence.extra_net_s is not None
    assert evidence.extra_at_m[0, 1] == pytest.approx(UP_TO_3K[-1], abs=5)
    assert evidence.extra_net_s[0, 1] == pytest.approx(UP_TO_3K[-1] * 0.5, abs=1)


def test_spaced_fixes_stand_behind_the_last() -> None:
    field = field_of(START + fixes(np.arange(50.0, 9_000.0, 100.0), 0.5))
    extra = arrivals_of(field).extras.of(THIRD, starts(field))
    assert extra.at_m[0, 1:] == pytest.approx([8_950, 5_050, 7_550], abs=5)


def test_fixes_before_the_last_mat_say_nothing_more() -> None:
    field = field_of([*START, *fixes(np.arange(50.0, 5_000.0, 100.0), 0.5), read("3", "k5", 2_500.0)])
    assert np.isnan(arrivals_of(field).extras.of(THIRD, starts(field)).at_m).all()


def test_a_phone_named_by_the_bib_is_the_runners_and_a_vehicles_is_not() -> None:
    field = field_of([*fixes(UP_TO_3K, 0.5, device="4"), *fixes(UP_TO_3K, 0.5, device="phone-1")])
    assert field.carried == {3: {"4"}}


def test_a_fix_is_news_of_its_runner() -> None:
    field = field_of(START)
    changes = field.apply(entries(fixes(np.array([100.0]), 0.5)))
    assert changes.runners.tolist() == [2]


def test_a_sighting_is_the_first_column() -> None:
    field = field_of([*START, event("sighting", 1_500.0, bib="3", place="w1")])
    extra = arrivals_of(field).extras.of(THIRD, starts(field))
    assert (extra.at_m[0, 0], extra.net_s[0, 0], extra.sd_s[0, 0]) == (3_000.0, 1_500.0, SIGHTING_SD_S)


def test_fixes_that_come_late_and_shuffled_are_the_same_evidence() -> None:
    events = START + fixes(np.arange(50.0, 7_000.0, 100.0), 0.5)
    live = field_of(events[:20])
    kept = arrivals_of(live)
    kept.evidence(THIRD, starts(live))
    late = events[20:]
    random.Random(1).shuffle(late)
    live.apply(entries(late))
    once = field_of(events)
    found = kept.extras.of(THIRD, starts(live))
    expected = arrivals_of(once).extras.of(THIRD, starts(once))
    for column, other in zip(found, expected, strict=True):
        np.testing.assert_array_equal(column, other)


def test_a_fix_voided_is_no_evidence() -> None:
    wrong = fixes(np.array([4_000.0]), 0.2)
    void = event("correction", 900.0, target=wrong[0]["id"])
    field = field_of(START + wrong + [void])
    assert np.isnan(arrivals_of(field).extras.of(THIRD, starts(field)).at_m).all()


@pytest.mark.parametrize("pace_s_per_m", [0.35, 0.6])
def test_fixes_move_the_forecast_towards_the_pace_they_show(pace_s_per_m: float) -> None:
    now_s = GUN_S + 3_000 * pace_s_per_m

    def finish_s(events: list[dict[str, Any]]) -> np.ndarray:
        field = field_of(events)
        made = arrivals_of(field).forecast(THIRD, starts(field), now_s)
        return made.arrivals(np.array([10_000.0]), np.array([0.05, 0.5, 0.95]))[0, 0] - GUN_S

    before, after = finish_s(START), finish_s(START + fixes(UP_TO_3K, pace_s_per_m))
    assert after[2] - after[0] < before[2] - before[0]
    assert 0.95 < after[1] / (10_000 * pace_s_per_m) < 1.35


def test_without_phones_there_is_one_column() -> None:
    field = field_of(START)
    assert arrivals_of(field).extras.of(THIRD, starts(field)).at_m.shape == (1, 1)


def test_a_fix_is_the_latest_evidence_until_the_runner_has_left() -> None:
    phone = fixes(UP_TO_3K, 0.5)
    for words, kind in (([], POSITION), ([event("status", 900.0, bib="3", what="left")], PASSING)):
        field = field_of(START + phone + words)
        arrivals = arrivals_of(field)
        arrivals.evidence(THIRD, starts(field))
        evidence = latest_evidence(field, arrivals.extras.last_fixes())
        assert evidence.kind[2] == kind


@pytest.mark.parametrize(("upto_m", "kind"), [(500.0, NOTHING), (3_000.0, POSITION)])
def test_a_phone_alone_says_that_somebody_started_only_once_it_is_under_way(upto_m: float, kind: int) -> None:
    field = field_of(fixes(np.arange(50.0, upto_m, 100.0), 0.5))
    arrivals = arrivals_of(field)
    arrivals.evidence(THIRD, starts(field))
    assert latest_evidence(field, arrivals.extras.last_fixes()).kind[2] == kind


def test_a_phones_way_is_drawn_and_never_goes_backward() -> None:
    field = field_of(START + fixes(UP_TO_3K, 0.5))
    arrivals = arrivals_of(field)
    arrivals.refresh(np.arange(9), starts(field), GUN_S + 1_500.0)
    now = picture(field, [arrivals], GUN_S + 1_500.0)
    track = next(one for one in chart_view(field, [arrivals], now, Convoy(field)).runners if one.bib == "3")
    assert len(track.seen) >= 10
    assert track.seen == sorted(track.seen, key=lambda one: one[1])
