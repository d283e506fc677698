from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lanterne.race.earth import apart_m
from lanterne.race.joining import join
from lanterne.race.tracks import Piece


def winding(pieces: int) -> list[Piece]:
    """A road of pieces of two kilometres that turns left and right, its pieces 50 m apart."""
    lon, lat = -80.0, 40.4
    line = []
    for i in range(pieces):
        piece = []
        for step in range(21):
            piece.append((lon, lat))
            if step < 20:
                lon, lat = (lon + 0.001178, lat) if i % 2 else (lon, lat + 0.0009)
        line.append(piece)
        lon += 0.00042
        lat += 0.00032
    return line


WHOLE = [place for piece in winding(9) for place in piece]


def test_pieces_in_order_are_joined_as_they_stand() -> None:
    joined = join(winding(9))
    assert joined.line == WHOLE
    assert joined.order == tuple(range(1, 10))
    assert joined.turned == ()


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_any_order_gives_the_same_line(seed: int) -> None:
    pieces = winding(9)
    random.Random(seed).shuffle(pieces)
    assert join(pieces).line == WHOLE


@settings(max_examples=60, deadline=None)
@given(turned=st.sets(st.integers(0, 8), max_size=4), seed=st.integers(0, 10_000))
def test_pieces_drawn_backwards_are_turned_round(turned: set[int], seed: int) -> None:
    """As long as most of the road is drawn the right way, in whatever order."""
    pieces = [piece[::-1] if i in turned else piece for i, piece in enumerate(winding(9))]
    order = list(range(9))
    random.Random(seed).shuffle(order)
    joined = join([pieces[i] for i in order])
    assert joined.line == WHOLE
    assert {order[number - 1] for number in joined.turned} == turned


def test_gaps_are_reported_with_their_pieces_and_metres() -> None:
    gaps = join(winding(3)).gaps
    assert [(gap.after, gap.before) for gap in gaps] == [(1, 2), (2, 3)]
    assert [gap.gap_m for gap in gaps] == pytest.approx([50, 50], abs=5)


def test_a_shared_corner_is_drawn_once() -> None:
    a, b, c = (-80.0, 40.0), (-80.0, 40.01), (-80.01, 40.01)
    assert join([[a, b], [b, c]]).line == [a, b, c]


def test_an_out_and_back_in_two_pieces_keeps_both_ways() -> None:
    """The way back lies on the way out; joining must not fold one onto the other."""
    out = [(-80.0 + i * 0.001, 40.0) for i in range(30)]
    assert join([out, out[::-1]]).line == out + out[-2::-1]


def test_laps_drawn_as_pieces_follow_each_other() -> None:
    lap = [(-80.0, 40.0), (-79.99, 40.0), (-79.99, 40.01), (-80.0, 40.01), (-80.0, 40.0)]
    assert join([lap, lap]).line == lap + lap[1:]


def test_pieces_that_cross_are_not_joined_in_the_middle() -> None:
    """Only ends are joined: a road that passes over another keeps its own way."""
    first = [(-80.0 + i * 0.001, 40.0) for i in range(21)]
    second = [(-79.98, 40.005), (-79.99, 40.005), (-79.99, 39.99)]
    line = join([first, second]).line
    assert line == first + second


def test_a_single_piece_is_its_own_line() -> None:
    assert join([WHOLE]).line == WHOLE


def test_near_places_are_measured_in_metres() -> None:
    assert apart_m((-80.0, 40.0), (-80.0, 40.001)) == pytest.approx(111.0, abs=0.1)


def test_more_pieces_than_a_course_has_are_refused() -> None:
    with pytest.raises(ValueError, match="501 pieces"):
        join([[(0.0, 0.0), (0.0, i / 1_000)] for i in range(1, 502)])
