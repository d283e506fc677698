"""Vehicles as they stand: where each is on the course, how it is to the virtual line, who is aboard."""

from __future__ import annotations

import numpy as np

from lanterne.events import VehicleReport
from lanterne.field.along import CROWDED, VEHICLE, Way, walk
from lanterne.field.fixes import Trail
from lanterne.field.fold import Field
from lanterne.field.silence import device_health
from lanterne.race.cutoffs import line_time_s
from lanterne.race.definition import Distance, Race, Vehicle
from lanterne.views import VehicleTrackView, VehicleView


class Convoy:
    """The vehicles' ways, each placed on the longest course that is drawn and that it serves."""

    def __init__(self, field: Field) -> None:
        self._field = field
        self._distances = {one.id: _course_of(field.race, one) for one in field.race.vehicles}
        self._ways: dict[str, Way] = {}

    def views(self, now_s: float) -> list[VehicleView]:
        """Every vehicle now."""
        reports = self._field.told(VehicleReport)
        aboard = {one.vehicle: one.aboard for one in reports if one.aboard is not None}
        return [self._view(one, aboard.get(one.id), now_s) for one in self._field.race.vehicles]

    def tracks(self) -> list[VehicleTrackView]:
        """Every vehicle's way so far."""
        views = []
        for vehicle in self._field.race.vehicles:
            way = self._way(vehicle, self._field.fixes.of(vehicle.device or ""))
            distance = self._distances[vehicle.id]
            if way is None or distance is None:
                continue
            on_course = np.isfinite(way.at_m)
            seen = np.column_stack([way.at_s[on_course], way.at_m[on_course]])
            views.append(
                VehicleTrackView(
                    vehicle=vehicle.id,
                    kind=vehicle.kind,
                    distance=distance.id,
                    seen=[(at_s, at_m) for at_s, at_m in seen.tolist()],
                )
            )
        return views

    def _way(self, vehicle: Vehicle, trail: Trail) -> Way | None:
        distance = self._distances[vehicle.id]
        if vehicle.device is None or distance is None or distance.course is None:
            return None
        offset_s = self._field.sources.offset_s
        way = walk(trail, distance.course, offset_s, VEHICLE, before=self._ways.get(vehicle.id))
        self._ways[vehicle.id] = way
        return way

    def _view(self, vehicle: Vehicle, aboard: int | None, now_s: float) -> VehicleView:
        race, zeros, distance = self._field.race, self._field.zeros, self._distances[vehicle.id]
        trail = self._field.fixes.of(vehicle.device or "")
        placed = np.flatnonzero(np.isfinite(trail.latitude))
        fix = int(placed[-1]) if len(placed) else None
        fix_s = (
            None if fix is None else float(trail.at_s[fix] + self._field.sources.offset_s[trail.source[fix]])
        )
        way = self._way(vehicle, trail)
        tried = [] if way is None else way.at_m[way.why != CROWDED][-1:].tolist()
        at_m = tried[0] if tried and np.isfinite(tried[0]) else None
        offset_s = None
        if at_m is not None and fix_s is not None and distance is not None:
            ahead_s = line_time_s(race, distance.id, zeros, at_m) - fix_s
            offset_s = ahead_s if np.isfinite(ahead_s) else None
        return VehicleView(
            id=vehicle.id,
            name=vehicle.name,
            kind=vehicle.kind,
            seats=vehicle.seats,
            aboard=aboard,
            fix_s=fix_s,
            longitude=None if fix is None else float(trail.longitude[fix]),
            latitude=None if fix is None else float(trail.latitude[fix]),
            at_m=at_m,
            distance=None if at_m is None or distance is None else distance.id,
            line_offset_s=offset_s,
            health=device_health(fix_s, now_s),
        )


def _course_of(race: Race, vehicle: Vehicle) -> Distance | None:
    """The distance on whose course a vehicle is placed; None if none that it serves is drawn."""
    drawn = [one for one in race.distances if one.course is not None]
    served = [one for one in drawn if not vehicle.distances or one.id in vehicle.distances]
    return max(served, key=lambda one: one.length_m, default=None)
