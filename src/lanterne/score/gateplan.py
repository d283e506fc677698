"""The gates of a plan, as they are tried on past results."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from lanterne.errors import LanterneError
from lanterne.race.cutoffs import Zeros, line_time_s, zero
from lanterne.race.deadlines import last_cutoff_s
from lanterne.race.definition import Distance, Gate, Race
from lanterne.score.gates import GateRule
from lanterne.units import MARATHON_M

SAME_LENGTH_M: Final = 50.0


def own_rules(written: Sequence[tuple[str, float, float]], limit_s: float) -> list[GateRule]:
    """Gates by own time.

    Parameters
    ----------
    written : sequence of (str, float, float)
        Name, metres from the start and seconds of each.
    limit_s : float, seconds
        The limit at the finish, by own time.
    """
    return [GateRule(id=name, at_m=at_m, deadline_s=at_s, limit_s=limit_s) for name, at_m, at_s in written]


def planned_rules(race: Race, limit_s: float | None) -> list[GateRule]:
    """The gates of a race's marathon before the finish, by their clocks as planned, in the order of the road.

    Parameters
    ----------
    limit_s : float or None, seconds
        The limit at the finish, by own time; None = the race's.

    Raises
    ------
    LanterneError
        If the race has no marathon, or no limit, or no gate before the finish.
    """
    marathon = _marathon(race)
    last_s = zero(race, marathon.id, "last_starter", Zeros()).at_s - marathon.start_s
    finish_s, by_gun = (limit_s, False) if limit_s is not None else _limit(race, marathon)
    rules = []
    for gate in sorted(race.gates, key=lambda one: one.at_m.get(marathon.id, 0.0)):
        if gate.at_m.get(marathon.id, marathon.length_m) >= marathon.length_m:
            continue
        deadline_s, gate_by_gun = _deadline(race, gate, marathon)
        rules.append(
            GateRule(
                id=gate.id,
                at_m=gate.at_m[marathon.id],
                deadline_s=deadline_s,
                limit_s=finish_s,
                by_gun=gate_by_gun,
                limit_by_gun=by_gun,
                unread_start_s=last_s,
            )
        )
    if not rules:
        raise LanterneError(f"{race.name} has no gate before the finish; give one, like --at k30=5:00:00")
    return rules


def _marathon(race: Race) -> Distance:
    """The distance that results files are of."""
    for distance in race.distances:
        if abs(distance.length_m - MARATHON_M) <= SAME_LENGTH_M:
            return distance
    raise LanterneError(
        f"{race.name} has no marathon, and results files are of marathons; give --at and --limit"
    )


def _deadline(race: Race, gate: Gate, distance: Distance) -> tuple[float, bool]:
    """Seconds, and whether they are after the gun; else after the runner's own start."""
    if gate.clock == "net" and gate.limit_s is not None:
        return gate.limit_s, False
    cutoff_s = last_cutoff_s(race, gate, distance, Zeros())
    if cutoff_s is None:
        raise LanterneError(f"the gate {gate.id} has no time on {distance.id}; check it with: lanterne check")
    return cutoff_s - distance.start_s, True


def _limit(race: Race, distance: Distance) -> tuple[float, bool]:
    """The limit at the finish: of the official result, else of what else ends there, else the line's."""
    ends = [gate for gate in race.gates if gate.at_m.get(distance.id, 0.0) >= distance.length_m]
    if ends:
        return _deadline(race, min(ends, key=lambda one: "official_result" not in one.governs), distance)
    if distance.line is None:
        raise LanterneError(f"{race.name} has no limit at the finish; give one, like --limit 7:00:00")
    return line_time_s(race, distance.id, Zeros(), distance.length_m) - distance.start_s, True
