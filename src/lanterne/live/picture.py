"""Everything worked out from the field as of one instant, before it is put into views."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from lanterne.dispatch.lantern import last_first, place_now_m
from lanterne.dispatch.roads import SharedRoads
from lanterne.dispatch.sweepway import SweepWay
from lanterne.field.evidence import Evidence, latest_evidence
from lanterne.field.fold import Field
from lanterne.field.ledger import DETAILS, Ledger, ledger
from lanterne.field.starts import Starts, starts
from lanterne.live.arrivals import Arrivals
from lanterne.live.dark import mat_stages
from lanterne.live.requested import waiting
from lanterne.live.sweepways import sweep_ways
from lanterne.live.unseen import Silent, conditions, denials, rests, silent
from lanterne.race.cutoffs import gate_cutoffs_s, line_time_s, zero
from lanterne.views import VehicleTrackView

Floats = NDArray[np.float64]

START_OPEN_S: Final = 1_200.0
"""Whoever has not been seen this long after the last starter is taken not to have started."""


@dataclass(frozen=True, slots=True)
class Picture:
    """The race as of an instant.

    Attributes
    ----------
    now_s : float, UTC epoch seconds
    evidence, starts, ledger
        One row a runner each.
    running : ndarray, shape (n_runners,)
        On the course and not waiting for a ride, or about to start.
    place_m : ndarray, shape (n_runners,), metres
        Where each most likely is; NaN = not known.
    last : ndarray of int
        Runners on the course, those farthest behind first.
    mat_stages : dict
        By timing point id: live, lifted or down, as last said.
    silent : tuple of Silent
        Of each distance those whom the mats ahead should have read by now.
    """

    now_s: float
    evidence: Evidence
    starts: Starts
    ledger: Ledger
    running: NDArray[np.bool_]
    place_m: Floats
    last: NDArray[np.int64]
    mat_stages: dict[str, str]
    silent: tuple[Silent, ...] = ()


def picture(
    field: Field, arrivals: Sequence[Arrivals], now_s: float, tracks: Sequence[VehicleTrackView] = ()
) -> Picture:
    """Work out the race as of now from the field and the arrivals forecast so far.

    Parameters
    ----------
    tracks : sequence of VehicleTrackView
        Where vehicles have been by their fixes; where sweeps said that they were is known from the field.
    """
    fixes: dict[int, tuple[float, float]] = {}
    for each in arrivals:
        fixes |= each.extras.last_fixes()
    evidence, started = latest_evidence(field, fixes), starts(field)
    stages = mat_stages(field)
    n = len(field.roster)
    limit_s, late, starting = np.full(n, np.nan), np.zeros(n, np.bool_), np.zeros(n, np.bool_)
    for each in arrivals:
        mine, distance = each.runners, each.distance.id
        limit_s[mine] = _finish_limit_s(field, each, started)
        starting[mine] = now_s < zero(field.race, distance, "last_starter", field.zeros).at_s + START_OPEN_S
    ways = _ways(field, tracks, now_s)
    rest, denied, said = rests(field), denials(field), conditions(field)
    waits, known = waiting(field), np.zeros(n, np.bool_)
    known[[runner for runner, one in field.said.items() if one.state != "on_course"] + list(waits)] = True
    quiet = tuple(
        silent(field, each, evidence, ways[each.distance.id], rest, denied, known, said, now_s)
        for each in arrivals
    )
    for one in quiet:
        late[one.runners] = one.query & (one.rest_s <= now_s)
    made = ledger(field, evidence, limit_s=limit_s, overdue=late, waiting=waits)
    on_course = made.is_in("on_course")
    still = made.detail == DETAILS.index("awaits_ride")
    unsaid = np.ones(n, np.bool_)
    unsaid[list(field.said)] = False
    running = (on_course & ~still) | (made.is_in("not_started") & starting & unsaid)
    place_m, ahead_s = _places(field, arrivals, evidence, on_course, now_s)
    last = last_first(on_course, ahead_s, place_m)
    return Picture(now_s, evidence, started, made, running, place_m, last, stages, quiet)


_known: WeakKeyDictionary[Field, tuple[tuple[int, ...], dict[str, list[SweepWay]]]] = WeakKeyDictionary()
"""The sweeps' ways as last worked out: they stay until somebody has said something, or a fix has come."""


def _ways(field: Field, tracks: Sequence[VehicleTrackView], now_s: float) -> dict[str, list[SweepWay]]:
    """Where the sweeps have been on each road, by distance id."""
    made_of = (field.facts.count, *(len(one.seen) for one in tracks))
    known = _known.get(field)
    if known is None or known[0] != made_of:
        known = _known[field] = made_of, sweep_ways(field, now_s, SharedRoads(field.race), tracks)
    return known[1]


def _places(
    field: Field, arrivals: Sequence[Arrivals], evidence: Evidence, on_course: NDArray[np.bool_], now_s: float
) -> tuple[Floats, Floats]:
    """Where those on the course most likely are (the others: last seen), and how far ahead of the line."""
    place_m, ahead_s = evidence.at_m.copy(), np.full(len(on_course), np.nan)
    for each in arrivals:
        rows = np.flatnonzero(on_course[each.runners])
        mine = each.runners[rows]
        # From the gun, for single precision cannot hold an epoch.
        seen_s, seen_m = evidence.at_s[mine] - each.base_s, evidence.at_m[mine]
        median_s = each.at_s[rows, :, 1]
        place_m[mine] = place_now_m(median_s, each.target_m, seen_s, seen_m, now_s - each.base_s)
        line_s = line_time_s(field.race, each.distance.id, field.zeros, place_m[mine])
        ahead_s[mine] = line_s - now_s
    return place_m, ahead_s


def _finish_limit_s(field: Field, arrivals: Arrivals, started: Starts) -> Floats:
    """The latest cut-off at the finish for each runner of a distance; NaN = none."""
    distance = arrivals.distance
    at_finish = [one for one in field.race.gates if one.at_m.get(distance.id) == distance.length_m]
    start_s, wave = started.at_s[arrivals.runners], field.layout.wave_of[arrivals.runners]
    limits = [gate_cutoffs_s(field.race, one, distance.id, field.zeros, start_s, wave) for one in at_finish]
    return np.fmax.reduce(limits, initial=np.nan) if limits else np.full(len(start_s), np.nan)
