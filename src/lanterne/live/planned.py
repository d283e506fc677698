"""The race as planned and as it stands, for the pages."""

from __future__ import annotations

from typing import Final

from lanterne.race.cutoffs import Zeros, line_time_s, rule_text, zero
from lanterne.race.deadlines import last_cutoff_s
from lanterne.race.definition import Distance, Race
from lanterne.views import DistanceView, GateView, PlaceView, RaceView

DRAWING_M: Final = 8.0
"""How far a drawn vertex may be off the course."""

SLOWEST_S_PER_M: Final = 0.72
"""Where there is no limit, the chart's clock ends at 12 min a km."""

AFTER_S: Final = 3_600.0
NONE_STATED: Final = Zeros()


def race_view(race: Race, zeros: Zeros = NONE_STATED) -> RaceView:
    """Everything planned that a page draws, the gates by the rules of `race` as it stands.

    Parameters
    ----------
    zeros : Zeros
        Starts stated so far: a late gun, a later deadline or a hold moves the end of the chart's clock.
    """
    return RaceView(
        id=race.id,
        name=race.name,
        zone=race.zone,
        unit=race.unit,
        notice=race.notice,
        from_s=min(distance.start_s for distance in race.distances),
        to_s=max(_ends_s(race, distance, zeros) for distance in race.distances),
        distances=[
            DistanceView(
                id=one.id,
                name=one.name,
                length_m=one.length_m,
                line=None if one.course is None else one.course.thinned(DRAWING_M),
            )
            for one in race.distances
        ],
        points=[
            PlaceView(id=one.id, name=one.name, kinds=[one.kind], at_m=dict(one.at_m)) for one in race.points
        ],
        stations=[
            PlaceView(id=one.id, name=one.name, kinds=list(one.kinds), at_m=dict(one.at_m))
            for one in race.stations
        ],
        gates=[
            GateView(
                id=one.id,
                name=one.name,
                kinds=list(one.governs),
                at_m=dict(one.at_m),
                clock=one.clock,
                rule=rule_text(one, race),
                consequence=one.consequence,
            )
            for one in race.gates
        ],
    )


def _ends_s(race: Race, distance: Distance, zeros: Zeros) -> float:
    """A little after the last can be expected home: the last deadline or the line, and an hour."""
    deadlines = (last_cutoff_s(race, gate, distance, zeros) for gate in race.gates)
    ends_s = [one_s for one_s in deadlines if one_s is not None]
    if distance.line is not None:
        ends_s.append(line_time_s(race, distance.id, zeros, distance.length_m))
    elif not ends_s:
        gun_s = zero(race, distance.id, "gun", zeros).at_s
        return gun_s + distance.length_m * SLOWEST_S_PER_M
    return max(ends_s) + AFTER_S
