"""A made-up race day whose cut-offs people change, for the tests of the table and of what prints it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from hypothesis import strategies as st
from tests.field.tiny import GUN_S, entries, event

from lanterne.field.fold import Field
from lanterne.race.definition import (
    Distance,
    Gate,
    Post,
    Race,
    Segment,
    Station,
    TimingPoint,
    Vehicle,
    VirtualLine,
    Wave,
)
from lanterne.race.entrants import Entrant, Roster

LENGTH_M = 42_195.0
HALF_M = 21_097.5
PACE_S_PER_M = 0.6
FULL = {"full": LENGTH_M}


def make_race() -> Race:
    """A marathon with a line, two waves and a gate of every form, and a half without a line on its road."""
    return Race(
        id="tiny",
        name="Two bridges",
        day=date(2026, 5, 3),
        zone="America/New_York",
        unit="mi",
        distances=(
            Distance(
                id="full",
                name="Marathon",
                length_m=LENGTH_M,
                start_s=GUN_S,
                last_starter_s=GUN_S + 600,
                line=VirtualLine(pace_s_per_m=PACE_S_PER_M, clock="last_starter"),
            ),
            Distance(id="half", name="Half", length_m=HALF_M, start_s=GUN_S),
        ),
        waves=(
            Wave(id="A", distance="full", start_s=GUN_S),
            Wave(id="B", distance="full", start_s=GUN_S + 300),
        ),
        points=(TimingPoint(id="end", name="End", kind="finish", at_m={"full": LENGTH_M, "half": HALF_M}),),
        stations=(
            Station(id="w1", name="Water 1", kinds=("fluid",), at_m={"full": 9_000.0, "half": 9_000.0}),
            Station(id="c1", name="Cheer 1", kinds=("cheer",), at_m={"full": 40_000.0}),
        ),
        gates=(
            _gate("wall", 10_000.0, clock="wall", wall_s=GUN_S + 8_000, governs=("road",), half=True),
            _gate("wave", 15_000.0, clock="wave", limit_s=10_000.0),
            _gate("line", 20_000.0, clock="last_starter", behind_line_s=900.0, governs=("station",)),
            _gate("gun", 30_000.0, clock="gun", limit_s=20_000.0, consequence="ride"),
            _gate("net", LENGTH_M, clock="net", limit_s=24_000.0, governs=("official_result",)),
            _gate("last", LENGTH_M, clock="last_starter", limit_s=30_000.0, governs=("finish",)),
        ),
        vehicles=(Vehicle(id="bus", name="Bus", kind="sweep", seats=10),),
        posts=(Post(id="police", name="Police", role="police", at_m={}),),
        segments=(Segment(id="s", name="Street", from_m={"full": 0.0}, to_m={"full": 1_000.0}),),
        tokens={},
    )


def _gate(name: str, at_m: float, *, half: bool = False, **rule: Any) -> Gate:
    places = {"full": at_m, "half": at_m} if half else {"full": at_m}
    return Gate(id=name, name=f"Gate {name}", at_m=places, **rule)


def make_field(*events: dict[str, Any], race: Race | None = None) -> Field:
    """The field that these events make."""
    field = Field(race or make_race(), Roster.of([Entrant(bib="1", distance="full")]))
    if events:
        field.apply(entries(list(events)))
    return field


def start(what: str, at_s: float, **fields: Any) -> dict[str, Any]:
    """A stated start, `at_s` seconds after the planned gun."""
    return event("start", at_s, what=what, **{"distance": "full", **fields})


def propose(cutoff: str, at_s: float, *gates: dict[str, Any], **fields: Any) -> dict[str, Any]:
    """A proposed version."""
    return event(
        "cutoff", at_s, what="proposed", cutoff=cutoff, gates=list(gates), **{"by": "R. Ector", **fields}
    )


def publish(cutoff: str, at_s: float, **fields: Any) -> dict[str, Any]:
    """A proposal published."""
    return event("cutoff", at_s, what="published", cutoff=cutoff, **{"by": "R. Ector", **fields})


def withdraw(cutoff: str, at_s: float, **fields: Any) -> dict[str, Any]:
    """A proposal withdrawn."""
    return event("cutoff", at_s, what="withdrawn", cutoff=cutoff, **{"by": "R. Ector", **fields})


def acknowledge(about: str, post: str, at_s: float, **fields: Any) -> dict[str, Any]:
    """A stand says that it knows."""
    return event("message", at_s, what="acknowledged", message=about, about=about, to=post, **fields)


def wall(at_s: float) -> str:
    """A clock time of the wire, `at_s` seconds after the planned gun."""
    return datetime.fromtimestamp(GUN_S + at_s, UTC).isoformat()


def clock_of(at_s: float) -> float:
    """Instant (UTC epoch seconds), `at_s` seconds after the planned gun."""
    return GUN_S + at_s


_GATES = st.sampled_from(["wall", "wave", "line", "gun", "net", "last", "nowhere"])
_FORMS = st.one_of(
    st.fixed_dictionaries({"wall": st.integers(3_000, 40_000).map(wall)}),
    st.fixed_dictionaries({"limit_s": st.integers(3_000, 40_000).map(float)}),
    st.fixed_dictionaries(
        {
            "limit_s": st.integers(3_000, 40_000).map(float),
            "clock": st.sampled_from(["gun", "wave", "last_starter", "tail_marker", "net", "wall"]),
        }
    ),
    st.fixed_dictionaries({"behind_line_s": st.integers(-600, 3_600).map(float)}),
    st.fixed_dictionaries({"grace_s": st.integers(0, 600).map(float)}),
    st.fixed_dictionaries({"consequence": st.sampled_from(["none", "tell", "divert", "ride"])}),
    st.fixed_dictionaries({"clock": st.sampled_from(["gun", "net", "last_starter"])}),
)
_CHANGES = st.lists(st.tuples(_GATES, _FORMS).map(lambda both: {"gate": both[0], **both[1]}), max_size=3)
_LINES = st.lists(
    st.fixed_dictionaries(
        {"distance": st.sampled_from(["full", "half", "mile"]), "pace_s_per_m": st.floats(0.4, 0.8)}
    ),
    max_size=1,
)
_TIMES = st.integers(-3_600, 3_600).map(float)
_NAMES = st.sampled_from(["a", "b", "c"])

days = st.lists(
    st.one_of(
        st.builds(
            lambda name, at_s, gates, lines, base: propose(name, at_s, *gates, lines=lines, base=base),
            _NAMES,
            _TIMES,
            _CHANGES,
            _LINES,
            st.integers(1, 3),
        ),
        st.builds(publish, _NAMES, _TIMES),
        st.builds(publish, _NAMES, _TIMES),
        st.builds(withdraw, _NAMES, _TIMES),
        st.builds(start, st.sampled_from(["gun", "last_starter", "tail_marker"]), _TIMES),
        st.builds(lambda at_s: start("wave", at_s, wave="B"), _TIMES),
    ),
    max_size=12,
)
"""Days on which cut-offs are proposed, published, withdrawn and starts stated, in any order."""
