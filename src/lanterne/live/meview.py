"""What is known of a runner, as their own page tells them: where last seen, as what they count, who comes."""

from __future__ import annotations

from dataclasses import dataclass

from lanterne.events import Call
from lanterne.field.fold import Field
from lanterne.field.ridesteps import PickupState
from lanterne.field.said import STATES
from lanterne.live.control import evidence_view
from lanterne.live.handed import names_of
from lanterne.live.now import Now
from lanterne.live.plans import etas_s
from lanterne.live.rides import rides
from lanterne.units import distance_text


@dataclass(frozen=True, slots=True, kw_only=True)
class Wait:
    """A runner's last request for somebody, by whomever it was made; instants are UTC epoch seconds.

    Attributes
    ----------
    help : bool
        Whether it is a call for help; else for a ride or medical.
    at_s, state_s : float
        When it was made, and since when it is as it is.
    place : str
        Where the runner waits, as said; "" = nobody has said.
    state : str
        reported, confirmed or en_route while they wait; else how the wait ended.
    vehicle : str
        Name of the vehicle that has it, "" = none.
    eta_s : float or None
        When that vehicle is likely there.
    seen : bool
        Whether anybody of the race has taken it up.
    """

    help: bool
    at_s: float
    state_s: float
    place: str
    state: str
    vehicle: str
    eta_s: float | None
    seen: bool

    @property
    def open(self) -> bool:
        """Whether they still wait."""
        return self.state in ("reported", "confirmed", "en_route")


@dataclass(frozen=True, slots=True, kw_only=True)
class AboutYou:
    """What is known of a runner; instants are UTC epoch seconds.

    Attributes
    ----------
    now_s : float
    seen_at, seen_s : str, float or None
        Where and when last seen; "" and None = not yet.
    state : str
        As of the ledger.
    aboard, since_s : str, float
        Of ``in_vehicle``: the vehicle's name, and since when.
    wait : Wait or None
        Their last request; None = there is none.
    """

    now_s: float
    seen_at: str
    seen_s: float | None
    state: str
    aboard: str
    since_s: float
    wait: Wait | None


def about_you(now: Now, bib: str) -> AboutYou:
    """What is known of a runner who is on the roster."""
    runner = now.field.roster.index[bib]
    names, said = names_of(now.field.planned), now.field.said.get(runner)
    seen = evidence_view(now.field, now.picture, runner)
    state = STATES[now.picture.ledger.state[runner]]
    rides_with = said if state == "in_vehicle" else None
    mine = [one for one in rides(now.field).requests if one.bib == bib]
    return AboutYou(
        now_s=now.now_s,
        seen_at="" if seen is None else names.get(seen.place, seen.place),
        seen_s=None if seen is None else seen.at_s,
        state=state,
        aboard="" if rides_with is None else names.get(rides_with.where, rides_with.where),
        since_s=0.0 if rides_with is None else rides_with.at_s,
        wait=_wait(now, mine[-1], names) if mine else None,
    )


def _wait(now: Now, ride: PickupState, names: dict[str, str]) -> Wait:
    van, eta_s = etas_s(now).get(ride.request, ("", None)) if ride.waits else ("", None)
    measured = "" if ride.at_m is None else distance_text(ride.at_m, now.field.race.unit)
    return Wait(
        help=ride.need == "help",
        at_s=ride.at_s,
        state_s=ride.state_s,
        place=names.get(ride.place, ride.place) or measured,
        state=ride.state,
        vehicle=names.get(ride.vehicle, ride.vehicle),
        eta_s=eta_s if van and van == ride.vehicle else None,
        seen=bool(ride.vehicle or ride.claims) or _called(now.field, ride),
    )


def _called(field: Field, ride: PickupState) -> bool:
    """Whether anybody has called or asked after the runner since the request."""
    calls = [one for one in field.facts.of(Call) if one.bib == ride.bib]
    return any(field.corrected_s(one) >= ride.at_s for one in calls)
