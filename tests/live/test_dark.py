"""Which mats are dark: as people say, and by their own silence."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from tests.field.tiny import GUN_S, entries, entry_list, event, make_race, make_roster, read

from lanterne.field.fold import fold
from lanterne.forecast.library import shipped
from lanterne.forecast.rates import Mats
from lanterne.live.dark import mats_now
from lanterne.live.history import past

NOW_S = GUN_S + 4_000.0
READ_S = GUN_S + 1_000.0 + 20.0 * np.arange(60.0)


def judged(words: list[dict[str, Any]], read_until_s: float = 4_000.0, out: bool = True) -> Mats:
    """The mats at 5 and 10 km: 60 runners due at the first one after the other, read until an instant."""
    field = fold(make_race(), make_roster(), [entries(words)] if words else [])
    first_s = np.where(GUN_S + read_until_s > READ_S, READ_S, np.nan)
    passing_s = np.column_stack([first_s, np.full(60, np.nan)])
    due_s = np.column_stack([READ_S + 5.0, np.full(60, np.inf)])
    return mats_now(field, [["k5"], ["finish"]], passing_s, due_s, np.full(60, out), NOW_S)


def word(what: str, at_s: float) -> dict[str, Any]:
    return event("mat", at_s, point="k5", what=what)


def span(mats: Mats) -> tuple[float, float]:
    """When the first mat was last dark, seconds after the gun."""
    return mats.dark_from_s[0] - GUN_S, mats.dark_to_s[0] - GUN_S


def test_a_mat_that_reads_is_never_dark() -> None:
    assert np.isnan(span(judged([]))).all()


def test_a_mat_is_dark_from_when_it_was_said_to_be_lifted() -> None:
    assert span(judged([word("lifted", 3_000)])) == (3_000.0, np.inf)


def test_a_mat_said_to_be_live_again_was_dark_for_a_time() -> None:
    assert span(judged([word("down", 1_500), word("live", 2_000)])) == (1_500.0, 2_000.0)


def test_the_order_in_which_words_come_does_not_matter() -> None:
    words = [word("live", 2_000), word("lifted", 1_600), word("down", 1_500)]
    assert span(judged(words)) == span(judged(words[::-1])) == (1_500.0, 2_000.0)


def test_a_word_of_later_than_now_is_not_known() -> None:
    assert np.isnan(span(judged([word("lifted", 9_000)]))).all()


def test_a_mat_that_reads_none_of_those_due_is_dark_since_its_last_read() -> None:
    assert span(judged([], read_until_s=1_500.0)) == (pytest.approx(1_480.0), np.inf)


def test_who_is_not_on_the_course_says_nothing_of_a_mat() -> None:
    assert np.isnan(span(judged([], read_until_s=1_500.0, out=False))).all()


def test_its_own_silence_before_it_was_said_to_be_live_says_nothing() -> None:
    assert span(judged([word("down", 1_490), word("live", 3_900)], 1_500.0)) == (1_490.0, 3_900.0)


def test_a_runner_not_read_by_a_lifted_mat_is_not_taken_to_be_late() -> None:
    def finish_s(words: list[dict[str, Any]]) -> float:
        started = [read(str(n), "start", 10.0) for n in range(1, 6)]
        known = entry_list(started + words)
        made = past(make_race(), make_roster(), known, shipped(), GUN_S + 2_700.0)
        return float(made.arrivals[0].at_s[0, -1, 1])

    assert finish_s([word("lifted", 300)]) < finish_s([]) - 120.0
