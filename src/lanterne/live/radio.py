"""What a line typed at the radio desk means now, and what the desk's page is sent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any, Final

from lanterne.field.ledger import DETAILS
from lanterne.field.said import STATES
from lanterne.live.book import ledger_rows
from lanterne.live.candidates import candidates
from lanterne.live.decided import Decided
from lanterne.live.handed import names_of
from lanterne.live.netlog import SHOWN, heard
from lanterne.live.notices import unheard_views
from lanterne.live.now import Now
from lanterne.live.unseen import conditions
from lanterne.race.bibs import UNREADABLE, readings
from lanterne.race.stands import stands
from lanterne.radio.parse import parse
from lanterne.radio.scene import Account, OpenHold, Scene
from lanterne.units import clock_text, parse_instant_s
from lanterne.views import BibCheckView, HeardView, ParsedView, SoughtView, UnheardView, UnresolvedView

MOST_SOUGHT: Final = 8
"""So many to be looked for are on the page; race control has them all."""

_WAITING: Final = frozenset({"reported", "confirmed", "en_route"})
_OVER: Final = frozenset({"ended", "withdrawn"})
_SAID_STATES: Final = {"said": "dns", "dropped": "dropped", "time_cut": "dropped"}
"""Details of the ledger that say more than its state."""

_TEXTS: Final = {
    "not_started": "not seen at the start",
    "dns": "did not start",
    "on_course": "on the course",
    "in_vehicle": "aboard",
    "with_medical": "with medical",
    "left": "left",
    "finished": "finished",
    "unresolved": "not accounted for",
    "dropped": "dropped",
}


def parsed(
    now: Now,
    text: str,
    place: str = "",
    sender: str = "",
    *,
    control: bool = False,
    unheard: Sequence[UnheardView] = (),
    at_s: float | None = None,
) -> ParsedView:
    """What a line means.

    Parameters
    ----------
    now : Now
    text : str
        As typed.
    place, sender : str
        Ids of the station that lines without a place are about, and of who calls; "" = not said.
    control : bool
        Whether race control types it.
    unheard : sequence of UnheardView
        What stands have not acknowledged yet.
    at_s : float or None, UTC epoch seconds
        When it was typed, if that was before now: times such as "5 min ago" count from then.
    """
    untold: dict[str, list[str]] = {}
    for one in unheard:
        untold.setdefault(one.post, []).append(one.about)
    day = conditions(now.field)
    made = parse(
        text,
        Scene(
            race=now.field.planned,
            roster=now.field.roster,
            now_s=now.now_s if at_s is None else min(at_s, now.now_s),
            place=place,
            sender=sender,
            control=control,
            wet=day is not None and day.wet,
            heat="none" if day is None else day.heat,
            holds=_open_holds(now),
            untold=untold,
            runners=_Known(now),
        ),
    )
    bibs = [
        BibCheckView(bib=one.bib, known=one.known, text=one.text, near=list(one.near)) for one in made.bibs
    ]
    return ParsedView(
        ok=made.ok,
        events=made.events,
        read_back=made.read_back,
        hint=made.hint,
        warnings=made.warnings,
        bibs=bibs,
        sender=made.sender,
        to=made.to,
    )


def heard_views(now: Now) -> list[HeardView]:
    """Every line of the radio log, the latest first."""
    return heard(now.field)


def radio_parts(now: Now, made: Decided) -> dict[str, Any]:
    """What the radio desk's page has beside what every post's has."""
    sought = [one for one in made.accounts.worklist if one.detail]
    return {
        "log": heard_views(now)[:SHOWN],
        "pickups": [one for one in made.accounts.pickups if one.state in _WAITING],
        "custody": [one for one in made.accounts.custody if one.aboard],
        "unheard": list(unheard_views(now, made)),
        "sought": [_sought(one) for one in sought[:MOST_SOUGHT]],
        "sought_more": max(0, len(sought) - MOST_SOUGHT),
        "stands": [(one.id, one.name, one.role) for one in stands(now.field.planned).values()],
    }


def _sought(one: UnresolvedView) -> SoughtView:
    step = next((each for each in one.steps if each.done_s is None), None)
    return SoughtView(
        bib=one.bib,
        evidence=one.evidence,
        step="" if step is None else step.text,
        due_s=None if step is None else step.due_s,
    )


def _open_holds(now: Now) -> tuple[OpenHold, ...]:
    return tuple(
        OpenHold(one.hold, one.terms.id, one.terms.open_needs)
        for one in now.field.holds
        if one.state not in _OVER and one.terms.open_needs
    )


@dataclass(frozen=True, slots=True)
class _Known:
    """What is known of the runners as of a tick."""

    now: Now

    def account(self, bib: str) -> Account:
        """A registered runner's state in words, with its evidence and when that was."""
        field, picture = self.now.field, self.now.picture
        runner = field.roster.index[bib]
        state = STATES[picture.ledger.state[runner]]
        state = _SAID_STATES.get(DETAILS[picture.ledger.detail[runner]], state)
        said = field.said.get(runner)
        vehicle = said.where if said is not None and state == "in_vehicle" else ""
        (row,) = ledger_rows(field, picture, [runner])
        at = "" if row.evidence_at is None else clock_text(parse_instant_s(row.evidence_at), field.race.zone)
        parts = [_TEXTS[state], names_of(field.planned).get(vehicle, vehicle), at]
        if state in ("on_course", "unresolved"):
            parts = [_TEXTS[state] + ",", row.evidence, at]
        return Account(" ".join(part for part in parts if part), state, vehicle)

    def near(self, bib: str, place: str, at_s: float) -> Sequence[str]:
        """Bibs like one: those due at a station about then first, then those who are out."""
        field, running = self.now.field, self.now.picture.running
        like = readings(bib, field.roster.index)
        station = next((one for one in field.planned.stations if one.id == place), None)
        due: list[str] = []
        if station is not None:
            # A digit may have been mistaken, or left out: then any bib would do, but for who is due there.
            short = bib not in field.roster.index and UNREADABLE not in bib
            gaps = range(len(bib) + 1) if short else ()
            meant = [bib, *(bib[:i] + UNREADABLE + bib[i:] for i in gaps)]
            found = (candidates(self.now, station, one, at_s, (), ()) for one in meant)
            due = list(dict.fromkeys(chain.from_iterable(found)))
        out = [one for one in like if one not in due and running[field.roster.index[one]]]
        rest = [one for one in like if one not in due and one not in out]
        # For who is registered and may well be there, only others who are due are worth a look.
        return due if bib in field.roster.index else [*due, *out, *rest]
