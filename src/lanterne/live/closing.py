"""The closing of stations, mats and roads as views: what each is at, what is proposed, and why."""

from __future__ import annotations

import math

import numpy as np

from lanterne.dispatch.closing import Scene, decide
from lanterne.dispatch.lastlist import BEHIND, SEARCH, TO_COME
from lanterne.dispatch.lifting import MatScene, may_lift
from lanterne.dispatch.segments import RoadScene, may_reopen
from lanterne.dispatch.stages import Stages, stages
from lanterne.dispatch.supplies import need
from lanterne.events import LAST_LIST, Mat, StationReport
from lanterne.events import Segment as SegmentWord
from lanterne.live.ground import Ground, Here
from lanterne.live.lastrows import last_seen, late_ones, list_rows
from lanterne.live.now import Now
from lanterne.race.definition import Segment, Station, TimingPoint
from lanterne.views import ClosingView, MatLiftView, SegmentView, SupplyView


def closing_views(now: Now, ground: Ground | None = None) -> list[ClosingView]:
    """What each station is at, and what is proposed.

    Parameters
    ----------
    ground : Ground or None
        What all places share, if it has been worked out for this instant; so in the functions below.
    """
    ground = ground or Ground(now)
    said = _station_stages(now)
    return [_station(ground, one, said.get(one.id, Stages())) for one in now.field.race.stations]


def mat_lift_views(now: Now, ground: Ground | None = None) -> list[MatLiftView]:
    """Whether each mat may be lifted."""
    ground = ground or Ground(now)
    by = {one.point: one.by or one.source for one in now.field.told(Mat)}
    return [_mat(ground, one, by.get(one.id, "")) for one in now.field.race.points]


def segment_views(now: Now, ground: Ground | None = None) -> list[SegmentView]:
    """What each stretch of road is at, and whether reopening it is proposed."""
    if not now.field.race.segments:
        return []
    ground = ground or Ground(now)
    last = {one.segment: one for one in now.field.told(SegmentWord)}
    return [_segment(ground, one, last.get(one.id)) for one in now.field.race.segments]


def supply_views(now: Now, station: Station, closing: ClosingView | None = None) -> list[SupplyView]:
    """What a station has left of each thing, and what those to come need.

    Parameters
    ----------
    closing : ClosingView or None
        The station's, if it has been worked out for this instant.
    """
    if closing is None:
        to_come, _, to_come_p95 = _numbers(Ground(now).at(station.at_m))
    else:
        to_come, to_come_p95 = closing.to_come, closing.to_come_p95
    last: dict[str, tuple[float, float]] = {}
    for one in now.field.told(StationReport):
        if one.station == station.id and one.item is not None and one.left is not None:
            last[one.item] = one.left, now.field.corrected_s(one)
    views = []
    for supply in station.supplies:
        left, left_s = last.get(supply.item, (None, None))
        wanted = need(supply, to_come, to_come_p95, left)
        views.append(
            SupplyView(
                item=supply.item,
                left=left,
                left_s=left_s,
                need=math.ceil(wanted.expected),
                need_p95=math.ceil(wanted.p95),
                short=wanted.short,
            )
        )
    return views


def _station_stages(now: Now) -> dict[str, Stages]:
    said: dict[str, list[tuple[float, str, str, tuple[str, ...]]]] = {}
    for one in now.field.told(StationReport):
        if one.what != "supplies":
            word = now.field.corrected_s(one), one.what, one.by or one.source, one.bibs
            said.setdefault(one.station, []).append(word)
    return {station: stages(words) for station, words in said.items()}


def _station(ground: Ground, station: Station, at: Stages) -> ClosingView:
    here = ground.at(station.at_m)
    scene = _scene(ground, station, at, here)
    proposal, reasons = decide(scene)
    to_come, to_come_p05, to_come_p95 = _numbers(here)
    return ClosingView(
        station=station.id,
        name=station.name,
        cheer=scene.cheer,
        stage=at.stage,
        stage_s=at.at_s,
        stage_by=at.by,
        proposal=proposal,
        reasons=reasons,
        to_come=to_come,
        to_come_p05=to_come_p05,
        to_come_p95=to_come_p95,
        last_p50_s=here.expected.last_p50_s,
        last_p95_s=here.expected.last_p95_s,
        last_list=list_rows(ground, station, at, here),
        list_open=at.listed is not None,
        list_agreed_s=at.agreed_s,
        sweeps=[view for _, view in here.sweeps],
    )


