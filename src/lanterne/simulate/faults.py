"""A day with everything wrong that accounting has to bear, and what is true of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from lanterne.race.definition import Post, Station, Vehicle
from lanterne.race.earth import metres_per_degree
from lanterne.replay.transport import Reads, Told, batches, receipts
from lanterne.simulate import people, rides
from lanterne.simulate.crowd import Crowd
from lanterne.simulate.mats import Dark, in_the_dark
from lanterne.simulate.rehearsal import World
from lanterne.simulate.streams import stream
from lanterne.simulate.trouble import dropping_out, slip, sweep_words
from lanterne.simulate.vehicles import Journey, fixes
from lanterne.simulate.worlds import (
    GUN_S,
    Lineup,
    lifted_with,
    on_road,
    reads_of,
    roster_of,
    sweep_rides,
)
from lanterne.units import instant_text

Floats = NDArray[np.float64]

LAST_WRITTEN: Final = 40
"""A station writes down the last so many who pass it, and of the others a share of `Faults.written`."""

FIX_EVERY_S: Final = 60.0
"""A van's phone says where it is every minute."""

RUNNERS_A_VAN: Final = 2_000
VAN_SEATS: Final = 8


@dataclass(frozen=True, slots=True)
class Faults:
    """What is put in.

    Attributes
    ----------
    missed : float
        Share of reads missed, in runs by runner: a covered bib misses several in a row.
    dark_s : float, seconds
        How long the mat in the middle of the road is dark, when half of the field has passed it.
    lifted_with : int
        So many are still to come when the last mat before the finish is lifted, and nobody says so.
    written, wrong : float
        Share of passings that stations write down, and of those written with a bib mistyped or swapped about.
    dropped : float
        Share who drop out; `people.FATES_OF_STOPPING` has a third of them leave without a word.
    """

    missed: float = 0.005
    dark_s: float = 1_200.0
    lifted_with: int = 40
    written: float = 0.02
    wrong: float = 0.01
    dropped: float = 0.02


@dataclass(frozen=True, slots=True)
class Stop:
    """Where and when somebody stopped without a word, and when the last sweep came by (NaN = never)."""

    distance: str
    at_m: float
    at_s: float
    swept_s: float


@dataclass(frozen=True, slots=True, eq=False)
class Truth:
    """What is true of a faulty day.

    Attributes
    ----------
    lost : dict
        By bib: those who stopped without a word to anybody.
    told : frozenset of str
        Those who stopped and were said to have.
    unknown : frozenset of str
        Whom the results file itself does not have at the finish: nobody knows what became of them.
    home_s : dict
        By bib: when those who finish are home, UTC epoch seconds.
    unread : frozenset of str
        Of them, those whom no mat at the finish read.
    dark : Dark
    lifted : tuple of (timing point, instant)
    wrote : frozenset of (station, bib)
        Who is written down rightly, and where.
    wrong : tuple of (bib that passed, bib as written)
    silent_van : tuple of (vehicle, since when, bibs aboard); the bibs are empty if none ever had any
    """

    lost: dict[str, Stop]
    told: frozenset[str]
    unknown: frozenset[str]
    home_s: dict[str, float]
    unread: frozenset[str]
    dark: Dark
    lifted: tuple[int, float]
    wrote: frozenset[tuple[str, str]]
    wrong: tuple[tuple[str, str], ...]
    silent_van: tuple[str, float, tuple[str, ...]]


def faulty_day(lineup: Lineup, faults: Faults, seed: int) -> tuple[World, Truth]:
    """The day of a line-up with faults, and the truth of it; a function of these three alone.

    Each cause of a fault draws from a stream of its own: a change to one leaves the others as they are.
    """
    lineup = _with_vans(lineup)
    race, roster = lineup.race, roster_of(lineup)
    crowds = [
        _stopping(one, lineup, faults.dropped, stream(seed, f"stops {one.distance}")) for one in lineup.crowds
    ]
    told: list[Told] = []
    for distance in race.distances:
        last_s = distance.last_starter_s or GUN_S
        told += people.starts(distance.id, GUN_S, last_s, stream(seed, f"starts {distance.id}"))
    fates = [_fates(one, lineup, stream(seed, f"fates {one.distance}")) for one in crowds]
    for crowd, fate in zip(crowds, fates, strict=True):
        said: list[people.Fate] = ["finished" if one == "leaves" else one for one in fate]
        words = stream(seed, f"words {crowd.distance}")
        told += people.other_words(crowd, said, crowd.stopped_s(), race.unit, words)
    vans, silent = _vans(lineup, crowds, fates, stream(seed, "vans"))
    sightings, wrote, wrong = written_down(lineup, crowds, faults, seed)
    told += vans + sightings + list(_sweeps(lineup, crowds))
    reads = reads_of(lineup, crowds, faults.missed, stream(seed, "reads"))
    dark = _dark(lineup, reads, faults.dark_s)
    reads = reads.where(~in_the_dark(reads, dark))
    point = _lifted(lineup, dark)
    lifted_s = float(np.sort(reads.at_s[reads.point == point])[-faults.lifted_with])
    reads = lifted_with(reads, point, faults.lifted_with)
    bibs, points = tuple(one.bib for one in roster.entrants), tuple(one.id for one in race.points)
    coming = batches(race.id, points, bibs, reads, receipts(reads, stream(seed, "receipts")), told)
    world = World(race, roster, tuple(crowds), ((one.received_s, one.events) for one in coming))
    home_s = _home_s(crowds)
    finish = [one.kind for one in race.points].index("finish")
    read = {bibs[i] for i in reads.bib[reads.point == finish].tolist()}
    truth = Truth(
        lost=_lost(lineup, crowds, fates),
        told=frozenset(_named(crowds, fates, {"rides", "medical", "walks"})),
        unknown=frozenset(lineup.unfinished),
        home_s=home_s,
        unread=frozenset(home_s.keys() - read),
        dark=dark,
        lifted=(point, lifted_s),
        wrote=wrote,
        wrong=wrong,
        silent_van=silent,
    )
    return world, truth


