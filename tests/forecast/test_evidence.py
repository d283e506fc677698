"""Evidence of every kind: any mats, sightings and fixes, starts that are not certain."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from lanterne.forecast import Evidence, PaceLibrary, condition
from lanterne.forecast.evidence import points, possible

LENGTH_M = 40_000.0
MATS_M = np.array([10_000.0, 20_000.0, 30_000.0])
LEVELS = np.array([0.05, 0.5, 0.95])
NAN = np.nan


def evidence(*reads: list[float]) -> Evidence:
    return Evidence.of_net(LENGTH_M, MATS_M, np.array(reads, float))


def with_extra(known: Evidence, at_m: float, net_s: float, sd_s: float) -> Evidence:
    n = len(known.net_s)
    return replace(
        known,
        extra_at_m=np.full((n, 1), at_m),
        extra_net_s=np.full((n, 1), net_s),
        extra_sd_s=np.full((n, 1), sd_s),
    )


def test_runners_read_at_the_same_mats_share_a_scheme() -> None:
    found = points(evidence([4e3, NAN, NAN], [NAN, 9e3, NAN], [5e3, NAN, NAN], [NAN, NAN, NAN]))
    assert len(found.schemes) == 3
    assert found.scheme_of[0] == found.scheme_of[2]
    assert found.schemes[found.scheme_of[1]].at_m == (20_000.0,)
    assert found.schemes[found.scheme_of[3]].at_m == ()


@pytest.mark.parametrize(
    ("reads", "fine"),
    [
        ([NAN, NAN, NAN], True),
        ([4_000.0, NAN, 13_000.0], True),
        ([4_000.0, NAN, 4_900.0], False),
        ([4_000.0, 3_000.0, NAN], False),
        ([0.0, NAN, NAN], False),
        ([np.inf, NAN, NAN], False),
        ([72_000.0, NAN, NAN], True),
    ],
)
def test_reads_that_cannot_all_be_true_are_found(reads: list[float], fine: bool) -> None:
    assert possible(np.array([reads]), MATS_M).tolist() == [fine]


def test_an_exact_sighting_counts_as_a_read(several: PaceLibrary) -> None:
    """A sighting at a mat's place, as sharp as a read, says the same."""
    target_m = np.array([33_000.0, LENGTH_M])
    read = condition(several, evidence([4_200.0, NAN, 13_500.0]))
    seen = condition(several, with_extra(evidence([4_200.0, NAN, NAN]), 30_000.0, 13_500.0, 1.0))
    np.testing.assert_allclose(seen.quantiles(target_m, LEVELS), read.quantiles(target_m, LEVELS), rtol=1e-4)


def test_a_vague_sighting_says_less(several: PaceLibrary) -> None:
    target_m = np.array([LENGTH_M])
    widths = []
    for sd_s in (2.0, 300.0, 100_000.0):
        known = with_extra(evidence([4_200.0, NAN, NAN]), 25_000.0, 11_500.0, sd_s)
        low, _, high = condition(several, known).quantiles(target_m, LEVELS)[0, 0]
        widths.append(high - low)
    assert widths == sorted(widths)
    plain = condition(several, evidence([4_200.0, NAN, NAN])).quantiles(target_m, LEVELS)[0, 0]
    assert widths[-1] == pytest.approx(plain[2] - plain[0], rel=0.02)


def test_a_fix_between_mats_is_where_the_forecast_starts(several: PaceLibrary) -> None:
    """A hundred metres on, the arrival is a hundred metres' time later, give or take seconds."""
    known = with_extra(evidence([4_200.0, 8_500.0, NAN]), 24_030.0, 10_300.0, 5.0)
    low, median, high = condition(several, known).quantiles(np.array([24_130.0]), LEVELS)[0, 0]
    assert median == pytest.approx(10_300 + 43, abs=10)
    assert high - low < 60


def test_a_fix_that_contradicts_the_reads_is_left_out(several: PaceLibrary) -> None:
    target_m = np.array([LENGTH_M])
    known = evidence([4_200.0, 8_500.0, NAN])
    wrong = with_extra(known, 29_000.0, 8_600.0, 5.0)
    np.testing.assert_array_equal(
        condition(several, wrong).quantiles(target_m, LEVELS),
        condition(several, known).quantiles(target_m, LEVELS),
    )


