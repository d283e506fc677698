"""Mistakes in who is where, which road they give back, and what a hold asks of them."""

from __future__ import annotations

from collections import Counter
from itertools import combinations

from lanterne.race.cutoffs import Zeros, line_time_s
from lanterne.race.definition import Race, Segment
from lanterne.race.sections import Findings, suggestion
from lanterne.units import clock_text, distance_text


def check_staffing(race: Race, findings: Findings) -> None:
    """Note every contradiction among stations, vehicles, posts, segments and the rules of holds."""
    _devices(race, findings)
    _stands(race, findings)
    _supplies(race, findings)
    for segment in race.segments:
        _stretch(race, segment, findings)
        _permit(race, segment, findings)
    _hold(race, findings)


def _devices(race: Race, findings: Findings) -> None:
    times = Counter(vehicle.device for vehicle in race.vehicles if vehicle.device)
    for device in (device for device, count in times.items() if count > 1):
        names = " and ".join(vehicle.id for vehicle in race.vehicles if vehicle.device == device)
        what = f"{names} have the same device {device!r}"
        findings.fault("vehicle", what, "Give each its own: fixes are told apart by it")


def _stands(race: Race, findings: Findings) -> None:
    """Stations, vehicles and posts each have a link and are named in events by their id alone."""
    kinds = {
        "station": {one.id for one in race.stations},
        "vehicle": {one.id for one in race.vehicles},
        "post": {one.id for one in race.posts},
    }
    for (kind, ids), (other_kind, other_ids) in combinations(kinds.items(), 2):
        for name in sorted(ids & other_ids - {""}):
            what = f"is also the id of a {kind}"
            findings.fault(f"{other_kind}.{name}.id", what, "Choose another: links go by it")


def _supplies(race: Race, findings: Findings) -> None:
    for station in race.stations:
        times = Counter(supply.item for supply in station.supplies if supply.item)
        for item in (item for item, count in times.items() if count > 1):
            what = f"lists {item!r} twice"
            findings.fault(
                f"station.{station.id}.supplies", what, "Write each item once, with its whole stock"
            )


def _stretch(race: Race, segment: Segment, findings: Findings) -> None:
    key = f"segment.{segment.id}"
    for distance in sorted(segment.from_m.keys() ^ segment.to_m.keys()):
        end = "to" if distance in segment.from_m else "from"
        what = f"does not say where it is on {distance}, though the other end does"
        findings.fault(f"{key}.{end}", what, "Name the same distances in `from` and `to`")
    for distance in sorted(segment.from_m.keys() & segment.to_m.keys()):
        from_m, to_m = segment.from_m[distance], segment.to_m[distance]
        if to_m <= from_m:
            what = (
                f"ends at {distance_text(to_m, race.unit)} of {distance}, not after its beginning at "
                f"{distance_text(from_m, race.unit)}"
            )
            findings.fault(f"{key}.to", what, "Write the end further along; a road run twice is two segments")
    posts = [post.id for post in race.posts]
    if segment.post is not None and segment.post not in posts:
        findings.fault(f"{key}.post", f"there is no post {segment.post!r}", suggestion(segment.post, posts))


def _permit(race: Race, segment: Segment, findings: Findings) -> None:
    """The permit should last until the virtual line has left the segment."""
    permit_s = segment.permit_s
    for distance, to_m in segment.to_m.items() if permit_s is not None else ():
        leaves_s = line_time_s(race, distance, Zeros(), to_m)
        if permit_s is not None and permit_s < leaves_s:
            what = (
                f"ends at {clock_text(permit_s, race.zone)}, before the virtual line of {distance} leaves "
                f"the segment at {clock_text(leaves_s, race.zone)}"
            )
            findings.warn(f"segment.{segment.id}.permit", what, "Ask for a later one, or a faster line")


def _hold(race: Race, findings: Findings) -> None:
    known = [one.id for one in race.posts] + [one.id for one in race.stations]
    for party in race.hold.needs:
        if party not in known:
            what = f"there is no post or station {party!r}"
            findings.fault("hold.needs", what, suggestion(party, known))
    latest_s = race.hold.latest_s
    for distance in race.distances if latest_s is not None else ():
        ends_s = line_time_s(race, distance.id, Zeros(), distance.length_m)
        if latest_s is not None and latest_s <= ends_s:
            what = (
                f"is {clock_text(latest_s, race.zone)}, but the virtual line of {distance.id} is at the "
                f"finish at {clock_text(ends_s, race.zone)}, so nothing could ever be held"
            )
            findings.warn("hold.latest", what, "Write until when the permit lets the finish stay open")
    costs = (race.hold.crew_hour_cost, race.hold.post_hour_cost)
    if any(cost is not None for cost in costs) and not race.hold.currency:
        findings.warn(
            "hold.currency", "is missing, so costs are numbers without a name", 'Add it, like "USD"'
        )
