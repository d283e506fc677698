"""The entries of race.toml: each table made into its part of the race.

What is missing or wrong is noted and becomes NaN or nothing, so that later checks stay silent about it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Final, get_args

from lanterne.events import Clock, Consequence
from lanterne.race import sections as read
from lanterne.race.course import Course
from lanterne.race.coursefile import load_course
from lanterne.race.definition import (
    USUAL_READ_RATE,
    Distance,
    Gate,
    Governs,
    Places,
    PointKind,
    Station,
    StationKind,
    Supply,
    TimingPoint,
    VirtualLine,
    Wave,
)
from lanterne.race.places import read_places
from lanterne.race.sections import Findings, Section
from lanterne.units import Unit, instant_s

LINE_CLOCKS: Final = ("gun", "last_starter", "tail_marker")
"""A virtual line is one line for everybody, so it counts from a zero that everybody shares."""

SUPPLIES_LIKE: Final = 'write supplies = [{ item = "water", stock = 3000, take = 1.5 }]'


@dataclass
class Header:
    """The table ``[race]``."""

    id: str
    name: str
    day: date
    zone: str
    unit: Unit
    start_clock_s: float | None
    notice: str | None
    minors: bool
    emergency: str | None

    @classmethod
    def of(cls, section: Section) -> Header:
        """Read ``[race]``."""
        return cls(
            id=section.need("id", read.identifier, '"three_rivers_2026"') or "",
            name=section.need("name", read.text, '"Three Rivers Marathon"') or "",
            day=section.need("date", read.day, "2026-05-03") or date(2000, 1, 1),
            zone=section.need("timezone", read.zone, '"America/New_York"') or "UTC",
            unit=section.need("unit", read.choice("mi", "km"), '"mi"') or "km",
            start_clock_s=section.may("start", read.clock),
            notice=section.may("notice", read.text),
            minors=section.may("minors", read.flag) is not False,
            emergency=section.may("emergency", read.text),
        )

    def instant_s(self, clock_s: float | None) -> float:
        """UTC instant of a wall clock reading on race day; NaN for none."""
        return math.nan if clock_s is None else instant_s(self.day, clock_s, self.zone)


@dataclass
class Plan:
    """What entries need to know of the rest of the race while they are read."""

    folder: Path
    findings: Findings
    header: Header
    distances: dict[str, Distance] = field(default_factory=dict)

    @property
    def lengths_m(self) -> dict[str, float]:
        """Official length of each distance by id."""
        return {name: distance.length_m for name, distance in self.distances.items()}


def distance(section: Section, name: str, plan: Plan) -> Distance:
    """Read a ``[[distance]]`` and the course it names."""
    header = plan.header
    start_clock_s = section.may("start", read.clock)
    if start_clock_s is None and "start" not in section:
        start_clock_s = header.start_clock_s
        if start_clock_s is None:
            section.fault("start", "is missing here and in [race]", 'Add it, like start = "07:00"')
    length_m = section.need("length", read.length, '"42.195 km"')
    last_starter_s = section.may("last_starter", read.clock)
    tail_marker_s = section.may("tail_marker", read.clock)
    return Distance(
        id=name,
        name=section.need("name", read.text, '"Marathon"') or "",
        length_m=length_m or math.nan,
        start_s=header.instant_s(start_clock_s),
        last_starter_s=None if last_starter_s is None else header.instant_s(last_starter_s),
        tail_marker_s=None if tail_marker_s is None else header.instant_s(tail_marker_s),
        line=_line(section),
        course=_course(section, length_m, plan),
        aliases=section.may("aliases", read.texts) or (),
    )


def _line(section: Section) -> VirtualLine | None:
    line = section.section("line", '{ pace = "16:00/mi", clock = "last_starter" }')
    if line is None:
        return VirtualLine(pace_s_per_m=math.nan, clock="gun") if "line" in section else None
    read_line = VirtualLine(
        pace_s_per_m=line.need("pace", read.pace, '"16:00/mi"') or math.nan,
        clock=line.need("clock", read.choice(*LINE_CLOCKS), '"last_starter"') or "gun",
    )
    line.close()
    return read_line


def _course(section: Section, length_m: float | None, plan: Plan) -> Course | None:
    name = section.may("course", read.text)
    if name is None:
        return None
    path = plan.folder / name
    if not path.is_file():
        section.fault(
            "course", f"there is no file {name!r} beside race.toml", "Put it there, or correct its name"
        )
        return None
    found = Findings(str(path))
    course = load_course(path, length_m, found) if length_m else None
    plan.findings.faults += found.faults
    plan.findings.warnings += found.warnings
    return course


def wave(section: Section, name: str, plan: Plan) -> Wave:
    """Read a ``[[wave]]``."""
    return Wave(
        id=name,
        distance=section.need("distance", _known_distance(plan), '"marathon"') or "",
        start_s=plan.header.instant_s(section.need("start", read.clock, '"07:10"')),
    )


def timing_point(section: Section, name: str, plan: Plan) -> TimingPoint:
    """Read a ``[[timing_point]]``; one at the start or finish needs no `at`."""
    kind: PointKind = section.need("kind", read.choice(*get_args(PointKind)), '"split"') or "split"
    if kind != "split" and "at" not in section:
        at_m: Places = {d.id: 0.0 if kind == "start" else d.length_m for d in plan.distances.values()}
    else:
        at_m = read_places(section, plan.lengths_m)
    return TimingPoint(
        id=name,
        name=section.need("name", read.text, '"10K"') or "",
        kind=kind,
        at_m=at_m,
        read_rate=section.may("read_rate", read.share) or USUAL_READ_RATE,
    )


def station(section: Section, name: str, plan: Plan) -> Station:
    """Read a ``[[station]]``."""
    return Station(
        id=name,
        name=section.need("name", read.text, '"Station 5"') or "",
        kinds=section.need("kinds", read.choices(*get_args(StationKind)), '["fluid", "medical"]') or (),
        at_m=read_places(section, plan.lengths_m),
        crew=section.may("crew", read.count) or 0,
        in_out=section.may("in_out", read.flag) or False,
        supplies=tuple(_supply(one) for one in section.sections("supplies", SUPPLIES_LIKE)),
    )


def _supply(section: Section) -> Supply:
    """Read one of a station's `supplies`."""
    take = section.may("take", read.positive)
    supply = Supply(
        item=section.need("item", read.text, '"water"') or "",
        stock=section.need("stock", read.positive, "3000") or 0.0,
        take=1.0 if take is None else take,
    )
    section.close()
    return supply


