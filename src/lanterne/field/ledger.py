"""The ledger: every registered runner in exactly one state, with what it rests on."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from lanterne.field.evidence import NOTHING, SIGHTING, Evidence
from lanterne.field.fold import Field
from lanterne.field.misfits import CLOCKS_S
from lanterne.field.said import STATES, Said, State

DETAILS: Final = (
    "",
    "official",
    "unofficial",
    "after_limit",
    "said",
    "bumped",
    "changed_distance",
    "wrong_turn",
    "diverted",
    "refused_ride",
    "awaits_ride",
    "self",
    "family",
    "staff",
    "transported",
    "time_cut",
    "dropped",
    "overdue",
    "contradiction",
)

_DECIDES: Final = frozenset({"official", "unofficial", "bumped", "changed_distance"})
"""Words on a finish that outweigh what the table makes of it."""

STRAYING: Final = 0.02
STRAYING_AT_LEAST: Final = 10
"""When more of a distance than this share are read at a mat that is not theirs, it lies beside their road."""

_CODE: Final = {state: code for code, state in enumerate(STATES)}
_DETAIL: Final = {detail: code for code, detail in enumerate(DETAILS)}

_OUT: Final = [_CODE[state] for state in ("not_started", "on_course", "unresolved")]
_OTHERWISE: Final = [_DETAIL["said"], _DETAIL["contradiction"]]
"""Who may wait for a ride by their state, and by what detail they do not: that is settled first."""


@dataclass(frozen=True, slots=True)
class Ledger:
    """Every runner's state.

    Attributes
    ----------
    state : ndarray, shape (n_runners,), index into `STATES`
    detail : ndarray, shape (n_runners,), index into `DETAILS`
    """

    state: NDArray[np.int8]
    detail: NDArray[np.int8]

    def is_in(self, state: State) -> NDArray[np.bool_]:
        """Which runners are in a state, shape (n_runners,)."""
        return np.equal(self.state, _CODE[state])

    def balance(self) -> dict[State, int]:
        """How many are in each state; the sum is the number registered."""
        counts = np.bincount(self.state, minlength=len(STATES))
        return {state: int(counts[code]) for state, code in _CODE.items()}


def ledger(
    field: Field,
    evidence: Evidence,
    *,
    limit_s: NDArray[np.float64],
    overdue: NDArray[np.bool_],
    waiting: Collection[int] = (),
) -> Ledger:
    """Account for every runner.

    Words outweigh reads until evidence comes that contradicts them: somebody who left, dropped or rides and
    is seen later is unresolved until a person settles it. Whoever was never seen counts as not started.
    Nobody drops by the absence of a read: only words say so. Who waits for a ride is known to be on the
    course, and is neither overdue nor dropped until the ride is over.

    Parameters
    ----------
    field : Field
    evidence : Evidence
    limit_s : ndarray, shape (n_runners,), UTC epoch seconds
        The finish's cut-off for each runner; inf or NaN = none.
    overdue : ndarray, shape (n_runners,)
        On the course without evidence for longer than can be explained by missed reads alone.
    waiting : collection of int
        Runners whose request for a ride is open, and whom no mat has read since.
    """
    finish_s = finishes_s(field)
    finished = np.isfinite(finish_s)
    state = np.where(evidence.kind == NOTHING, _CODE["not_started"], _CODE["on_course"]).astype(np.int8)
    detail = np.zeros(len(state), np.int8)
    state[finished] = _CODE["finished"]
    detail[finished] = np.where(finish_s[finished] > limit_s[finished], _DETAIL["after_limit"], 0)
    for runner in astray(field):
        detail[runner] = _DETAIL["wrong_turn"]
    late = overdue & (state == _CODE["on_course"])
    state[late], detail[late] = _CODE["unresolved"], _DETAIL["overdue"]
    against = contradicted(field, evidence)
    spoken = list(field.said)
    read = zip(state[spoken].tolist(), detail[spoken].tolist(), strict=True)
    accounts = [
        _settle(field.said[runner], (STATES[code], DETAILS[more]), contradicted=runner in against)
        for runner, (code, more) in zip(spoken, read, strict=True)
    ]
    state[spoken] = [_CODE[account[0]] for account in accounts]
    detail[spoken] = [_DETAIL[account[1]] for account in accounts]
    here = np.fromiter(waiting, np.int64, len(waiting))
    here = here[np.isin(state[here], _OUT) & ~np.isin(detail[here], _OTHERWISE)]
    state[here], detail[here] = _CODE["on_course"], _DETAIL["awaits_ride"]
    return Ledger(state, detail)


def finishes_s(field: Field) -> NDArray[np.float64]:
    """When each runner was read at a finish, shape (n_runners,), UTC epoch seconds; inf = not."""
    finish_s = field.passing_s[:, field.layout.is_finish]
    return np.asarray(np.fmin.reduce(finish_s, axis=1, initial=np.inf))


def contradicted(field: Field, evidence: Evidence) -> set[int]:
    """Runners of whom something was seen that speaks against what was said of them.

    What is said and seen within a minute is of one moment. Whoever is said not to have started was not seen
    beyond the start, whenever it was said; and nobody drops after the finish.
    """
    spoken = list(field.said)
    beyond = (evidence.kind[spoken] == SIGHTING) | (evidence.at_m[spoken] > 0)
    finished = np.isfinite(finishes_s(field)[spoken])
    rows = zip(spoken, evidence.at_s[spoken].tolist(), beyond.tolist(), finished.tolist(), strict=True)
    return {runner for runner, *seen in rows if _speaks_against(field.said[runner], *seen)}


def _speaks_against(said: Said, seen_s: float, beyond: bool, finished: bool) -> bool:
    match said.state:
        case "finished" | "on_course":
            return False
        case "not_started" if beyond:
            return True
        case "unresolved" if finished:
            return True
        case _:
            return seen_s > said.at_s + CLOCKS_S


def astray(field: Field) -> list[int]:
    """Runners last read where only other distances go, or who finished right from there."""
    strays = field.passed.strays
    if not strays:
        return []
    runners = np.fromiter(strays, np.int64, len(strays))
    at_s = np.array([one.at_s for one in strays.values()])
    point = np.array([one.point for one in strays.values()], np.int64)
    distance = field.layout.distance_of[runners]
    splits = np.where(field.layout.is_finish, np.nan, field.passing_s[runners])
    beyond = ~(np.fmax.reduce(splits, axis=1, initial=-np.inf) > at_s) & (finishes_s(field)[runners] > at_s)
    group = distance * len(field.layout.is_finish) + point
    many = np.bincount(group)[group]
    most = np.maximum(STRAYING * np.bincount(field.layout.distance_of)[distance], STRAYING_AT_LEAST)
    return [int(runner) for runner in runners[beyond & (many <= most)]]


def _settle(said: Said, by_reads: tuple[State, str], *, contradicted: bool) -> tuple[State, str]:
    """State and detail by words, where they were not contradicted, and by what was read."""
    state, detail = by_reads
    if contradicted:
        return "unresolved", "contradiction"
    if said.state == "on_course" and state == "unresolved":
        return by_reads
    if said.state in ("on_course", "finished") and state == "finished":
        # On whatever way they came, they are home: whether it counts is decided by a person.
        told = said.detail in _DECIDES or (said.detail == "diverted" and not detail)
        return state, said.detail if told else detail
    if said.state == "left" and state == "finished":
        return by_reads
    return said.state, said.detail