def test_a_sighting_behind_the_last_read_does_not_move_the_runner_back(several: PaceLibrary) -> None:
    known = with_extra(evidence([4_200.0, 8_500.0, NAN]), 15_000.0, 6_300.0, 10.0)
    assert condition(several, known).last_m.tolist() == [20_000.0]


def with_extras(known: Evidence, at_m: list[float], net_s: list[float], sd_s: list[float]) -> Evidence:
    return replace(
        known,
        extra_at_m=np.array([at_m]),
        extra_net_s=np.array([net_s]),
        extra_sd_s=np.array([sd_s]),
    )


def test_several_sharp_fixes_say_what_reads_there_would(several: PaceLibrary) -> None:
    target_m = np.array([33_000.0, LENGTH_M])
    read = condition(several, evidence([4_200.0, 8_600.0, 13_500.0]))
    fixes = with_extras(evidence([4_200.0, NAN, NAN]), [30_000.0, 20_000.0], [13_500.0, 8_600.0], [1.0, 1.0])
    np.testing.assert_allclose(
        condition(several, fixes).quantiles(target_m, LEVELS), read.quantiles(target_m, LEVELS), rtol=2e-3
    )


def test_the_order_of_fixes_does_not_matter(several: PaceLibrary) -> None:
    known, target_m = evidence([4_200.0, NAN, NAN]), np.array([LENGTH_M])
    there = with_extras(known, [13_000.0, 17_210.0, NAN], [5_600.0, 7_500.0, NAN], [30.0, 10.0, NAN])
    back = with_extras(known, [NAN, 17_210.0, 13_000.0], [NAN, 7_500.0, 5_600.0], [NAN, 10.0, 30.0])
    np.testing.assert_allclose(
        condition(several, there).quantiles(target_m, LEVELS),
        condition(several, back).quantiles(target_m, LEVELS),
        rtol=1e-6,
    )


def test_of_two_fixes_that_contradict_each_other_the_sharper_stays() -> None:
    known = evidence([4_200.0, NAN, NAN])
    found = points(with_extras(known, [13_000.0, 18_000.0], [5_600.0, 5_700.0], [30.0, 10.0]))
    assert np.isfinite(found.net_s[0]).tolist() == [True, False, False, False, True]


def test_fixes_behind_the_farthest_share_coarse_places() -> None:
    """Hundreds of runners with a trail each need few sets of gains."""
    rng = np.random.default_rng(3)
    n = 400
    known = replace(
        evidence(*[[4_200.0, NAN, NAN]] * n),
        extra_at_m=np.column_stack([rng.uniform(12_000, 13_000, n), rng.uniform(15_000, 15_400, n)]),
        extra_net_s=np.column_stack([rng.uniform(5_200, 5_500, n), rng.uniform(6_500, 6_900, n)]),
        extra_sd_s=np.full((n, 2), 5.0),
    )
    assert len(points(known).schemes) <= 3 * 9


def test_an_uncertain_start_makes_arrivals_uncertain(several: PaceLibrary) -> None:
    """Also when the runner was read a minute ago: what is not known is the net time, not the clock."""
    known = evidence([4_200.0, NAN, NAN])
    vague = replace(known, start_sd_s=np.array([600.0]))
    sure, unsure = (
        condition(several, which).quantiles(np.array([LENGTH_M]), LEVELS)[0, 0] for which in (known, vague)
    )
    assert unsure[2] - unsure[0] > sure[2] - sure[0]
    near = condition(several, vague).quantiles(np.array([10_100.0]), LEVELS)[0, 0]
    assert near[2] - near[0] < 60


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"at_m": MATS_M[::-1].copy()}, "must increase"),
        ({"at_m": MATS_M * 2}, "must increase"),
        ({"start_s": np.zeros(5)}, "do not fit together"),
        ({"extra_at_m": np.zeros((1, 1))}, "together"),
    ],
)
def test_evidence_that_does_not_fit_is_an_error(change: dict[str, np.ndarray], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        replace(evidence([4e3, NAN, NAN]), **change)
