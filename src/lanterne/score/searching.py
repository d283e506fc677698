"""How a search list fares: whom of the truly lost it finds and when, and whom it lists wrongly."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np

LEVELS: Final = ("watch", "query", "call", "urgent")
QUERY: Final = LEVELS.index("query")
"""From this level on somebody asks after a runner: before it, the list only keeps an eye on them."""

SOON_S: Final = (1_800.0, 3_600.0)
TOP: Final = (5, 10)


class Listed(NamedTuple):
    """A runner on the list: how far the search has to go (index into `LEVELS`).

    `excused` is whether the trouble of some equipment explains the silence.
    """

    bib: str
    level: int
    excused: bool = False


class Look(NamedTuple):
    """The list as of an instant (UTC epoch seconds), the most urgent first."""

    at_s: float
    listed: tuple[Listed, ...]


class Lost(NamedTuple):
    """Somebody who stopped without a word, all instants UTC epoch seconds.

    `swept_s` is when the last sweep passed there (NaN = never), `due_s` by when 19 in 20 such runners had
    come to the next place where they should have been seen (NaN = not known).
    """

    stopped_s: float
    swept_s: float
    due_s: float


@dataclass(frozen=True, slots=True)
class Finding:
    """When somebody lost was first on the list, UTC epoch seconds; infinity = never.

    Attributes
    ----------
    listed_s : float
        At all, excused or not.
    asked_s : float
        At level query or above, and not excused.
    top_s : tuple of float
        Among the first `TOP` of the list as race control sees it: the watched count, the excused do not.
    """

    listed_s: float
    asked_s: float
    top_s: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """How many of the lost were found, and how soon.

    Attributes
    ----------
    lost, by_end, before_sweep : int
        All of them; those asked after before the end; before the last sweep had passed where they stopped.
    listed_soon, soon : tuple of int
        Those on the list at all, and those asked after, within `SOON_S` of when they were due.
    to_list_s, to_asked_s : float, seconds
        Median from when they stopped, those never found counted as infinitely late; NaN if nobody was lost.
    to_top_s : tuple of float, seconds
        The same to the first `TOP` places.
    to_acted_s : float, seconds
        The same to when somebody first did something about them: asked by radio, or called.
    """

    lost: int
    by_end: int
    before_sweep: int
    listed_soon: tuple[int, ...]
    soon: tuple[int, ...]
    to_list_s: float
    to_asked_s: float
    to_top_s: tuple[float, ...]
    to_acted_s: float


def findings(looks: Iterable[Look], lost: Mapping[str, Lost]) -> dict[str, Finding]:
    """When each of the lost was first on the list since they stopped."""
    never = float("inf")
    made = {bib: Finding(never, never, (never,) * len(TOP)) for bib in lost}
    for look in looks:
        rank = 0
        for one in look.listed:
            rank += not one.excused
            mine = made.get(one.bib)
            if mine is None or look.at_s < lost[one.bib].stopped_s:
                continue
            seen_s = never if one.excused else look.at_s
            made[one.bib] = Finding(
                min(mine.listed_s, look.at_s),
                min(mine.asked_s, seen_s if one.level >= QUERY else never),
                tuple(
                    min(was_s, seen_s if rank <= top else never)
                    for was_s, top in zip(mine.top_s, TOP, strict=True)
                ),
            )
    return made


def found(looks: Iterable[Look], lost: Mapping[str, Lost], acted_s: Mapping[str, float]) -> Found:
    """How the list fares with the lost.

    Parameters
    ----------
    acted_s : Mapping
        By bib: when somebody first did something about them (UTC epoch seconds); missing = never.
    """
    made = findings(looks, lost)
    both = [(made[bib], one) for bib, one in lost.items()]
    return Found(
        lost=len(lost),
        by_end=sum(np.isfinite(one.asked_s) for one, _ in both),
        before_sweep=sum(one.asked_s < of.swept_s for one, of in both),
        listed_soon=tuple(sum(one.listed_s <= of.due_s + soon_s for one, of in both) for soon_s in SOON_S),
        soon=tuple(sum(one.asked_s <= of.due_s + soon_s for one, of in both) for soon_s in SOON_S),
        to_list_s=_median([one.listed_s - of.stopped_s for one, of in both]),
        to_asked_s=_median([one.asked_s - of.stopped_s for one, of in both]),
        to_top_s=tuple(_median([one.top_s[i] - of.stopped_s for one, of in both]) for i in range(len(TOP))),
        to_acted_s=_median([acted_s.get(bib, float("inf")) - of.stopped_s for bib, of in lost.items()]),
    )


def _median(values: Sequence[float]) -> float:
    """The lower median, for infinities have no mean."""
    return sorted(values)[(len(values) - 1) // 2] if values else float("nan")


def alarms(looks: Iterable[Look], wrong: Callable[[str, float], bool], *, with_excused: bool) -> Counter[str]:
    """How often somebody came onto the list wrongly, by the highest level they reached before they left it.

    Parameters
    ----------
    wrong : callable
        Whether it is wrong that a bib is listed at an instant (UTC epoch seconds).
    with_excused : bool
        Whether those count whom the trouble of some equipment explains.
    """
    counts: Counter[str] = Counter()
    now: dict[str, int] = {}
    for look in looks:
        here = {
            one.bib: one.level
            for one in look.listed
            if (with_excused or not one.excused) and wrong(one.bib, look.at_s)
        }
        counts.update(LEVELS[level] for bib, level in now.items() if bib not in here)
        now = {bib: max(level, now.get(bib, 0)) for bib, level in here.items()}
    counts.update(LEVELS[level] for level in now.values())
    return counts


def longest(looks: Iterable[Look], *, with_excused: bool) -> int:
    """How long the list was at its longest."""
    return max((sum(with_excused or not one.excused for one in look.listed) for look in looks), default=0)
