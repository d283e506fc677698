"""Who is registered for the demo race: made-up runners, six of whom the story is about."""

from __future__ import annotations

from typing import Final

import numpy as np

from lanterne.race.entrants import Entrant, Roster

MARATHON: Final = 4_212
HALF: Final = 2_600
ABSENT: Final = 143
"""Registered for the marathon, but do not start."""

BIBS: Final = 5_400
HALF_FROM: Final = 6_001
STORY_BIBS: Final = ("4410", "5123", "88", "1207", "2931", "640")
WANTS_COMPANY: Final = ("4410", "5123")


def registered(seed: int) -> Roster:
    """The start list: marathon by bib, then the half marathon."""
    rng = np.random.default_rng([seed, 1])
    others = [bib for bib in map(str, range(1, BIBS + 1)) if bib not in STORY_BIBS]
    drawn = rng.choice(len(others), size=MARATHON - len(STORY_BIBS), replace=False)
    marathon = sorted([*STORY_BIBS, *(others[i] for i in drawn)], key=int)
    half = [str(bib) for bib in range(HALF_FROM, HALF_FROM + HALF)]
    entrants = [_entrant(bib, "marathon", rng.random(3)) for bib in marathon]
    entrants += [_entrant(bib, "half", rng.random(3)) for bib in half]
    return Roster.of(entrants)


def _entrant(bib: str, distance: str, chance: np.ndarray) -> Entrant:
    """An entrant with what was ticked at registration; the story's runners ticked what the story says."""
    told = bib in STORY_BIBS
    return Entrant(
        bib=bib,
        distance=distance,
        first_marathon=bib == "4410" or (not told and distance == "marathon" and bool(chance[0] < 0.25)),
        wants_company=bib in WANTS_COMPANY or (not told and bool(chance[1] < 0.05)),
        hidden=not told and bool(chance[2] < 0.02),
    )
