"""Who is registered: the part of a start list that decisions need, without names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Entrant:
    """One registered runner.

    Attributes
    ----------
    bib : str
        The number worn, as text.
    distance : str
        Distance id.
    wave : str or None
        Wave id; None where waves are not assigned.
    chips : tuple of str
        Chips that stand for this bib, besides the bib itself.
    first_marathon, wants_company : bool
        As said at registration.
    minor : bool
        Under 18 on race day, or of unknown age where the race takes minors.
    hidden : bool
        Asked not to appear on any public surface.
    """

    bib: str
    distance: str
    wave: str | None = None
    chips: tuple[str, ...] = ()
    first_marathon: bool = False
    wants_company: bool = False
    minor: bool = False
    hidden: bool = False


@dataclass(frozen=True)
class Roster:
    """All entrants in the order of the start list; a runner's index is its place in every array.

    Attributes
    ----------
    index : dict
        Index by bib.
    chip_index : dict
        Index by chip.
    """

    entrants: tuple[Entrant, ...]
    index: dict[str, int] = field(init=False, repr=False, compare=False)
    chip_index: dict[str, int] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "index", {entrant.bib: i for i, entrant in enumerate(self.entrants)})
        chips = {chip: i for i, entrant in enumerate(self.entrants) for chip in entrant.chips}
        object.__setattr__(self, "chip_index", chips)

    def __len__(self) -> int:
        return len(self.entrants)

    @classmethod
    def of(cls, entrants: Sequence[Entrant]) -> Roster:
        """A roster of these entrants, in this order."""
        return cls(tuple(entrants))
