"""The boards of stations and gates, on races of any length with few mats, all day long."""

from __future__ import annotations

import math
from datetime import datetime
from typing import Any

import msgspec
import numpy as np
import pytest
from tests.field.tiny import GUN_S, entry_list, make_race, read

from lanterne.forecast.library import shipped
from lanterne.live.boards import ends, gate_views, station_views
from lanterne.live.chart import chart_view, field_view
from lanterne.live.convoy import Convoy
from lanterne.live.history import happened_by, past
from lanterne.live.planned import race_view
from lanterne.race.definition import Distance, Gate, Race, Station, TimingPoint
from lanterne.race.entrants import Entrant, Roster
from lanterne.views import GateNowView, StationView

RACES = {
    "marathon with few mats": (42_195.0, (10_000.0, 21_097.5, 30_000.0)),
    "half marathon": (21_097.5, (10_000.0,)),
    "10 km without a split": (10_000.0, ()),
    "100 km": (100_000.0, (25_000.0, 50_000.0, 80_000.0)),
}
RUNNERS = 60


def race_of(length_m: float, splits_m: tuple[float, ...], other_m: float | None = None) -> Race:
    """A race with a station every tenth of the way and three gates; another distance on its road, if any."""
    lengths = {"long": length_m} | ({} if other_m is None else {"short": other_m})
    everywhere = dict.fromkeys(lengths, 0.0)
    splits = [
        TimingPoint(
            id=f"m{at_m:g}",
            name=f"{at_m:g}",
            kind="split",
            at_m={k: at_m for k, m in lengths.items() if at_m < m},
        )
        for at_m in splits_m
    ]
    stations = tuple(
        Station(
            id=f"s{i}",
            name=f"Station {i}",
            kinds=("fluid",),
            at_m={k: length_m * i / 10 for k, m in lengths.items() if length_m * i / 10 <= m},
        )
        for i in range(1, 10)
    )
    gates = (
        Gate(id="half", name="Half", at_m={"long": length_m / 2}, clock="gun", limit_s=length_m * 0.3),
        Gate(id="own", name="Own", at_m={"long": length_m * 0.8}, clock="net", limit_s=length_m * 0.45),
        Gate(id="end", name="End", at_m={"long": length_m}, clock="gun", limit_s=length_m * 0.6),
    )
    plain = make_race()
    return Race(
        id=plain.id,
        name=plain.name,
        day=plain.day,
        zone=plain.zone,
        unit="km",
        distances=tuple(
            Distance(id=name, name=name, length_m=at_m, start_s=GUN_S) for name, at_m in lengths.items()
        ),
        waves=(),
        points=(
            TimingPoint(id="start", name="Start", kind="start", at_m=everywhere),
            *splits,
            TimingPoint(id="finish", name="Finish", kind="finish", at_m=lengths),
        ),
        stations=stations,
        gates=gates,
        tokens={},
    )


def reads_of(
    race: Race, name: str = "long", first_bib: int = 1
) -> tuple[list[Entrant], list[dict[str, Any]]]:
    """Runners at .3 to .65 s a metre, the slow slowing; one in ten without a start read, one never seen."""
    rng = np.random.default_rng(8)
    length_m = next(one.length_m for one in race.distances if one.id == name)
    entrants, reads = [], []
    for i in range(RUNNERS):
        bib, pace = str(first_bib + i), 0.3 + 0.35 * i / RUNNERS
        entrants.append(Entrant(bib=bib, distance=name))
        start_s = float(rng.uniform(0, 120))
        for point in race.points:
            if name not in point.at_m or i == 7 or (i % 10 == 3 and point.kind == "start"):
                continue
            at_m = point.at_m[name]
            net_s = at_m * pace * (1 + 0.15 * (at_m / length_m) ** 2) * float(rng.normal(1, 0.01))
            reads.append(read(bib, point.id, start_s + net_s))
    return entrants, reads


