"""Rides: who waits, who is aboard what, and what a vehicle would best do next."""

from __future__ import annotations

from lanterne.views.base import View


class ClaimView(View, frozen=True, kw_only=True):
    """A vehicle that wants a request; `confirmed` when the hub or race control has said so."""

    claim: str
    vehicle: str
    name: str
    at_s: float
    confirmed: bool


class PickupView(View, frozen=True, kw_only=True):
    """Somebody waiting for a ride, or who waited.

    Attributes
    ----------
    request : str
        Id of the event that reported it.
    bib : str
        "" = not read yet.
    state : str
        reported, confirmed, en_route, picked_up, dropped_off, closed or refused, since `state_s`.
    level : str
        warn from 15 minutes of waiting, alarm from 30, else "".
    vehicle : str
        That has it confirmed or aboard, "" = none.
    eta_s : float or null
        When the vehicle is expected there.
    conflict : str
        What does not fit, such as two vehicles that both picked them up.
    """

    request: str
    bib: str
    need: str
    place: str
    distance: str
    at_m: float | None
    at_s: float
    by: str
    state: str
    state_s: float
    waits_s: float
    level: str
    vehicle: str
    vehicle_name: str
    claims: list[ClaimView]
    eta_s: float | None
    to: str
    conflict: str


class AboardView(View, frozen=True, kw_only=True):
    """Somebody aboard or in custody: since when, from where, by whose word."""

    bib: str
    since_s: float
    where: str
    by: str


class CustodyView(View, frozen=True, kw_only=True):
    """A vehicle's people: by bib, and as last counted.

    `agree` is null until a count came after the last who got in or out. `alarm` says what is wrong, such as
    silence with people aboard; "" = nothing.
    """

    vehicle: str
    name: str
    kind: str
    seats: int
    aboard: list[AboardView]
    counted: int | None
    counted_s: float | None
    agree: bool | None
    heard_s: float | None
    distance: str
    at_m: float | None
    blocked: bool
    alarm: str


class StopView(View, frozen=True, kw_only=True):
    """A stop of a vehicle's plan: to take somebody in (`request`), or (`request` empty) to let all out."""

    request: str
    bib: str
    place: str
    at_m: float | None
    eta_s: float


class PlanView(View, frozen=True, kw_only=True):
    """What a vehicle would best do next, as proposed."""

    vehicle: str
    name: str
    stops: list[StopView]
    text: str
