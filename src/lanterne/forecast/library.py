"""The pace library: how pace develops over a race, as a mixture of Gaussians that is smooth in distance."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import IO, TYPE_CHECKING, Final

import numpy as np

from lanterne.errors import LanterneError
from lanterne.forecast.calibration import Calibration
from lanterne.forecast.dayprior import DayPrior
from lanterne.forecast.fade import BANDS, EARLY_FRACTION
from lanterne.forecast.stopping import Stopping
from lanterne.units import METRES_PER_KM

if TYPE_CHECKING:
    from pathlib import Path

    from lanterne.forecast.arrays import Floats

SCHEMA: Final = 2
FIRST_LEG: Final = 4.0
"""How many times the variance of wander is larger before the first grid point: crowding after the start."""

_ARRAYS: Final = ("fraction", "weight", "mean", "covariance", "wander_km")
_DAY: Final = ("pattern", "day", "course", "known_mean", "known_covariance", "usual", "variance")
_CALIBRATION: Final = ("fraction", "spread", "shift")


@dataclass(frozen=True, slots=True, eq=False)
class PaceLibrary:
    """A mixture of K Gaussians on the log of average pace (s/km, net) at G fractions of a race's length.

    Between grid points a runner's time is taken to grow evenly, so that log average pace is linear in one
    over distance: a weighted mean of its two neighbours, and every component stays Gaussian at any distance.
    What runners do differently inside a leg is `wander`, a Brownian bridge between the leg's ends.

    Attributes
    ----------
    fraction : ndarray, shape (G,)
        Distances of the grid as fractions of the race's length, increasing, the last one 1.
    weight : ndarray, shape (K,)
        Shares of the components; they sum to 1.
    mean : ndarray, shape (K, G)
        Log of average pace in s/km.
    covariance : ndarray, shape (K, G, G)
    wander_km : ndarray, shape (K,)
        Variance of wander a kilometre, as (distance gained or lost)^2 in km: km^2 / km.
    note : str
        What the library was fitted on.
    day : DayPrior
        What race days differ by.
    calibration : Calibration
    stopping : Stopping
    drift : ndarray, shape (G, b) or (1, b)
        What today adds to log average pace at the grid, for the bands of early pace; nothing as fitted.
    """

    fraction: Floats
    weight: Floats
    mean: Floats
    covariance: Floats
    wander_km: Floats
    note: str
    day: DayPrior = field(default_factory=DayPrior.none)
    calibration: Calibration = field(default_factory=Calibration.none)
    stopping: Stopping = field(default_factory=Stopping.usual)
    drift: Floats = field(default_factory=lambda: np.zeros((1, BANDS)))

    def __post_init__(self) -> None:
        """Check shapes.

        Raises
        ------
        ValueError
            If the arrays do not belong together.
        """
        k, g = self.mean.shape
        shapes = (self.fraction.shape, self.weight.shape, self.covariance.shape, self.wander_km.shape)
        if shapes != ((g,), (k,), (k, g, g), (k,)):
            raise ValueError(f"arrays of a pace library do not fit together: {shapes}")

    def means(self, at_m: Floats, length_m: float) -> Floats:
        """Mean log average pace of each component at each distance, shape (K, d)."""
        return self.mean @ self.weights(at_m, length_m).T

    def covariances(self, at_m: Floats, other_m: Floats, length_m: float) -> Floats:
        """Covariance of log average pace between two lists of distances, shape (K, d, e)."""
        left, right = self.weights(at_m, length_m), self.weights(other_m, length_m)
        grid = np.asarray(left @ self.covariance @ right.T)
        return grid + self.wander_km[:, None, None] * self._wander(at_m, other_m, length_m)

    def early_level(self) -> Floats:
        """Log of average pace at which the runners of each component set out, shape (K,)."""
        early = max(int(np.searchsorted(self.fraction, EARLY_FRACTION)) - 1, 0)
        return np.asarray(self.mean[:, early])

    def drifts(self, at_m: Floats, length_m: float) -> Floats:
        """What today adds to log average pace at each distance for each band of early pace, shape (b, d)."""
        return np.asarray((self.weights(at_m, length_m) @ np.broadcast_to(self.drift, self._bands)).T)

    @property
    def _bands(self) -> tuple[int, int]:
        return len(self.fraction), self.drift.shape[1]

    def _leg(self, at_m: Floats, length_m: float) -> tuple[np.ndarray, Floats, Floats, Floats]:
        """Index of the leg each distance lies in, the fractions of its ends, and the distance's own."""
        share = np.asarray(at_m, dtype=float) / length_m
        if share.size and (share.min() <= 0 or share.max() > 1 + 1e-9):
            raise ValueError(f"distances must lie in (0, {length_m:g}] m")
        share = np.minimum(share, 1.0)
        leg = np.searchsorted(self.fraction, share - 1e-12)
        ends = np.concatenate([[0.0], self.fraction])
        return leg, ends[leg], ends[leg + 1], share

    def weights(self, at_m: Floats, length_m: float) -> Floats:
        """Weights of the grid points at each distance, shape (d, G), each row summing to 1."""
        leg, start, end, share = self._leg(at_m, length_m)
        # Linear in one over distance; the first leg starts at nothing, so its pace is that at its end.
        toward_end = np.where(leg == 0, 1.0, (share - start) * end / ((end - start) * share))
        weights = np.zeros((len(share), len(self.fraction)))
        rows = np.arange(len(share))
        weights[rows, np.maximum(leg - 1, 0)] = 1 - toward_end
        weights[rows, leg] += toward_end
        return weights

    def _wander(self, at_m: Floats, other_m: Floats, length_m: float) -> Floats:
        """Covariance of wander for a unit of `wander_km`: of a Brownian bridge over the leg both lie in."""
        leg, start, end, share = self._leg(at_m, length_m)
        other_leg, _, _, other = self._leg(other_m, length_m)
        nearer = np.minimum(share[:, None], other[None, :])
        farther = np.maximum(share[:, None], other[None, :])
        bridge = (nearer - start[:, None]) * (end[:, None] - farther) / (end - start)[:, None]
        bridge = np.where(leg[:, None] == other_leg[None, :], bridge, 0.0) / (nearer * farther)
        crowded = np.where(leg[:, None] == 0, FIRST_LEG, 1.0)
        return np.asarray(crowded * bridge / (length_m / METRES_PER_KM))

    def save(self, path: Path) -> None:
        """Write the library as a compressed npz file; numbers are kept in single precision."""
        arrays = {name: getattr(self, name) for name in _ARRAYS}
        arrays |= {f"day_{name}": getattr(self.day, name) for name in _DAY}
        arrays |= {f"calibration_{name}": getattr(self.calibration, name) for name in _CALIBRATION}
        arrays |= self.stopping.arrays()
        single = {name: np.asarray(array, np.float32) for name, array in arrays.items()}
        known = np.array(self.day.known, str)
        np.savez_compressed(
            path, allow_pickle=False, schema=SCHEMA, note=self.note, day_known=known, **single
        )


