"""Clocks and cut-offs: what each limit counts from, where the virtual line is, and when a gate closes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final, Literal, NamedTuple, overload

import numpy as np
from numpy.typing import NDArray

from lanterne.events import Clock
from lanterne.race.definition import Distance, Gate, Race
from lanterne.race.earth import Floats
from lanterne.units import clock_text, duration_text

Basis = Literal["stated", "planned", "gun"]

_AFTER: Final[Mapping[Clock, str]] = {
    "gun": "after the gun",
    "wave": "after the gun of the runner's wave",
    "last_starter": "after the last starter",
    "tail_marker": "after the tail marker crosses the start",
    "net": "after the runner's own start",
}


class Zero(NamedTuple):
    """When a clock began (UTC epoch seconds), and what that rests on."""

    at_s: float
    basis: Basis


@dataclass(frozen=True, slots=True, kw_only=True)
class Zeros:
    """Starts as people stated them on the day, UTC epoch seconds by distance id.

    Attributes
    ----------
    wave : Mapping
        By distance id and wave id.
    """

    gun: Mapping[str, float] = field(default_factory=dict)
    last_starter: Mapping[str, float] = field(default_factory=dict)
    tail_marker: Mapping[str, float] = field(default_factory=dict)
    wave: Mapping[tuple[str, str], float] = field(default_factory=dict)


def distance_of(race: Race, distance_id: str) -> Distance:
    """The distance of that id.

    Raises
    ------
    KeyError
        If the race has none.
    """
    for distance in race.distances:
        if distance.id == distance_id:
            return distance
    raise KeyError(distance_id)


def zero(race: Race, distance_id: str, clock: Clock, zeros: Zeros, wave_id: str | None = None) -> Zero:
    """When a clock that runners share began, or will.

    A stated start counts. Otherwise the planned one does, later by as much as the stated gun is later than
    the planned gun: a late start shifts everything together. Without either, the gun stands in; so it does
    for the clock ``wave`` of a runner without a wave.

    Raises
    ------
    KeyError
        If the race has no such distance.
    ValueError
        If the clock is ``net`` or ``wall``, which nobody's start begins for all.
    """
    distance = distance_of(race, distance_id)
    gun_s = zeros.gun.get(distance_id, distance.start_s)
    stated_s, planned_s = _stated_and_planned(race, distance, clock, zeros, wave_id)
    if stated_s is not None:
        return Zero(stated_s, "stated")
    if planned_s is not None:
        return Zero(planned_s + (gun_s - distance.start_s), "planned")
    return Zero(gun_s, "gun")


def _stated_and_planned(
    race: Race, distance: Distance, clock: Clock, zeros: Zeros, wave_id: str | None
) -> tuple[float | None, float | None]:
    match clock:
        case "gun":
            return zeros.gun.get(distance.id), distance.start_s
        case "last_starter":
            return zeros.last_starter.get(distance.id), distance.last_starter_s
        case "tail_marker":
            return zeros.tail_marker.get(distance.id), distance.tail_marker_s
        case "wave":
            starts = (w.start_s for w in race.waves if w.distance == distance.id and w.id == wave_id)
            return zeros.wave.get((distance.id, wave_id or "")), next(starts, None)
        case _:
            raise ValueError(f"the clock {clock!r} has no zero that runners share")


def line_zero(race: Race, distance_id: str, zeros: Zeros) -> Zero | None:
    """When the virtual line of a distance left the start; None if it has no line."""
    line = distance_of(race, distance_id).line
    if line is None:
        return None
    return zero(race, distance_id, line.clock, zeros)


@overload
def line_at_m(race: Race, distance_id: str, zeros: Zeros, now_s: float) -> float: ...
@overload
def line_at_m(race: Race, distance_id: str, zeros: Zeros, now_s: Floats) -> Floats: ...
def line_at_m(race: Race, distance_id: str, zeros: Zeros, now_s: float | Floats) -> float | Floats:
    """Metres from the start at which the virtual line is, from 0 to the finish; NaN without a line.

    Parameters
    ----------
    now_s : float or ndarray, UTC epoch seconds
    """
    distance, began = distance_of(race, distance_id), line_zero(race, distance_id, zeros)
    if distance.line is None or began is None:
        return now_s * np.nan
    return np.clip((now_s - began.at_s) / distance.line.pace_s_per_m, 0.0, distance.length_m)


@overload
def line_time_s(race: Race, distance_id: str, zeros: Zeros, at_m: float) -> float: ...
@overload
def line_time_s(race: Race, distance_id: str, zeros: Zeros, at_m: Floats) -> Floats: ...
def line_time_s(race: Race, distance_id: str, zeros: Zeros, at_m: float | Floats) -> float | Floats:
    """When the virtual line passes a place (UTC epoch seconds); NaN without a line.

    Parameters
    ----------
    at_m : float or ndarray, metres from the start
    """
    distance, began = distance_of(race, distance_id), line_zero(race, distance_id, zeros)
    if distance.line is None or began is None:
        return at_m * np.nan
    return began.at_s + at_m * distance.line.pace_s_per_m


def gate_cutoff_s(
    race: Race,
    gate: Gate,
    distance_id: str,
    zeros: Zeros,
    wave_id: str | None = None,
    start_s: float | None = None,
) -> float | None:
    """When a gate cuts off on a distance (UTC epoch seconds), a hold counted, its grace not.

    Parameters
    ----------
    wave_id : str or None
        The runner's wave, for a gate that counts by waves.
    start_s : float or None, UTC epoch seconds
        When the runner crossed the start, for a gate that counts by each runner's own time.

    Returns
    -------
    float or None
        None where there is no telling: a gate by own time without a start, a gate behind a line that the
        distance does not have, or a gate that is not on the distance.
    """
    by_rule_s = _by_rule_s(race, gate, distance_id, zeros, wave_id, start_s)
    return None if by_rule_s is None else max(by_rule_s, gate.held_s.get(distance_id, by_rule_s))


def _by_rule_s(
    race: Race, gate: Gate, distance_id: str, zeros: Zeros, wave_id: str | None, start_s: float | None
) -> float | None:
    if distance_id not in gate.at_m:
        return None
    if gate.wall_s is not None:
        return gate.wall_s
    if gate.behind_line_s is not None:
        line_s = line_time_s(race, distance_id, zeros, gate.at_m[distance_id])
        return None if np.isnan(line_s) else line_s + gate.behind_line_s
    if gate.limit_s is None or gate.clock == "wall":
        return None
    if gate.clock == "net":
        return None if start_s is None else start_s + gate.limit_s
    return zero(race, distance_id, gate.clock, zeros, wave_id).at_s + gate.limit_s


def gate_cutoffs_s(
    race: Race,
    gate: Gate,
    distance_id: str,
    zeros: Zeros,
    start_s: Floats,
    wave: NDArray[np.intp] | None = None,
) -> Floats:
    """When a gate cuts off for each of many runners of a distance (UTC epoch seconds).

    Parameters
    ----------
    start_s : ndarray, shape (n,), UTC epoch seconds
        When each crossed the start; NaN = not known.
    wave : ndarray of int, shape (n,), or None
        Index of each runner's wave in ``race.waves``; -1 = none.

    Returns
    -------
    ndarray, shape (n,)
        NaN where `gate_cutoff_s` is None.
    """
    if gate.clock == "net" and gate.limit_s is not None and distance_id in gate.at_m:
        return np.fmax(start_s + gate.limit_s, gate.held_s.get(distance_id, -np.inf) + 0.0 * start_s)
    if gate.clock == "wave" and wave is not None:
        ids = [w.id if w.distance == distance_id else None for w in race.waves] + [None]
        each = [gate_cutoff_s(race, gate, distance_id, zeros, wave_id) for wave_id in ids]
        return np.array(each, dtype=np.float64).take(wave)
    same_s = gate_cutoff_s(race, gate, distance_id, zeros)
    return np.full(len(start_s), np.nan if same_s is None else same_s)


def unheld(gate: Gate) -> Gate:
    """A gate as the table has it, without the holds that keep it open."""
    return replace(gate, held_s={}) if gate.held_s else gate


def rule_text(gate: Gate, race: Race) -> str:
    """The cut-off of a gate in words, like ``08:40 by the clock`` or ``15 min behind the virtual line``."""
    if gate.wall_s is not None:
        return f"{deadline_text(gate.wall_s, race.zone)} by the clock"
    if gate.behind_line_s is not None:
        if gate.behind_line_s == 0:
            return "as the virtual line passes"
        return f"{_minutes_text(gate.behind_line_s)} behind the virtual line"
    return f"{duration_text(gate.limit_s or 0.0)} {_AFTER.get(gate.clock, '')}"


def deadline_text(at_s: float, zone: str) -> str:
    """A deadline to the nearest second, which is left out where it is a whole minute."""
    return clock_text(at_s + 0.5, zone, seconds=True).removesuffix(":00")


def _minutes_text(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min" if rest == 0 and minutes < 120 else duration_text(seconds)
