"""The few posts whose pages a newcomer opens first, of each role one or two."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from lanterne.race.definition import Race
from lanterne.race.stands import BOARD, Role, stands
from lanterne.web.links import LinkView

SWEEPS: Final = 2
LATE: Final = 0.75
"""Of the course: where the last runners are long in coming, and a station's closing is decided."""

_ONE_EACH: Final[tuple[Role, ...]] = ("sag", "police", "medical", "finish", "family", "radio")


def first_links(race: Race, views: Sequence[LinkView]) -> list[LinkView]:
    """Sweeps, a late station, a cheer station with its board, and one post of each other kind of page."""
    by_id = {view.post: view for view in views}
    of_role: dict[str, list[LinkView]] = {}
    for view in views:
        of_role.setdefault(view.role, []).append(view)
    places = stands(race)
    length_m = {distance.id: distance.length_m for distance in race.distances}

    def from_late(view: LinkView) -> float:
        shares = [at_m / length_m[distance] for distance, at_m in places[view.post].at_m.items()]
        return min((abs(share - LATE) for share in shares), default=1.0)

    cheers = of_role.get("cheer", [])[:1]
    return [
        *of_role.get("sweep", [])[:SWEEPS],
        *sorted(of_role.get("station", []), key=from_late)[:1],
        *cheers,
        *(by_id[view.post + BOARD] for view in cheers),
        *(view for role in _ONE_EACH for view in of_role.get(role, [])[:1]),
    ]
