"""The printable log of the radio net, in the columns of ICS 309."""

from __future__ import annotations

from typing import Final

from lanterne.live.netlog import DESK, netlog_rows, operators
from lanterne.live.now import Now
from lanterne.live.planned import race_view
from lanterne.units import clock_text, instant_text, parse_instant_s
from lanterne.web.prints import render

_NET: Final = "radio"


def netlog_page(now: Now) -> bytes:
    """Every line that was entered at the radio desk, by whom; those undone struck."""
    field = now.field
    race, rows = race_view(field.race, field.zeros), netlog_rows(field)
    first_s = parse_instant_s(rows[0].at) if rows else now.now_s
    nets = [one.name for one in field.planned.posts if one.role.lower() == _NET]
    return render(
        "netlog.html",
        race=race,
        rows=rows,
        as_of_s=now.now_s,
        iso=instant_text,
        iso_local=lambda at_s: clock_text(at_s, race.zone),
        day=field.planned.day.isoformat(),
        from_clock=clock_text(first_s, race.zone),
        to_clock=clock_text(now.now_s, race.zone),
        operators=operators(rows),
        undone=sum(row.undone for row in rows),
        desk=", ".join(nets) or DESK,
    )
