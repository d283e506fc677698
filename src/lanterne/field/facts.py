"""The few facts that are neither reads nor fixes, kept whole: by kind, and by runner what people say."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from lanterne.events import Encounter, Event, Pickup, Sighting, Status

Kind = TypeVar("Kind")
Word = Status | Pickup | Sighting | Encounter


class Facts:
    """Facts by the row they were added at; those voided or outdone no longer stand."""

    def __init__(self, runner_of: Mapping[str, int]) -> None:
        self._runner_of = runner_of
        self._all: list[Event] = []
        self._standing: dict[type[Any], dict[int, Event]] = {}
        self._words: dict[int, dict[int, Word]] = {}

    @property
    def count(self) -> int:
        """How many were ever added: another number means that something was said."""
        return len(self._all)

    def add(self, event: Event) -> int:
        """Add a fact and give its row."""
        self._all.append(event)
        row = len(self._all) - 1
        self.stand(row, alive=True)
        return row

    def stand(self, row: int, *, alive: bool) -> Event:
        """Let a fact stand or not, and give it."""
        event = self._all[row]
        stores: list[dict[int, Any]] = [self._standing.setdefault(type(event), {})]
        runner = self._runner_of.get(event.bib or "") if isinstance(event, Word) else None
        if runner is not None:
            stores.append(self._words.setdefault(runner, {}))
        for store in stores:
            if alive:
                store[row] = event
            else:
                store.pop(row, None)
        return event

    def of(self, kind: type[Kind]) -> list[Kind]:
        """All standing facts of one kind, in no order that means anything."""
        return list(self._standing.get(kind, {}).values())  # type: ignore[arg-type]  # stored under its own type

    def words_of(self, runner: int) -> list[Word]:
        """What people say of a runner."""
        return list(self._words.get(runner, {}).values())

    def spoken_of(self) -> list[int]:
        """Runners of whom people said something."""
        return [runner for runner, words in self._words.items() if words]
