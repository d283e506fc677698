from __future__ import annotations

import io
from dataclasses import replace

import numpy as np
import pytest
from rich.console import Console
from tests.score.made_up_race import made_up_race

from lanterne.score import pooled
from lanterne.score.day import RaceDay
from lanterne.score.methods import ConstantPace, Riegel, SplitRatioMethod
from lanterne.score.past import Past
from lanterne.score.rules import Bin
from lanterne.score.skill import Skill, skills
from lanterne.score.tables import WIDTH, tables
from lanterne.score.windows import WINDOWS, Arrivals

NAN = float("nan")


def skills_of(race: str) -> list[Skill]:
    day = RaceDay.of(made_up_race(300, seed=len(race), race=race))
    ticks = iter(range(10_000))
    methods = [ConstantPace(), Riegel(), SplitRatioMethod(Past().split_ratio)]
    return list(skills(day, methods, lambda: float(next(ticks))))


def shown(found: list[Skill], knows: list[str] | None = None) -> str:
    console = Console(width=WIDTH, file=io.StringIO())
    for table in tables(found, None if knows is None else knows.__contains__):
        console.print(table)
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def test_nothing_is_cut_short() -> None:
    assert "…" not in shown(skills_of("near") + skills_of("elsewhere"))


def test_every_mat_and_method_has_its_row() -> None:
    text = shown(skills_of("near"))
    assert all(name in text for name in ("k5", "half", "k40", "constant_pace", "riegel", "split_ratio"))


def test_one_race_has_no_mean_over_races() -> None:
    assert "Mean over races" not in shown(skills_of("near"))


def test_known_and_new_courses_are_told_apart() -> None:
    text = shown(skills_of("near") + skills_of("elsewhere"), knows=["near"])
    titles = [line.split("(")[1].split(")")[0] for line in text.splitlines() if "Mean over" in line]
    assert titles == ["all races", "known courses, new years", "new courses"]


def test_courses_are_not_told_apart_where_all_are_new() -> None:
    assert "new courses" not in shown(skills_of("near") + skills_of("elsewhere"), knows=[])


def test_no_table_says_nan() -> None:
    assert "nan" not in shown(skills_of("near") + skills_of("elsewhere"))


def test_means_count_every_race_once() -> None:
    found = [each for each in skills_of("near") if each.method == "riegel" and each.at == "half"]
    other = replace(found[0], every=replace(found[0].every, n=9, mae_min=found[0].every.mae_min + 2))
    mean = pooled.over_races([found[0], other], [found[0], found[0]])
    assert mean.every["mae_min"] == pytest.approx(found[0].every.mae_min + 1)


def test_bias_does_not_cancel_between_races() -> None:
    found = [each for each in skills_of("near") if each.method == "riegel" and each.at == "half"]
    pair = [replace(found[0], every=replace(found[0].every, bias_min=bias)) for bias in (-3.0, 3.0)]
    assert pooled.over_races(pair, pair).every["bias_min"] == 3


def test_pooled_bins_weigh_by_how_many() -> None:
    empty = Bin(NAN, NAN, 0)
    found = pooled.bins([[Bin(0.1, 0.0, 3), empty], [Bin(0.2, 1.0, 1), empty]])
    assert (found[0].p_mean, found[0].observed, found[0].n) == (pytest.approx(0.125), 0.25, 4)
    assert np.isnan(found[1].observed)


def test_pooled_arrivals_weigh_by_how_many() -> None:
    one = Arrivals(WINDOWS[0], 3, 1.0, 10.0, 10.0, 1, 0)
    two = Arrivals(WINDOWS[0], 1, 0.0, -10.0, 10.0, 0, 2)
    found = pooled.arrivals([[one], [two]])[0]
    assert found == Arrivals(WINDOWS[0], 4, 0.75, 5.0, 10.0, 1, 2)
