"""What a request for a ride is made of: what is said about it, and how it stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

Need = Literal["ride", "medical", "help"]
PickupStage = Literal["reported", "confirmed", "en_route", "picked_up", "dropped_off", "closed", "refused"]

WAITING: Final[frozenset[PickupStage]] = frozenset({"reported", "confirmed", "en_route"})
NEEDS: Final[tuple[Need, ...]] = ("ride", "medical", "help")
"""The later the more urgent: of several reports of one runner the most urgent need counts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """Something said about a ride, from whatever kind of event; "" = not said.

    Attributes
    ----------
    at_s : float, UTC epoch seconds
    id : str
        Of the event; where one event speaks of several bibs, with the bib.
    what : str
        As of a `Pickup`.
    hub : bool
        Whether the hub itself says it.
    onward : bool
        Of ``dropped_off``: to another vehicle, so that the ride goes on.
    """

    at_s: float
    id: str
    what: str
    bib: str = ""
    request: str = ""
    need: Need = "ride"
    claim: str = ""
    vehicle: str = ""
    place: str = ""
    distance: str = ""
    at_m: float | None = None
    to: str = ""
    to_by: str = ""
    by: str = ""
    why: str = ""
    hub: bool = False
    onward: bool = False


@dataclass(frozen=True, slots=True)
class Claim:
    """A vehicle that wants a request: id of the event that says so, since when, and whether it has it."""

    id: str
    vehicle: str
    at_s: float
    confirmed: bool


@dataclass(frozen=True, slots=True)
class Stranger:
    """What a vehicle said of a request that it had not: the step, that vehicle, when, and who had it ("")."""

    what: str
    vehicle: str
    at_s: float
    holder: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PickupState:
    """A request for a ride as it stands.

    Attributes
    ----------
    request : str
        Id of the report that opened it, or of the pick-up if nobody had reported it.
    bib : str
        "" = nobody has read it yet.
    at_m : float or None, metres on `distance`
    at_s, state_s, taken_s : float, UTC epoch seconds
        When it was opened, since when it is in its state, and when the wait was over (None = it is not).
    reporters : tuple of str
        Everybody who reported it, the first first.
    state : str
    vehicle : str
        That has it confirmed or aboard, or had.
    claims : tuple of Claim
        Not given up, the first first.
    pickers : tuple of (str, float)
        Vehicles that say they took this runner in, and when; more than one cannot all be right.
    strangers : tuple of Stranger
        Steps said by vehicles that had not the request: they may be true, and count.
    met_bib : str
        Another bib than the one reported, by a later step; "" = none.
    to, to_by : str
        Who took over last, and the person there.
    why : str
        For what reason it was closed.
    """

    request: str
    bib: str
    need: Need
    place: str
    distance: str
    at_m: float | None
    at_s: float
    reporters: tuple[str, ...]
    state: PickupStage
    state_s: float
    taken_s: float | None
    vehicle: str
    claims: tuple[Claim, ...]
    pickers: tuple[tuple[str, float], ...]
    strangers: tuple[Stranger, ...]
    met_bib: str
    to: str
    to_by: str
    why: str

    @property
    def waits(self) -> bool:
        """Whether somebody still waits."""
        return self.state in WAITING

    @property
    def open(self) -> bool:
        """Whether somebody waits or rides."""
        return self.waits or self.state == "picked_up"
