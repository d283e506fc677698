"""Mistakes that show only when the parts of a race are seen together.

What could not be read is NaN here, and every comparison is written so that NaN stays silent.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import combinations, pairwise
from typing import Final, TypeVar

from lanterne.race.cutoffs import Zeros, deadline_text, gate_cutoff_s, rule_text
from lanterne.race.deadlines import disagreements, disorders
from lanterne.race.definition import Distance, Gate, Places, Post, Race, Station, TimingPoint
from lanterne.race.earth import apart_m
from lanterne.race.sections import Findings
from lanterne.race.staffing import check_staffing
from lanterne.units import clock_text, distance_text

K = TypeVar("K")

SAME_PLACE_M: Final = 250.0
"""Two drawings of one road put one place this far apart at most: 1 % of length by mile 15."""
ROUNDING_M: Final = 0.5


def check_consistency(race: Race, findings: Findings) -> None:
    """Note every contradiction between the parts of a race."""
    _unique_ids(race, findings)
    for distance in race.distances:
        _distance(distance, findings)
        _points(race, distance, findings)
        _gates(race, distance, findings)
    _waves(race, findings)
    _shared_places(race, findings)
    check_staffing(race, findings)


def _kinds(race: Race) -> dict[str, Sequence[TimingPoint | Station | Gate | Post]]:
    return {
        "timing_point": race.points,
        "station": race.stations,
        "gate": race.gates,
        "post": race.posts,
    }


def _unique_ids(race: Race, findings: Findings) -> None:
    named: dict[str, Iterable[str]] = {
        "distance": (distance.id for distance in race.distances),
        "vehicle": (vehicle.id for vehicle in race.vehicles),
        "segment": (segment.id for segment in race.segments),
        **{kind: (place.id for place in places) for kind, places in _kinds(race).items()},
    }
    for kind, ids in named.items():
        for name in _repeated(ids):
            findings.fault(f"{kind}.{name}.id", "is used twice", f"Give each {kind} an id of its own")
    for distance, name in _repeated((wave.distance, wave.id) for wave in race.waves if wave.id):
        what = f"is used twice among the waves of {distance}"
        findings.fault(f"wave.{name}.id", what, "Give each wave of a distance an id of its own")
    everywhere = [(kind, place) for kind, places in _kinds(race).items() for place in places]
    for (kind, one), (other_kind, other) in combinations(everywhere, 2):
        if kind != other_kind and one.id and one.id == other.id and _elsewhere(one.at_m, other.at_m):
            what = f"is also the id of a {kind} at another place"
            findings.fault(
                f"{other_kind}.{one.id}.id", what, "Choose another: reports name places by their id"
            )


def _repeated(keys: Iterable[K]) -> list[K]:
    return [key for key, times in Counter(keys).items() if times > 1 and key]


def _elsewhere(one: Places, other: Places) -> bool:
    return any(abs(one[key] - other[key]) > ROUNDING_M for key in one.keys() & other.keys())


def _distance(distance: Distance, findings: Findings) -> None:
    for key, at_s in (("last_starter", distance.last_starter_s), ("tail_marker", distance.tail_marker_s)):
        if at_s is not None and at_s < distance.start_s:
            what = "is before the gun of its distance"
            findings.fault(f"distance.{distance.id}.{key}", what, "Write a later time, past 24:00 if need be")
    line = distance.line
    planned = {"last_starter": distance.last_starter_s, "tail_marker": distance.tail_marker_s}
    if line is not None and line.clock in planned and planned[line.clock] is None:
        key = f"distance.{distance.id}.{line.clock}"
        what = (
            "is not planned though the virtual line counts from it, so the gun stands in until it is stated"
        )
        findings.warn(key, what, f'Add it to the distance, like {line.clock} = "07:06"')


def _points(race: Race, distance: Distance, findings: Findings) -> None:
    points = [point for point in race.points if distance.id in point.at_m]
    ends = Counter(point.kind for point in points)
    key = f"distance.{distance.id}"
    if not ends["finish"]:
        mend = 'Add a [[timing_point]] with kind = "finish"'
        findings.fault(key, "has no timing point at the finish", mend)
    if not ends["start"]:
        what = "has no timing point at the start, so every runner's own time counts from the gun or wave"
        findings.warn(key, what, 'If there is a start mat, add a [[timing_point]] with kind = "start"')
    for kind in ("start", "finish"):
        if ends[kind] > 1:
            findings.fault(key, f"has {ends[kind]} timing points of kind {kind}", "Leave one")
    for point in points:
        end_m = {"start": 0.0, "finish": distance.length_m}.get(point.kind)
        if end_m is not None and abs(point.at_m[distance.id] - end_m) > ROUNDING_M:
            what = f"is of kind {point.kind} but not at the {point.kind} of {distance.id}"
            findings.fault(f"timing_point.{point.id}.at", what, "Leave out `at`, or make it a split")
    for before, after in pairwise(points):
        if after.at_m[distance.id] <= before.at_m[distance.id]:
            what = f"on {distance.id} it is not beyond {before.id}, which is listed before it"
            mend = "Correct the place, or list timing points in running order"
            findings.fault(f"timing_point.{after.id}.at", what, mend)


def _gates(race: Race, distance: Distance, findings: Findings) -> None:
    for gate in (gate for gate in race.gates if distance.id in gate.at_m):
        key = f"gate.{gate.id}"
        if gate.behind_line_s is not None and distance.line is None:
            what = f"counts behind a virtual line, but {distance.id} has none"
            findings.fault(
                f"{key}.behind_line", what, "Give the distance a line, or the gate a time or limit"
            )
        if gate.clock == "wave" and not any(wave.distance == distance.id for wave in race.waves):
            what = f"counts from a wave's gun, but {distance.id} has no waves"
            findings.fault(f"{key}.clock", what, 'Add a [[wave]], or write clock = "gun"')
        cutoff_s = gate_cutoff_s(race, gate, distance.id, Zeros())
        if cutoff_s is not None and cutoff_s <= distance.start_s:
            what = f"is not after the gun of {distance.id} at {clock_text(distance.start_s, race.zone)}"
            where = f"{key}.time" if gate.clock == "wall" else key
            findings.fault(where, what, "Write a later time; past midnight go on, like 24:30")
    for pair in disorders(race, distance, Zeros()):
        what = (
            f"cuts off at {deadline_text(pair.after_s, race.zone)} on {distance.id}, before {pair.before.id} "
            f"at {deadline_text(pair.before_s, race.zone)}, which comes first on the road"
        )
        findings.warn(f"gate.{pair.after.id}", what, "Check both limits and places")
    for clash in disagreements(race, distance, Zeros()):
        what = (
            f"governs {', '.join(clash.governs)} on {distance.id} at one place with {clash.one.id}, "
            f"which says {rule_text(clash.one, race)}, not {rule_text(clash.other, race)}"
        )
        findings.warn(f"gate.{clash.other.id}", what, "Let one of them govern it, or write one deadline")


def _waves(race: Race, findings: Findings) -> None:
    starts = {distance.id: distance.start_s for distance in race.distances}
    for wave in race.waves:
        if wave.distance in starts and wave.start_s < starts[wave.distance]:
            gun = clock_text(starts[wave.distance], race.zone)
            what = f"is before the gun of {wave.distance} at {gun}"
            findings.fault(
                f"wave.{wave.id}.start", what, "The gun is the first wave's start; correct one of them"
            )


def _shared_places(race: Race, findings: Findings) -> None:
    """A place that two distances share must lie at the same spot on both drawn courses."""
    courses = {distance.id: distance.course for distance in race.distances if distance.course is not None}
    for kind, places in _kinds(race).items():
        for place in places:
            for one, other in combinations(place.at_m.keys() & courses.keys(), 2):
                spots = []
                for key in (one, other):
                    lon, lat = courses[key].place(place.at_m[key])
                    spots.append((float(lon), float(lat)))
                off_m = apart_m(*spots)
                if off_m > SAME_PLACE_M:
                    what = (
                        f"{distance_text(place.at_m[one], race.unit)} of {one} and "
                        f"{distance_text(place.at_m[other], race.unit)} of {other} lie {off_m:.0f} m apart"
                    )
                    findings.warn(f"{kind}.{place.id}.at", what, "If it is one place, correct one of them")
