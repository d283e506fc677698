"""Trouble of the equipment, each as one banner instead of an alarm for every runner it touches."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from lanterne.dispatch.trouble import merged
from lanterne.dispatch.words import listed, people
from lanterne.field.fold import Field
from lanterne.field.silence import device_health
from lanterne.live.arrivals import Arrivals
from lanterne.live.custody import manifests
from lanterne.live.now import Now
from lanterne.units import clock_text
from lanterne.views import BannerView


@dataclass(frozen=True, slots=True)
class Dark:
    """A mat in trouble that nobody has spoken of: since when, and whether it still is; whom it touches."""

    point: str
    since_s: float
    still: bool
    touched: frozenset[int]


def banner_views(now: Now) -> list[BannerView]:
    """The banners that stand now, those that touch most runners first."""
    mats = dark_mats(now)
    views = [*_mat_banners(now.field, mats), *_vehicle_banners(now)]
    return sorted(views, key=lambda one: (-one.runners, one.since_s, one.key))


def dark_mats(now: Now) -> list[Dark]:
    """Mats that are dark though nobody said so, and those that were when runners still out were due."""
    found: dict[str, Dark] = {}
    for one in now.picture.silent:
        each, held = one.arrivals, one.excused
        for mat in range(len(each.mat_m)):
            point = each.points_of(mat)[0]
            if now.picture.mat_stages.get(point, "live") != "live":
                continue
            mine = np.flatnonzero(held == mat)
            since_s, still = _dark_since(each, mat, now.now_s)
            if not still and not len(mine):
                continue
            if not still:
                since_s = float(np.min(one.unseen.half_s[mine, mat]))
            touched = frozenset(one.runners[mine].tolist())
            known = found.get(point)
            if known is not None:
                since_s, still = min(since_s, known.since_s), still or known.still
                touched |= known.touched
            found[point] = Dark(point, since_s, still, touched)
    return list(found.values())


def _dark_since(each: Arrivals, mat: int, now_s: float) -> tuple[float, bool]:
    """Since when a mat is dark by its own silence, and whether it is."""
    from_s, to_s = each.mats.dark_from_s[mat], each.mats.dark_to_s[mat]
    still = bool(from_s < now_s and to_s == np.inf)
    return (float(from_s) if np.isfinite(from_s) else each.base_s), still


def _mat_banners(field: Field, mats: list[Dark]) -> Iterator[BannerView]:
    """One for each mat, or for the box where all mats that it reads are dark."""
    names = {one.id: one.name for one in field.race.points}
    zone = field.race.zone
    by_point = {one.point: one for one in mats}
    still = [one.point for one in mats if one.still]
    for source, points in merged(still, _boxes(field)) if len(still) > 1 else ():
        parts = [by_point.pop(point) for point in points]
        since_s = min(one.since_s for one in parts)
        touched = frozenset[int]().union(*(one.touched for one in parts))
        where = listed([names[point] for point in points])
        text = f"{source} has sent nothing since {clock_text(since_s, zone)}: no reads at {where}."
        yield _banner("reader", source, where, text, since_s, touched)
    for one in by_point.values():
        name = names[one.point]
        if one.still:
            text = f"{name} has read nobody since {clock_text(one.since_s, zone)}, though runners were due."
        else:
            text = f"{name} read few of those due from about {clock_text(one.since_s, zone)} on."
        yield _banner("mat", one.point, name, text, one.since_s, one.touched)


def _banner(
    kind: str, what: str, place: str, text: str, since_s: float, touched: frozenset[int]
) -> BannerView:
    spared = f" {people(len(touched))} not called missing for it." if touched else ""
    return BannerView(
        key=f"{kind}/{what}",
        kind=kind,
        place=place,
        text=text + spared,
        since_s=since_s,
        runners=len(touched),
    )


def _boxes(field: Field) -> dict[str, frozenset[str]]:
    """By source of reads: the points it has read."""
    points = field.race.points
    rows = np.flatnonzero(field.reads.alive)
    pairs = np.bincount(field.reads.source[rows].astype(np.int64) * len(points) + field.reads.point[rows])
    boxes: dict[str, set[str]] = {}
    for pair in np.flatnonzero(pairs).tolist():
        source, point = divmod(pair, len(points))
        boxes.setdefault(field.sources.names[source], set()).add(points[point].id)
    return {source: frozenset(read) for source, read in boxes.items()}


def _vehicle_banners(now: Now) -> Iterator[BannerView]:
    """Vehicles that have reported and are silent now, or whose tracker is though the crew is heard."""
    zone, made = now.field.race.zone, manifests(now)
    for vehicle in now.vehicles:
        known, fix_s = made[vehicle.id], vehicle.fix_s
        if known.heard_s is not None and (known.missed(now.now_s) or known.mute()):
            kind, heard_s = "vehicle", known.heard_s
            text = f"{vehicle.name} has not been heard since {clock_text(heard_s, zone)}."
        elif fix_s is not None and not known.home and device_health(fix_s, now.now_s) == "silent":
            kind, heard_s = "device", fix_s
            text = f"The tracker of {vehicle.name} is silent since {clock_text(fix_s, zone)}."
        else:
            continue
        yield BannerView(
            key=f"{kind}/{vehicle.id}",
            kind=kind,
            place=vehicle.name,
            text=text,
            since_s=heard_s,
            runners=known.people,
        )
