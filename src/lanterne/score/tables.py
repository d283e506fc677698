"""Skill as tables to read."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Final

from rich import box
from rich.table import Table

from lanterne.score import pooled
from lanterne.score.scored import LAST_MATS
from lanterne.score.skill import COVERS, LIMITS_S
from lanterne.score.windows import WINDOWS
from lanterne.units import duration_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lanterne.score.bootstrap import Difference
    from lanterne.score.rules import Bin
    from lanterne.score.skill import Cutoff, Figures, Skill
    from lanterne.score.windows import Arrivals

WIDTH: Final = 132
"""Columns of text that the widest table takes."""

REFERENCES: Final = ("rescaled_knn", "constant_pace")
_LIMITS: Final = [duration_text(limit_s)[:-3] for limit_s in LIMITS_S]


def tables(skills: Sequence[Skill], knows: Callable[[str], bool] | None = None) -> Iterator[Table]:
    """All tables of some skills.

    Parameters
    ----------
    skills : sequence of Skill
        Of one or more race days, all with the same methods.
    knows : callable or None
        Whether another year of a race was learned from; None if that is not known.
    """
    days = dict.fromkeys((skill.race, skill.year) for skill in skills)
    for day in days:
        of_day = [skill for skill in skills if (skill.race, skill.year) == day]
        yield finish_table(of_day)
        yield cutoff_table(of_day)
    yield reliability_table(skills)
    yield arrivals_table(skills)
    yield speed_table(skills)
    if len(days) > 1:
        yield mean_table(skills, "all races")
        parts = {} if knows is None else {"known courses, new years": True, "new courses": False}
        for title, known in parts.items():
            some = [skill for skill in skills if knows is not None and knows(skill.race) is known]
            if some and len(some) < len(skills):
                yield mean_table(some, title)


def finish_table(skills: Sequence[Skill]) -> Table:
    """Forecasts of the finish on one day, by last mat and method, of all and of the slowest quarter."""
    covers = [f"in {cover}" for cover in COVERS] + [f"wide {cover}" for cover in COVERS]
    table = _table(
        f"{_day(skills[0])}: the finish, in minutes",
        "slow: the slowest quarter at the last mat. Bias: median minus what happened. "
        "In 90: share inside the central 90 %; wide: its mean width. "
        "A method that names one time has no intervals, and its CRPS is its MAE.",
        ["last mat", "method", "who"],
        ["n", "MAE", "bias", "CRPS", *covers],
    )
    for at, here in _grouped(skills, lambda skill: skill.at):
        for skill in here:
            table.add_row(at, skill.method, "all", *_figures(skill.every))
            table.add_row("", "", "slow", *_figures(skill.slow))
        table.add_section()
    return table


def cutoff_table(skills: Sequence[Skill]) -> Table:
    """Probabilities of finishing within each limit on one day, by last mat and method."""
    table = _table(
        f"{_day(skills[0])}: finishing within a net limit, Brier score and skill",
        "Skill: against always saying the share that did; a dash where all or none did.",
        ["last mat", "method"],
        [heading for limit in _LIMITS for heading in (limit, "skill")],
    )
    for at, here in _grouped(skills, lambda skill: skill.at):
        for skill in here:
            table.add_row(at, skill.method, *(cell for each in skill.cutoffs for cell in _cutoff(each)))
        table.add_section()
    return table


def reliability_table(skills: Sequence[Skill]) -> Table:
    """What share finished within each limit of those who were given each probability, all mats together."""
    table = _table(
        "Finishing within a net limit: probability given, and below it the share that did",
        "Over all last mats and races; in brackets how many forecasts.",
        ["method", "limit"],
        [f".{low}-" for low in range(10)],
    )
    for method, same in _grouped(skills, lambda skill: skill.method):
        for i, limit in enumerate(_LIMITS):
            found = pooled.bins([skill.cutoffs[i].reliability for skill in same])
            table.add_row(method, limit, *(_bin(bin_) for bin_ in found))
        table.add_section()
    return table


def arrivals_table(skills: Sequence[Skill]) -> Table:
    """Share of arrivals at points ahead inside their windows, by predicted lead, all mats together."""
    table = _table(
        "Arrivals at mats ahead: share inside the window for the predicted lead",
        "Windows up to 30 min are MBTA's; beyond, ours: -4 to +6 min at 30 min, in proportion to the lead. "
        "Below it how many arrived. Not realised: predicted, and not read there / stopped before it.",
        ["method"],
        [*(window.name for window in WINDOWS), "not realised"],
    )
    for method, same in _grouped(skills, lambda skill: skill.method):
        found = pooled.arrivals([skill.arrivals for skill in same])
        unread, stopped = sum(part.unread for part in found), sum(part.stopped for part in found)
        table.add_row(method, *(_window(part) for part in found), f"{unread:,} / {stopped:,}")
    return table


def speed_table(skills: Sequence[Skill]) -> Table:
    """Time that each method takes for a runner."""
    each = {
        method: sum(skill.us_per_runner for skill in same) / len(same)
        for method, same in _grouped(skills, lambda skill: skill.method)
    }
    reference = _reference(skills)
    table = _table(
        "Microseconds a runner: 39 quantiles of the finish",
        f"How often as fast: as {reference}.",
        ["method"],
        ["us", "as fast"],
    )
    for method, took_us in each.items():
        table.add_row(method, number(took_us, ",.2f"), number(each[reference] / max(took_us, 1e-9), ",.1f"))
    return table


def mean_table(skills: Sequence[Skill], title: str) -> Table:
    """Means over races, and the difference in CRPS from a reference with its interval."""
    reference = _reference(skills)
    table = _table(
        f"Mean over races ({title}), in minutes",
        f"|bias|: mean of its size in each race. Against: CRPS minus that of {reference}, "
        "with 95 % intervals by bootstrap over races.",
        ["last mat", "method", "who"],
        ["races", "MAE", "CRPS", "|bias|", "in 90", "against"],
    )
    in_order = sorted(skills, key=lambda skill: LAST_MATS.index(skill.at))
    for at, here in _grouped(in_order, lambda skill: skill.at):
        against = [skill for skill in here if skill.method == reference]
        for method, same in _grouped(here, lambda skill: skill.method):
            mean = pooled.over_races(same, against)
            named = any(skill.every.width_min[90] for skill in same)
            table.add_row(
                *(at, method, "all", str(mean.races), *_means(mean.every, named)),
                "" if method == reference else _difference(mean.less),
            )
            table.add_row(
                *("", "", "slow", "", *_means(mean.slow, named)),
                "" if method == reference else _difference(mean.slow_less),
            )
        table.add_section()
    return table


def number(value: float, form: str = ".2f") -> str:
    """A number, or a dash where there is none."""
    return "-" if math.isnan(value) else f"{value:{form}}"


def _table(title: str, caption: str, left: Sequence[str], right: Sequence[str]) -> Table:
    table = Table(
        title=title, caption=caption, min_width=90, box=box.SIMPLE_HEAD, title_justify="left", pad_edge=False
    )
    table.caption_justify = "left"
    for heading in left:
        table.add_column(heading, no_wrap=True)
    for heading in right:
        table.add_column(heading, justify="right", no_wrap=True)
    return table


def _grouped(skills: Sequence[Skill], key: Callable[[Skill], str]) -> list[tuple[str, list[Skill]]]:
    """Skills by a key, in the order in which each key comes first."""
    values = dict.fromkeys(map(key, skills))
    return [(value, [skill for skill in skills if key(skill) == value]) for value in values]


def _day(skill: Skill) -> str:
    return f"{skill.race}_{skill.year}"


def _reference(skills: Sequence[Skill]) -> str:
    methods = [skill.method for skill in skills]
    return next((name for name in REFERENCES if name in methods), methods[0])


def _figures(figures: Figures) -> list[str]:
    named = [f"{figures.n:,}", number(figures.mae_min), number(figures.bias_min, "+.2f")]
    named.append(number(figures.crps_min))
    if not any(figures.width_min.values()):
        return named + ["-"] * (2 * len(COVERS))
    inside = [number(figures.coverage[covers], ".3f") for covers in COVERS]
    return named + inside + [number(figures.width_min[covers], ".1f") for covers in COVERS]


def _cutoff(cutoff: Cutoff) -> tuple[str, str]:
    return number(cutoff.brier, ".4f"), number(cutoff.skill)


def _bin(bin_: Bin) -> str:
    return f"{bin_.p_mean:.2f}\n{bin_.observed:.2f}\n({bin_.n:,})" if bin_.n else "-"


def _window(part: Arrivals) -> str:
    return f"{part.within:.3f}\n({part.n:,})" if part.n else "-"


def _means(means: dict[str, float], named: bool) -> list[str]:
    figures = [number(means[name]) for name in ("mae_min", "crps_min", "bias_min")]
    return [*figures, number(means["coverage90"], ".3f") if named else "-"]


def _difference(less: Difference) -> str:
    if math.isnan(less.low):
        return number(less.mean, "+.2f")
    return f"{less.mean:+.2f} ({less.low:+.2f}, {less.high:+.2f})"
