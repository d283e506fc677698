"""The methods that are compared, by the names that `lanterne evaluate` knows them by."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from lanterne.errors import LanterneError
from lanterne.forecast.baselines import SplitRatio, constant_pace, riegel
from lanterne.forecast.neighbours import OpenSplitTime, Pool, RescaledKnn
from lanterne.score.learning import Lanterne, LanterneStatic
from lanterne.score.method import Method, PointMethod
from lanterne.score.past import Past
from lanterne.score.scored import LAST_MATS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lanterne.forecast.arrays import Floats, Ints
    from lanterne.score.day import RaceDay


class ConstantPace(PointMethod):
    """The average pace so far."""

    name = "constant_pace"

    def times(self, day: RaceDay, at: int, rows: Ints, target_m: Floats) -> Floats:
        """Net seconds at distances ahead."""
        return constant_pace(day.at_m[at], day.net_s[rows, at], target_m)


class Riegel(PointMethod):
    """Riegel's power law from the last mat."""

    name = "riegel"

    def times(self, day: RaceDay, at: int, rows: Ints, target_m: Floats) -> Floats:
        """Net seconds at distances ahead."""
        return riegel(day.at_m[at], day.net_s[rows, at], target_m)


class SplitRatioMethod(PointMethod):
    """Hammerling's split ratio."""

    name = "split_ratio"

    def __init__(self, ratio: SplitRatio) -> None:
        self._ratio = ratio

    def times(self, day: RaceDay, at: int, rows: Ints, target_m: Floats) -> Floats:
        """Net seconds at distances ahead."""
        return self._ratio.times(day.at_m[: at + 1], day.net_s[rows, : at + 1], target_m)


class OpenSplitTimeMethod(Method):
    """OpenSplitTime's rule."""

    name = "opensplittime"

    def __init__(self, pool: Pool) -> None:
        self._rule = OpenSplitTime(pool)

    def quantiles(self, day: RaceDay, at: int, rows: Ints, target: Ints, levels: Floats) -> Floats:
        """Quantiles of net time at mats ahead."""
        return self._rule.quantiles(day.at_m[at], day.net_s[rows, at], day.at_m[target], levels)


class RescaledKnnMethod(Method):
    """Rescaled nearest neighbours, compared at the mats that stood on the road."""

    name = "rescaled_knn"

    def __init__(self, pool: Pool) -> None:
        self._rule = RescaledKnn(pool)

    def quantiles(self, day: RaceDay, at: int, rows: Ints, target: Ints, levels: Floats) -> Floats:
        """Quantiles of net time at mats ahead."""
        before = [column for column in range(at) if day.usual[column] and day.columns[column] in LAST_MATS]
        mats = np.array([*before, at])
        net_s = day.net_s[np.ix_(rows, mats)]
        return self._rule.quantiles(day.at_m[mats], net_s, day.at_m[target], levels)


@dataclass(frozen=True, slots=True)
class Maker:
    """How a method is made of past races, and whether it can do without any."""

    make: Callable[[Past], Method]
    needs_past: bool = False


METHODS: Final = {
    "constant_pace": Maker(lambda _: ConstantPace()),
    "riegel": Maker(lambda _: Riegel()),
    "opensplittime": Maker(lambda past: OpenSplitTimeMethod(past.pool), needs_past=True),
    "split_ratio": Maker(lambda past: SplitRatioMethod(past.split_ratio)),
    "rescaled_knn": Maker(lambda past: RescaledKnnMethod(past.pool), needs_past=True),
    "lanterne_static": Maker(lambda past: LanterneStatic(past.library)),
    "lanterne": Maker(lambda past: Lanterne(past.library)),
}


def left_out(past: Past) -> tuple[str, ...]:
    """Methods that cannot be made of these past races, since there are none."""
    return tuple(name for name, maker in METHODS.items() if maker.needs_past and not past.results)


def chosen(names: Sequence[str] | None, past: Past) -> tuple[str, ...]:
    """The names asked for, checked; without any, all methods that can be made.

    Raises
    ------
    LanterneError
        If there is no such method, or it needs past races and there are none.
    """
    if names is None:
        return tuple(name for name in METHODS if name not in left_out(past))
    for name in names:
        if name not in METHODS:
            raise LanterneError(f"{name}: no such method. Choose among {', '.join(METHODS)}")
        if name in left_out(past):
            raise LanterneError(f"{name} looks among past races. Give their results files with --train")
    return tuple(dict.fromkeys(names))
