"""What becomes of runners: starts, status, rides."""

from __future__ import annotations

from typing import Literal

from lanterne.events.base import Bib, Count, Fact, Metres, Name, Text


class Start(Fact, frozen=True, kw_only=True, tag="start"):
    """A clock's zero: the gun, a wave's gun, the last official starter, or the tail marker crossing."""

    distance: Name
    what: Literal["gun", "wave", "last_starter", "tail_marker"]
    wave: Name | None = None

    def __post_init__(self) -> None:
        if (self.what == "wave") != (self.wave is not None):
            raise ValueError("the start of a wave names the wave, any other start does not")


class Status(Fact, frozen=True, kw_only=True, tag="status"):
    """What somebody says has become of a runner.

    Attributes
    ----------
    what : str
        ``with_medical`` until ``transported`` (taken on by an ambulance, `to` names where to) or
        ``released``; ``reinstated`` takes back what was said before: found, and going on.
    place, to : str or None
        Where it was; who or what the runner went to. For ``changed_distance``, `to` is the other distance.
    at_m : float or None, metres on the runner's distance
        Where a ``bumped`` runner was let out to go on.
    result : str or None
        Of ``finished``: whether the finish counts as an official result.
    said_by : str or None
        Whose word it rests on: the runner's own, the family's, or that of staff who saw it.
    by : str or None
        The person who records it.
    why : str or None
        The reason, without a medical word.
    """

    bib: Bib
    what: Literal[
        "did_not_start",
        "drop",
        "time_cut",
        "refused_ride",
        "with_medical",
        "transported",
        "released",
        "left",
        "reinstated",
        "finished",
        "changed_distance",
        "bumped",
        "diverted",
    ]
    place: Name | None = None
    to: Name | None = None
    at_m: Metres | None = None
    result: Literal["official", "unofficial"] | None = None
    said_by: Literal["self", "family", "staff"] | None = None
    by: Name | None = None
    why: Text | None = None

    def __post_init__(self) -> None:
        if self.what == "bumped" and self.at_m is None:
            raise ValueError("bumped says in `at_m` where on their distance the runner was let out")
        if self.result is not None and self.what != "finished":
            raise ValueError("only finished has a `result`")


class Pickup(Fact, frozen=True, kw_only=True, tag="pickup"):
    """A step of somebody's ride, or of the wait for it.

    ``reported`` opens a request; it may be for somebody whose bib nobody has read yet. A vehicle that
    ``claimed`` a request has it only once the hub, or race control by name, has ``confirmed`` that vehicle;
    it may have ``given_up`` again. ``dropped_off`` names who took over; ``closed`` ends a request with
    `why` and without a ride, ``refused`` because the runner does not want one.

    Attributes
    ----------
    request : str or None
        Id of the ``reported`` event that a step is about. Without it a step is about its bib's open request.
    need : str
        Of ``reported``: a ride, medical, or ``help`` as called for by the runner.
    claim : str or None
        Of ``confirmed``: id of the claim that it confirms, if there was one.
    to, to_by : str or None
        Stand or vehicle that took over at ``dropped_off``, and the person there.
    """

    what: Literal[
        "reported",
        "claimed",
        "confirmed",
        "given_up",
        "en_route",
        "picked_up",
        "dropped_off",
        "closed",
        "refused",
    ]
    bib: Bib | None = None
    request: Name | None = None
    need: Literal["ride", "medical", "help"] = "ride"
    claim: Name | None = None
    vehicle: Name | None = None
    place: Name | None = None
    distance: Name | None = None
    at_m: Metres | None = None
    to: Name | None = None
    to_by: Name | None = None
    by: Name | None = None
    why: Text | None = None

    def __post_init__(self) -> None:
        if self.what != "reported" and self.bib is None and self.request is None:
            raise ValueError(f"{self.what!r} needs a bib or the request it is about")
        if self.what in ("claimed", "confirmed", "given_up") and self.vehicle is None:
            raise ValueError(f"{self.what!r} names the vehicle")


class VehicleReport(Fact, frozen=True, kw_only=True, tag="vehicle"):
    """What a vehicle's crew reports: people aboard, where it is in words or metres, and what is behind it.

    `road_clear` is a sweep's word that nobody of the race is left on the road behind it at `at_m`;
    `road_blocked` a crew's that it cannot go on there.
    """

    vehicle: Name
    aboard: Count | None = None
    place: Name | None = None
    distance: Name | None = None
    at_m: Metres | None = None
    silent: bool = False
    road_clear: bool = False
    road_blocked: bool = False
    by: Name | None = None
