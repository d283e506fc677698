"""The demo's day: the story's six runners among thousands made up, all that is read, driven and typed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from lanterne.race.definition import Race
from lanterne.race.entrants import Roster
from lanterne.replay.day import Day
from lanterne.replay.transport import Reads, Told, receipts
from lanterne.replay.waves import start_offsets
from lanterne.simulate import people, rides, runners, vehicles
from lanterne.simulate.crowd import Crowd
from lanterne.simulate.demo import crews, story
from lanterne.simulate.demo.registration import ABSENT, STORY_BIBS
from lanterne.simulate.mats import Dark, in_the_dark, joined, read_crossings, repeated, start_points
from lanterne.simulate.turns import swapped
from lanterne.units import METRES_PER_MILE

if TYPE_CHECKING:
    from lanterne.forecast.library import PaceLibrary

Floats = NDArray[np.float64]

LIMIT_S_PER_M: Final = 960.0 / METRES_PER_MILE
"""The made-up runners are never behind 16:00 a mile of their own: the story's are the last on the road."""

DARK_CLOCKS: Final = ("08:20:00", "08:33:00")
ACCOUNTED_CLOCK: Final = "14:33:00"
"""By now the family desk has reached everybody who left."""

CLOSED_CLOCK: Final = "10:10:00"
"""Stations that can be closed by now are; those that come later are for whoever sits in race control."""

SEATS: Final = 10
SAG2_CLOCK: Final = "09:30:00"
"""Whoever calls later is fetched by SAG 1 and 3."""

SAG_WAITS_M: Final = {
    "sag1": 12 * METRES_PER_MILE,
    "sag2": 16 * METRES_PER_MILE,
    "sag3": 19 * METRES_PER_MILE,
}


def demo_day(
    race: Race, roster: Roster, library: PaceLibrary, seed: int
) -> tuple[Day, dict[str, people.Fate]]:
    """The demo's events, and what becomes of everybody."""
    rng = np.random.default_rng([seed, 2])
    marathon = _sampled(race, roster, "marathon", library, rng)
    half = _sampled(race, roster, "half", library, rng)
    marathon = _absent(marathon, rng)
    marathon, half = _turned(marathon, half, rng)
    six = story.crowd(race, marathon.knots_m)
    told = story.words(race, rng)
    became: dict[str, people.Fate] = {"88": "rides", "1207": "leaves", "640": "medical"}
    became |= {bib: "finished" for bib in STORY_BIBS if bib not in became}
    for crowd in (marathon, half):
        fate = people.fates(crowd, rng, vans=crowd is marathon)
        became |= dict(zip(crowd.bibs, fate, strict=True))
        stopped_s = crowd.stopped_s()
        by_s = story.clock_s(race, ACCOUNTED_CLOCK)
        told += people.other_words(crowd, fate, stopped_s, race.unit, rng, by_s)
        last_s = float(np.nanmax(crowd.clock_s[:, 0]))
        told += people.starts(crowd.distance, story.clock_s(race, "07:00:00"), last_s, rng)
        if crowd is marathon:
            told += _vans(race, crowd, fate, stopped_s, rng, np.random.default_rng([seed, 5]))
    told += _sweeps(race, marathon, six, rng)
    told += _openings(race, marathon, rng)
    reads = _reads(race, (marathon, half), six, roster, rng)
    told += _crews(race, marathon, half, six, np.random.default_rng([seed, 3]))
    told += _unread(race, (marathon, half), roster, reads, np.random.default_rng([seed, 4]))
    points = tuple(point.id for point in race.points)
    bibs = tuple(entrant.bib for entrant in roster.entrants)
    return Day(race.id, points, bibs, reads, receipts(reads, rng), tuple(told)), became


