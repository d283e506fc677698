"""A vehicle's people: whether they agree with what was counted, and whether it is heard of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from lanterne.field.silence import SILENT_S

SILENT_ABOARD_S: Final = 300.0
"""With people aboard a vehicle that should report is looked for after this long."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What is known of a vehicle and its people; instants are UTC epoch seconds, None = never.

    Attributes
    ----------
    aboard : int
        By bib.
    changed_s : float or None
        When somebody last got in or out.
    counted, counted_s : int or None, float or None
        The last head-count.
    heard_s : float or None
        Its last fix or word.
    mute_s : float or None
        When it was last said not to answer.
    reports : bool
        Whether it carries a device that reports by itself.
    home : bool
        Whether it was last at the end of its road: its day may be over.
    """

    aboard: int
    seats: int
    changed_s: float | None
    counted: int | None
    counted_s: float | None
    heard_s: float | None
    mute_s: float | None
    reports: bool
    home: bool

    @property
    def agree(self) -> bool | None:
        """Whether the head-count agrees with the bibs; None until one came after the last change."""
        if self.counted is None or self.counted_s is None:
            return None
        if self.changed_s is not None and self.counted_s < self.changed_s:
            return None
        return self.counted == self.aboard

    @property
    def people(self) -> int:
        """How many may be aboard: by bib or, if more, as last counted since."""
        return max(self.aboard, 0 if self.agree is None else self.counted or 0)

    def mute(self) -> bool:
        """Whether somebody said that it does not answer, and nothing was heard of it since."""
        return self.mute_s is not None and (self.heard_s is None or self.mute_s > self.heard_s)

    def silent_s(self, now_s: float) -> float:
        """For how long a vehicle that should report has not; 0 for any other."""
        return now_s - self.heard_s if self.reports and self.heard_s is not None else 0.0

    def lost(self, now_s: float) -> bool:
        """Whether a vehicle cannot be counted on: silent for long, or said not to answer."""
        return self.mute() or self.silent_s(now_s) >= SILENT_S

    def missed(self, now_s: float) -> bool:
        """Whether it should have been heard by now; one last empty at the end of the road may be silent."""
        limit_s = SILENT_ABOARD_S if self.people else SILENT_S
        return self.silent_s(now_s) >= limit_s and not (self.home and not self.people)

    def alarm(self, now_s: float) -> str:
        """What is wrong, the gravest first; "" = nothing."""
        people = self.people
        riding = f" with {people} aboard" if people else ""
        if self.mute():
            return f"Does not answer{riding}."
        if self.missed(now_s):
            return f"Not heard for {int(self.silent_s(now_s) // 60)} min{riding}."
        if self.agree is False:
            return f"{self.counted} counted, {self.aboard} by bib."
        if people > self.seats:
            return f"{people} aboard on {self.seats} seats." if self.seats else f"{people} aboard, no seats."
        return ""