def load(file: Path | IO[bytes]) -> PaceLibrary:
    """Read a pace library written by `PaceLibrary.save`.

    Raises
    ------
    LanterneError
        If the file is not a pace library of this version.
    """
    try:
        with np.load(file, allow_pickle=False) as stored:
            if int(stored["schema"]) != SCHEMA:
                raise LanterneError(
                    f"{file}: pace library of version {stored['schema']}, this Lanterne reads {SCHEMA}; "
                    "fit it again with lanterne fit"
                )
            return _library({name: stored[name] for name in stored.files})
    except (ValueError, KeyError, OSError) as error:
        raise LanterneError(f"{file}: not a pace library ({error}); make one with lanterne fit") from error


def _library(stored: dict[str, np.ndarray]) -> PaceLibrary:
    numbers = {name: array.astype(float) for name, array in stored.items() if array.dtype.kind == "f"}
    arrays = {name: numbers[name] for name in _ARRAYS}
    arrays["weight"] /= arrays["weight"].sum()
    return PaceLibrary(
        **arrays,
        note=str(stored["note"]),
        day=DayPrior(
            known=tuple(stored["day_known"].tolist()), **{name: numbers[f"day_{name}"] for name in _DAY}
        ),
        calibration=Calibration(**{name: numbers[f"calibration_{name}"] for name in _CALIBRATION}),
        stopping=Stopping.of_arrays(numbers),
    )


@cache
def shipped() -> PaceLibrary:
    """The library that comes with Lanterne; docs/forecast.md says what it was fitted on."""
    with resources.files("lanterne.forecast").joinpath("pace_library.npz").open("rb") as file:
        return load(file)
