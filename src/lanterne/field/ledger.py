"""The ledger: every registered runner in exactly one state, with what it rests on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from lanterne.field.evidence import NOTHING, Evidence
from lanterne.field.fold import Field
from lanterne.field.said import STATES, Said, State

DETAILS: Final = (
    "",
    "official",
    "after_limit",
    "changed_distance",
    "diverted",
    "refused_ride",
    "time_cut",
    "dropped",
    "overdue",
    "contradiction",
)

_CODE: Final = {state: code for code, state in enumerate(STATES)}
_DETAIL: Final = {detail: code for code, detail in enumerate(DETAILS)}


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
) -> Ledger:
    """Account for every runner.

    Words outweigh reads until a read comes that contradicts them: somebody who left, dropped or rides and
    is read later is unresolved until a person settles it. Whoever was never seen counts as not started.

    Parameters
    ----------
    field : Field
    evidence : Evidence
    limit_s : ndarray, shape (n_runners,), UTC epoch seconds
        The finish's cut-off for each runner; inf or NaN = none.
    overdue : ndarray, shape (n_runners,)
        On the course without evidence for longer than can be explained by missed reads alone.
    """
    finish_s = field.passing_s[:, field.layout.is_finish]
    finish_s = np.fmin.reduce(finish_s, axis=1, initial=np.inf)
    finished = np.isfinite(finish_s)
    state = np.where(evidence.kind == NOTHING, _CODE["not_started"], _CODE["on_course"])
    detail = np.zeros(len(state), np.int8)
    late = overdue & (state == _CODE["on_course"])
    state[late], detail[late] = _CODE["unresolved"], _DETAIL["overdue"]
    state[finished] = _CODE["finished"]
    detail[finished] = np.where(finish_s[finished] > limit_s[finished], _DETAIL["after_limit"], 0)
    for runner, said in field.said.items():
        settled = _settle(said, float(evidence.at_s[runner]), finished=bool(finished[runner]))
        if settled is not None:
            state[runner], detail[runner] = _CODE[settled[0]], _DETAIL[settled[1]]
    return Ledger(state.astype(np.int8), detail)


def _settle(said: Said, seen_s: float, *, finished: bool) -> tuple[State, str] | None:
    """State and detail by words and later evidence; None = the reads decide."""
    if said.state == "finished":
        return said.state, said.detail
    if said.state == "on_course":
        return None if finished else (said.state, said.detail)
    if seen_s > said.at_s:
        return "unresolved", "contradiction"
    return said.state, said.detail
