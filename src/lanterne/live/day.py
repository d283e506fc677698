"""The day in words: where and for whom the field is slower or faster than usual, and which mats are odd."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np

from lanterne.forecast.fade import BANDS_S_PER_KM
from lanterne.live.arrivals import Arrivals
from lanterne.live.today import is_marathon
from lanterne.race.definition import Race
from lanterne.units import HALF_MARATHON_M, METRES_PER_KM, Unit, pace_text
from lanterne.views import DayMatView, DayPaceView, DayView

STRETCHES_M: Final = (10_000.0, HALF_MARATHON_M, 30_000.0)
"""Stretches begin here, and end where the next begins, the last at the finish."""

SET_OUT_S_PER_KM: Final = (300.0, 410.0, 570.0)
LEGS: Final = 200
"""With fewer legs than this nothing is said of the day."""

LEARNED: Final = 0.5
"""Said is what leaves at most this share of the variance that was expected of such days."""

SCORE_90: Final = 1.645


def day_view(race: Race, arrivals: Sequence[Arrivals], now_s: float) -> DayView:
    """What has been learned of the day by now; of marathons alone, for elsewhere nothing is usual."""
    marathons = [each for each in arrivals if is_marathon(each.distance.length_m)]
    return DayView(
        pace=[row for each in marathons for row in _pace(each, race.unit, now_s)],
        mats=[row for each in marathons for row in _mats(race, each, now_s)],
    )


def mat_words(mat: DayMatView) -> str:
    """What the timer is to look at: "reads 240 m early, give or take 30: is it where it should be?"."""
    side = "early" if mat.metres < 0 else "late"
    return f"reads {abs(mat.metres):.0f} m {side}, give or take {2 * mat.sd_m:.0f}: is it where it should be?"


def _mats(race: Race, arrivals: Arrivals, now_s: float) -> Iterator[DayMatView]:
    distance = arrivals.distance
    for mat in arrivals.today.displaced_at(now_s, arrivals.mat_m, distance.length_m):
        point = next(
            one for one in race.points if one.at_m.get(distance.id) == mat.at_m and one.kind != "start"
        )
        yield DayMatView(id=point.id, name=point.name, metres=mat.by_m, sd_m=mat.sd_m)


def _pace(arrivals: Arrivals, unit: Unit, now_s: float) -> Iterator[DayPaceView]:
    today, length_m = arrivals.today, arrivals.distance.length_m
    day, before = today.day_at(now_s), today.before
    if day.legs < LEGS:
        return
    for from_m, to_m in zip(STRETCHES_M, (*STRETCHES_M[1:], length_m), strict=True):
        effects = today.stretch(np.array([from_m]), to_m, length_m)[0]
        for s_per_km in SET_OUT_S_PER_KM:
            effect = effects[BANDS_S_PER_KM.index(s_per_km)]
            variance = float(effect @ day.covariance @ effect)
            if variance > LEARNED * float(effect @ before.covariance @ effect):
                continue
            mean, far = float(effect @ (day.mean - before.mean)), SCORE_90 * variance**0.5
            low, middle, high = (100.0 * np.expm1([mean - far, mean, mean + far])).tolist()
            yield DayPaceView(
                from_m=from_m,
                to_m=to_m,
                who=f"Those who set out at {pace_text(s_per_km / METRES_PER_KM, unit)}",
                percent=middle,
                low=low,
                high=high,
            )
