"""The rows of a station's last list, each with its reason, and who came after the station had gone."""

from __future__ import annotations

import math
from typing import Final

import numpy as np
from numpy.typing import NDArray

from lanterne.dispatch.lastlist import ACCOUNTED, BEHIND, PASSED, SEARCH, STATES
from lanterne.dispatch.stages import Stages
from lanterne.events import LAST_LIST
from lanterne.field.evidence import NOTHING, PASSING, POSITION, SIGHTING
from lanterne.live.ground import Ground, Here
from lanterne.race.definition import Places, Station
from lanterne.units import clock_text, distance_text
from lanterne.views import LastListRow

Floats = NDArray[np.float64]

GONE_S: Final = 60.0
"""Whoever passes within a minute of the closing has been served."""

QUICKER: Final = 0.8
"""So much quicker than evenly the way to a place may have been run."""

SURE: Final = 2.0
"""A start that was not read lies so many standard deviations early at most."""

_SEEN: Final = {PASSING: "read at", SIGHTING: "seen at", POSITION: "phone at"}
_WORDS: Final = {
    "in_vehicle": "in a vehicle",
    "with_medical": "with medical",
    "left": "left",
    "finished": "finished",
    "not_started": "did not start",
    "unresolved": "stopped",
}


def list_rows(ground: Ground, station: Station, at: Stages, here: Here) -> list[LastListRow]:
    """The last list as opened, and who is still to come if they are few enough for one."""
    index = ground.now.field.roster.index
    wanted = [index[bib] for bib in dict.fromkeys([*(at.listed or ()), *ground.few(here)]) if bib in index]
    if not wanted:
        return []
    due = np.flatnonzero(np.isin(here.listed, wanted))
    when = {int(here.listed[i]): (here.expected.p50_s[i], here.expected.p95_s[i]) for i in due}
    rows = []
    for runner in wanted:
        if here.state[runner] < 0:
            continue
        heard = ground.facts.said.get((station.id, runner))
        p50_s, p95_s = when.get(runner, (math.nan, math.nan))
        rows.append(
            LastListRow(
                bib=ground.bibs(np.array([runner]))[0],
                state=STATES[here.state[runner]],
                here="" if heard is None else heard.what,
                p50_s=float(p50_s) if math.isfinite(p50_s) else None,
                p95_s=float(p95_s) if math.isfinite(p95_s) else None,
                why=_why(ground, station, here, runner),
            )
        )
    return rows


def _why(ground: Ground, station: Station, here: Here, runner: int) -> str:
    """Why a bib is in its state, in a few words."""
    zone, said = ground.now.field.race.zone, ground.now.field.said.get(runner)
    state = here.state[runner]
    seen = _seen_text(ground, runner)
    if (station.id, runner) in ground.facts.doubted:
        heard = ground.facts.said[station.id, runner]
        return f"said here {clock_text(heard.at_s, zone)}, far sooner than their pace; {seen}"
    if state == ACCOUNTED and said is not None:
        return f"{_WORDS.get(said.state, said.state)} {clock_text(said.at_s, zone)}"
    if state == SEARCH:
        return f"behind the sweep, not found; {seen}"
    if state == BEHIND:
        return f"behind the sweep; {seen}"
    heard_here = ground.facts.said.get((station.id, runner))
    if state == PASSED and heard_here is not None and heard_here.what != "missed":
        return f"said here {clock_text(heard_here.at_s, zone)}"
    road = ground.now.field.race.distances[ground.facts.road[runner]].id
    if state == PASSED and ground.facts.far_m[ground.facts.road[runner], runner] < station.at_m.get(
        road, 0.0
    ):
        return f"not seen here, and the sweep says the road is clear behind it; {seen}"
    if ground.facts.elsewhere[runner] >= 0:
        other = ground.now.field.race.distances[ground.facts.elsewhere[runner]].name
        return f"last read on the road of {other}; {seen}"
    return seen


