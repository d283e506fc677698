"""The forecast of one distance's whole field, kept as quantiles of every runner's arrival at every place."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from lanterne.dispatch.accounting import Z80, Z95, Z99
from lanterne.dispatch.trouble import due, works
from lanterne.field.evidence import latest_evidence
from lanterne.field.fold import Field
from lanterne.field.starts import Starts
from lanterne.forecast.evidence import Evidence
from lanterne.forecast.field_forecast import Forecast, forecast
from lanterne.forecast.library import PaceLibrary
from lanterne.forecast.rates import Mats, own_rates
from lanterne.forecast.stopping import slowdown
from lanterne.live.dark import mat_stages, mats_now
from lanterne.live.extras import Extras
from lanterne.live.requested import waiting
from lanterne.live.today import Today, is_marathon
from lanterne.race.cutoffs import gate_cutoffs_s
from lanterne.race.definition import Race
from lanterne.units import METRES_PER_KM

Floats = NDArray[np.float64]
Rows = NDArray[np.int64]

LEVELS: Final = (0.05, 0.5, 0.95)
ALONE_LEVELS: Final = (0.5, 0.99)
CHUNK: Final = 4_096

WET_RATE: Final = 0.95
"""On a wet day a mat is taken to read no more than so many: one bib in twenty is covered."""

TROUBLE: Final = 0.5
"""A mat that worked less than so for those due with a runner says nothing of the runner's bib."""


