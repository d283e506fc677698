"""The results that the ledger and the reads add up to: each runner's time, and the status with its reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from lanterne.field.fold import Field
from lanterne.field.ledger import DETAILS
from lanterne.field.said import STATES
from lanterne.live.picture import Picture

Status = Literal["finished", "unofficial", "did_not_finish", "did_not_start", "open"]
TimeBy = Literal["net", "gun"]

_UNOFFICIAL: Final = frozenset(
    {"unofficial", "after_limit", "bumped", "changed_distance", "diverted", "wrong_turn"}
)
"""Details that keep a finish from being official until a person says that it is."""


@dataclass(frozen=True, slots=True)
class Result:
    """One runner's result.

    Attributes
    ----------
    place : int or None
        Among the official finishers of the distance, by the time asked for; None = none.
    time_s, net_s, gun_s : float or None, seconds
        The time asked for; from the own start and from the gun, None = not read.
    status : str
        ``open`` while the runner is not accounted for.
    reason : str
        The ledger's detail, or its state where there is none.
    """

    bib: str
    distance: str
    place: int | None
    time_s: float | None
    net_s: float | None
    gun_s: float | None
    status: Status
    reason: str


def results(field: Field, picture: Picture, distance: str, by: TimeBy) -> list[Result]:
    """The results of one distance: official finishers by time, then the others in the order of their bibs.

    Who changed to another distance stays here, unofficial, until a person says that the result is official:
    then it is one of the distance that they ran.

    Parameters
    ----------
    by : {"net", "gun"}
        Which time orders them. The gun's decides by World Athletics' TR 19.24.
    """
    at = next(i for i, one in enumerate(field.race.distances) if one.id == distance)
    mine = np.flatnonzero(_ranked_in(field, picture) == at)
    finish_s = np.fmin.reduce(field.passing_s[:, field.layout.is_finish], axis=1, initial=np.nan)
    start_s = np.fmin.reduce(field.passing_s[:, field.layout.is_start], axis=1, initial=np.nan)
    net_s, gun_s = finish_s - start_s, finish_s - _gun_s(field, at)
    time_s = net_s if by == "net" else gun_s
    rows = [_result(field, picture, distance, int(i), (time_s, net_s, gun_s)) for i in mine]
    return _placed(rows)


def _ranked_in(field: Field, picture: Picture) -> NDArray[np.int64]:
    """Index of the distance whose results each runner is in, shape (n_runners,)."""
    distance = field.layout.distance_of.copy()
    for runner, other in field.turned.items():
        if DETAILS[picture.ledger.detail[runner]] == "official":
            distance[runner] = other
    return distance


def _gun_s(field: Field, distance: int) -> float:
    one = field.race.distances[distance]
    return field.zeros.gun.get(one.id, one.start_s)


def _result(
    field: Field, picture: Picture, distance: str, runner: int, times_s: Sequence[np.ndarray]
) -> Result:
    state = STATES[picture.ledger.state[runner]]
    detail = DETAILS[picture.ledger.detail[runner]]
    time_s, net_s, gun_s = (_known(each[runner]) for each in times_s)
    status = _status(state, detail)
    timed = status in ("finished", "unofficial")
    return Result(
        bib=field.roster.entrants[runner].bib,
        distance=distance,
        place=None,
        time_s=time_s if timed else None,
        net_s=net_s if timed else None,
        gun_s=gun_s if timed else None,
        status=status,
        reason=detail or state,
    )


def _status(state: str, detail: str) -> Status:
    if state == "finished":
        return "unofficial" if detail in _UNOFFICIAL else "finished"
    if state == "not_started":
        return "did_not_start"
    # Whoever is aboard, with medical or has left does not finish; who is dropped or out of time neither.
    if state in ("in_vehicle", "with_medical", "left") or detail in ("dropped", "time_cut"):
        return "did_not_finish"
    return "open"


def _placed(rows: list[Result]) -> list[Result]:
    """Official finishers in the order of their times, with their places; equal times share one."""
    timed = [one for one in rows if one.status == "finished" and one.time_s is not None]
    timed.sort(key=lambda one: (one.time_s, one.bib))
    placed: list[Result] = []
    for number, one in enumerate(timed, start=1):
        same = placed and placed[-1].time_s == one.time_s
        placed.append(_at(one, placed[-1].place if same else number))
    first = {one.bib for one in placed}
    rest = [one for one in rows if one.bib not in first]
    order = ("finished", "unofficial", "open", "did_not_finish", "did_not_start")
    return placed + sorted(rest, key=lambda one: (order.index(one.status), one.time_s or np.inf, one.bib))


def _at(one: Result, place: int | None) -> Result:
    return Result(one.bib, one.distance, place, one.time_s, one.net_s, one.gun_s, one.status, one.reason)


def _known(value: float) -> float | None:
    return round(float(value), 3) if np.isfinite(value) else None