def _sampled(race: Race, roster: Roster, name: str, library: PaceLibrary, rng: np.random.Generator) -> Crowd:
    """The runners of a distance whom the story is not about."""
    distance = next(one for one in race.distances if one.id == name)
    bibs = tuple(e.bib for e in roster.entrants if e.distance == name and e.bib not in STORY_BIBS)
    points_m = np.array([point.at_m[name] for point in race.points if name in point.at_m])
    knots_m = runners.knots(distance.length_m, also=np.concatenate([story.places_m(), points_m]))
    net_s = np.empty((0, len(knots_m)))
    while len(net_s) < len(bibs):
        drawn_s = runners.net_times(library, len(bibs), distance.length_m, rng)
        drawn_s = runners.at_knots(library, drawn_s, distance.length_m, knots_m)
        in_time = (drawn_s <= LIMIT_S_PER_M * knots_m).all(axis=1)
        net_s = np.vstack([net_s, drawn_s[in_time]])
    net_s = net_s[: len(bibs)]
    last_s = (distance.last_starter_s or distance.start_s) - distance.start_s
    offset_s = start_offsets(net_s[:, -1] / distance.length_m, rng, last_s)
    offset_s[np.argmax(offset_s)] = last_s
    stop_m = runners.stops(net_s[:, -1], distance.length_m, rng)
    return Crowd(name, bibs, knots_m, distance.start_s + offset_s[:, None] + net_s, stop_m)


def _absent(marathon: Crowd, rng: np.random.Generator) -> Crowd:
    """The marathon's runners, `ABSENT` of whom do not start; the last starter does."""
    may_be = np.delete(np.arange(len(marathon)), np.argmax(marathon.clock_s[:, 0]))
    marathon.clock_s[rng.choice(may_be, size=ABSENT, replace=False)] = np.nan
    return marathon


def _turned(marathon: Crowd, half: Crowd, rng: np.random.Generator) -> tuple[Crowd, Crowd]:
    """Two marathoners turn with the half by mistake, one half runner goes on with the marathon."""

    def quick(crowd: Crowd) -> list[str]:
        net_s = crowd.clock_s[:, -1] - crowd.clock_s[:, 0]
        able = (net_s < np.nanmedian(net_s)) & np.isinf(crowd.stop_m)
        return [crowd.bibs[i] for i in np.flatnonzero(able)]

    turning = [str(bib) for bib in rng.choice(quick(marathon), size=2, replace=False)]
    going_on = [str(bib) for bib in rng.choice(quick(half), size=1)]
    return swapped(marathon, half, turning, going_on)


def _vans(
    race: Race,
    crowd: Crowd,
    fate: tuple[people.Fate, ...],
    stopped_s: Floats,
    rng: np.random.Generator,
    at_desk: np.random.Generator,
) -> list[Told]:
    """The vans fetch whoever waits; later SAG 2 waits for the bus at mile 16.8, and goes home with 88."""
    distance = race.distances[0]
    if distance.course is None:
        return []
    from_s, until_s = story.clock_s(race, "07:00:00"), story.clock_s(race, "14:31:00")
    vans = [rides.Van(van, SEATS, from_s, at_m, [(from_s, at_m)]) for van, at_m in SAG_WAITS_M.items()]
    calls = people.calls(crowd, fate, stopped_s, rng)
    early = [call for call in calls if call.heard_s < story.clock_s(race, SAG2_CLOCK)]
    made = rides.drive(early, vans, distance.length_m)
    story_van = vans.pop(1)
    made += rides.drive([call for call in calls if call not in early], vans, distance.length_m)
    told = people.collected(made, at_desk)
    for ride in made:
        told += people.ride_words(ride, race.unit, rng)
    handover = [
        ("11:30:00", SAG_WAITS_M["sag2"]),
        ("11:33:00", story.HANDOVER_M),
        ("11:43:00", story.HANDOVER_M),
    ]
    story_van.way += [(story.clock_s(race, clock), at_m) for clock, at_m in handover]
    story_van.way += [(story.clock_s(race, "12:18:00"), distance.length_m)]
    for van in (*vans, story_van):
        van.way.append((max(until_s, van.way[-1][0] + 1.0), van.way[-1][1]))
        told += vehicles.fixes(f"{van.id}-phone", vehicles.straight(distance.course, van.way), rng)
    return told


def _sweeps(race: Race, marathon: Crowd, six: Crowd, rng: np.random.Generator) -> list[Told]:
    """The bus rides with the limit and stays behind the pair; the bicycles stay on the limit."""
    distance = race.distances[0]
    if distance.course is None:
        return []
    bus_m, bus_s = _bus(race, marathon, six)
    told = vehicles.fixes("sweep1-phone", vehicles.along(distance.course, bus_m, bus_s), rng)
    line_s = vehicles.line_clock(distance, marathon.knots_m)
    return told + vehicles.fixes(
        "sweep2-phone", vehicles.along(distance.course, marathon.knots_m, line_s + 15.0), rng
    )


