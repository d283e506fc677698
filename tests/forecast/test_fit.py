"""Learning a mixture: missing mats, planted truth, and the command."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl
import pytest

from lanterne.cli.fit import fit as command
from lanterne.forecast.arrays import Floats
from lanterne.forecast.fit import Mixture, by_pattern, fit, improve, start
from lanterne.forecast.library import load
from lanterne.forecast.training import (
    AT_M,
    MATS,
    RaceYear,
    early_pace,
    plausible,
    race_year,
    sample,
    within_limit,
)
from lanterne.results import read_results


def planted(n: int, rng: np.random.Generator) -> tuple[Floats, np.ndarray]:
    """Two kinds of runner on a grid of four points, a third of the points missing at random."""
    kind = rng.random(n) < 0.3
    steps = rng.normal(0, [0.08, 0.02, 0.02, 0.03], (n, 4))
    steps[:, 0] += np.where(kind, 6.3, 5.8)
    steps[:, 1:] += np.where(kind, 0.06, 0.01)[:, None]
    log_pace = np.cumsum(steps, axis=1)
    lost = rng.random((n, 4)) < 0.33
    lost[lost.all(axis=1), 0] = False
    log_pace[lost] = np.nan
    return log_pace, kind


def run(log_pace: Floats, weight: Floats, rounds: int, prior_runners: float) -> tuple[Mixture, list[float]]:
    mixture, prior = start(log_pace, weight, 2, np.random.default_rng(0))
    patterns, seen = by_pattern(log_pace), []
    for _ in range(rounds):
        mixture, likelihood = improve(mixture, log_pace, weight, patterns, prior, prior_runners)
        seen.append(likelihood)
    return mixture, seen


def test_every_round_raises_the_likelihood() -> None:
    log_pace, _ = planted(3_000, np.random.default_rng(1))
    _, seen = run(log_pace, np.ones(3_000), 25, 0.0)
    assert np.all(np.diff(seen) > -1e-9)
    assert seen[-1] > seen[0] + 0.1


def test_a_planted_mixture_is_found_through_missing_mats() -> None:
    log_pace, _ = planted(20_000, np.random.default_rng(2))
    mixture, _ = run(log_pace, np.ones(20_000), 60, 20.0)
    fast, slow = sorted((1, 2), key=lambda k: mixture.mean[k, 0])
    np.testing.assert_allclose(mixture.mean[fast], 5.8 + 0.01 * np.arange(4), atol=0.01)
    np.testing.assert_allclose(mixture.mean[slow], 6.3 + 0.06 * np.arange(4), atol=0.01)
    assert mixture.weight[slow] == pytest.approx(0.3, abs=0.01)
    np.testing.assert_allclose(np.diag(mixture.covariance[fast])[0] ** 0.5, 0.08, atol=0.004)


def test_a_runner_of_weight_two_counts_as_two() -> None:
    log_pace, _ = planted(400, np.random.default_rng(3))
    twice = np.concatenate([log_pace, log_pace[:100]])
    weight = np.ones(400)
    weight[:100] = 2
    mixture, prior = start(log_pace, weight, 2, np.random.default_rng(0))
    by_weight, _ = improve(mixture, log_pace, weight, by_pattern(log_pace), prior)
    by_rows, _ = improve(mixture, twice, np.ones(500), by_pattern(twice), prior)
    np.testing.assert_allclose(by_weight.mean, by_rows.mean)
    np.testing.assert_allclose(by_weight.covariance, by_rows.covariance, atol=1e-12)


def field(n: int, seed: int, limit_s: float = np.inf) -> Floats:
    """A made-up field: log-normal pace, a fade that grows with it, some mats missed."""
    rng = np.random.default_rng(seed)
    pace = rng.lognormal(np.log(380), 0.22, n)
    fade = np.maximum(
        1, 1 + (pace[:, None] / 3_000) * np.linspace(-0.5, 1.5, 10) + rng.normal(0, 0.02, (n, 10))
    )
    legs_s = np.diff(AT_M, prepend=0) / 1_000 * pace[:, None] * fade
    net_s = np.cumsum(legs_s, axis=1)
    net_s[:, :-1][rng.random((n, 9)) < 0.03] = np.nan
    return net_s[net_s[:, -1] < limit_s]


@pytest.mark.parametrize(
    ("change", "counts"),
    [
        ({}, True),
        ({"k10": np.nan}, True),
        ({"k10": 1_500.0}, False),  # before the 5K mat
        ({"half": 2_800.0}, False),  # 133 s/km
        ({"finish": 56_000.0}, False),  # 1,327 s/km
        ({"finish": np.nan}, False),
        (dict.fromkeys(list(MATS)[:-1], np.nan), False),
    ],
)
def test_which_rows_count(change: dict[str, float], counts: bool) -> None:
    time_s = AT_M / 1_000 * 340.0
    for mat, value in change.items():
        time_s[list(MATS).index(mat)] = value
    assert plausible(time_s[None]).tolist() == [counts]


def test_early_pace_is_that_of_the_last_mat_up_to_half_way() -> None:
    net_s = np.full((3, 10), np.nan)
    net_s[0, [1, 4, 6]] = 3_000, 8_000, 12_000
    net_s[1, [1, 6]] = 3_000, 12_000
    net_s[2, [6, 9]] = 12_000, 18_000
    np.testing.assert_allclose(early_pace(net_s), [8_000 / 21.0975, 300, 400])


def test_a_race_with_a_limit_teaches_nothing_about_those_it_cut() -> None:
    """Runners whose early pace brings them near the limit are left out, whatever they then ran."""
    net_s = field(4_000, 5, limit_s=18_000.0)
    kept = within_limit(net_s)
    assert 0.5 < kept.mean() < 0.95
    assert early_pace(net_s[kept]).max() < early_pace(net_s[~kept]).min() + 1e-9


def test_no_race_dominates_a_sample() -> None:
    """Of two races with one year each, ten times the field counts no more."""
    years = [RaceYear("large", 2001, field(5_000, 1)), RaceYear("small", 2001, field(500, 2))]
    drawn = sample(years, 1_000, np.random.default_rng(0))
    large = drawn.weight[:1_000].sum()
    assert large == pytest.approx(drawn.weight[1_000:].sum())
    assert drawn.natural[:1_000].sum() == pytest.approx(large)


def test_the_same_seed_gives_the_same_library() -> None:
    years = [RaceYear("made_up", 2001, field(1_500, 1))]
    first, second = (fit(years, components=3, size=800, steps=8) for _ in range(2))
    np.testing.assert_array_equal(first.mean, second.mean)
    np.testing.assert_array_equal(first.covariance, second.covariance)


def write(path: Path, net_s: Floats) -> Path:
    columns = {mat: pl.Series(net_s[:, i], dtype=pl.Float32).fill_nan(None) for i, mat in enumerate(MATS)}
    n = len(net_s)
    pl.DataFrame(
        {"race": ["made_up"] * n, "year": [2001] * n, "runner": range(n), "status": ["finish"] * n, **columns}
    ).write_parquet(path)
    return path


def test_the_command_writes_a_library_that_loads(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    results = write(tmp_path / "made_up_2001.parquet", field(1_200, 3))
    command([results], out=tmp_path / "library.npz", components=3, sample=600, steps=5)
    library = load(tmp_path / "library.npz")
    assert library.mean.shape == (4, 10)
    assert "1 race-years of 1 marathons: made_up (1)" in library.note
    assert "library.npz" in capsys.readouterr().out.replace("\n", "")


def test_a_mat_that_a_race_has_not_is_missing(tmp_path: Path) -> None:
    path = write(tmp_path / "made_up_2001.parquet", field(50, 3))
    pl.read_parquet(path).drop("k20").write_parquet(path)
    year = race_year(read_results(path))
    assert year.name == "made_up_2001"
    assert np.isnan(year.net_s[:, list(MATS).index("k20")]).all()


def test_who_did_not_finish_teaches_nothing_of_finishing(tmp_path: Path) -> None:
    path = write(tmp_path / "made_up_2001.parquet", field(50, 3))
    table = pl.read_parquet(path)
    status = pl.when(pl.col("runner") < 10).then(pl.lit("dnf")).otherwise(pl.col("status"))
    table.with_columns(status.alias("status")).write_parquet(path)
    assert len(race_year(read_results(path)).net_s) == 40


def test_a_library_holds_what_its_courses_do_and_how_it_is_corrected() -> None:
    """Two courses, one of which slows everybody by 5 in 100 after half way."""
    hilly = np.where(AT_M > 22_000, 0.05 * (1 - 21_097.5 / AT_M), 0.0)
    years = [
        RaceYear(race, year, field(900, year) * np.exp(hilly * (race == "hilly")))
        for race in ("flat", "hilly")
        for year in range(2001, 2004)
    ]
    library = fit(years, components=3, size=600, steps=8)
    assert library.day.known == ("flat", "hilly")
    effects = library.day.effects(len(AT_M))
    flat, hills = (effects @ library.day.expected(name)[0] for name in library.day.known)
    np.testing.assert_allclose((hills - flat)[-1, 1:4], hilly[-1], atol=0.012)
    assert library.calibration.spread.shape == (6, 7)
    assert np.all((library.calibration.spread > 0.5) & (library.calibration.spread < 2))