def _with_vans(lineup: Lineup) -> Lineup:
    """The line-up whose race has vans to fetch people, and a family desk."""
    race, runners = lineup.race, sum(map(len, lineup.crowds))
    ends = {one.id: one.length_m for one in race.distances}
    vans = tuple(
        Vehicle(
            id=f"sag{i}",
            name=f"SAG {i}",
            kind="sag",
            seats=VAN_SEATS,
            device=_phone(f"sag{i}"),
            distances=(race.distances[0].id,),
        )
        for i in range(1, max(3, runners // RUNNERS_A_VAN) + 1)
    )
    desk = Post(id=people.FAMILY_DESK, name="Family desk", role="family", at_m=ends)
    return replace(lineup, race=replace(race, vehicles=(*race.vehicles, *vans), posts=(*race.posts, desk)))


def _stopping(crowd: Crowd, lineup: Lineup, share: float, rng: np.random.Generator) -> Crowd:
    """The crowd with some dropping out; of whom the file has no finish are gone where it has them last."""
    stopping = dropping_out(crowd, share, rng)
    last_m = np.array([lineup.unfinished.get(bib, np.nan) for bib in crowd.bibs])
    return replace(stopping, stop_m=np.where(np.isfinite(last_m), last_m, stopping.stop_m))


def _fates(crowd: Crowd, lineup: Lineup, rng: np.random.Generator) -> tuple[people.Fate, ...]:
    """What becomes of each; of whom the file has no finish nobody says anything."""
    fates = people.fates(crowd, rng, vans=crowd.distance == lineup.crowds[0].distance)
    every: list[people.Fate] = [
        "leaves" if bib in lineup.unfinished else one for bib, one in zip(crowd.bibs, fates, strict=True)
    ]
    return tuple(every)


def _named(
    crowds: Sequence[Crowd], fates: Sequence[Sequence[people.Fate]], which: set[people.Fate]
) -> Iterator[str]:
    for crowd, fate in zip(crowds, fates, strict=True):
        yield from (bib for bib, one in zip(crowd.bibs, fate, strict=True) if one in which)


def _vans(
    lineup: Lineup,
    crowds: Sequence[Crowd],
    fates: Sequence[Sequence[people.Fate]],
    rng: np.random.Generator,
) -> tuple[list[Told], tuple[str, float, tuple[str, ...]]]:
    """What is said of rides, with one van silent from when most were aboard any; which, when, and who."""
    crowd, fate = crowds[0], fates[0]
    length_m = float(crowd.knots_m[-1])
    vans = [
        rides.Van(one.id, one.seats, GUN_S, length_m / 2) for one in lineup.race.vehicles if one.kind == "sag"
    ]
    driven = rides.drive(people.calls(crowd, fate, crowd.stopped_s(), rng), vans, length_m)
    told = [word for one in driven for word in people.ride_words(one, lineup.race.unit, rng)]
    for van in vans:
        told += _fixes(van, rng)
    last = max(driven, key=lambda one: (one.aboard, -one.aboard_s), default=None)
    if last is None:
        return told, ("", np.nan, ())
    since_s = last.aboard_s + 60.0
    aboard = tuple(
        one.call.bib for one in driven if one.van == last.van and one.aboard_s <= since_s < one.out_s
    )
    return silenced(told, last.van, since_s), (last.van, since_s, aboard)


def _fixes(van: rides.Van, rng: np.random.Generator) -> list[Told]:
    """The fixes of a van's phone, on a road drawn due north: there is no course, but it is heard."""
    if len(van.way) < 2:
        return []
    at_s, at_m = np.array(van.way).T
    journey = Journey(at_s, np.zeros(len(at_s)), at_m / metres_per_degree(np.zeros(1))[1])
    return fixes(_phone(van.id), journey, rng, FIX_EVERY_S)


def _phone(van: str) -> str:
    return f"{van}/phone"


def silenced(told: Sequence[Told], vehicle: str, from_s: float) -> list[Told]:
    """What is said, without what a vehicle's crew and phone say from an instant on (UTC epoch seconds)."""
    from_text, own = instant_text(from_s), (vehicle, _phone(vehicle))
    return [
        one for one in told if one.event["source"] not in own or str(one.event["happened_at"]) < from_text
    ]


def written_down(
    lineup: Lineup, crowds: Sequence[Crowd], faults: Faults, seed: int
) -> tuple[list[Told], frozenset[tuple[str, str]], tuple[tuple[str, str], ...]]:
    """What stations write of who passes: the sightings, who is written down where, and who wrongly."""
    told: list[Told] = []
    wrote: list[tuple[str, str]] = []
    wrong: list[tuple[str, str]] = []
    for station in lineup.race.stations:
        rng = stream(seed, f"written {station.id}")
        passed = _passed(station, crowds)
        chosen = rng.random(len(passed)) < faults.written
        chosen[-LAST_WRITTEN:] = True
        for i in np.flatnonzero(chosen).tolist():
            crossed_s, bib = passed[i]
            written = miswritten(bib, rng) if rng.random() < faults.wrong else bib
            if written == bib:
                wrote.append((station.id, bib))
            else:
                wrong.append((bib, written))
            event = {"kind": "sighting", "source": f"{station.id}/phone", "place": station.id}
            told.append(
                people.typed({**event, "bib": written, "what": "passed", "by": "captain"}, crossed_s, rng)
            )
    return told, frozenset(wrote), tuple(wrong)


def _passed(station: Station, crowds: Sequence[Crowd]) -> list[tuple[float, str]]:
    """Who passes a station and when (UTC epoch seconds), the first first."""
    passed: list[tuple[float, str]] = []
    for crowd in crowds:
        if crowd.distance in station.at_m:
            at_s = crowd.crossings_s(np.array([station.at_m[crowd.distance]]))[:, 0]
            passed += [(at_s[i], crowd.bibs[i]) for i in np.flatnonzero(np.isfinite(at_s)).tolist()]
    return sorted(passed)


def miswritten(bib: str, rng: np.random.Generator) -> str:
    """A bib with one digit another, or two neighbouring digits swapped."""
    differ = [i for i in range(len(bib) - 1) if bib[i] != bib[i + 1]]
    if not differ or rng.random() < 0.5:
        return slip(bib, rng)
    i = int(rng.choice(differ))
    return bib[:i] + bib[i + 1] + bib[i] + bib[i + 2 :]


def _sweeps(lineup: Lineup, crowds: Sequence[Crowd]) -> Iterator[Told]:
    for vehicle, crowd, clock_s in sweep_rides(lineup.race, crowds):
        yield from sweep_words(
            vehicle.id, crowd.distance, crowd.knots_m, clock_s, on_road(crowd, list(crowds))
        )


def _dark(lineup: Lineup, reads: Reads, dark_s: float) -> Dark:
    """The mat in the middle of the road, dark around the time when half of the field has passed it."""
    splits = [i for i, one in enumerate(lineup.race.points) if one.kind == "split"]
    point = splits[len(splits) // 2]
    at_s = np.sort(reads.at_s[reads.point == point])
    middle_s = float(np.median(at_s)) if len(at_s) else GUN_S
    return Dark(point, middle_s - dark_s / 2, middle_s + dark_s / 2)


def _lifted(lineup: Lineup, dark: Dark) -> int:
    """The last mat before the finish that is not the dark one."""
    splits = [i for i, one in enumerate(lineup.race.points) if one.kind == "split" and i != dark.point]
    return splits[-1]


def _home_s(crowds: Sequence[Crowd]) -> dict[str, float]:
    return {
        bib: float(home_s)
        for crowd in crowds
        for bib, home_s, stop_m in zip(crowd.bibs, crowd.clock_s[:, -1], crowd.stop_m, strict=True)
        if np.isinf(stop_m) and np.isfinite(home_s)
    }


def _lost(lineup: Lineup, crowds: Sequence[Crowd], fates: Sequence[Sequence[people.Fate]]) -> dict[str, Stop]:
    """Those who stopped without a word, the results file's own unknown ones left out."""
    quiet = set(_named(crowds, fates, {"leaves"})) - lineup.unfinished.keys()
    swept: dict[str, list[tuple[Floats, Floats]]] = {}
    for _, crowd, clock_s in sweep_rides(lineup.race, crowds):
        swept.setdefault(crowd.distance, []).append((crowd.knots_m, clock_s))
    lost: dict[str, Stop] = {}
    for crowd in crowds:
        stopped_s = crowd.stopped_s()
        for i, bib in enumerate(crowd.bibs):
            if bib in quiet:
                at_m = float(crowd.stop_m[i])
                ways = swept.get(crowd.distance, [])
                swept_s = max((float(np.interp(at_m, *way)) for way in ways), default=np.nan)
                lost[bib] = Stop(crowd.distance, at_m, float(stopped_s[i]), swept_s)
    return lost
