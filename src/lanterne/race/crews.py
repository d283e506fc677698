"""The entries of race.toml that are people: vehicles, posts, the road they give back, what a hold needs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import get_args

from lanterne.race import sections as read
from lanterne.race.definition import HoldRules, Post, Segment, Vehicle, VehicleKind
from lanterne.race.entries import Plan
from lanterne.race.places import read_places
from lanterne.race.sections import Section


def vehicle(section: Section, name: str, plan: Plan) -> Vehicle:
    """Read a ``[[vehicle]]``."""
    known = read.choices(*plan.distances) if plan.distances else read.texts
    return Vehicle(
        id=name,
        name=section.need("name", read.text, '"Sweep 1"') or "",
        kind=section.need("kind", read.choice(*get_args(VehicleKind)), '"sweep"') or "other",
        seats=section.may("seats", read.count) or 0,
        device=section.may("device", read.text),
        distances=section.may("distances", known) or (),
    )


def post(section: Section, name: str, plan: Plan) -> Post:
    """Read a ``[[post]]``, which may be anywhere."""
    return Post(
        id=name,
        name=section.need("name", read.text, '"Smithfield and Fourth"') or "",
        role=section.need("role", read.text, '"police"') or "",
        at_m=read_places(section, plan.lengths_m) if "at" in section else {},
        crew=section.may("crew", read.count) or 0,
    )


def segment(section: Section, name: str, plan: Plan) -> Segment:
    """Read a ``[[segment]]``."""
    permit_s = section.may("permit", read.clock)
    return Segment(
        id=name,
        name=section.need("name", read.text, '"Fifth Avenue"') or "",
        from_m=read_places(section, plan.lengths_m, "from"),
        to_m=read_places(section, plan.lengths_m, "to"),
        post=section.may("post", read.text),
        permit_s=None if permit_s is None else plan.header.instant_s(permit_s),
    )


def hold(section: Section | None, plan: Plan) -> HoldRules:
    """Read ``[hold]``."""
    if section is None:
        return HoldRules()
    latest_s = section.may("latest", read.clock)
    rules = HoldRules(
        needs=tuple(dict.fromkeys(section.may("needs", read.texts) or ())),
        latest_s=None if latest_s is None else plan.header.instant_s(latest_s),
        crew_hour_cost=section.may("crew_hour_cost", read.positive),
        post_hour_cost=section.may("post_hour_cost", read.positive),
        currency=section.may("currency", read.text) or "",
    )
    section.close()
    return rules


def tokens(section: Section | None) -> Mapping[str, str]:
    """Read ``[feeds]``: the token of each feed."""
    found: dict[str, str] = {}
    for name in section.keys() if section else ():
        feed = section.section(name, '{ token = "a-long-secret" }') if section else None
        if feed is not None:
            found[name] = feed.need("token", read.text, '"a-long-secret"') or ""
            feed.close()
    return found
