"""The race as it was planned: distances, timing points, stations, gates, waves, vehicles and posts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Final, Literal

from lanterne.events import Clock, Consequence

if TYPE_CHECKING:
    from lanterne.race.course import Course
    from lanterne.units import Unit

PointKind = Literal["start", "split", "finish"]
StationKind = Literal["fluid", "medical", "cheer"]
Governs = Literal["road", "station", "mat", "official_result", "medal", "finish"]
VehicleKind = Literal["sweep", "sag", "lead", "medical", "other"]

USUAL_READ_RATE: Final = 0.995

Places = Mapping[str, float]
"""Metres from the start by distance id: one place on a road that several distances share."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VirtualLine:
    """Where the cut-off pace is: `pace_s_per_m` counted from `clock`'s zero."""

    pace_s_per_m: float
    clock: Clock


@dataclass(frozen=True, slots=True, kw_only=True)
class Distance:
    """One of the races held on the day, such as the marathon or the half.

    Attributes
    ----------
    length_m : float, metres
        The official length.
    start_s : float, UTC epoch seconds
        Planned gun.
    last_starter_s, tail_marker_s : float or None, UTC epoch seconds
        When the last official starter and the tail marker are planned to cross the start; None = not said.
    line : VirtualLine or None
    course : Course or None
        None for a race known only by its timing points: no map, everything else works.
    aliases : tuple of str
        Other names a start list may use for it, such as "Full".
    """

    id: str
    name: str
    length_m: float
    start_s: float
    last_starter_s: float | None = None
    tail_marker_s: float | None = None
    line: VirtualLine | None = None
    course: Course | None = None
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Wave:
    """A group started together; `start_s` is its planned gun (UTC epoch seconds)."""

    id: str
    distance: str
    start_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class TimingPoint:
    """A mat: where passings are read. `read_rate` is the share of crossings it is expected to read."""

    id: str
    name: str
    kind: PointKind
    at_m: Places
    read_rate: float = USUAL_READ_RATE


@dataclass(frozen=True, slots=True, kw_only=True)
class Supply:
    """Something a station hands out: `stock` at its opening, and how much a runner takes on average."""

    item: str
    stock: float
    take: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Station:
    """A staffed place: fluid, medical, cheer, or several of these.

    Attributes
    ----------
    crew : int
        People there, for what keeping it open costs.
    in_out : bool
        Whether runners are recorded in and out, as on long trails.
    """

    id: str
    name: str
    kinds: tuple[StationKind, ...]
    at_m: Places
    crew: int = 0
    in_out: bool = False
    supplies: tuple[Supply, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """A point with a cut-off.

    Exactly one of `wall_s`, `limit_s` and `behind_line_s` is set.

    Attributes
    ----------
    clock : Clock
        Whose zero the limit counts from; ``wall`` for a clock time.
    wall_s : float or None, UTC epoch seconds
    limit_s : float or None, seconds after the clock's zero
    behind_line_s : float or None, seconds after the virtual line passes
    grace_s : float, seconds
        What the captain may allow beyond the cut-off.
    held_s : Mapping, UTC epoch seconds by distance id
        Until when a hold in force keeps it open on a distance.
    """

    id: str
    name: str
    at_m: Places
    clock: Clock
    wall_s: float | None = None
    limit_s: float | None = None
    behind_line_s: float | None = None
    grace_s: float = 0.0
    consequence: Consequence = "none"
    governs: tuple[Governs, ...] = ()
    held_s: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Vehicle:
    """A sweep, SAG or other vehicle; `device` is the tracker or phone that reports for it.

    `distances` are those it serves, by id; empty = all.
    """

    id: str
    name: str
    kind: VehicleKind
    seats: int = 0
    device: str | None = None
    distances: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """A person or crew with a role and, if it has one, a place; `crew` people for what it costs to stay."""

    id: str
    name: str
    role: str
    at_m: Places
    crew: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """A stretch of road that is closed to traffic for the race.

    Attributes
    ----------
    from_m, to_m : Mapping, metres from the start by distance id
    post : str or None
        The post (police) that gives it back to traffic.
    permit_s : float or None, UTC epoch seconds
        Until when the permit lets it be closed.
    """

    id: str
    name: str
    from_m: Places
    to_m: Places
    post: str | None = None
    permit_s: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldRules:
    """What a hold needs and costs.

    Attributes
    ----------
    needs : tuple of str
        Posts that must agree, by id.
    latest_s : float or None, UTC epoch seconds
        The permit's end: none is recommended that ends later, and one that does needs the police's yes.
    crew_hour_cost, post_hour_cost : float or None
        What an hour of a station's crew member, or of a post's, costs in `currency`; None = not said.
    """

    needs: tuple[str, ...] = ()
    latest_s: float | None = None
    crew_hour_cost: float | None = None
    post_hour_cost: float | None = None
    currency: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Race:
    """Everything planned for one race day.

    Attributes
    ----------
    id : str
        Folder-safe name, the `race` of every event.
    notice : str or None
        Shown on every page, such as "Made-up course, not certified".
    tokens : Mapping[str, str]
        Secret of each feed that needs one, by feed name.
    course : str or None
        Name under which a pace library may know the marathon's course; None = not said.
    minors : bool
        Whether runners under 18 may take part; if so, a runner of unknown age is treated as one.
    emergency : str or None
        The number to call in danger, as runners are told it; None = not said.
    """

    id: str
    name: str
    day: date
    zone: str
    unit: Unit
    distances: tuple[Distance, ...]
    waves: tuple[Wave, ...]
    points: tuple[TimingPoint, ...]
    stations: tuple[Station, ...] = ()
    gates: tuple[Gate, ...] = ()
    vehicles: tuple[Vehicle, ...] = ()
    posts: tuple[Post, ...] = ()
    segments: tuple[Segment, ...] = ()
    hold: HoldRules = HoldRules()
    notice: str | None = None
    tokens: Mapping[str, str]
    course: str | None = None
    minors: bool = True
    emergency: str | None = None
