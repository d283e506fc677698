"""A day played into the field as it is received, with the forecasts that the live race would have."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from lanterne.events import canonical, content_hash, derived_id
from lanterne.field.fold import Field
from lanterne.field.starts import starts
from lanterne.journal.base import Batch, Entry
from lanterne.live.arrivals import Arrivals
from lanterne.live.picture import Picture, picture
from lanterne.units import parse_instant_s

if TYPE_CHECKING:
    from lanterne.forecast.library import PaceLibrary
    from lanterne.race.definition import Race
    from lanterne.race.entrants import Roster

Receipts = Iterator[tuple[float, list[dict[str, Any]]]]
"""What is received together, and when (UTC epoch seconds), in order."""


class Playing:
    """A race whose events come as they are received, and from whoever plays along.

    Attributes
    ----------
    field : Field
    arrivals : list of Arrivals
        One a distance.
    picture : Picture or None
        As of when it was last looked; None before.
    """

    def __init__(self, race: Race, roster: Roster, coming: Receipts, library: PaceLibrary) -> None:
        self.field = Field(race, roster)
        self.arrivals = [Arrivals(library, self.field, i) for i in range(len(race.distances))]
        self.picture: Picture | None = None
        self._race, self._coming, self._seq = race.id, coming, 0
        self._own: list[dict[str, Any]] = []
        self._ahead: tuple[float, list[dict[str, Any]]] | None = None

    def say(self, event: dict[str, Any]) -> None:
        """Have an event come with whatever is received next."""
        self._own.append(event)

    def take_in(self, now_s: float) -> NDArray[np.int64]:
        """Fold what has been received by now (UTC epoch seconds); gives the runners that it changed."""
        entries = list(self.entries(now_s))
        return self.field.apply(Batch.of(entries)).runners if entries else np.empty(0, np.int64)

    def entries(self, now_s: float) -> Iterator[Entry]:
        """What has been received by now (UTC epoch seconds) and not been given before."""
        own, self._own = self._own, []
        for event in own:
            yield self._entry(event, now_s)
        while True:
            coming = self._ahead or next(self._coming, None)
            self._ahead = coming
            if coming is None or coming[0] > now_s:
                break
            self._ahead = None
            for event in coming[1]:
                yield self._entry(event, coming[0])

    def judge(self, now_s: float) -> None:
        """Learn the day and judge the mats."""
        began = starts(self.field)
        for each in self.arrivals:
            each.learn(began, now_s)
            each.judge(began, now_s)

    def go_round(self, now_s: float) -> None:
        """Learn the day, judge the mats, and forecast all who are out anew."""
        self.judge(now_s)
        began = starts(self.field)
        for each in self.arrivals:
            out = np.ones(len(each.runners), np.bool_)
            if self.picture is not None:
                out = ~self.picture.ledger.is_in("finished")[each.runners]
            each.refresh(np.flatnonzero(out), began, now_s)

    def refresh(self, changed: NDArray[np.int64], now_s: float) -> None:
        """Forecast some runners anew."""
        began = starts(self.field)
        for each in self.arrivals:
            rows = each.row_of[changed]
            each.refresh(rows[rows >= 0], began, now_s)

    def look(self, now_s: float) -> Picture:
        """The race as of now (UTC epoch seconds)."""
        self.picture = picture(self.field, self.arrivals, now_s)
        return self.picture

    def _entry(self, event: dict[str, Any], received_s: float) -> Entry:
        event = {"race": self._race, **event}
        event.setdefault("id", derived_id(*(f"{key}={event[key]}" for key in sorted(event))))
        self._seq += 1
        body = canonical(event)
        at_s = parse_instant_s(event["happened_at"])
        return Entry(
            self._seq, received_s, body, content_hash(body), UUID(event["id"]).bytes, event["kind"], at_s
        )
