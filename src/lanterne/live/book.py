"""The ledger as rows: one account a runner, with its evidence, its age and who it comes from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

import numpy as np

from lanterne.field.evidence import NOTHING, PASSING, POSITION
from lanterne.field.fold import Field
from lanterne.field.ledger import DETAILS
from lanterne.field.ridesteps import PickupState
from lanterne.field.said import STATES, Said
from lanterne.live.picture import Picture
from lanterne.live.requested import waiting
from lanterne.race.stands import stands
from lanterne.units import distance_text, instant_text
from lanterne.views import LedgerRow


def ledger_rows(field: Field, picture: Picture, runners: Iterable[int]) -> list[LedgerRow]:
    """The accounts of some runners, by index, without their names."""
    return [_row(field, picture, runner) for runner in runners]


def runners_in(field: Field, picture: Picture, state: str, query: str, named: set[str]) -> list[int]:
    """Runners of a state ("" = any) whose bib holds `query`, or is `named`; latest evidence last.

    Parameters
    ----------
    named : set of str
        Bibs whose names were found to hold the query.
    """
    chosen = np.arange(len(field.roster))
    if state:
        chosen = chosen[picture.ledger.state == STATES.index(state)]
    if query:
        bibs = [field.roster.entrants[runner].bib for runner in chosen.tolist()]
        chosen = chosen[[query in bib or bib in named for bib in bibs]] if len(chosen) else chosen
    seen_s = picture.evidence.at_s[chosen]
    order = np.argsort(np.nan_to_num(seen_s, nan=-np.inf), kind="stable")
    return [int(runner) for runner in chosen[order]]


def _row(field: Field, picture: Picture, runner: int) -> LedgerRow:
    state, detail = STATES[picture.ledger.state[runner]], DETAILS[picture.ledger.detail[runner]]
    said, seen_s = field.said.get(runner), float(picture.evidence.at_s[runner])
    told = said is not None and said.state == state and not seen_s > said.at_s
    ride = waiting(field).get(runner) if detail == "awaits_ride" else None
    if ride is not None:
        at_s, evidence, by = ride.at_s, _asked_text(field, ride), ", ".join(ride.reporters)
    elif said is not None and told:
        at_s, evidence, by = said.at_s, _said_text(field, said), said.by
    else:
        at_s, (evidence, by) = seen_s, _seen_text(field, picture, runner)
    if said is not None and detail == "contradiction":
        at_s = float(np.fmax(at_s, said.at_s))
        evidence, by = f"{evidence}, though {_said_text(field, said)}", f"{by}, {said.by}" if by else said.by
    known = np.isfinite(at_s)
    return LedgerRow(
        bib=field.roster.entrants[runner].bib,
        state=state,
        detail=detail,
        evidence=evidence,
        evidence_at=instant_text(at_s) if known else None,
        age_s=round(picture.now_s - at_s, 3) if known else None,
        by=by,
    )


_WORDS: Final[Mapping[str, str]] = {
    "did_not_start": "did not start",
    "drop": "dropped out",
    "time_cut": "taken out by the time",
    "transported": "taken on",
    "bumped": "carried ahead",
    "ride": "picked up",
    "pavement": "sent to the pavement",
    "refused": "refused a ride",
}
_WHOSE: Final[Mapping[str, str]] = {"self": "own word", "family": "family's word", "staff": "seen by staff"}


def _said_text(field: Field, said: Said) -> str:
    """What was said, in words: "left (own word), Water 5"."""
    text = _WORDS.get(said.what, said.what.replace("_", " "))
    if said.state in ("left", "finished") and said.detail:
        text += f" ({_WHOSE.get(said.detail, said.detail)})"
    stand = stands(field.planned).get(said.where)
    where = stand.name if stand is not None else said.where
    if said.at_m is not None:
        where = distance_text(said.at_m, field.race.unit)
    return f"{text}, {where}" if where else text


def _asked_text(field: Field, ride: PickupState) -> str:
    """Where somebody waits for a ride, in words."""
    stand = stands(field.planned).get(ride.place)
    where = stand.name if stand is not None else ride.place
    if not where and ride.at_m is not None:
        where = distance_text(ride.at_m, field.race.unit)
    return f"waits for a ride, {where}" if where else "waits for a ride"


def _seen_text(field: Field, picture: Picture, runner: int) -> tuple[str, str]:
    """What was read or seen last, in words, and who or what it comes from."""
    kind = picture.evidence.kind[runner]
    if kind == NOTHING:
        return "never seen", ""
    if kind == PASSING:
        point = field.race.points[picture.evidence.point[runner]]
        wrong = [field.race.points[i].name for i in np.flatnonzero(field.doubtful[runner])]
        return f"read at {point.name}" + (f" (doubtful: {', '.join(wrong)})" if wrong else ""), "timing"
    if kind == POSITION:
        return f"fix at {distance_text(picture.evidence.at_m[runner], field.race.unit)}", "phone"
    seen, stray = field.seen[runner], field.passed.strays.get(runner)
    if stray is not None and stray.at_s == seen.at_s:
        return f"read at {field.race.points[stray.point].name}, which is not on their course", seen.by
    stand = stands(field.planned).get(seen.place)
    if stand is None:
        return f"seen at {seen.place}" if seen.place else "found, going on", seen.by
    return (f"seen at {stand.name}" if stand.at_m else f"met by {stand.name}"), seen.by
