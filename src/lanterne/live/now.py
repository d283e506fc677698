"""The race as of one tick, as everything that makes a view of it takes it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lanterne.field.fold import Field
from lanterne.live.arrivals import Arrivals
from lanterne.live.picture import Picture
from lanterne.views import StationView, VehicleTrackView, VehicleView


@dataclass(frozen=True, slots=True)
class Now:
    """The field, each distance's arrivals, the picture made of them, where the vehicles are and have been.

    Attributes
    ----------
    stations : sequence of StationView
        The boards of the latest round; empty before the first.
    """

    field: Field
    arrivals: Sequence[Arrivals]
    picture: Picture
    vehicles: Sequence[VehicleView]
    tracks: Sequence[VehicleTrackView] = ()
    stations: Sequence[StationView] = ()

    @property
    def now_s(self) -> float:
        """As of when, UTC epoch seconds."""
        return self.picture.now_s

    def vehicle(self, vehicle_id: str) -> VehicleView | None:
        """A vehicle by id."""
        return next((one for one in self.vehicles if one.id == vehicle_id), None)
