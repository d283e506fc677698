"""The boards of mats and feeds: what each has given, and whether it is silent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from lanterne.field.fold import Field
from lanterne.field.silence import device_health
from lanterne.live.arrivals import Arrivals
from lanterne.live.day import mat_words
from lanterne.live.picture import Picture
from lanterne.views import DayView, FeedView, MatView


def mat_views(field: Field, arrivals: Sequence[Arrivals], picture: Picture, day: DayView) -> list[MatView]:
    """Every timing point: passings, the last, its stage (as said, or silent by its reads), what is odd."""
    odd = {mat.id: mat_words(mat) for mat in day.mats}
    views = []
    for column, point in enumerate(field.race.points):
        passing_s = field.passing_s[:, column]
        read = np.isfinite(passing_s)
        stage = picture.mat_stages.get(point.id, "live")
        if stage == "live" and any(each.is_dark(point.id) for each in arrivals):
            stage = "silent"
        last_s = float(passing_s[read].max()) if read.any() else None
        passings, note = int(read.sum()), odd.get(point.id, "")
        views.append(MatView(id=point.id, passings=passings, last_s=last_s, stage=stage, note=note))
    return views


def feed_views(
    field: Field, heard_s: Mapping[int, float], quarantined: Mapping[str, int], now_s: float
) -> list[FeedView]:
    """Every source that has been heard, or has sent something bad.

    Parameters
    ----------
    heard_s : Mapping
        When the journal last received something, by source number, UTC epoch seconds.
    quarantined : Mapping
        Bad events by source.
    """
    counts = field.register.count_by_source(len(field.sources.names))
    reading = np.bincount(field.reads.source, minlength=len(counts))
    views = []
    for number, name in enumerate(field.sources.names):
        last_s = heard_s.get(number)
        kind = "passing" if reading[number] else "position" if field.fixes.is_source(number) else "word"
        views.append(
            FeedView(
                source=name,
                kind=kind,
                last_s=last_s,
                received=int(counts[number]),
                quarantined=quarantined.get(name, 0),
                # Only a tracker is expected to report by itself; a mat is judged by the runners due at it.
                health=device_health(last_s, now_s) if kind == "position" else "ok",
            )
        )
    known = set(field.sources.names)
    for name, count in quarantined.items():
        if name not in known:
            views.append(
                FeedView(
                    source=name, kind="word", last_s=None, received=0, quarantined=count, health="never heard"
                )
            )
    return sorted(views, key=lambda one: (one.kind, one.source))
