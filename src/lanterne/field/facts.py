"""The few facts that are neither reads nor fixes, kept whole: by kind, and by runner what people say."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
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
        self._rides: dict[str, dict[int, Pickup]] = {}

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
        if isinstance(event, Pickup) and (request := request_of(event)) is not None:
            stores.append(self._rides.setdefault(request, {}))
        for store in stores:
            if alive:
                store[row] = event
            else:
                store.pop(row, None)
        return event

    def of(self, kind: type[Kind]) -> list[Kind]:
        """All standing facts of one kind, in no order that means anything."""
        return list(self._standing.get(kind, {}).values())  # type: ignore[arg-type]  # stored under its own type

    def gone(self, kind: type[Kind]) -> list[Kind]:
        """All facts of one kind that no longer stand, in no order that means anything."""
        standing = self._standing.get(kind, {})
        return [one for row, one in enumerate(self._all) if type(one) is kind and row not in standing]

    def words_of(self, runner: int) -> list[Word]:
        """What people say of a runner, steps of the runner's ride that name only its request among it."""
        words = list(self._words.get(runner, {}).values())
        requests = {request_of(one) for one in words if isinstance(one, Pickup)}
        for request in requests:
            if request is not None and self.rider(request) == runner:
                words += [one for one in self.ride(request) if self._named(one) is None]
        return words

    def ride(self, request: str) -> list[Pickup]:
        """The standing steps of one request, the ``reported`` that opened it among them."""
        return list(self._rides.get(request, {}).values())

    def rider(self, request: str) -> int | None:
        """Whose ride a request is: who was picked up, else who was reported; None = no listed bib said.

        The crew that took somebody in has read the bib more surely than who reported it.
        """
        named = [
            (one.what == "picked_up", one.what == "reported", one.happened_at, one.id, runner)
            for one in self.ride(request)
            if (runner := self._named(one)) is not None
        ]
        return max(named)[-1] if named else None

    def touched_by(self, event: Event) -> set[int]:
        """Runners of whom an event says something, by itself or through the request it is about."""
        if not isinstance(event, Word):
            return set()
        steps: list[Word] = [event]
        if isinstance(event, Pickup) and (request := request_of(event)) is not None:
            steps += self.ride(request)
        return {runner for one in steps if (runner := self._named(one)) is not None}

    def spoken_of(self) -> list[int]:
        """Runners of whom people said something."""
        return [runner for runner, words in self._words.items() if words]

    def spoken_among(self, runners: Iterable[int]) -> list[int]:
        """Those of some runners of whom people said something."""
        return [runner for runner in runners if self._words.get(runner)] if self._words else []

    def _named(self, word: Word) -> int | None:
        return self._runner_of.get(word.bib or "")


def request_of(step: Pickup) -> str | None:
    """The request that a step of a ride is about, by id; None = that of its bib."""
    return step.id if step.what == "reported" else step.request
