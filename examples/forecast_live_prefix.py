"""A race half run: learn the day from those ahead, ask about everyone, take in ten more reads.

    python examples/forecast_live_prefix.py

The runners are made up, on a warm day that slows all of them; instants are UTC epoch seconds.
"""

from __future__ import annotations

import numpy as np

from lanterne.forecast import (
    Evidence,
    Forecast,
    Mats,
    before_the_race,
    displaced,
    forecast,
    innovations,
    learned,
    shipped,
    suspicious,
)
from lanterne.units import MARATHON_M, METRES_PER_KM

GUN_S = 1_777_805_400.0
NOW_S = GUN_S + 3.0 * 3_600
GATE_M, GATE_CLOSES_S = 35_000.0, GUN_S + 5.5 * 3_600
RACE_ENDS_S = GUN_S + 6.5 * 3_600
MATS_M = np.array([5_000.0, 10_000, 15_000, 21_097.5, 25_000, 30_000, 35_000, 40_000, MARATHON_M])


def made_up_race(runners: int = 1_200) -> Evidence:
    """Everything the mats will have read once all is over: the future, which the forecast must not see."""
    rng = np.random.default_rng(4)
    pace = rng.lognormal(np.log(385), 0.18, (runners, 1))
    fade = 1 + (0.12 + rng.gamma(2.0, 0.1, (runners, 1))) * (MATS_M / MARATHON_M) ** 2.5
    legs_s = np.diff(MATS_M, prepend=0) / METRES_PER_KM * pace * fade * rng.lognormal(0, 0.03, fade.shape)
    net_s = np.cumsum(legs_s, axis=1)
    net_s[rng.random(net_s.shape) < 0.01] = np.nan  # a bib that was not read now and then
    return Evidence(
        length_m=MARATHON_M,
        at_m=MATS_M,
        net_s=net_s,
        start_s=GUN_S + np.sort(rng.uniform(0, 900, runners)),
        start_sd_s=np.zeros(runners),
    )


def clock(at_s: float) -> str:
    """An instant as hours and minutes after the gun."""
    minutes = round((at_s - GUN_S) / 60)
    return f"{minutes // 60}:{minutes % 60:02d}"


def say(now: Forecast, row: int, name: str) -> None:
    """Print what is known of one runner."""
    only = np.array([row])
    place_m = now.places_m(only)[0]
    gate, finish = now.arrivals(np.array([GATE_M, MARATHON_M]), np.array([0.05, 0.5, 0.95]), only)[0]
    in_time, late, stopped = now.outcomes(np.array([GATE_M]), np.array([GATE_CLOSES_S]), only)
    print(f"{name}, as of {clock(float(now.as_of_s[row]))}")
    low_km, median_km, high_km = place_m / METRES_PER_KM
    print(f"  now at      {median_km:.1f} km ({low_km:.1f} to {high_km:.1f})")
    if np.isfinite(gate).all():  # not so once the gate is behind
        print(f"  at the gate {clock(gate[1])} ({clock(gate[0])} to {clock(gate[2])})")
        print(f"  in time {in_time[0, 0]:.3f}, too late {late[0, 0]:.3f}, stopped before {stopped[0, 0]:.3f}")
    print(f"  finish      {clock(finish[1])} ({clock(finish[0])} to {clock(finish[2])})")


def main() -> None:
    """Forecast and print."""
    library, everything = shipped(), made_up_race()
    prefix = everything.by(NOW_S)
    print(f"{np.isfinite(prefix.net_s).sum()} reads by {clock(NOW_S)}")

    expected = before_the_race(library)
    day = learned(library, innovations(library, prefix), NOW_S)
    print(f"the day, learned from {day.legs} legs; not known: {np.trace(day.covariance):.4f}", end=" ")
    print(f"where {np.trace(expected.covariance):.4f} was before the race")
    print(
        "mats that seem displaced:", suspicious(displaced(day, library, list(MATS_M), MARATHON_M)) or "none"
    )

    mats = Mats.usual(len(MATS_M))
    usual = forecast(expected.adjusted(library), prefix, NOW_S, mats, RACE_ENDS_S)
    now = forecast(day.adjusted(library), prefix, NOW_S, mats, RACE_ENDS_S)
    slow = int(np.argsort(np.nan_to_num(everything.net_s[:, -1]))[int(0.9 * len(prefix.net_s))])
    say(usual, slow, "a slow runner, had nobody run ahead")
    say(now, slow, "the same runner, with what those ahead have shown")

    # The next ten reads that come in: only these runners are computed again.
    at_s = np.where(np.isnan(prefix.net_s), everything.start_s[:, None] + everything.net_s, np.inf)
    next_s = np.sort(np.nanmin(np.where(np.isnan(at_s), np.inf, at_s), axis=1))[9]
    later = everything.by(float(next_s))
    rows = np.flatnonzero((np.isfinite(later.net_s) & np.isnan(prefix.net_s)).any(axis=1))
    then = now.update(rows, later, float(next_s))
    say(now, int(rows[0]), "a runner who is about to be read")
    say(then, int(rows[0]), "the same runner, once read")
    print(f"truth: finish {clock(float((everything.start_s + everything.net_s[:, -1])[rows[0]]))}")


if __name__ == "__main__":
    main()
