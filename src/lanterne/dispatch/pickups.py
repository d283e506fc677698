"""Who waits for a ride too long, and who comes first."""

from __future__ import annotations

from typing import Final

from lanterne.field.ridesteps import PickupState

WARN_S: Final = 900.0
ALARM_S: Final = 1_800.0
"""A wait of 15 minutes is warned of, one of 30 an alarm; at a big race of 2015 people waited 90."""


def waited_s(pickup: PickupState, now_s: float) -> float:
    """How long somebody has waited, or waited until they were taken in or the request was closed."""
    return max(0.0, (now_s if pickup.taken_s is None else pickup.taken_s) - pickup.at_s)


def level(pickup: PickupState, now_s: float) -> str:
    """``warn`` from 15 minutes of waiting, ``alarm`` from 30, else ""; also once nobody waits any more."""
    if not pickup.waits:
        return ""
    wait_s = waited_s(pickup, now_s)
    return "alarm" if wait_s >= ALARM_S else "warn" if wait_s >= WARN_S else ""


def queued(pickups: tuple[PickupState, ...]) -> list[PickupState]:
    """The open requests: those who wait first, help and medical before rides, then the oldest."""
    return sorted(
        (one for one in pickups if one.open),
        key=lambda one: (not one.waits, one.need == "ride", one.at_s, one.request),
    )
