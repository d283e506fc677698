"""What a person should look at in the cut-off table."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from lanterne.events import Clock
from lanterne.field.fold import Field
from lanterne.field.versions import changed, idle
from lanterne.race.cutoffs import deadline_text, line_zero, rule_text, zero
from lanterne.race.deadlines import disagreements, disorders, last_cutoff_s
from lanterne.race.definition import Distance, Governs
from lanterne.units import clock_text, distance_text

WORTH_SAYING_S: Final = 60.0

GOVERNED: Final[dict[Governs, str]] = {
    "road": "the road",
    "station": "the stations",
    "mat": "the mat",
    "official_result": "the official result",
    "medal": "the medal",
    "finish": "the finish",
}
"""What a deadline is for, in words."""

_SOMEBODY: Final[dict[Clock, str]] = {"last_starter": "last starter", "tail_marker": "tail marker"}


def table_warnings(field: Field) -> list[str]:
    """Sentences, those of the day before those of the plan."""
    found = [
        *(text for one in field.race.distances for text in _late_gun(field, one)),
        *(text for one in field.race.distances for text in _long_start(field, one)),
        *(text for one in field.race.distances for text in _unstated(field, one)),
        *_version(field),
        *(text for one in field.race.distances for text in _before_the_gun(field, one)),
        *(text for one in field.race.distances for text in _contradictions(field, one)),
    ]
    return list(dict.fromkeys(found))


def _late_gun(field: Field, distance: Distance) -> Iterator[str]:
    late_s = field.zeros.gun.get(distance.id, distance.start_s) - distance.start_s
    fixed = _names(field, distance, ("wall",))
    if abs(late_s) >= WORTH_SAYING_S and fixed:
        yield (f"The gun of {distance.name} was {_minutes(late_s)}. By the clock, and so not moved: {fixed}.")


def _long_start(field: Field, distance: Distance) -> Iterator[str]:
    """A last starter or tail marker who crossed later after the gun than planned."""
    gun_late_s = field.zeros.gun.get(distance.id, distance.start_s) - distance.start_s
    crossed: tuple[tuple[Clock, float | None, float | None], ...] = (
        ("last_starter", field.zeros.last_starter.get(distance.id), distance.last_starter_s),
        ("tail_marker", field.zeros.tail_marker.get(distance.id), distance.tail_marker_s),
    )
    fixed = _names(field, distance, ("gun", "wall"))
    for clock, stated_s, planned_s in crossed:
        if stated_s is None or planned_s is None or not fixed:
            continue
        longer_s = stated_s - planned_s - gun_late_s
        if longer_s >= WORTH_SAYING_S:
            yield (
                f"The {_SOMEBODY[clock]} of {distance.name} crossed the start at "
                f"{clock_text(stated_s, field.race.zone)}, {_minutes(longer_s, 'more')} after the gun than "
                f"planned. Counted from the gun or by the clock, and so not moved: {fixed}."
            )


def _unstated(field: Field, distance: Distance) -> Iterator[str]:
    """After the gun, a clock that something counts from and that nobody has stated."""
    if distance.id not in field.zeros.gun:
        return
    stated = {"last_starter": field.zeros.last_starter, "tail_marker": field.zeros.tail_marker}
    planned = {"last_starter": distance.last_starter_s, "tail_marker": distance.tail_marker_s}
    line = line_zero(field.race, distance.id, field.zeros)
    used = {gate.clock for gate in field.race.gates if distance.id in gate.at_m}
    if distance.line is not None and line is not None:
        used.add(distance.line.clock)
    for clock, somebody in _SOMEBODY.items():
        if clock in used and distance.id not in stated[clock]:
            instead = "the gun stands in" if planned[clock] is None else "what counts from it is as planned"
            yield f"Nobody has said when the {somebody} of {distance.name} crossed the start: {instead}."


def _version(field: Field) -> Iterator[str]:
    """What is doubtful about the latest version."""
    if not field.versions.published:
        return
    latest = field.versions.published[-1]
    number = field.versions.number
    if latest.said.base is not None and latest.said.base != number - 1:
        yield (
            f"Version {number} was made from version {latest.said.base}, and version {number - 1} was "
            "published before it: both count, the later one where they differ."
        )
    race = field.planned
    for one in field.versions.published[:-1]:
        race = changed(race, one.said)
    for key, why in idle(race, latest.said).items():
        yield f"What version {number} says of {key} has no effect: {why}."


def _before_the_gun(field: Field, distance: Distance) -> Iterator[str]:
    gun_s = zero(field.race, distance.id, "gun", field.zeros).at_s
    for gate in field.race.gates:
        cutoff_s = (
            last_cutoff_s(field.race, gate, distance, field.zeros) if distance.id in gate.at_m else None
        )
        if cutoff_s is not None and cutoff_s <= gun_s:
            at = deadline_text(cutoff_s, field.race.zone)
            yield f"{gate.name} cuts off at {at}, before the gun of {distance.name}."


def _contradictions(field: Field, distance: Distance) -> Iterator[str]:
    race, zeros = field.race, field.zeros
    for clash in disagreements(race, distance, zeros):
        things = " and ".join(GOVERNED[thing] for thing in clash.governs)
        at = distance_text(clash.one.at_m[distance.id], race.unit)
        yield (
            f"Two deadlines for {things} at {at} of {distance.name} disagree: {clash.one.name}, "
            f"{rule_text(clash.one, race)}; {clash.other.name}, {rule_text(clash.other, race)}."
        )
    for pair in disorders(race, distance, zeros):
        yield (
            f"{pair.after.name} cuts off at {deadline_text(pair.after_s, race.zone)} on {distance.name}, "
            f"before {pair.before.name} at {deadline_text(pair.before_s, race.zone)}, "
            "which comes first on the road."
        )


def _names(field: Field, distance: Distance, clocks: tuple[Clock, ...]) -> str:
    """Gates of a distance that count by some clocks, in the order of the road."""
    gates = [one for one in field.race.gates if distance.id in one.at_m and one.clock in clocks]
    named = sorted(gates, key=lambda one: one.at_m[distance.id])
    return ", ".join(f"{one.name} ({rule_text(one, field.race)})" for one in named)


def _minutes(late_s: float, than: str = "") -> str:
    way = than or ("late" if late_s > 0 else "early")
    return f"{round(abs(late_s) / 60)} min {way}"