def gate(section: Section, name: str, plan: Plan) -> Gate:
    """Read a ``[[gate]]`` with exactly one form of limit."""
    forms = [form for form in ("time", "limit", "behind_line") if form in section]
    if len(forms) != 1:
        what = f"has {' and '.join(forms)}" if forms else "has no limit"
        section.fault(
            "time", what, 'Write exactly one of time = "12:41", limit = "6:30:00", behind_line = "15:00"'
        )
    time_s = section.may("time", read.clock)
    at_m = read_places(section, plan.lengths_m)
    clock = _gate_clock(section, forms, at_m, plan)
    wall_s = None if time_s is None else plan.header.instant_s(time_s)
    limit_s = section.may("limit", read.duration)
    if wall_s is not None and clock != "wall":
        limit_s, wall_s = _as_limit_s(section, wall_s, clock, at_m, plan), None
    return Gate(
        id=name,
        name=section.need("name", read.text, '"Mile 20"') or "",
        at_m=at_m,
        clock=clock,
        wall_s=wall_s,
        limit_s=limit_s,
        behind_line_s=section.may("behind_line", read.duration),
        grace_s=section.may("grace", read.duration) or 0.0,
        consequence=section.may("consequence", read.choice(*get_args(Consequence))) or "none",
        governs=section.may("governs", read.choices(*get_args(Governs))) or (),
    )


def _gate_clock(section: Section, forms: list[str], at_m: Places, plan: Plan) -> Clock:
    """The clock a gate counts by; a clock time may name one to move with, the virtual line brings its own."""
    if forms == ["limit"]:
        clocks = tuple(clock for clock in get_args(Clock) if clock != "wall")
        return section.need("clock", read.choice(*clocks), '"gun"') or "gun"
    clock: Clock | None = section.may("clock", read.choice(*get_args(Clock)))
    if forms == ["time"]:
        if clock in ("wave", "net"):
            section.fault(
                "clock",
                f"{clock!r} does not go with a clock time",
                'Leave it out, or write limit = "6:30:00"',
            )
            return "wall"
        return clock or "wall"
    lines = [line.clock for key in at_m if (line := plan.distances[key].line)]
    if clock is not None and any(clock != own for own in lines):
        section.fault("clock", f"{clock!r} is not the virtual line's clock, {lines[0]!r}", "Leave it out")
    return lines[0] if lines else "gun"


def _as_limit_s(section: Section, wall_s: float, clock: Clock, at_m: Places, plan: Plan) -> float:
    """What a published clock time is after the planned zero of the clock that it moves with."""
    zeros_s = {_planned_zero_s(plan.distances[key], clock) for key in at_m}
    if len(zeros_s) > 1:
        what = f"moves with a clock ({clock}) that begins at different times on its distances"
        section.fault("clock", what, "Write a [[gate]] for each distance")
    return wall_s - max(zeros_s, default=math.nan)


def _planned_zero_s(distance: Distance, clock: Clock) -> float:
    """When a clock is planned to begin on a distance (UTC epoch seconds); the gun stands in."""
    planned_s = {"last_starter": distance.last_starter_s, "tail_marker": distance.tail_marker_s}.get(clock)
    return distance.start_s if planned_s is None else planned_s


def _known_distance(plan: Plan) -> read.Parser[str]:
    return read.choice(*plan.distances)
