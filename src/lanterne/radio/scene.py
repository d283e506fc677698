"""What a line is understood against: the race, who runs, what time it is, and who is calling."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from lanterne.race.definition import Distance, Race
from lanterne.race.entrants import Roster
from lanterne.radio.names import Directory, directory_of


class Unclear(Exception):
    """A line has a known form but cannot be entered; its text says what is missing, and the mend."""


@dataclass(frozen=True, slots=True)
class Account:
    """What is known of a runner, `text` in words.

    `state` is as in the ledger, or ``dropped`` or ``dns`` where that was said; `vehicle` is the id of the
    one they ride in, "" = none.
    """

    text: str
    state: str = "on_course"
    vehicle: str = ""


class Runners(Protocol):
    """What is known of the runners now."""

    def account(self, bib: str) -> Account:
        """A registered runner's account."""
        ...

    def near(self, bib: str, place: str, at_s: float) -> Sequence[str]:
        """Bibs like one, those due at a station (id, "" = none named) at that time first."""
        ...


class Nobody:
    """No runner is known of."""

    def account(self, bib: str) -> Account:
        """Nothing but that they are registered."""
        return Account("registered")

    def near(self, bib: str, place: str, at_s: float) -> Sequence[str]:
        """None."""
        return ()


@dataclass(frozen=True, slots=True)
class OpenHold:
    """A hold whose latest terms wait for the yes of some parties, by id."""

    hold: str
    terms: str
    parties: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Scene:
    """What a line is understood against.

    Attributes
    ----------
    now_s : float, UTC epoch seconds
    place, sender, to : str
        The station that lines without a place are about, who is calling, and whom the desk calls: ids, "" =
        not said.
    control : bool
        Whether race control types it, which may say more than was heard.
    wet, heat : bool, str
        What the day was last said to be like, as in `Conditions`.
    holds : tuple of OpenHold
    untold : Mapping
        By stand id: what it has not acknowledged yet.
    """

    race: Race
    roster: Roster
    now_s: float
    place: str = ""
    sender: str = ""
    to: str = ""
    control: bool = False
    wet: bool = False
    heat: str = "none"
    holds: tuple[OpenHold, ...] = ()
    untold: Mapping[str, Sequence[str]] = field(default_factory=dict)
    runners: Runners = field(default_factory=Nobody)

    @property
    def names(self) -> Directory:
        """Everything that has a name."""
        return directory_of(self.race)

    def bib(self, said: str) -> str:
        """A bib as it is registered, or as it was said where nobody wears it."""
        worn = (said, said.upper(), said.lstrip("0"))
        return next((one for one in worn if one in self.roster.index), said.upper())

    def distance_of(self, bib: str | None) -> str | None:
        """The distance of a runner, None where nobody is registered with that bib."""
        runner = self.roster.index.get(bib or "")
        return None if runner is None else self.roster.entrants[runner].distance

    def distance(self, distance_id: str) -> Distance:
        """A distance by id."""
        return next(one for one in self.race.distances if one.id == distance_id)
