"""Skill as tables to read: one race day."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from rich.table import Table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lanterne.score.skill import Figures, Skill


def number(value: float, form: str = ".2f") -> str:
    """A number, or a dash where there is none."""
    return "-" if math.isnan(value) else f"{value:{form}}"


def finish_table(skills: Sequence[Skill]) -> Table:
    """Forecasts of the finish on one day, by last mat and method, of all and of the slowest quarter."""
    first = skills[0]
    table = Table(title=f"{first.race}_{first.year}: the finish, in minutes", caption=FINISH_CAPTION)
    for heading in ("last mat", "method", "who"):
        table.add_column(heading, no_wrap=True)
    for heading in ("n", "MAE", "bias", "CRPS", "in 50", "in 80", "in 90 %", "wide 50", "80", "90 %", "us"):
        table.add_column(heading, justify="right", no_wrap=True)
    for at in dict.fromkeys(skill.at for skill in skills):
        for skill in (skill for skill in skills if skill.at == at):
            table.add_row(at, skill.method, "all", *cells(skill.every), number(skill.us_per_runner, ".1f"))
            table.add_row("", "", "slow", *cells(skill.slow))
        table.add_section()
    return table


FINISH_CAPTION = (
    "slow: the slowest quarter at the last mat. Bias: median minus what happened. In: share inside the "
    "central interval. us: microseconds a runner. A method that names one time has no width."
)


def cells(figures: Figures) -> list[str]:
    """Figures as cells; of a method that names one time no interval is spoken of."""
    named = [
        f"{figures.n:,}",
        number(figures.mae_min),
        number(figures.bias_min, "+.2f"),
        number(figures.crps_min),
    ]
    if not any(figures.width_min.values()):
        return named + ["-"] * (2 * len(figures.coverage))
    inside = [number(share, ".3f") for share in figures.coverage.values()]
    return named + inside + [number(width, ".1f") for width in figures.width_min.values()]


def tables(skills: Sequence[Skill]) -> list[Table]:
    """All tables of some skills."""
    names = dict.fromkeys((skill.race, skill.year) for skill in skills)
    return [finish_table([s for s in skills if (s.race, s.year) == name]) for name in names]