def boards(
    race: Race, entrants: list[Entrant], reads: list[dict[str, Any]], now_s: float
) -> tuple[list[StationView], list[GateNowView], list[Any]]:
    """Stations, gates, and everything else that is drawn of the race, `now_s` after the gun."""
    known = list(happened_by(entry_list(reads), GUN_S + now_s))
    made = past(race, Roster.of(entrants), known, shipped(), GUN_S + now_s)
    stations, gates, others = [], [], []
    for each in made.arrivals:
        stations += station_views(made.field, each, made.picture, ends(each, made.picture))
        gates += gate_views(made.field, each, made.picture)
        others.append(field_view(made.field, each, made.picture, race_view(race)))
    others.append(chart_view(made.field, made.arrivals, made.picture, Convoy(made.field)))
    return stations, gates, others


def numbers(thing: Any) -> list[float]:
    """Every number in a view."""
    if isinstance(thing, dict):
        return [one for part in thing.values() for one in numbers(part)]
    if isinstance(thing, list | tuple):
        return [one for part in thing for one in numbers(part)]
    return [float(thing)] if isinstance(thing, int | float) else []


@pytest.mark.parametrize("share", [-0.01, 0.0, 0.01, 0.15, 0.5, 0.9, 1.5])
@pytest.mark.parametrize("name", RACES)
def test_no_view_has_a_number_that_is_none_and_all_are_in_order(name: str, share: float) -> None:
    race = race_of(*RACES[name])
    stations, gates, others = boards(race, *reads_of(race), share * race.distances[0].length_m * 0.5)
    assert all(math.isfinite(one) for one in numbers(msgspec.to_builtins([stations, gates, others])))
    for station in stations:
        assert 0 <= station.to_come_p05 <= station.to_come_p95 <= RUNNERS
        if station.last_p50_s is not None and station.last_p95_s is not None:
            assert station.last_p50_s <= station.last_p95_s
            assert station.first_p50_s is None or station.first_p50_s <= station.last_p50_s
    for gate in gates:
        assert gate.late_p05 <= gate.late <= gate.late_p95 + 1
        assert gate.late <= gate.to_come + 1


@pytest.mark.parametrize("name", RACES)
def test_before_anything_but_starts_is_read_every_station_expects_nearly_everybody(name: str) -> None:
    race = race_of(*RACES[name])
    stations, _, _ = boards(race, *reads_of(race), 150.0)
    for station in stations:
        assert station.to_come >= 0.8 * RUNNERS
        assert station.first_p50_s is not None
        assert station.last_p95_s is not None


@pytest.mark.parametrize("name", ["marathon with few mats", "100 km"])
def test_stations_between_mats_say_how_many_are_to_come(name: str) -> None:
    race = race_of(*RACES[name])
    entrants, reads = reads_of(race)
    every_mat = race_of(race.distances[0].length_m, tuple(one.at_m["long"] for one in race.stations))
    _, truth = reads_of(every_mat)
    now_s = race.distances[0].length_m * 0.25
    stations, _, _ = boards(race, entrants, reads, now_s)
    for station in stations:
        came = {
            one["bib"] for one in truth if one["point"] == f"m{station.at_m:g}" and _after_s(one) <= now_s
        }
        assert station.to_come_p05 - 4 <= RUNNERS - 1 - len(came) <= station.to_come_p95 + 4


def _after_s(event: dict[str, Any]) -> float:
    return datetime.fromisoformat(event["happened_at"]).timestamp() - GUN_S


def test_distances_on_one_road_have_boards_of_their_own() -> None:
    race = race_of(42_195.0, (10_000.0,), other_m=21_097.5)
    long, short = reads_of(race), reads_of(race, "short", 500)
    stations, _, _ = boards(race, long[0] + short[0], long[1] + short[1], 3_000.0)
    both = {one.distance: one for one in stations if one.id == "s3"}
    assert set(both) == {"long", "short"}
    assert both["long"].to_come <= RUNNERS
    assert both["short"].to_come <= RUNNERS
    assert {one.distance for one in stations if one.id == "s8"} == {"long"}
