"""A made-up day of any race: everybody who runs, everything that reads, rides and types."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from lanterne.errors import LanterneError
from lanterne.race.definition import Distance, Race
from lanterne.race.entrants import Entrant, Roster
from lanterne.replay.day import Day
from lanterne.replay.transport import Reads, Told, receipts
from lanterne.replay.waves import start_offsets
from lanterne.simulate import people, rides, runners, vehicles
from lanterne.simulate.crowd import Crowd
from lanterne.simulate.mats import Dark, in_the_dark, joined, read_crossings, repeated, start_points
from lanterne.simulate.turns import wrong_turns

if TYPE_CHECKING:
    from lanterne.forecast.library import PaceLibrary

Floats = NDArray[np.float64]

ABSENT_SHARE: Final = 0.035
"""Registered runners who do not start; city marathons have 3 to 20 in 100."""

DARK_S: Final = (300.0, 900.0)
SWEEP_GAP_S: Final = 20.0


def drawn(roster: Roster, runners: int | None, seed: int) -> tuple[Entrant, ...]:
    """So many entrants of a start list, in its order, drawn by the seed; None = all of them.

    Raises
    ------
    LanterneError
        If the start list has fewer.
    """
    if runners is None:
        return roster.entrants
    if runners > len(roster):
        raise LanterneError(f"the start list has {len(roster):,} entrants, not {runners:,}. Ask for fewer")
    chosen = np.random.default_rng([seed, 3]).choice(len(roster), size=runners, replace=False)
    return tuple(roster.entrants[i] for i in sorted(chosen.tolist()))


def simulated_day(
    race: Race, entrants: Sequence[Entrant], library: PaceLibrary, seed: int
) -> tuple[Day, dict[str, people.Fate]]:
    """A made-up day: its events, and what became of every entrant.

    Runners come from the pace library, cross the start in waves, stop where people stop, turn wrong in
    two or three cases where two distances share a road; mats miss and repeat reads and one goes dark for
    some minutes; sweeps ride with the virtual line, vans fetch who waits. The same seed gives the same day.
    """
    rng = np.random.default_rng(seed)
    crowds = [_crowd(race, one, entrants, library, rng) for one in race.distances]
    crowds = wrong_turns(race, [crowd for crowd in crowds if len(crowd)], rng)
    bibs = tuple(entrant.bib for entrant in entrants)
    told: list[Told] = []
    became: dict[str, people.Fate] = {}
    longest = max(race.distances, key=lambda distance: distance.length_m).id
    for crowd in crowds:
        fate = people.fates(crowd, rng, vans=crowd.distance == longest)
        became.update(zip(crowd.bibs, fate, strict=True))
        told += _said(race, crowd, fate, rng)
    told += _sweeps(race, crowds, rng)
    reads = _reads(race, crowds, bibs, rng)
    points = tuple(point.id for point in race.points)
    return Day(race.id, points, bibs, reads, receipts(reads, rng), tuple(told)), became


def _crowd(
    race: Race,
    distance: Distance,
    entrants: Sequence[Entrant],
    library: PaceLibrary,
    rng: np.random.Generator,
) -> Crowd:
    """Those registered for a distance, as they would run it."""
    mine = [entrant for entrant in entrants if entrant.distance == distance.id]
    grid_s = runners.net_times(library, len(mine), distance.length_m, rng)
    knots_m = runners.knots(distance.length_m)
    net_s = runners.at_knots(library, grid_s, distance.length_m, knots_m)
    start_s = _starts(race, distance, mine, net_s[:, -1] / distance.length_m, rng)
    start_s[rng.random(len(mine)) < ABSENT_SHARE] = np.nan
    return Crowd(
        distance.id,
        tuple(entrant.bib for entrant in mine),
        knots_m,
        start_s[:, None] + net_s,
        runners.stops(net_s[:, -1], distance.length_m, rng),
    )


def _starts(
    race: Race, distance: Distance, mine: Sequence[Entrant], pace: Floats, rng: np.random.Generator
) -> Floats:
    """When each crosses the start: each wave from its own gun."""
    guns = {wave.id: wave.start_s for wave in race.waves if wave.distance == distance.id}
    gun_s = np.array([guns.get(entrant.wave or "", distance.start_s) for entrant in mine])
    start_s = np.empty(len(mine))
    for one in np.unique(gun_s):
        group = gun_s == one
        planned_s = None if distance.last_starter_s is None else max(distance.last_starter_s - one, 30.0)
        start_s[group] = one + start_offsets(pace[group], rng, planned_s)
    return start_s


def _said(race: Race, crowd: Crowd, fate: Sequence[people.Fate], rng: np.random.Generator) -> list[Told]:
    """What people type of one distance, and the fixes of the vans that fetch its runners."""
    distance = next(one for one in race.distances if one.id == crowd.distance)
    stopped_s = crowd.stopped_s()
    last_starter_s = float(np.nanmax(crowd.clock_s[:, 0], initial=distance.start_s))
    told = people.starts(distance.id, distance.start_s, last_starter_s, rng)
    told += people.other_words(crowd, fate, stopped_s, race.unit, rng)
    vans = [
        rides.Van(vehicle.id, max(vehicle.seats, 1), distance.start_s, distance.length_m / 2)
        for vehicle in race.vehicles
        if vehicle.kind == "sag"
    ]
    for ride in rides.drive(people.calls(crowd, fate, stopped_s, rng), vans, distance.length_m):
        told += people.ride_words(ride, race.unit, rng)
    devices = {vehicle.id: vehicle.device for vehicle in race.vehicles}
    for van in vans:
        device = devices[van.id]
        if device is not None and distance.course is not None and van.way:
            told += vehicles.fixes(device, vehicles.straight(distance.course, van.way), rng)
    return told


def _sweeps(race: Race, crowds: Sequence[Crowd], rng: np.random.Generator) -> list[Told]:
    """Fixes of the sweeps: the first rides behind the longest distance, the next behind the next."""
    told: list[Told] = []
    roads = sorted(crowds, key=lambda crowd: -crowd.knots_m[-1])
    sweeps = [vehicle for vehicle in race.vehicles if vehicle.kind == "sweep"]
    for number, sweep in enumerate(sweeps if roads else ()):
        crowd = roads[number % len(roads)]
        distance = next(one for one in race.distances if one.id == crowd.distance)
        if sweep.device is None or distance.course is None:
            continue
        clock_s = vehicles.sweep_clock(
            crowd.last_s(), vehicles.line_clock(distance, crowd.knots_m), SWEEP_GAP_S * (number + 1)
        )
        told += vehicles.fixes(sweep.device, vehicles.along(distance.course, crowd.knots_m, clock_s), rng)
    return told


def _reads(race: Race, crowds: Sequence[Crowd], bibs: Sequence[str], rng: np.random.Generator) -> Reads:
    """What the mats read, one of them dark for some minutes of its busy time."""
    index = {bib: number for number, bib in enumerate(bibs)}
    rates = np.array([1 - point.read_rate for point in race.points])
    reads = joined([read_crossings(race, crowd, index, rates, rng) for crowd in crowds])
    splits = [i for i, point in enumerate(race.points) if point.kind == "split" and (reads.point == i).any()]
    if splits:
        point = int(rng.choice(splits))
        from_s = float(rng.choice(reads.at_s[reads.point == point]))
        dark = Dark(point, from_s, from_s + float(rng.uniform(*DARK_S)))
        reads = reads.where(~in_the_dark(reads, dark))
    return repeated(reads, start_points(race), rng)
