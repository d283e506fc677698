"""What closing rests on: how far each runner was seen on each road, and what each station said of whom."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from lanterne.events import Encounter, Sighting
from lanterne.field.evidence import NOTHING, POSITION
from lanterne.field.fold import Field
from lanterne.field.ledger import DETAILS
from lanterne.field.said import STATES
from lanterne.live.now import Now

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

OUT = ("", "overdue", "contradiction", "time_cut", "diverted", "refused_ride", "changed_distance")
"""Details of the unresolved who may still be on the road; who dropped has said that they are not."""


SOONEST: Final = 0.75
SOONER_S: Final = 240.0
"""Said to be somewhere in less than so much of the usual time, and so much sooner, is a bib misread."""


@dataclass(frozen=True, slots=True)
class Heard:
    """The last that a station said of a bib: passed, missed or stopped, and when (UTC epoch seconds)."""

    what: str
    at_s: float


@dataclass(frozen=True, slots=True, eq=False)
class Facts:
    """Every runner as closing sees them.

    Attributes
    ----------
    far_m : ndarray, shape (n_distances, n_runners), metres on each distance
        How far each was seen, in whatever way; -inf = not on that road.
    road : ndarray of int, shape (n_runners,)
        Distance that each runs: as registered, or as somebody said.
    elsewhere : ndarray of int, shape (n_runners,)
        Distance on whose own road each was last seen though it is not theirs; -1 = none.
    out : ndarray, shape (n_runners,)
        May be on the road: neither home nor in anybody's care, nor known to have stopped.
    unseen : ndarray, shape (n_runners,)
        Registered, never seen, nothing said, and too late to be about to start.
    said : dict
        By station id and runner: the last the station said.
    doubted : frozenset of (str, int)
        Of those, where it said that somebody passed long before their pace can have brought them.
    """

    far_m: Floats
    road: NDArray[np.int64]
    elsewhere: NDArray[np.int64]
    out: Flags
    unseen: Flags
    said: dict[tuple[str, int], Heard]
    doubted: frozenset[tuple[str, int]]


def facts(now: Now) -> Facts:
    """Work out what closing rests on."""
    field, picture = now.field, now.picture
    road = _roads_said(field)
    far_m, elsewhere = _reads(field, road)
    mine = np.arange(len(road))
    by_phone = picture.evidence.kind == POSITION
    far_m[road[by_phone], mine[by_phone]] = np.fmax(
        far_m[road[by_phone], mine[by_phone]], picture.evidence.at_m[by_phone]
    )
    said, doubted = _sightings(now, road, far_m)
    _encounters(field, road, far_m)
    state = picture.ledger.state
    may = np.isin(picture.ledger.detail, [DETAILS.index(one) for one in OUT])
    out = picture.running | (np.isin(state, [STATES.index("on_course"), STATES.index("unresolved")]) & may)
    unsaid = np.ones(len(road), np.bool_)
    unsaid[list(field.said)] = False
    never = (picture.evidence.kind == NOTHING) & unsaid & ~picture.running
    return Facts(far_m, road, elsewhere, out, never, said, doubted)


def _roads_said(field: Field) -> NDArray[np.int64]:
    """The distance each runs; a change of distance is somebody's word."""
    road = field.layout.distance_of.copy()
    turned = field.turned
    road[list(turned)] = list(turned.values())
    return road


