"""What Prometheus is told."""

from __future__ import annotations

from collections import Counter as Tally
from collections.abc import Iterable

import msgspec
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from lanterne.clock import Clock
from lanterne.journal.base import Outcome
from lanterne.live.tick import LiveRace

COMMIT_BUCKETS_S = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5)


class _Forecast(msgspec.Struct):
    """The part of race control's view that tells the forecast's age."""

    forecast_at_s: float | None = None


class Metrics:
    """Counters and gauges of one server, in a registry of their own."""

    def __init__(self, live: LiveRace, clock: Clock) -> None:
        self._live = live
        self._clock = clock
        self._registry = CollectorRegistry()
        self._events = Counter(
            "lanterne_events",
            "Events taken in, by what became of them and their kind",
            ["outcome", "kind"],
            registry=self._registry,
        )
        self.commit_s = Histogram(
            "lanterne_journal_commit_seconds",
            "From handing events to the journal until they are on disk",
            buckets=COMMIT_BUCKETS_S,
            registry=self._registry,
        )
        self.refusals = Counter(
            "lanterne_journal_refusals", "Batches the journal could not store", registry=self._registry
        )
        self.clients = Gauge("lanterne_stream_clients", "Open event streams", registry=self._registry)
        self._gauge("lanterne_tick_seconds", "Duration of the last tick").set_function(lambda: live.tick_s)
        self._gauge("lanterne_forecast_age_seconds", "Age of the oldest forecast shown").set_function(
            self._forecast_age_s
        )

    def count(self, outcomes: Iterable[tuple[Outcome, str]]) -> None:
        """Count events by outcome and kind; the kinds are known ones, so that there are few series."""
        for (outcome, kind), n in Tally(outcomes).items():
            self._events.labels(outcome, kind).inc(n)

    def text(self) -> bytes:
        """All of it, in the text form."""
        return generate_latest(self._registry)

    def _gauge(self, name: str, what: str) -> Gauge:
        return Gauge(name, what, registry=self._registry)

    def _forecast_age_s(self) -> float:
        frame = self._live.frames.latest.get("control")
        at_s = msgspec.json.decode(frame.data, type=_Forecast).forecast_at_s if frame else None
        return self._clock.now_s() - at_s if at_s is not None else float("nan")
