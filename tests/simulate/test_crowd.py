from __future__ import annotations

import numpy as np

from lanterne.simulate.crowd import Crowd

KNOTS = np.array([0.0, 1_000.0, 2_000.0])
CROWD = Crowd(
    "ten",
    ("finisher", "absent", "stops"),
    KNOTS,
    np.array([[0.0, 300.0, 700.0], [np.nan] * 3, [10.0, 410.0, 810.0]]),
    np.array([np.inf, np.inf, 1_500.0]),
)


def test_a_runner_moves_evenly_between_knots() -> None:
    assert CROWD.crossings_s(np.array([500.0, 1_500.0]))[0].tolist() == [150.0, 500.0]


def test_who_is_absent_crosses_nothing() -> None:
    assert np.isnan(CROWD.crossings_s(KNOTS)[1]).all()


def test_who_stops_crosses_nothing_beyond() -> None:
    assert np.isnan(CROWD.crossings_s(KNOTS)[2]).tolist() == [False, False, True]


def test_the_stop_has_its_time() -> None:
    np.testing.assert_array_equal(CROWD.stopped_s(), [np.nan, np.nan, 610.0])


def test_the_last_one_is_the_last_still_going() -> None:
    assert CROWD.last_s().tolist() == [10.0, 410.0, 700.0]


def test_joining_and_leaving_keeps_rows_with_their_bibs() -> None:
    more = CROWD.joined(["new"], np.array([[1.0, 2.0, 3.0]]), np.array([np.inf])).without(["absent"])
    assert more.bibs == ("finisher", "stops", "new")
    assert more.clock_s[:, 0].tolist() == [0.0, 10.0, 1.0]
