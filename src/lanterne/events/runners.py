"""What becomes of runners: starts, status, rides."""

from __future__ import annotations

from typing import Literal

from lanterne.events.base import Bib, Count, Fact, Metres, Name


class Start(Fact, frozen=True, kw_only=True, tag="start"):
    """A clock's zero: the gun, a wave's gun, the last official starter, or the tail marker crossing."""

    distance: Name
    what: Literal["gun", "wave", "last_starter", "tail_marker"]
    wave: Name | None = None

    def __post_init__(self) -> None:
        if (self.what == "wave") != (self.wave is not None):
            raise ValueError("the start of a wave names the wave, any other start does not")


class Status(Fact, frozen=True, kw_only=True, tag="status"):
    """What somebody says has become of a runner."""

    bib: Bib
    what: Literal[
        "did_not_start",
        "drop",
        "time_cut",
        "refused_ride",
        "with_medical",
        "released",
        "left",
        "reinstated",
        "finished",
        "changed_distance",
    ]
    place: Name | None = None
    to: Name | None = None


class Pickup(Fact, frozen=True, kw_only=True, tag="pickup"):
    """A step of one runner's ride."""

    bib: Bib
    what: Literal["reported", "en_route", "picked_up", "dropped_off", "closed", "refused"]
    vehicle: Name | None = None
    place: Name | None = None
    to: Name | None = None


class VehicleReport(Fact, frozen=True, kw_only=True, tag="vehicle"):
    """What a vehicle's crew reports: people aboard, where it is in words or metres, and what is behind it.

    `road_clear` is a sweep's word that nobody of the race is left on the road behind it at `at_m`.
    """

    vehicle: Name
    aboard: Count | None = None
    place: Name | None = None
    distance: Name | None = None
    at_m: Metres | None = None
    silent: bool = False
    road_clear: bool = False
    by: Name | None = None
