"""Which mats may be lifted: never before the tail passes, nor with anyone unresolved upstream."""

from __future__ import annotations

from typing import Any

import pytest
from tests.dispatch.scenes import at, hold, sweep

from lanterne.dispatch.lifting import MatScene, may_lift


def mat(**more: Any) -> MatScene:
    """A mat to which nobody is to come, the sweep past."""
    usual: dict[str, Any] = {
        "zone": "UTC",
        "to_come": (),
        "last_p50_s": None,
        "last_p95_s": None,
        "last_seen": "",
        "now_s": at(60),
        "behind": (),
        "search": (),
        "unseen": 0,
        "sweeps": (sweep(passed=50),),
        "unswept": (),
        "holds": (),
    }
    fields = usual | more
    return MatScene(coming=len(fields["to_come"]), **fields)


@pytest.mark.parametrize(
    ("fields", "may"),
    [
        ({}, "yes"),
        ({"sweeps": (sweep(),)}, "after_tail"),
        ({"sweeps": (sweep(passed=50), sweep("Sweep 2"))}, "after_tail"),
        ({"sweeps": ()}, "after_tail"),
        ({"to_come": ("4410",), "last_p95_s": at(70)}, "no"),
        ({"search": ("1207",)}, "no"),
        ({"behind": ("77",)}, "no"),
        ({"unseen": 2}, "no"),
        ({"holds": (hold(bibs=()),)}, "no"),
    ],
)
def test_a_mat_may_be_lifted_only_behind_the_tail_with_nobody_unresolved(
    fields: dict[str, Any], may: str
) -> None:
    assert may_lift(mat(**fields))[0] == may


def test_those_unresolved_are_named() -> None:
    assert may_lift(mat(search=("1207",)))[1] == ["Unresolved upstream: 1207."]