class Arrivals:
    """Arrivals of one distance's runners.

    Attributes
    ----------
    runners : ndarray of int, shape (n,)
        Indices in the roster; a row here is a place in this list.
    extras : Extras
        Their evidence between mats.
    target_m : ndarray, shape (m,), metres, increasing
        All places of the distance: mats, stations, gates, the finish.
    mat_m : ndarray, shape (p,), metres, increasing
        Mats but the start.
    at_s : ndarray, shape (n, m, 3), seconds after `base_s`
        Arrival at each target at `LEVELS`; NaN behind the last evidence and without a forecast.
    comes : ndarray, shape (n, m)
        Probability to come to each target at all; 1 where `at_s` is NaN.
    alone_s : ndarray, shape (n, p, 2), seconds after `base_s`
        When half, and when 99 in 100 such runners have passed each mat, by their evidence alone: that they
        have not been read by now is left out, so that it can be judged.
    forecast_s : ndarray, shape (n,), UTC epoch seconds
        When each runner's forecast was made; NaN = not yet.
    today : Today
        The day, as the distance's runners have shown it.
    library : PaceLibrary
        For the day as last learned.
    due_s : ndarray, shape (n,), seconds after `base_s`
        When 19 in 20 such runners have passed the first mat ahead; NaN = none.
    stops : ndarray, shape (n, p)
        Probability to stop on the stretch that ends at each mat ahead.
    mats : Mats
        What the silence of each mat is worth, as last judged.
    works : ndarray, shape (n, p), in [0, 1]
        How much of its usual rate each mat had for those due there with each runner, as last judged.
    limit_s : float, UTC epoch seconds, NaN = none
        The latest cut-off at the finish.
    """

    def __init__(self, library: PaceLibrary, field: Field, distance: int) -> None:
        race = field.race
        self.distance = race.distances[distance]
        self._field = field
        self.today = Today(library, _course(race, self.distance.length_m))
        self.library = self.today.library_at(-np.inf)
        self.extras = Extras(field, distance)
        self.runners = np.flatnonzero(field.layout.distance_of == distance)
        self.row_of = np.full(len(field.roster), -1, np.int64)
        self.row_of[self.runners] = np.arange(len(self.runners))
        mats_m = field.layout.point_at_m[distance].copy()
        mats_m[field.layout.is_start] = np.nan
        self._points = np.flatnonzero(np.isfinite(mats_m))
        self.mat_m, self._mat_of = np.unique(mats_m[self._points], return_inverse=True)
        self.target_m = np.unique(np.concatenate([self.mat_m, _places_m(race, self.distance.id)]))
        self.base_s = self.distance.start_s
        n = len(self.runners)
        self.at_s = np.full((n, len(self.target_m), len(LEVELS)), np.nan, np.float32)
        self.comes = np.ones(self.at_s.shape[:2], np.float32)
        self.alone_s = np.full((n, len(self.mat_m), len(ALONE_LEVELS)), np.nan, np.float32)
        self.due_s = np.full(n, np.nan)
        self.forecast_s = np.full(n, np.nan)
        self.stops = np.zeros(self.alone_s.shape[:2], np.float32)
        self.works = np.ones(self.alone_s.shape[:2], np.float32)
        self.mats = Mats.usual(len(self.mat_m))
        self.limit_s = np.nan

    def learn(self, starts: Starts, now_s: float) -> None:
        """Learn the day from everything read by now."""
        self.today.learn(self.evidence(np.arange(len(self.runners)), starts))
        self.library = self.today.library_at(now_s)

    def judge(self, starts: Starts, now_s: float) -> None:
        """By the whole field: which mats are dark, how surely the others read, and when the race ends."""
        field, mine = self._field, self.runners
        mat_points = [self.points_of(mat) for mat in range(len(self.mat_m))]
        out = np.isfinite(field.passing_s[mine]).any(axis=1)
        spoken = np.array([*field.said, *waiting(field)], np.int64)
        out[self.row_of[spoken][self.row_of[spoken] >= 0]] = False
        half_s = self.alone_s[:, :, 0].astype(np.float64) + self.base_s
        passing_s = self._passing_s(mine)
        late_s = self.alone_s[:, :, 1].astype(np.float64) + self.base_s
        likely_s = half_s + (late_s - half_s) * (Z80 / Z99)
        self.mats = mats_now(field, mat_points, passing_s, likely_s, out, now_s)
        far_m = latest_evidence(field).at_m[mine]
        seen = due(passing_s, half_s, starts.at_s[mine], self.mat_m, far_m)
        self.works = works(seen, out, now_s).astype(np.float32)
        self.limit_s = self._limit_s(starts)

    def points_of(self, mat: int) -> list[str]:
        """Ids of the timing points at a mat, by its place in `mat_m`."""
        points = self._field.race.points
        return [points[self._points[i]].id for i in np.flatnonzero(self._mat_of == mat).tolist()]

    def is_dark(self, point: str) -> bool:
        """Whether the mat of a timing point is dark now, as said or by its own silence."""
        mats = [mat for mat in range(len(self.mat_m)) if point in self.points_of(mat)]
        return any(bool(np.isposinf(self.mats.dark_to_s[mat])) for mat in mats)

    def usual(self, rows: Rows, *, wet: bool) -> Floats:
        """The probability that each mat reads some runners while it works, had all before it missed them."""
        mats = self.mats
        if wet:
            mats = Mats(np.minimum(mats.rate, WET_RATE), mats.dark_from_s, mats.dark_to_s)
        return own_rates(self._passing_s(self.runners[rows]), mats, self.works[rows] >= TROUBLE)

    def works_for(self, rows: Rows, half_s: Floats) -> Floats:
        """How much of its usual rate each mat had for some runners, (n, p): none where it was dark.

        Parameters
        ----------
        half_s : ndarray, shape (n, p), UTC epoch seconds
            When half of such runners have passed.
        """
        dark = (self.mats.dark_from_s <= half_s) & (half_s < self.mats.dark_to_s)
        # That a mat is dark by its silence is a guess, for all may have stopped: none is made of the finish.
        dark[:, self.mat_m >= self.distance.length_m] = False
        return np.where(dark | self._said_dark(), 0.0, self.works[rows].astype(np.float64))

    def _said_dark(self) -> NDArray[np.bool_]:
        """Which mats were last said to be lifted or down, shape (p,)."""
        stages = mat_stages(self._field)
        gone = [stages.get(self._field.race.points[point].id, "live") != "live" for point in self._points]
        dark = np.ones(len(self.mat_m), np.bool_)
        np.logical_and.at(dark, self._mat_of, np.array(gone, np.bool_))
        return dark

    def target(self, at_m: float) -> int:
        """Column of a place in `target_m`."""
        return int(np.argmin(np.abs(self.target_m - at_m)))

    def evidence(self, rows: Rows, starts: Starts) -> Evidence:
        """What is known of some runners, as the forecast takes it."""
        runners = self.runners[rows]
        start_s = starts.at_s[runners]
        extra = self.extras.of(runners, starts)
        return Evidence(
            length_m=self.distance.length_m,
            at_m=self.mat_m,
            net_s=self._passing_s(runners) - start_s[:, None],
            start_s=start_s,
            start_sd_s=starts.sd_s[runners],
            extra_at_m=extra.at_m,
            extra_net_s=extra.net_s,
            extra_sd_s=extra.sd_s,
        )

    def _passing_s(self, runners: Rows) -> Floats:
        """When each mat first read some runners, (n, p), UTC epoch seconds; points at one place are one."""
        passing_s = np.full((len(runners), len(self.mat_m)), np.nan)
        read_s = self._field.passing_s[np.ix_(runners, self._points)]
        for column, mat in enumerate(self._mat_of):
            passing_s[:, mat] = np.fmin(passing_s[:, mat], read_s[:, column])
        return passing_s

    def _limit_s(self, starts: Starts) -> float:
        """The latest cut-off at the finish; NaN = none."""
        race, distance, zeros = self._field.race, self.distance, self._field.zeros
        start_s, wave = starts.at_s[self.runners], self._field.layout.wave_of[self.runners]
        latest_s = [
            np.fmax.reduce(gate_cutoffs_s(race, gate, distance.id, zeros, start_s, wave), initial=np.nan)
            for gate in race.gates
            if gate.at_m.get(distance.id) == distance.length_m
        ]
        return float(np.fmax.reduce(latest_s, initial=np.nan))

    def forecast(self, rows: Rows, starts: Starts, now_s: float) -> Forecast:
        """The forecast of some runners as of now."""
        return forecast(self.library, self.evidence(rows, starts), now_s, self.mats, self.limit_s)

    def refresh(
        self, rows: Rows, starts: Starts, now_s: float, news: NDArray[np.bool_] | None = None
    ) -> None:
        """Forecast some runners anew.

        Parameters
        ----------
        news : ndarray, shape (n,), or None
            Of which of `rows` there is new evidence; None = all. What rests on evidence alone stays for the
            others.
        """
        for begin in range(0, len(rows), CHUNK):
            part = rows[begin : begin + CHUNK]
            told = np.arange(len(part)) if news is None else np.flatnonzero(news[begin : begin + CHUNK])
            made = self.forecast(part, starts, now_s)
            # Relative to the gun, single precision is good to a hundredth of a second.
            self.at_s[part] = made.arrivals(self.target_m, np.array(LEVELS)) - self.base_s
            self.comes[part] = 1.0 - np.nan_to_num(made.stopped(self.target_m))
            net_s = made.posterior.quantiles(self.mat_m, np.array(ALONE_LEVELS), rows=told)
            start_s = made.evidence.start_s[told] - self.base_s
            alone_s = net_s + start_s[:, None, None]
            self.alone_s[part[told]] = alone_s
            late_s = alone_s[:, :, 0] + (alone_s[:, :, 1] - alone_s[:, :, 0]) * (Z95 / Z99)
            self.stops[part[told]] = self._stops(made, told)
            self.due_s[part[told]] = np.fmin.reduce(late_s, axis=1, initial=np.nan)
            self.forecast_s[part] = now_s

    def _stops(self, made: Forecast, rows: Rows) -> Floats:
        """Probability to stop on the stretch before each mat, (n, p), by the evidence of a forecast alone."""
        length_m, mats = self.distance.length_m, len(self.mat_m)
        last_m, last_s = made.posterior.last_m[rows], made.posterior.last_s[rows]
        with np.errstate(invalid="ignore", divide="ignore"):  # nobody seen yet, or a limit before the start
            log_pace = np.log(last_s / (last_m / METRES_PER_KM))
            limit_s = self.limit_s - made.evidence.start_s[rows]
            limit_log_pace = np.log(limit_s / (length_m / METRES_PER_KM))
        still = self.library.stopping.survival(
            last_m / length_m,
            self.mat_m / length_m,
            slowdown(made.posterior.net_s[rows, :mats], self.mat_m, length_m),
            log_pace,
            limit_log_pace,
        )
        return np.asarray(np.column_stack([np.ones((len(rows), min(mats, 1))), still[:, :-1]]) - still)


def _course(race: Race, length_m: float) -> str | None:
    """The course as a library may know it, which knows those of marathons alone."""
    return race.course if is_marathon(length_m) else None


def _places_m(race: Race, distance: str) -> Floats:
    """Metres of every station, gate and the finish of a distance."""
    length_m = next(one.length_m for one in race.distances if one.id == distance)
    named = [one.at_m for one in race.stations] + [one.at_m for one in race.gates]
    at_m = [one[distance] for one in named if 0 < one.get(distance, 0.0) <= length_m]
    return np.array([*at_m, length_m])