def last_seen(ground: Ground, here: Here) -> str:
    """Like "not seen since 12:10 at Mile 17", of the last expected of few; "" of many."""
    if not 0 < len(here.listed) <= LAST_LIST:
        return ""
    known = np.flatnonzero(np.isfinite(here.expected.p50_s))
    runner = here.listed[known[-1] if len(known) else -1]
    if ground.now.picture.evidence.kind[runner] == NOTHING:
        return "not seen yet"
    at_s = float(ground.now.picture.evidence.at_s[runner])
    return f"not seen since {clock_text(at_s, ground.now.field.race.zone)} at {_place(ground, runner)}"


def _seen_text(ground: Ground, runner: int) -> str:
    """Like "read at 35K 12:40"."""
    field, evidence = ground.now.field, ground.now.picture.evidence
    kind = evidence.kind[runner]
    if kind == NOTHING:
        return "not seen yet"
    at = clock_text(float(evidence.at_s[runner]), field.race.zone)
    return f"{_SEEN[kind]} {_place(ground, runner)} {at}"


def _place(ground: Ground, runner: int) -> str:
    """Where somebody was last seen."""
    field, evidence = ground.now.field, ground.now.picture.evidence
    if evidence.kind[runner] == PASSING:
        name: str = field.race.points[evidence.point[runner]].name
        return name
    if evidence.kind[runner] == SIGHTING:
        return ground.names.get(field.seen[runner].place, field.seen[runner].place)
    return distance_text(float(evidence.at_m[runner]), field.race.unit)


def late_ones(ground: Ground, places: Places, here: Here, at: Stages) -> tuple[tuple[str, float], ...]:
    """Who must have come by after a station had gone, or is seen on the way to it since, and when.

    Whoever was read beyond it passed it between that read and the one before, or their start: they are late
    only if they are so even after running the way to it a fifth quicker than evenly.
    """
    if at.stage not in ("packing", "closed") or at.at_s is None:
        return ()
    gone_s, field, evidence = at.at_s + GONE_S, ground.now.field, ground.now.picture.evidence
    since = here.to_come[evidence.at_s[here.to_come] > gone_s]
    came: list[tuple[int, float]] = list(zip(since.tolist(), evidence.at_s[since].tolist(), strict=True))
    for index, distance in enumerate(field.race.distances):
        at_m = places.get(distance.id, 0.0)
        if at_m <= 0:
            continue  # at the start nobody comes late
        points_m = field.layout.point_at_m[index]
        mine = np.flatnonzero(field.layout.distance_of == index)
        beyond_s = np.where(points_m >= at_m, field.passing_s[mine], np.nan)
        first_s = np.fmin.reduce(beyond_s, axis=1, initial=np.inf)
        for runner in mine[np.isfinite(first_s) & (first_s > gone_s)].tolist():
            before_s, passed_s = _passed_s(ground, points_m, runner, at_m)
            if before_s + QUICKER * (passed_s - before_s) > gone_s:
                came.append((runner, passed_s))
    last = sorted(came, key=lambda one: one[1])
    return tuple((ground.bibs(np.array([runner]))[0], at_s) for runner, at_s in last)


def _passed_s(ground: Ground, points_m: Floats, runner: int, at_m: float) -> tuple[float, float]:
    """When a runner read beyond a place was read last before it, or started, and when they passed it.

    Evenly between the reads around it; where the start was not read, as early as it may have been.
    """
    passing_s, starts = ground.now.field.passing_s[runner], ground.now.picture.starts
    read = np.isfinite(passing_s) & (points_m > 0)
    start_s = starts.at_s[runner] - SURE * starts.sd_s[runner]
    known_m, known_s = np.append(0.0, points_m[read]), np.append(start_s, passing_s[read])
    order = np.argsort(known_m, kind="stable")
    before = known_s[order][known_m[order] < at_m][-1]
    return float(before), float(np.interp(at_m, known_m[order], known_s[order]))
