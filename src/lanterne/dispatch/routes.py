"""What a plan of rides is made of: the road, the vehicles, those who wait, and the stops."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

FORWARD_MPS: Final = 9.0
"""Along the course, with traffic and runners about, as far as metres of the course go by."""

BACK_MPS: Final = 6.0
"""Against the course, by other streets: slower by the way round, in metres of the course as well."""

LOAD_S: Final = 90.0
"""Until somebody is aboard, or out."""


@dataclass(frozen=True, slots=True)
class Weights:
    """What a second costs, beside 1 for each second that somebody waits.

    Attributes
    ----------
    urgent : float
        Of a wait for medical or help, in place of 1.
    late : float
        More from 15 minutes of waiting, and as much again from 30.
    aboard : float
        Of each who rides and is not let out yet.
    driving : float
        Of a vehicle under way.
    """

    urgent: float = 10.0
    late: float = 1.0
    aboard: float = 0.1
    driving: float = 0.02


@dataclass(frozen=True, slots=True)
class Road:
    """The course to its finish, where people are let out, and the places where medical is, in metres."""

    length_m: float
    medical_m: tuple[float, ...] = ()

    def drive_s(self, from_m: float, to_m: float) -> float:
        """How long a vehicle takes from one place of the course to another, in seconds."""
        away_m = to_m - from_m
        return away_m / FORWARD_MPS if away_m >= 0 else -away_m / BACK_MPS

    def medical_from(self, at_m: float) -> float:
        """Where medical is soonest reached from a place, in metres; the finish where there is none."""
        return min((self.length_m, *self.medical_m), key=lambda one_m: self.drive_s(at_m, one_m))


@dataclass(frozen=True, slots=True)
class Van:
    """A vehicle: where it is, from when on it can drive (UTC epoch seconds), and how many ride with it."""

    id: str
    seats: int
    at_m: float
    free_s: float
    aboard: int = 0


@dataclass(frozen=True, slots=True)
class Wait:
    """Somebody who waits at a place since an instant (UTC epoch seconds).

    Attributes
    ----------
    urgent : bool
        Asked for medical or help: is taken to medical at once.
    vans : frozenset of str or None
        The vehicles that may fetch them, one if it has them confirmed; None = any.
    first : bool
        Whether a vehicle is on its way to them.
    """

    request: str
    at_m: float
    since_s: float
    urgent: bool = False
    vans: frozenset[str] | None = None
    first: bool = False


@dataclass(frozen=True, slots=True)
class Stop:
    """A stop: to take somebody in, or (`request` empty) to let all out; `at_s` UTC epoch seconds."""

    request: str
    at_m: float
    at_s: float


@dataclass(frozen=True, slots=True)
class Plan:
    """The stops of each vehicle in order, and what they cost by `Weights`."""

    stops: dict[str, tuple[Stop, ...]]
    cost: float
