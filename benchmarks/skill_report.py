"""The report of `skill.py`: what was aimed at, means over races left out, and each race."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

from lanterne.score.bootstrap import difference
from lanterne.score.pooled import arrivals, bins
from lanterne.score.skill import Skill
from skill_plots import lines, save

LAST = {"k10": "10K", "half": "half", "k30": "30K", "k35": "35K", "k40": "40K"}
WAY = {"k10": 0.5, "half": 0.5, "k30": 0.75, "k35": 0.75, "k40": 0.75}
OURS, THEIRS, BEST = "lanterne", "rescaled_knn", "oracle"
LEAST_SLOW = 1_000
LEAST_BIN = 200
NAMES = ("constant_pace", "opensplittime", THEIRS, "lanterne_static", OURS, BEST)

Kept = dict[str, list[Skill]]
Figure = Callable[[Skill], float]


def report(out: Path, kept: Kept, sample: int) -> None:
    """Write the report and, beside it, its plots."""
    races = [skill for name, skills in kept.items() if name.startswith("race-") for skill in skills]
    courses = [skill for name, skills in kept.items() if name.startswith("course-") for skill in skills]
    parts = [*_head(kept, sample), *_whole("Races left out, one at a time", races, out.parent, "skill")]
    if courses:
        parts += _whole("Courses left out, with all their years", courses, out.parent, "skill-course")
    parts += ["## Each race", "", *_each(races)]
    if courses:
        parts += ["", "## Each course left out", "", *_each(courses)]
    out.write_text("\n".join(parts) + "\n")


def _head(kept: Kept, sample: int) -> Iterator[str]:
    splits = [sum(name.startswith(kind) for name in kept) for kind in ("race-", "course-")]
    yield "# Skill on races left out"
    yield ""
    yield (
        f"Made by `make bench-skill`: {splits[0]} race-years, each forecast by a library fitted on all other files, "
        f"and the last year of {splits[1]} courses by one fitted on the other courses alone; fits of 24 Gaussians on "
        f"1,500 runners a race-year, 35 rounds; {sample:,} finishers of each race scored, all used for learning the "
        "day. Minutes; CRPS is twice the mean pinball loss over 39 levels. *Slow* is the slowest quarter at the last "
        "mat; bias is median minus what happened. The *oracle* is told each day's bias (see the head of "
        "`benchmarks/skill.py`): what learning the day could give at most to neighbours and library pooled. "
        "How the forecast works is in [forecast.md](forecast.md)."
    )
    yield ""


def _whole(title: str, skills: list[Skill], folder: Path, stem: str) -> Iterator[str]:
    yield f"## {title}"
    yield ""
    yield from _crps(skills)
    yield ""
    yield from _slow(skills)
    yield ""
    yield from _probabilities(skills)
    yield ""
    yield from _windows(skills)
    yield ""
    yield from _speed(skills)
    yield ""
    crps = {name: [_mean(skills, at, name, _crps_of) for at in LAST] for name in NAMES[2:]}
    cover = {name: [_mean(skills, at, name, _slow_cover) for at in LAST] for name in NAMES[2:5]}
    ratio = {
        name: [value / base for value, base in zip(crps[name], crps[THEIRS], strict=True)] for name in crps
    }
    save(
        folder / f"{stem}-crps.svg",
        lines("CRPS over that of rescaled neighbours", list(LAST.values()), ratio),
    )
    save(
        folder / f"{stem}-cover.svg",
        lines("Slowest quarter inside the 90 % range", list(LAST.values()), cover),
    )
    yield f"![CRPS by last mat]({stem}-crps.svg) ![Coverage by last mat]({stem}-cover.svg)"
    yield ""


def _crps(skills: list[Skill]) -> Iterator[str]:
    yield "CRPS, mean over races; the way is from KNN to the oracle; the difference to KNN with its 95 % interval"
    yield "over races drawn again."
    yield ""
    yield "| last mat | races | constant pace | OpenSplitTime | KNN100 | static | **lanterne** | oracle | of the way | aim | difference | worst race over KNN |"
    yield "|---|---|---|---|---|---|---|---|---|---|---|---|"
    for at, name in LAST.items():
        means = [_mean(skills, at, method, _crps_of) for method in NAMES]
        ours, theirs = _values(skills, at, OURS, _crps_of), _values(skills, at, THEIRS, _crps_of)
        way = (means[2] - means[4]) / (means[2] - means[5])
        over = ours / theirs - 1
        less = difference(ours, theirs, np.random.default_rng(7))
        cells = [f"{value:.2f}" for value in means]
        cells[4] = f"**{cells[4]}**"
        yield (
            f"| {name} | {len(ours)} | {' | '.join(cells)} | {way:.0%} | {WAY[at]:.0%} | {less.mean:+.3f} "
            f"({less.low:+.3f} to {less.high:+.3f}) | {over.max():+.1%} {_race(skills, at, int(over.argmax()))} |"
        )


def _slow(skills: list[Skill]) -> Iterator[str]:
    yield f"The slowest quarter: mean size of the bias, and how many are inside the 90 % range (least and most of races with {LEAST_SLOW:,} or more such runners, or all)."
    yield ""
    yield "| last mat | bias KNN | bias static | bias lanterne | less by (aim 35 % at half, 30K, 35K) | cover KNN | cover lanterne (aim .88-.92) | least | most |"
    yield "|---|---|---|---|---|---|---|---|---|"
    for at, name in LAST.items():
        size = {
            method: float(np.abs(_values(skills, at, method, lambda skill: skill.slow.bias_min)).mean())
            for method in (THEIRS, "lanterne_static", OURS)
        }
        cover = _values(skills, at, OURS, _slow_cover)
        yield (
            f"| {name} | {size[THEIRS]:.2f} | {size['lanterne_static']:.2f} | {size[OURS]:.2f} | "
            f"{1 - size[OURS] / size[THEIRS]:.0%} | {_mean(skills, at, THEIRS, _slow_cover):.3f} | {cover.mean():.3f} | "
            f"{cover.min():.3f} {_race(skills, at, int(cover.argmin()))} | {cover.max():.3f} {_race(skills, at, int(cover.argmax()))} |"
        )


def _probabilities(skills: list[Skill]) -> Iterator[str]:
    yield f"Probability of finishing within a limit, all races together: what was said and what happened in each bin of {LEAST_BIN} or more (aim: within .05)."
    yield ""
    yield "| last mat | limit | bins off by more than .05: lanterne | KNN | said / happened (lanterne) |"
    yield "|---|---|---|---|---|"
    for at, name in LAST.items():
        for index in range(4):
            ours, theirs = (
                [
                    bin_
                    for bin_ in bins([skill.cutoffs[index].reliability for skill in _of(skills, at, method)])
                    if bin_.n >= LEAST_BIN
                ]
                for method in (OURS, THEIRS)
            )
            off = [sum(abs(bin_.p_mean - bin_.observed) > 0.05 for bin_ in each) for each in (ours, theirs)]
            limit = _of(skills, at, OURS)[0].cutoffs[index].limit_s
            said = ", ".join(f"{bin_.p_mean:.2f}/{bin_.observed:.2f}" for bin_ in ours)
            yield (
                f"| {name} | {int(limit // 3600)}:{int(limit % 3600 // 60):02d} | {off[0]} of {len(ours)} | "
                f"{off[1]} of {len(theirs)} | {said} |"
            )


def _windows(skills: list[Skill]) -> Iterator[str]:
    yield "Arrivals at points ahead inside the windows of MBTA, by predicted lead (beyond 30 minutes the window of 12-30 grows with the lead); all last mats and races together."
    yield ""
    each = {
        method: arrivals([skill.arrivals for skill in skills if skill.method == method])
        for method in NAMES[:5]
    }
    yield f"| lead | n | {' | '.join(each)} |"
    yield f"|---|---|{'---|' * len(each)}"
    for index, part in enumerate(each[OURS]):
        yield (
            f"| {part.window.name} | {part.n:,} | "
            + " | ".join(f"{parts[index].within:.3f}" for parts in each.values())
            + " |"
        )


def _speed(skills: list[Skill]) -> Iterator[str]:
    yield "Processor microseconds a runner for 39 levels at the finish; `lanterne` here makes a library anew for every two minutes of each race, for the few of the sample who pass a mat in them."
    yield ""
    yield f"| {' | '.join(NAMES[:5])} |"
    yield f"|{'---|' * 5}"
    median = [
        np.median([skill.us_per_runner for skill in skills if skill.method == name]) for name in NAMES[:5]
    ]
    yield "| " + " | ".join(f"{value:.1f}" for value in median) + " |"


def _each(skills: list[Skill]) -> Iterator[str]:
    yield "CRPS of KNN / lanterne / oracle; slow: bias and cover of KNN, then of lanterne."
    yield ""
    yield "| race | " + " | ".join(f"{name} | slow" for name in LAST.values()) + " |"
    yield "|---|" + "---|---|" * len(LAST)
    for day in dict.fromkeys((skill.race, skill.year) for skill in skills):
        cells = []
        for at in LAST:
            mine = {
                skill.method: skill for skill in skills if (skill.race, skill.year, skill.at) == (*day, at)
            }
            if not mine:
                cells += ["", ""]
                continue
            cells.append(" / ".join(f"{mine[name].every.crps_min:.2f}" for name in (THEIRS, OURS, BEST)))
            cells.append(
                ", ".join(
                    f"{mine[name].slow.bias_min:+.1f} {mine[name].slow.coverage[90]:.2f}"
                    for name in (THEIRS, OURS)
                )
            )
        yield f"| {day[0]} {day[1]} | " + " | ".join(cells) + " |"


def _of(skills: list[Skill], at: str, method: str) -> list[Skill]:
    return [skill for skill in skills if skill.at == at and skill.method == method]


def _values(skills: list[Skill], at: str, method: str, figure: Figure) -> np.ndarray:
    return np.array([figure(skill) for skill in _of(skills, at, method)])


def _mean(skills: list[Skill], at: str, method: str, figure: Figure) -> float:
    return float(_values(skills, at, method, figure).mean())


def _race(skills: list[Skill], at: str, index: int) -> str:
    skill = _of(skills, at, OURS)[index]
    return f"{skill.race} {skill.year}"


def _crps_of(skill: Skill) -> float:
    return skill.every.crps_min


def _slow_cover(skill: Skill) -> float:
    return skill.slow.coverage[90]
