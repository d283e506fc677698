"""What goes wrong on a race day, put into a made-up or replayed one: chance is passed in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from lanterne.replay.transport import Reads, Told
from lanterne.simulate.crowd import Crowd
from lanterne.simulate.runners import stops
from lanterne.simulate.turns import swapped
from lanterne.units import instant_text

Floats = NDArray[np.float64]

SLIPS: Final = 0.02
"""Share of bibs written down with a wrong digit."""

OVERLOOKED: Final = 0.1
"""Share of those who pass a captain with a list, and are not written down."""

REPORT_S: Final = 60.0
CLEAR_S: Final = 240.0
"""A sweep says where it is every minute, and every four that the road behind it is clear, when it is."""


def dropping_out(crowd: Crowd, share: float, rng: np.random.Generator) -> Crowd:
    """The crowd with some stopping for good on the way, most of them from 20 to 30 km of 42."""
    length_m = float(crowd.knots_m[-1])
    stop_m = stops(crowd.clock_s[:, -1] - crowd.clock_s[:, 0], length_m, rng, share)
    return replace(crowd, stop_m=np.minimum(crowd.stop_m, stop_m))


def turning_wrong(
    longer: Crowd, shorter: Crowd, share: float, rng: np.random.Generator
) -> tuple[Crowd, Crowd, frozenset[str]]:
    """Both crowds after a share of each took the other's road, and who they are."""
    turned = _some(longer, share, rng)
    went_on = _some(shorter, share, rng)
    here, there = swapped(longer, shorter, turned, went_on)
    return here, there, frozenset([*turned, *went_on])


def resting(crowd: Crowd, at_m: float, rest_s: float) -> Crowd:
    """The crowd whose last runner rests at a place, unseen from the road (in a portable toilet, say)."""
    at_s = crowd.crossings_s(np.array([at_m]))[:, 0]
    at_s[np.isfinite(crowd.stop_m)] = np.nan
    last = int(np.nanargmax(at_s))
    clock_s = crowd.clock_s.copy()
    clock_s[last, crowd.knots_m > at_m] += rest_s
    return replace(crowd, clock_s=clock_s)


def quiet(told: Iterable[Told], from_s: float, to_s: float) -> Iterator[Told]:
    """What is said without that between two instants (UTC epoch seconds)."""
    return (one for one in told if not from_s <= one.received_s < to_s)


def lifted(reads: Reads, point: int, from_s: float) -> Reads:
    """The reads without those of a mat from when it was lifted (UTC epoch seconds)."""
    return reads.where(~((reads.point == point) & (reads.at_s >= from_s)))


def written_down(bib: str, rng: np.random.Generator) -> str | None:
    """What a captain writes of a bib that passes: it, another by a slip, or nothing."""
    if rng.random() < OVERLOOKED:
        return None
    return slip(bib, rng) if rng.random() < SLIPS else bib


def slip(bib: str, rng: np.random.Generator) -> str:
    """A bib with one digit another."""
    place = int(rng.integers(len(bib)))
    other = [digit for digit in "0123456789" if digit != bib[place]]
    return bib[:place] + str(rng.choice(other)) + bib[place + 1 :]


def sweep_words(
    vehicle: str, distance: str, knots_m: Floats, clock_s: Floats, going: Sequence[Crowd]
) -> Iterator[Told]:
    """Where a sweep says that it is, and that the road behind it is clear when nobody is.

    Parameters
    ----------
    clock_s : ndarray, shape (knots,), UTC epoch seconds
        When it is at each knot.
    going : sequence of Crowd
        Everybody on its road, in metres of that road.
    """
    at_s = np.arange(clock_s[0], clock_s[-1] + REPORT_S, REPORT_S)
    at_m = np.interp(at_s, clock_s, knots_m)
    last_s = np.max([np.interp(at_m, one.knots_m, one.last_s(), right=-np.inf) for one in going], axis=0)
    every = int(CLEAR_S // REPORT_S)
    for number, (now_s, metres) in enumerate(zip(at_s.tolist(), at_m.tolist(), strict=True)):
        clear = (number % every == 0 or number == len(at_s) - 1) and bool(last_s[number] < now_s)
        event: dict[str, Any] = {
            "kind": "vehicle",
            "source": f"{vehicle}/phone",
            "happened_at": instant_text(now_s),
            "vehicle": vehicle,
            "distance": distance,
            "at_m": round(metres, 1),
        }
        yield Told(now_s + 3.0, {**event, "road_clear": True} if clear else event)


def _some(crowd: Crowd, share: float, rng: np.random.Generator) -> list[str]:
    able = np.flatnonzero(crowd.started & np.isinf(crowd.stop_m))
    chosen = rng.choice(able, size=round(share * len(crowd)), replace=False)
    return [crowd.bibs[i] for i in sorted(chosen.tolist())]