def _reads(field: Field, road: NDArray[np.int64]) -> tuple[Floats, NDArray[np.int64]]:
    """How far mats have read each on each road, and on which other road they were read last."""
    layout, passing_s = field.layout, field.passing_s
    read = np.isfinite(passing_s)
    far_m = np.full((len(field.race.distances), len(road)), -np.inf)
    for one, at_m in enumerate(layout.point_at_m):
        here = np.isfinite(at_m)
        far_m[one] = np.where(read[:, here], at_m[here], -np.inf).max(axis=1, initial=-np.inf)
    elsewhere = np.full(len(road), -1, np.int64)
    if len(field.race.distances) > 1:
        reads = field.reads
        other = reads.alive & np.isnan(layout.point_at_m[layout.distance_of[reads.runner], reads.point])
        latest_s = np.fmax.reduce(np.where(read, passing_s, -np.inf), axis=1, initial=-np.inf)
        rows = np.flatnonzero(other)
        at_s = reads.at_s[rows] + field.sources.offset_s[reads.source[rows]]
        for row, s in zip(
            rows[np.argsort(at_s, kind="stable")].tolist(), np.sort(at_s).tolist(), strict=True
        ):
            runner, point = int(reads.runner[row]), int(reads.point[row])
            for one in np.flatnonzero(np.isfinite(layout.point_at_m[:, point])).tolist():
                far_m[one, runner] = max(far_m[one, runner], layout.point_at_m[one, point])
                if s > latest_s[runner] and one != road[runner]:
                    elsewhere[runner] = one
    return far_m, elsewhere


def _sightings(
    now: Now, road: NDArray[np.int64], far_m: Floats
) -> tuple[dict[tuple[str, int], Heard], frozenset[tuple[str, int]]]:
    """The last that each place said of each bib, and what of it is in doubt.

    Whoever was seen at a place was there on each of its roads.
    """
    field = now.field
    ids = [one.id for one in field.race.distances]
    heard: dict[tuple[str, int], Heard] = {}
    doubted = set()
    for (place, runner), (at_s, _, word) in _last_words(field).items():
        what = word.what if word.what in ("missed", "stopped") else "passed"
        heard[place, runner] = Heard(what, at_s)
        if what == "missed":
            continue
        at_m = field.layout.place_m.get(place, {})
        own_m = at_m.get(ids[road[runner]])
        if own_m is not None and _too_soon(now, runner, own_m, at_s):
            doubted.add((place, runner))
            continue
        for distance, metres in at_m.items():
            one = ids.index(distance)
            far_m[one, runner] = max(far_m[one, runner], metres)
    return heard, frozenset(doubted)


def _last_words(field: Field) -> dict[tuple[str, int], tuple[float, str, Sighting]]:
    """The last sighting, by place and runner, with its instant and id."""
    last: dict[tuple[str, int], tuple[float, str, Sighting]] = {}
    for word in field.facts.of(Sighting):
        runner = field.roster.index.get(word.bib or "")
        if runner is None:
            continue
        at_s = field.corrected_s(word)
        known = last.get((word.place, runner))
        if known is None or (at_s, word.id) > known[:2]:
            last[word.place, runner] = at_s, word.id, word
    return last


def _too_soon(now: Now, runner: int, at_m: float, at_s: float) -> bool:
    """Whether a runner said to be at a place would have come there far faster than they ran before."""
    field = now.field
    points_m = field.layout.point_at_m[field.layout.distance_of[runner]]
    passing_s = field.passing_s[runner]
    before = np.flatnonzero((passing_s <= at_s) & (points_m > 0) & (points_m < at_m))
    if not len(before) or (np.isfinite(passing_s) & (points_m >= at_m)).any():
        return False
    last = before[np.argmax(points_m[before])]
    pace = (passing_s[last] - now.picture.starts.at_s[runner]) / points_m[last]
    usual_s = pace * (at_m - points_m[last])
    took_s = at_s - passing_s[last]
    return bool(took_s < SOONEST * usual_s and usual_s - took_s > SOONER_S)


def _encounters(field: Field, road: NDArray[np.int64], far_m: Floats) -> None:
    """Whom a sweep met was there."""
    ids = {one.id: i for i, one in enumerate(field.race.distances)}
    for word in field.facts.of(Encounter):
        runner = field.roster.index.get(word.bib or "")
        if runner is None or word.at_m is None:
            continue
        one = ids.get(word.distance or "", int(road[runner]))
        far_m[one, runner] = max(far_m[one, runner], word.at_m)
