"""What was seen on the course: reads, fixes, sightings, and what a sweep found."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

from lanterne.events.base import Bib, Fact, Instant, Latitude, Longitude, Metres, Name

Told = Literal["going_on", "fit", "told_target", "pavement", "ride", "refused", "medical", "asks_company"]


class Passing(Fact, frozen=True, kw_only=True, tag="passing"):
    """A chip or bib read at a timing point. `raw_time` keeps the clock text of a feed without a zone."""

    point: Name
    bib: Bib | None = None
    chip: Name | None = None
    raw_time: str | None = None

    def __post_init__(self) -> None:
        if self.bib is None and self.chip is None:
            raise ValueError("a passing needs a bib or a chip")


class Position(Fact, frozen=True, kw_only=True, tag="position"):
    """Where a device was; a heartbeat has no place. `raw_speed` keeps the client's own unit."""

    device: Name
    latitude: Latitude | None = None
    longitude: Longitude | None = None
    accuracy_m: float | None = None
    battery: Annotated[float, msgspec.Meta(ge=0, le=1)] | None = None
    raw_speed: float | None = None

    def __post_init__(self) -> None:
        if (self.latitude is None) != (self.longitude is None):
            raise ValueError("a position needs both latitude and longitude, or neither")


class Sighting(Fact, frozen=True, kw_only=True, tag="sighting"):
    """A bib seen by a person at a station, or confirmed as not having come by (``missed``).

    Without a bib the time stands alone until a correction amends it; a digit that could not be read is ``?``.
    """

    place: Name
    bib: Bib | None = None
    what: Literal["in", "out", "passed", "stopped", "missed"] = "passed"
    by: Name | None = None


class Encounter(Fact, frozen=True, kw_only=True, tag="encounter"):
    """A sweep with a runner: what the runner chose or asked, or what the crew told them or found.

    Attributes
    ----------
    vehicle : str
        The sweep.
    what : str
        ``fit`` is the crew's word that the runner is fit to go on; ``medical`` says only that medical is
        wanted.
    bib : str or None
        None until a correction amends it.
    at_m : float or None, metres on `distance`
    gate, target
        The gate and the clock time that the runner was told.
    hold : str or None
        The hold that the runner was told of.
    """

    vehicle: Name
    what: Told
    bib: Bib | None = None
    distance: Name | None = None
    at_m: Metres | None = None
    gate: Name | None = None
    target: Instant | None = None
    hold: Name | None = None
    by: Name | None = None