def _scene(ground: Ground, station: Station, at: Stages, here: Here) -> Scene:
    race, said = ground.now.field.race, ground.facts.said
    index = ground.now.field.roster.index
    names = {one.id: one.name for one in race.distances}
    return Scene(
        zone=race.zone,
        now_s=ground.now.now_s,
        cheer=set(station.kinds) == {"cheer"},
        stages=at,
        coming=len(here.listed),
        gone_by=here.gone_by,
        expected=_numbers(here),
        to_come=ground.few(here),
        last_p50_s=here.expected.last_p50_s,
        last_p95_s=here.expected.last_p95_s,
        last_seen=last_seen(ground, here),
        unasked_bibs=tuple(bib for bib in at.listed or () if (station.id, index.get(bib, -1)) not in said),
        search=ground.bibs(here.runners(SEARCH)),
        behind=ground.bibs(here.runners(BEHIND)),
        doubted=_to_come_of(
            ground, here, [one for place, one in ground.facts.doubted if place == station.id]
        ),
        stopped=_stopped(ground, station),
        elsewhere=_to_come_of(ground, here, np.flatnonzero(ground.facts.elsewhere >= 0).tolist()),
        unseen=here.unseen,
        sweeps=tuple(one for one, _ in here.sweeps),
        unswept=tuple(names[one] for one in here.unswept),
        holds=ground.holds(here),
        late=late_ones(ground, station.at_m, here, at),
    )


def _numbers(here: Here) -> tuple[int, int, int]:
    """How many to come, and its 5 and 95 in 100: those on a list may all come, however little is expected."""
    number = _number(here)
    return number, min(here.expected.number.p05, number), max(here.expected.number.p95, number)


def _number(here: Here) -> int:
    """How many are to come: by evidence, as long as a list holds them all; else as many as are expected."""
    if len(here.to_come) <= LAST_LIST:
        return len(here.to_come)
    sure = len(here.listed) if len(here.listed) <= LAST_LIST else 1
    return max(round(here.expected.number.mean), sure, 1)


def _to_come_of(ground: Ground, here: Here, runners: list[int]) -> tuple[str, ...]:
    """Bibs of those runners who are still to come."""
    return ground.bibs(np.array([one for one in sorted(runners) if here.state[one] == TO_COME], np.int64))


def _stopped(ground: Ground, station: Station) -> tuple[str, ...]:
    """Bibs of those who stopped at a station, were not seen beyond it, and are in nobody's care."""
    known, ids = ground.facts, [one.id for one in ground.now.field.race.distances]
    stopped = [
        runner
        for (place, runner), heard in known.said.items()
        if place == station.id and heard.what == "stopped" and known.out[runner]
    ]
    road = known.road[stopped]
    here_m = np.array([station.at_m.get(one, np.inf) for one in ids])[road]
    still = np.array(stopped, np.int64)[known.far_m[road, stopped] <= here_m]
    return ground.bibs(np.sort(still))


def _mat(ground: Ground, point: TimingPoint, by: str) -> MatLiftView:
    here = ground.at(point.at_m)
    names = {one.id: one.name for one in ground.now.field.race.distances}
    scene = MatScene(
        zone=ground.now.field.race.zone,
        now_s=ground.now.now_s,
        coming=len(here.to_come),
        to_come=ground.few(here),
        last_p50_s=here.expected.last_p50_s,
        last_p95_s=here.expected.last_p95_s,
        last_seen=last_seen(ground, here),
        behind=ground.bibs(here.runners(BEHIND)),
        search=ground.bibs(here.runners(SEARCH)),
        unseen=here.unseen,
        sweeps=tuple(one for one, _ in here.sweeps),
        unswept=tuple(names[one] for one in here.unswept),
        holds=ground.holds(here),
    )
    may, reasons = may_lift(scene)
    return MatLiftView(
        point=point.id,
        name=point.name,
        stage=ground.now.picture.mat_stages.get(point.id, "live"),
        may=may,
        reasons=reasons,
        to_come=scene.coming,
        unresolved=scene.unresolved,
        last_p95_s=scene.last_p95_s,
        by=by,
    )


def _segment(ground: Ground, segment: Segment, word: SegmentWord | None) -> SegmentView:
    here = ground.at(segment.to_m)
    race = ground.now.field.race
    road = ground.facts.road[here.to_come]
    to_pass = [one.name for i, one in enumerate(race.distances) if (road == i).any()]
    names = {one.id: one.name for one in race.distances}
    scene = RoadScene(
        zone=race.zone,
        now_s=ground.now.now_s,
        reopened=word is not None and word.what == "reopened",
        to_pass=tuple(to_pass),
        to_come=len(here.to_come),
        last_p50_s=here.expected.last_p50_s,
        last_p95_s=here.expected.last_p95_s,
        last_seen=last_seen(ground, here),
        behind=ground.bibs(here.runners(BEHIND)),
        search=ground.bibs(here.runners(SEARCH)),
        sweeps=tuple(one for one, _ in here.sweeps),
        unswept=tuple(names[one] for one in here.unswept),
        holds=ground.holds(here),
        permit_s=segment.permit_s,
    )
    proposed, reasons = may_reopen(scene)
    return SegmentView(
        segment=segment.id,
        name=segment.name,
        from_m=dict(segment.from_m),
        to_m=dict(segment.to_m),
        stage="closed" if word is None else word.what,
        stage_s=None if word is None else ground.now.field.corrected_s(word),
        by="" if word is None else word.by,
        to_pass=to_pass,
        last_p95_s=scene.last_p95_s,
        held_until_s=max((one.until_s for one in scene.holds), default=None),
        permit_s=segment.permit_s,
        proposed=proposed,
        reasons=reasons,
        behind=list(scene.behind),
    )
