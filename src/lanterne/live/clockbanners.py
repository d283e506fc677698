"""Sources whose clock is wrong, each as one banner, with the offset that a person may enter."""

from __future__ import annotations

from lanterne.dispatch.words import people
from lanterne.field.clocks import WrongClock, wrong_clocks
from lanterne.live.now import Now
from lanterne.units import duration_text
from lanterne.views import BannerView


def clock_banners(now: Now) -> list[BannerView]:
    """A banner for every source that is hours, or impossibly, off at a timing point."""
    views = []
    for one in wrong_clocks(now.field):
        point = now.field.race.points[one.point]
        views.append(
            BannerView(
                key=f"clock/{one.source}/{point.id}",
                kind="clock",
                place=point.name,
                text=_text(one, point.name),
                since_s=one.since_s,
                # Whoever it makes late or impossible is kept from the search list by their other reads.
                runners=0,
            )
        )
    return sorted(views, key=lambda view: (view.since_s, view.key))


def _text(one: WrongClock, place: str) -> str:
    fast = "ahead" if one.offset_s > 0 else "behind"
    off = f"The clock of {one.source} at {place} seems to be {duration_text(abs(one.offset_s))} {fast}"
    off += f", judged by {people(one.runners)} read elsewhere too."
    if not one.alone:
        return f"{off} {one.source} reads at other places as well: set that reader's own clock."
    return f"{off} If so, enter an offset of {-one.offset_s:+.0f} s for {one.source}."
