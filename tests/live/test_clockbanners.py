"""A controller whose clock is wrong is one banner that says by how much, and no thousand contradictions."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from tests.field.tiny import GUN_S, event
from tests.live.posts_day import READS, now_of

from lanterne.live.clockbanners import clock_banners
from lanterne.live.contradictions import contradiction_views

AT_S = 30_000.0


def boxes(wrong: str, off_s: float) -> list[dict[str, Any]]:
    """The day's reads, each mat with a box of its own; the clock of one is off."""
    made = []
    for one in READS:
        at_s = datetime.fromisoformat(one["happened_at"]).timestamp() - GUN_S
        point = one["point"]
        fields = {"bib": one["bib"], "point": point, "source": f"box {point}"}
        made.append(event("passing", at_s + (off_s if point == wrong else 0.0), **fields))
    return made


def test_clocks_that_are_right_show_nothing() -> None:
    assert not clock_banners(now_of(boxes("", 0.0), AT_S))


@pytest.mark.parametrize("point", ["k10", "k30", "k35"])
@pytest.mark.parametrize("off_s", [3_600.0, -3_600.0, 1_800.0])
def test_the_offset_of_one_box_is_measured(point: str, off_s: float) -> None:
    made = clock_banners(now_of(boxes(point, off_s), AT_S))
    assert [(one.kind, one.key) for one in made] == [("clock", f"clock/box {point}/{point}")]
    entered = float(made[0].text.rpartition("offset of ")[2].split(" s ")[0])
    assert entered == pytest.approx(-off_s, abs=240)


def test_with_the_offset_entered_the_banner_is_gone() -> None:
    reads = boxes("k30", 3_600.0)
    mended = event("clock", 20_000, clock="box k30", offset_s=-3_600.0)
    assert not clock_banners(now_of([*reads, mended], AT_S))


def test_a_wrong_clock_makes_no_contradictions_of_runners() -> None:
    assert not contradiction_views(now_of(boxes("k30", 3_600.0), AT_S))


def test_a_source_of_several_mats_is_not_to_be_put_right_as_one() -> None:
    reads = [{**one, "source": "timing"} for one in boxes("k30", 3_600.0)]
    made = clock_banners(now_of(reads, AT_S))
    assert ["reads at other places" in one.text for one in made] == [True]
