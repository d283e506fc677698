"""Past races for methods to learn from."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

import numpy as np

from lanterne.errors import LanterneError
from lanterne.forecast.baselines import SplitRatio
from lanterne.forecast.fit import Progress, fit
from lanterne.forecast.library import PaceLibrary, shipped
from lanterne.forecast.neighbours import Pool
from lanterne.forecast.training import RaceYear, race_year
from lanterne.results import POINTS
from lanterne.score.scored import SEED, plausible

if TYPE_CHECKING:
    from lanterne.forecast.arrays import Floats
    from lanterne.results import Results
    from lanterne.score.day import RaceDay

POOL: Final = 150_000


@dataclass(frozen=True, eq=False)
class Past:
    """Results of past races, or none; what methods learn from them is made when first asked for."""

    results: tuple[Results, ...] = ()
    progress: Progress | None = None
    """Called after each round of fitting a pace library."""

    @cached_property
    def pool(self) -> Pool:
        """150,000 plausible finishers, or all if they are fewer, at every mat a results file may have.

        Raises
        ------
        LanterneError
            If there is none.
        """
        at_m = np.array([place_m for _, place_m in POINTS.values()])
        everyone = np.concatenate([np.empty((0, len(at_m))), *map(_finishers, self.results)])
        everyone = everyone[plausible(at_m, everyone)]
        if not len(everyone):
            raise LanterneError("no finisher with plausible splits to learn from. Give other training files")
        rng = np.random.default_rng(SEED)
        return Pool(at_m, everyone[rng.choice(len(everyone), min(POOL, len(everyone)), replace=False)])

    @cached_property
    def split_ratio(self) -> SplitRatio:
        """Split ratios fitted where none are published; the published ones alone without past races."""
        return SplitRatio.fitted(self.pool) if self.results else SplitRatio.published()

    @cached_property
    def years(self) -> tuple[RaceYear, ...]:
        """The races in the form that pace libraries are fitted on."""
        return tuple(map(race_year, self.results))

    @cached_property
    def library(self) -> PaceLibrary:
        """A pace library fitted on them; without past races the one that comes with Lanterne."""
        return fit(self.years, progress=self.progress) if self.results else shipped()

    def check(self, day: RaceDay) -> None:
        """Refuse to be tested on what was learned from.

        Raises
        ------
        LanterneError
            If the day is among the past races.
        """
        if any((each.race, each.year) == (day.race, day.year) for each in self.results):
            raise LanterneError(
                f"{day.name} is to be tested and is among the training files too: "
                "it would be forecast from its own results. Take it out of one of them"
            )

    def knows(self, race: str) -> bool:
        """Whether another year of a race is among them."""
        return any(each.race == race for each in self.results)


def _finishers(results: Results) -> Floats:
    """Finishers' net times at every mat of `POINTS`, NaN where there is none."""
    net_s: Floats = np.full((len(results), len(POINTS)), np.nan)
    columns = list(POINTS)
    net_s[:, [columns.index(point.column) for point in results.points]] = results.net_s
    return np.asarray(net_s[results.finished & np.isfinite(net_s[:, -1])])