def _bus(race: Race, marathon: Crowd, six: Crowd) -> tuple[Floats, Floats]:
    """Where the bus is when: metres, and UTC epoch seconds."""
    knots_m = marathon.knots_m
    line_s = vehicles.line_clock(race.distances[0], knots_m)
    last_s = np.maximum(marathon.last_s(), six.last_s())
    bus_s = vehicles.sweep_clock(last_s, line_s, 45.0)
    comes_s, goes_s = (story.clock_s(race, clock) for clock in story.RIDE_CLOCKS)
    here = int(np.searchsorted(knots_m, story.RIDE_PLACE_M))
    catching_up_s = goes_s + (knots_m - story.RIDE_PLACE_M) / 6.0
    bus_s = np.concatenate([bus_s[:here], [comes_s], np.maximum(bus_s, catching_up_s)[here:]])
    bus_m = np.insert(knots_m, here, story.RIDE_PLACE_M)
    return np.append(bus_m, knots_m[-1]), np.append(bus_s, story.clock_s(race, "14:31:00"))


def _crews(race: Race, marathon: Crowd, half: Crowd, six: Crowd, rng: np.random.Generator) -> list[Told]:
    """The last sweep of each distance says where the road is clear; stations released early close."""
    other = race.distances[1]
    if other.course is None:
        return []
    last_s = vehicles.sweep_clock(half.last_s(), vehicles.line_clock(other, half.knots_m), 45.0)
    told = vehicles.fixes("sweep3-phone", vehicles.along(other.course, half.knots_m, last_s), rng)
    of_half, half_s = crews.clear_words(race, "sweep3", other.id, half.knots_m, last_s, rng)
    of_full, full_s = crews.clear_words(race, "sweep1", "marathon", *_bus(race, marathon, six), rng)
    clear_s = {station: max(at_s, half_s.get(station, at_s)) for station, at_s in full_s.items()}
    told += of_half + of_full
    return told + crews.closing_words(clear_s, story.clock_s(race, CLOSED_CLOCK), rng)


def _unread(
    race: Race, crowds: tuple[Crowd, ...], roster: Roster, reads: Reads, rng: np.random.Generator
) -> list[Told]:
    """Who came home and was not read there, as the finish crew sees on its camera."""
    finishes = [i for i, point in enumerate(race.points) if point.kind == "finish"]
    read = {roster.entrants[i].bib for i in np.unique(reads.bib[np.isin(reads.point, finishes)]).tolist()}
    return [one for crowd in crowds for one in people.seen_home(crowd, read, rng)]


def _openings(race: Race, marathon: Crowd, rng: np.random.Generator) -> list[Told]:
    """Each station's captain says that it is open, some while before the first runner."""
    told = []
    first_s = np.nanmin(marathon.clock_s, axis=0)
    for station in race.stations:
        at_m = station.at_m["marathon"]
        open_s = float(np.interp(at_m, marathon.knots_m, first_s)) - rng.uniform(900, 2_700)
        event = {"kind": "station", "source": station.id, "station": station.id, "what": "opened"}
        told.append(people.typed(event, open_s, rng))
    return told


def _reads(
    race: Race, crowds: tuple[Crowd, ...], six: Crowd, roster: Roster, rng: np.random.Generator
) -> Reads:
    """What the mats read: with misses by runner, and the 10K reader dark."""
    rates = np.array([1 - point.read_rate for point in race.points])
    reads = [read_crossings(race, crowd, roster.index, rates, rng) for crowd in crowds]
    points = {point.id: index for index, point in enumerate(race.points)}
    told = read_crossings(race, six, roster.index, np.zeros(len(rates)), rng)
    for part in story.PARTS:
        for point in part.unread:
            told = told.where((told.bib != roster.index[part.bib]) | (told.point != points[point]))
    every = joined([*reads, told])
    dark = Dark(points["k10"], *(story.clock_s(race, clock) for clock in DARK_CLOCKS))
    every = every.where(~in_the_dark(every, dark))
    return repeated(every, start_points(race), rng)
