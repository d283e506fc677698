"""What stage a station is at, by what race control and its captain said in turn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Stage = Literal["", "opened", "counting", "list_agreed", "may_pack", "packing", "may_close", "closed", "stay"]


@dataclass(frozen=True, slots=True)
class Stages:
    """A station's stage.

    Attributes
    ----------
    stage : str
        As last said; "" = nothing yet.
    at_s : float or None, UTC epoch seconds
    by : str
    listed : tuple of str or None
        Bibs of the last list as last opened; None = not open.
    opened_s : float or None, UTC epoch seconds
        When the list was last opened.
    agreed_s : float or None, UTC epoch seconds
        When race control said that the list is agreed, since it was opened.
    may_pack, may_close : bool
        Whether race control has said so, and not called it back.
    unasked : bool
        It packed or closed without race control having said that it may.
    """

    stage: Stage = ""
    at_s: float | None = None
    by: str = ""
    listed: tuple[str, ...] | None = None
    opened_s: float | None = None
    agreed_s: float | None = None
    may_pack: bool = False
    may_close: bool = False
    unasked: bool = False

    @property
    def is_gone(self) -> bool:
        """Whether the station has packed or closed: nobody is served there as before."""
        return self.stage in ("packing", "closed", "may_close") and (
            self.stage != "may_close" or self.unasked
        )


def stages(said: Sequence[tuple[float, str, str, tuple[str, ...]]]) -> Stages:
    """The stage that a station's reports make.

    Parameters
    ----------
    said : sequence of (instant, stage, by, bibs), in the order in which they happened
    """
    now = Stages()
    for at_s, what, by, bibs in said:
        now = _after(now, at_s, what, by, bibs)
    return now


def _after(now: Stages, at_s: float, what: str, by: str, bibs: tuple[str, ...]) -> Stages:
    listed, opened_s, agreed_s = now.listed, now.opened_s, now.agreed_s
    may_pack, may_close, unasked = now.may_pack, now.may_close, now.unasked
    match what:
        case "opened":
            may_pack = may_close = unasked = False
        case "counting":
            listed, opened_s, agreed_s = bibs, at_s, None
        case "list_agreed":
            agreed_s = at_s
        case "may_pack":
            may_pack, unasked = True, False
        case "may_close":
            may_pack = may_close = True
            unasked = False
        case "stay":
            may_pack = may_close = False
        case "packing":
            unasked = not may_pack
        case "closed":
            unasked = not may_close
    return Stages(what, at_s, by, listed, opened_s, agreed_s, may_pack, may_close, unasked)  # type: ignore[arg-type]  # the event's own words
