"""The lines of the runner's page: what is known of them, and who comes."""

from __future__ import annotations

from collections.abc import Mapping
from math import ceil
from typing import Final

from lanterne.live.meview import AboutYou, Wait
from lanterne.units import clock_text

Texts = Mapping[str, str]

ROUNDED_S: Final = 300.0
"""A vehicle's arrival is told to whole five minutes, upwards: nobody is surer of it."""

_STATES: Final = frozenset({"finished", "with_medical", "unresolved"})
"""States that are told to whoever is in them."""

_OUT: Final = frozenset({"on_course", "unresolved"})
"""States in which a request that others ended may be needed still."""


def known_lines(about: AboutYou, texts: Texts, zone: str) -> list[str]:
    """Where a runner was last seen, and as what they count."""
    lines = [texts["never_seen"]]
    if about.seen_s is not None:
        age = age_text(about.now_s - about.seen_s, texts)
        at = clock_text(about.seen_s, zone)
        lines = [texts["last_seen"].format(place=about.seen_at, at=at, age=age)]
    if about.aboard:
        lines.append(texts["in_vehicle"].format(vehicle=about.aboard, at=clock_text(about.since_s, zone)))
    elif about.state in _STATES:
        lines.append(texts[about.state])
    return lines


def wait_lines(about: AboutYou, texts: Texts, zone: str) -> list[str]:
    """What became of a runner's last request: since when, where, who comes and when; or that it was ended."""
    wait = about.wait
    if wait is None or not wait.open:
        if wait is None or wait.state not in ("closed", "refused") or about.state not in _OUT:
            return []
        return [texts["ended"].format(at=clock_text(wait.state_s, zone))]
    asked = texts["said_help" if wait.help else "said_ride"].format(at=clock_text(wait.at_s, zone))
    where = texts["where_said"].format(place=wait.place) if wait.place else texts["where_unsaid"]
    again = texts["looks_again"].format(at=clock_text(about.now_s, zone))
    return [f"{asked} {where}", _who_comes(wait, texts, zone), again]


def age_text(age_s: float, texts: Texts) -> str:
    """How long ago, to the minute."""
    hours, minutes = divmod(max(0, int(age_s // 60)), 60)
    return texts["ago_h" if hours else "ago_min"].format(hours=hours, minutes=minutes)


def _who_comes(wait: Wait, texts: Texts, zone: str) -> str:
    if wait.vehicle:
        name = "on_its_way" if wait.state == "en_route" else "will_fetch"
        return f"{texts[name].format(vehicle=wait.vehicle)} {_when(wait.eta_s, texts, zone)}"
    if wait.seen:
        return texts["in_hand"]
    return texts["not_seen" if wait.help else "nobody_yet"]


def _when(eta_s: float | None, texts: Texts, zone: str) -> str:
    if eta_s is None:
        return texts["no_time"]
    return texts["likely"].format(at=clock_text(ceil(eta_s / ROUNDED_S) * ROUNDED_S, zone))
