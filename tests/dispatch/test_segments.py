"""When reopening a road is proposed to the police."""

from __future__ import annotations

from typing import Any

import pytest
from tests.dispatch.scenes import at, hold, sweep

from lanterne.dispatch.segments import RoadScene, may_reopen


def road(**more: Any) -> RoadScene:
    """A closed road behind the only sweep, which says that it is clear."""
    usual: dict[str, Any] = {
        "zone": "UTC",
        "now_s": at(60),
        "reopened": False,
        "to_pass": (),
        "to_come": 0,
        "last_p50_s": None,
        "last_p95_s": None,
        "last_seen": "",
        "behind": (),
        "search": (),
        "sweeps": (sweep(passed=50, clear=51),),
        "unswept": (),
        "holds": (),
        "permit_s": None,
    }
    return RoadScene(**usual | more)


@pytest.mark.parametrize(
    ("fields", "proposed"),
    [
        ({}, True),
        ({"behind": ("77",)}, True),
        ({"permit_s": at(30)}, True),
        ({"sweeps": (sweep(passed=50),)}, False),
        ({"sweeps": (sweep(passed=50, clear=51), sweep("Sweep 2"))}, False),
        ({"to_come": 2, "to_pass": ("Full",)}, False),
        ({"to_come": 2, "to_pass": ("Full",), "permit_s": at(30)}, False),
        ({"holds": (hold("4410"),)}, False),
        ({"unswept": ("Half",)}, False),
        ({"reopened": True}, False),
    ],
)
def test_reopening_is_proposed_only_behind_every_sweep(fields: dict[str, Any], proposed: bool) -> None:
    assert may_reopen(road(**fields))[0] is proposed


def test_those_on_the_pavement_and_the_permit_are_shown() -> None:
    told = may_reopen(road(behind=("77",), permit_s=at(30)))[1]
    assert "On the pavement behind the sweep: 77. Look out for them." in told
    assert "The permit ended at 12:30." in told


def test_a_road_reopened_with_runners_to_come_says_so_first() -> None:
    told = may_reopen(road(reopened=True, to_come=2, to_pass=("Full",)))[1]
    assert told[0].startswith("2 of the race are still to pass here.")
