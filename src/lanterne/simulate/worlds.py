"""Whole days to rehearse closing on: a results file's field, or one drawn from the library, with trouble."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from lanterne.race.definition import Distance, Race, Station, StationKind, TimingPoint, Vehicle, VirtualLine
from lanterne.race.entrants import Entrant, Roster
from lanterne.replay.transport import Reads, Told, batches, receipts
from lanterne.replay.waves import start_offsets
from lanterne.results import Results
from lanterne.simulate import people, vehicles
from lanterne.simulate.crowd import Crowd, between
from lanterne.simulate.mats import joined, read_crossings
from lanterne.simulate.rehearsal import World
from lanterne.simulate.runners import at_knots, knots, net_times
from lanterne.simulate.trouble import dropping_out, lifted, quiet, resting, sweep_words, turning_wrong
from lanterne.units import HALF_MARATHON_M, MARATHON_M

if TYPE_CHECKING:
    from lanterne.forecast.library import PaceLibrary

Floats = NDArray[np.float64]

GUN_S: Final = datetime(2026, 5, 3, 7, 0, tzinfo=UTC).timestamp()
STATION_EVERY_M: Final = 2_000.0
MISSED: Final = 0.005
DROPPED: Final = 0.02
WRONG_ROAD: Final = 0.02
LIFTED_WITH: Final = 40
"""So many are still to come when a mat is lifted that should not be."""

FLUID: Final[tuple[StationKind, ...]] = ("fluid",)

GAP_S: Final = 30.0

PARTED_M: Final = 16_000.0
"""Where the half marathon leaves the road of the marathon."""


@dataclass(frozen=True, slots=True)
class Troubles:
    """What is put in: shares, and the timing point that is lifted early (None: none is).

    Attributes
    ----------
    gap_s : float, seconds
        How far the first sweep rides behind the last runner, and each next one behind that.
    silent_s : float, seconds
        How long the sweeps say nothing, from halfway on.
    rest_s : float, seconds
        How long the last runner of the first distance rests halfway: the sweep rides past and says clear.
    """

    dropped: float = DROPPED
    missed: float = MISSED
    wrong_road: float = WRONG_ROAD
    lifted: str | None = None
    gap_s: float = GAP_S
    silent_s: float = 0.0
    rest_s: float = 0.0


@dataclass(frozen=True, slots=True, eq=False)
class Lineup:
    """Who runs which race, before anything goes wrong.

    Attributes
    ----------
    crowds : tuple of Crowd
        One a distance, nobody of whom stops.
    unread : frozenset of (bib, timing point id)
        Crossings that the file's own mats missed.
    unfinished : dict
        By bib, metres at which the file last has runners whom it does not have at the finish.
    """

    race: Race
    crowds: tuple[Crowd, ...]
    unread: frozenset[tuple[str, str]] = frozenset()
    unfinished: Mapping[str, float] = field(default_factory=dict)


def well_read(results: Results) -> NDArray[np.int64]:
    """Rows of a results file that miss no two splits in a row."""
    unread = np.isnan(results.net_s)
    return np.flatnonzero(~(unread[:, 1:] & unread[:, :-1]).any(axis=1))


def of_results(
    results: Results,
    limit_s: float,
    everybody: int,
    others: int,
    troubles: Troubles,
    seed: int,
    among: NDArray[np.int64] | None = None,
) -> World:
    """The slowest `everybody` of a results file and so many `others`, their finish limited to `limit_s`.

    What the file's own mats missed stays missed.

    Parameters
    ----------
    among : ndarray of int or None
        Rows of the file to choose from; None = all.
    """
    rng = np.random.default_rng(seed)
    lineup = lineup_of_results(results, limit_s, everybody, others, rng, among)
    return _world(lineup, [dropping_out(one, troubles.dropped, rng) for one in lineup.crowds], troubles, rng)


def lineup_of_results(
    results: Results,
    limit_s: float,
    everybody: int,
    others: int,
    rng: np.random.Generator,
    among: NDArray[np.int64] | None = None,
) -> Lineup:
    """The slowest `everybody` of a results file and so many `others`, as they ran."""
    rows = np.arange(len(results.net_s)) if among is None else among
    order = rows[np.argsort(-results.net_s[rows, -1], kind="stable")]
    rest = rng.choice(order[everybody:], size=min(others, len(order[everybody:])), replace=False)
    chosen = np.concatenate([order[:everybody], rest])
    at_m = np.array([point.at_m for point in results.points])
    net_s = _filled(results.net_s[chosen], at_m)
    offset_s = start_offsets(results.net_s[:, -1] / MARATHON_M, rng)[chosen]
    knots_m = knots(MARATHON_M)
    clock_s = between(np.append(0.0, at_m), np.hstack([np.zeros((len(chosen), 1)), net_s]), knots_m)
    bibs = tuple(str(1_001 + i) for i in range(len(chosen)))
    crowd = Crowd("full", bibs, knots_m, GUN_S + offset_s[:, None] + clock_s, np.full(len(chosen), np.inf))
    points = [
        TimingPoint(id=one.column, name=one.name, kind="split", at_m={"full": one.at_m})
        for one in results.points[:-1]
    ]
    race = _race({"full": (MARATHON_M, limit_s)}, points, float(offset_s.max()), ("full", "full"))
    unread = {(bibs[i], results.points[j].column) for i, j in np.argwhere(np.isnan(results.net_s[chosen]))}
    last_m = np.max(np.where(np.isfinite(results.net_s[chosen]), at_m, 0.0), axis=1)
    unfinished = {bibs[i]: float(last_m[i]) for i in np.flatnonzero(last_m < at_m[-1])}
    return Lineup(race, (crowd,), frozenset(unread), unfinished)


def two_distances(library: PaceLibrary, runners: int, limit_s: float, troubles: Troubles, seed: int) -> World:
    """A marathon and a half marathon on one road for 16 km, mats at 10K, half, 30K and the finish."""
    rng = np.random.default_rng(seed)
    lineup = lineup_of_two(library, runners, limit_s, rng)
    crowds = [dropping_out(one, troubles.dropped, rng) for one in lineup.crowds]
    here, there, _ = turning_wrong(crowds[0], crowds[1], troubles.wrong_road, rng)
    return _world(lineup, [here, there], troubles, rng)


def lineup_of_two(library: PaceLibrary, runners: int, limit_s: float, rng: np.random.Generator) -> Lineup:
    """Two thirds on a marathon and the others on a half marathon of one road, drawn from the library."""
    points = [
        TimingPoint(id="k10", name="10K", kind="split", at_m={"full": 10_000.0, "half": 10_000.0}),
        TimingPoint(id="half", name="Half", kind="split", at_m={"full": HALF_MARATHON_M}),
        TimingPoint(id="k30", name="30K", kind="split", at_m={"full": 30_000.0}),
    ]
    lengths = {"full": (MARATHON_M, limit_s), "half": (HALF_MARATHON_M, limit_s / 2)}
    longer = _drawn(library, "full", MARATHON_M, range(1_001, 1_001 + runners * 2 // 3), rng)
    shorter = _drawn(library, "half", HALF_MARATHON_M, range(5_001, 5_001 + runners - len(longer)), rng)
    starts_s = np.concatenate([longer.clock_s[:, 0], shorter.clock_s[:, 0]])
    race = _race(lengths, points, float(starts_s.max() - GUN_S), ("full", "half"))
    return Lineup(race, (longer, shorter))


def _race(
    lengths: dict[str, tuple[float, float]],
    points: Sequence[TimingPoint],
    last_starter_s: float,
    sweeps: Sequence[str],
) -> Race:
    distances = tuple(
        Distance(
            id=name,
            name=name.title(),
            length_m=length_m,
            start_s=GUN_S,
            last_starter_s=GUN_S + last_starter_s,
            line=VirtualLine(pace_s_per_m=limit_s / length_m, clock="last_starter"),
        )
        for name, (length_m, limit_s) in lengths.items()
    )
    ends = {one.id: one.length_m for one in distances}
    return Race(
        id="rehearsal",
        name="Rehearsal",
        day=datetime.fromtimestamp(GUN_S, UTC).date(),
        zone="UTC",
        unit="km",
        distances=distances,
        waves=(),
        points=(
            TimingPoint(id="start", name="Start", kind="start", at_m=dict.fromkeys(ends, 0.0)),
            *points,
            TimingPoint(id="finish", name="Finish", kind="finish", at_m=ends),
        ),
        stations=tuple(_stations(ends)),
        vehicles=tuple(
            Vehicle(id=f"sweep{i}", name=f"Sweep {i}", kind="sweep", seats=14, distances=(distance,))
            for i, distance in enumerate(sweeps, start=1)
        ),
        tokens={},
    )


def _stations(ends: dict[str, float]) -> list[Station]:
    """A station every 2 km of every road; one for all as long as they share it."""
    found: dict[tuple[str, float], dict[str, float]] = {}
    for name, length_m in ends.items():
        for at_m in np.arange(STATION_EVERY_M, length_m, STATION_EVERY_M).tolist():
            road = "" if len(ends) == 1 or at_m <= PARTED_M else f" {name}"
            found.setdefault((road, at_m), {})[name] = at_m
    return [
        Station(
            id=f"s{at_m / 1_000:g}{road.strip()}",
            name=f"{at_m / 1_000:g} km{road}",
            kinds=("fluid",),
            at_m=at,
        )
        for (road, at_m), at in found.items()
    ]


def _drawn(library: PaceLibrary, name: str, length_m: float, bibs: range, rng: np.random.Generator) -> Crowd:
    knots_m = knots(length_m)
    net_s = at_knots(library, net_times(library, len(bibs), length_m, rng), length_m, knots_m)
    start_s = GUN_S + start_offsets(net_s[:, -1] / length_m, rng)
    return Crowd(name, tuple(map(str, bibs)), knots_m, start_s[:, None] + net_s, np.full(len(bibs), np.inf))


def _world(lineup: Lineup, crowds: Sequence[Crowd], troubles: Troubles, rng: np.random.Generator) -> World:
    race, roster = lineup.race, roster_of(lineup)
    bibs = tuple(one.bib for one in roster.entrants)
    seen, told = crowds, list[Told]()
    if troubles.rest_s:
        crowds = [resting(crowds[0], float(crowds[0].knots_m[-1]) / 2, troubles.rest_s), *crowds[1:]]
    for distance in race.distances:
        told += people.starts(distance.id, GUN_S, distance.last_starter_s or GUN_S, rng)
    for crowd in crowds:
        fate = people.fates(crowd, rng, vans=False)
        told += people.other_words(crowd, fate, crowd.stopped_s(), race.unit, rng)
    told += _sweeps(race, seen, troubles)
    reads = reads_of(lineup, crowds, troubles.missed, rng)
    if troubles.lifted is not None:
        reads = lifted_with(reads, [point.id for point in race.points].index(troubles.lifted), LIFTED_WITH)
    points = tuple(point.id for point in race.points)
    coming = batches(race.id, points, bibs, reads, receipts(reads, rng), told)
    return World(race, roster, tuple(crowds), ((one.received_s, one.events) for one in coming))


def roster_of(lineup: Lineup) -> Roster:
    """The start list of a line-up."""
    return Roster.of([Entrant(bib=bib, distance=one.distance) for one in lineup.crowds for bib in one.bibs])


def _sweeps(race: Race, crowds: Sequence[Crowd], troubles: Troubles) -> list[Told]:
    """What the sweeps say, but for some while that they may be silent."""
    told: list[Told] = []
    for vehicle, crowd, clock_s in sweep_rides(race, crowds, troubles.gap_s):
        words = sweep_words(vehicle.id, crowd.distance, crowd.knots_m, clock_s, on_road(crowd, crowds))
        half_s = float(np.interp(crowd.knots_m[-1] / 2, crowd.knots_m, clock_s))
        told += quiet(words, half_s, half_s + troubles.silent_s)
    return told


def sweep_rides(
    race: Race, crowds: Sequence[Crowd], gap_s: float = GAP_S
) -> Iterator[tuple[Vehicle, Crowd, Floats]]:
    """Each sweep, the crowd it rides behind, and when it is at each of that crowd's knots.

    Each rides at the limit's pace, but never in front of anybody of its distance who is seen going on.
    """
    by_road = {one.distance: one for one in crowds}
    sweeps = [one for one in race.vehicles if one.kind == "sweep"]
    for number, vehicle in enumerate(sweeps, start=1):
        crowd = by_road[vehicle.distances[0]]
        distance = next(one for one in race.distances if one.id == crowd.distance)
        line_s = vehicles.line_clock(distance, crowd.knots_m)
        yield vehicle, crowd, vehicles.sweep_clock(crowd.last_s(), line_s, gap_s * number)


def on_road(crowd: Crowd, crowds: Sequence[Crowd]) -> list[Crowd]:
    """Everybody on a road: those of other roads too, up to where they part."""
    return [crowd, *(_until_parting(one) for one in crowds if one is not crowd)]


def _until_parting(crowd: Crowd) -> Crowd:
    shared = crowd.knots_m <= PARTED_M
    return Crowd(crowd.distance, crowd.bibs, crowd.knots_m[shared], crowd.clock_s[:, shared], crowd.stop_m)


def reads_of(lineup: Lineup, crowds: Sequence[Crowd], missed: float, rng: np.random.Generator) -> Reads:
    """What the mats read, a share `missed` of it not; what the file's own mats missed stays missed."""
    race = lineup.race
    index = {bib: number for number, bib in enumerate(one.bib for one in roster_of(lineup).entrants)}
    rates = np.full(len(race.points), missed)
    reads = joined([read_crossings(race, crowd, index, rates, rng) for crowd in crowds])
    number_of = {point.id: i for i, point in enumerate(race.points)}
    lost = {index[bib] * len(number_of) + number_of[point] for bib, point in lineup.unread}
    return reads.where(~np.isin(reads.bib * len(number_of) + reads.point, sorted(lost)))


def lifted_with(reads: Reads, point: int, still_to_come: int) -> Reads:
    """The reads without those of a mat that is lifted when so many are still to come."""
    crossed_s = np.sort(reads.at_s[reads.point == point])
    return lifted(reads, point, float(crossed_s[-still_to_come]))


def _filled(net_s: Floats, at_m: Floats) -> Floats:
    """Net times with the mats that were not read filled in evenly from those around them."""
    filled = net_s.copy()
    for row in np.flatnonzero(np.isnan(net_s).any(axis=1)).tolist():
        read = np.isfinite(net_s[row])
        filled[row] = np.interp(at_m, np.append(0.0, at_m[read]), np.append(0.0, net_s[row, read]))
    return np.maximum.accumulate(filled, axis=1)
