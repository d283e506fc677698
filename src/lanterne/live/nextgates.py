"""What is next for a few runners: their next gate, its limit, and the chances there and at the finish."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from lanterne.dispatch.stations import came_by
from lanterne.live.arrivals import LEVELS, Arrivals
from lanterne.live.now import Now
from lanterne.race.cutoffs import gate_cutoffs_s, unheld

Floats = NDArray[np.float64]
Rows = NDArray[np.int64]


class NextGate(NamedTuple):
    """A gate ahead of a runner: metres, its limit (UTC epoch seconds), the chance to be in time.

    `table_s` is the table's limit where `limit_s` is the later end of a hold, else None.
    """

    name: str
    at_m: float
    limit_s: float
    table_s: float | None
    p_in_time: float | None


@dataclass(frozen=True, slots=True)
class Prospects:
    """A runner's next gate (None = no limit is ahead), and the chance to finish in time."""

    gate: NextGate | None
    p_finish: float | None


def prospects(now: Now, runners: Rows) -> dict[int, Prospects]:
    """What is next for some runners, by index, from the forecast as last made of each.

    Normal scores in a line between its three quantiles stand for each distribution: for the last 300
    of 20,000 the chances were within .017 of the whole forecast's, at a hundredth of its cost.
    """
    found: dict[int, Prospects] = {}
    for each in now.arrivals:
        mine = runners[each.row_of[runners] >= 0]
        if len(mine):
            found |= _of_distance(now, each, mine)
    return found


def _of_distance(now: Now, arrivals: Arrivals, mine: Rows) -> dict[int, Prospects]:
    race, distance = now.field.race, arrivals.distance
    gates = sorted(
        (one for one in race.gates if distance.id in one.at_m), key=lambda one: one.at_m[distance.id]
    )
    start_s, wave = now.picture.starts.at_s[mine], now.field.layout.wave_of[mine]
    limit_s, table_s = (
        np.array([gate_cutoffs_s(race, one, distance.id, now.field.zeros, start_s, wave) for one in some])
        for some in (gates, [unheld(one) for one in gates])
    )
    limit_s, table_s = limit_s.reshape(len(gates), len(mine)), table_s.reshape(len(gates), len(mine))
    gate_m = np.array([one.at_m[distance.id] for one in gates])
    ahead = np.isfinite(limit_s) & (gate_m[:, None] > now.picture.place_m[mine])
    at_finish = gate_m == distance.length_m
    finish_s = np.fmax.reduce(limit_s[at_finish], axis=0, initial=-np.inf)
    finish_s = np.where(np.isfinite(finish_s), finish_s, np.inf)
    p_finish = _in_time(arrivals, mine, np.full(len(mine), distance.length_m), finish_s)
    following = ahead.argmax(axis=0) if len(gates) else np.zeros(len(mine), np.int64)
    some = ahead.any(axis=0)
    found = {}
    columns = np.arange(len(mine))
    if len(gates):
        next_m, next_s = gate_m[following], limit_s[following, columns]
        p_gate = _in_time(arrivals, mine, next_m, next_s)
    for i, runner in enumerate(mine.tolist()):
        gate = None
        if some[i]:
            name = gates[following[i]].name
            by_table_s = float(table_s[following[i], i])
            held_s = None if by_table_s == next_s[i] else by_table_s
            gate = NextGate(name, float(next_m[i]), float(next_s[i]), held_s, _known(p_gate[i]))
        found[runner] = Prospects(gate, _known(p_finish[i]))
    return found


def _in_time(arrivals: Arrivals, runners: Rows, at_m: Floats, limit_s: Floats) -> Floats:
    """Probability of each runner to reach a place by an instant, shape (n,); NaN = no forecast, or behind."""
    rows = arrivals.row_of[runners]
    columns = np.abs(arrivals.target_m[None] - at_m[:, None]).argmin(axis=1)
    quantile_s = arrivals.at_s[rows, columns].astype(np.float64) + arrivals.base_s
    comes = arrivals.comes[rows, columns].astype(np.float64)
    by_s = np.where(np.isfinite(limit_s), limit_s, quantile_s[:, 2] + 1e6)
    return np.asarray(comes * came_by(quantile_s - by_s[:, None], LEVELS, 0.0))


def _known(p: float) -> float | None:
    return float(p) if np.isfinite(p) else None
