from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from tests.score.made_up_race import made_up_race

from lanterne.errors import LanterneError
from lanterne.score import past as past_room
from lanterne.score.day import RaceDay
from lanterne.score.methods import METHODS, chosen, left_out
from lanterne.score.past import Past


def test_a_race_that_is_learned_from_is_no_test() -> None:
    results = made_up_race()
    with pytest.raises(LanterneError, match="tiny_2030"):
        Past((made_up_race(year=2029), results)).check(RaceDay.of(results))


def test_another_year_of_the_race_may_be_learned_from() -> None:
    Past((made_up_race(year=2029),)).check(RaceDay.of(made_up_race()))


def test_the_pool_holds_finishers_only() -> None:
    pool = Past((made_up_race(),)).pool
    assert np.isfinite(pool.net_s[:, -1]).all()


def test_the_pool_is_no_larger_than_it_may_be(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(past_room, "POOL", 100)
    assert len(Past((made_up_race(),)).pool.net_s) == 100


def test_mats_that_a_race_does_not_have_are_gaps_in_the_pool() -> None:
    pool = Past((made_up_race(),)).pool
    assert np.isnan(pool.net_s[:, pool.columns(np.array([20 * 1_609.344]))]).all()


def test_past_races_without_a_finisher_are_refused() -> None:
    results = made_up_race()
    nobody = replace(results, finished=np.zeros(len(results), bool))
    with pytest.raises(LanterneError, match="no finisher"):
        _ = Past((nobody,)).pool


def test_a_course_is_known_by_another_year() -> None:
    past = Past((made_up_race(),))
    assert past.knows("tiny")
    assert not past.knows("other")


def test_without_past_races_some_methods_are_left_out() -> None:
    assert left_out(Past()) == ("opensplittime", "rescaled_knn")
    assert set(chosen(None, Past())) == set(METHODS) - {"opensplittime", "rescaled_knn"}


def test_with_past_races_none_is_left_out() -> None:
    assert chosen(None, Past((made_up_race(),))) == tuple(METHODS)


def test_a_method_that_needs_past_races_says_so() -> None:
    with pytest.raises(LanterneError, match=r"rescaled_knn .* --train"):
        chosen(["rescaled_knn"], Past())


def test_a_method_of_another_name_is_refused() -> None:
    with pytest.raises(LanterneError, match=r"magic: no such method.*constant_pace"):
        chosen(["magic"], Past())
