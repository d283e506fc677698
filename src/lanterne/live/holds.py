"""The holds as every page shows them: terms, answers, who was told and who knows; and what one would do."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

from lanterne.events import Encounter, Message
from lanterne.field.fold import Field
from lanterne.field.holds import HoldState, Terms
from lanterne.live.acks import ack_views
from lanterne.live.holdoptions import hold_options
from lanterne.live.holdtexts import hold_text, missed_text, party_views
from lanterne.live.now import Now
from lanterne.race.definition import Race
from lanterne.race.stands import Stand, stands
from lanterne.views import AckView, HoldTermsView, HoldView, ToldView

__all__ = ["hold_options", "hold_views", "who_must_know"]

CHOICES = ("going_on", "ride", "pavement")

ENDED: Final = "/ended"
"""Ends what an acknowledgement is about that a hold was ended before its time."""


def hold_views(now: Now) -> list[HoldView]:
    """Every hold, in the order of their first proposal."""
    field = now.field
    if not field.holds:
        return []
    posts = stands(field.race)
    told, acknowledged = field.told(Encounter), field.told(Message)
    return [_hold_view(now, hold, posts, told, acknowledged) for hold in field.holds]


def _hold_view(
    now: Now,
    hold: HoldState,
    posts: dict[str, Stand],
    told: Sequence[Encounter],
    messages: Sequence[Message],
) -> HoldView:
    race = now.field.race
    shown = hold.force or hold.terms
    return HoldView(
        hold=hold.hold,
        state=hold.state,
        latest=_terms_view(hold.terms, posts),
        force=None if hold.force is None else _terms_view(hold.force, posts),
        in_force_s=hold.in_force_s,
        ended_s=hold.ended_s,
        by=hold.by,
        claimed=hold.claimed,
        told=_told(now.field, hold.hold, shown, told),
        acks=_acks(now, hold, posts, messages),
        text=hold_text(race, hold, posts, now.now_s),
        missed=missed_text(race, shown.distance, shown.to_m, shown.until_s),
    )


def who_must_know(race: Race, terms: Terms, posts: dict[str, Stand]) -> list[Stand]:
    """Everybody with a page whom a hold concerns: those in its stretch, its sweeps, and those who agreed."""
    sweeps = {
        one.id
        for one in race.vehicles
        if one.kind == "sweep" and (not one.distances or terms.distance in one.distances)
    }
    return [
        one
        for one in posts.values()
        if one.role != "board"
        and (
            one.id in sweeps
            or one.id in terms.needs
            or terms.from_m <= one.at_m.get(terms.distance, -1.0) <= terms.to_m
        )
    ]


def _terms_view(terms: Terms, posts: dict[str, Stand]) -> HoldTermsView:
    others = [one.party for one in terms.answers if one.party not in terms.needs]
    return HoldTermsView(
        terms=terms.id,
        distance=terms.distance,
        from_m=terms.from_m,
        to_m=terms.to_m,
        until_s=terms.until_s,
        bibs=list(terms.bibs),
        by=terms.by,
        at_s=terms.at_s,
        why=terms.why,
        parties=party_views([*terms.needs, *others], posts, terms),
    )


def _told(field: Field, hold: str, terms: Terms, told: Sequence[Encounter]) -> list[ToldView]:
    """The runners it is for, and all others who were told: when last, and what they last chose."""
    views = {bib: ToldView(bib=bib, at_s=None, choice="", by="") for bib in terms.bibs}
    for one in told:
        if one.hold != hold or one.bib is None:
            continue
        before = views.get(one.bib)
        choice = one.what if one.what in CHOICES else "" if before is None else before.choice
        views[one.bib] = ToldView(
            bib=one.bib, at_s=field.corrected_s(one), choice=choice, by=one.by or one.vehicle
        )
    return list(views.values())


def _acks(now: Now, hold: HoldState, posts: dict[str, Stand], messages: Sequence[Message]) -> list[AckView]:
    """Whether each stand that must know has said that it does: its first word.

    What is to be known is that the hold is in force; once it was ended before its time, that it was, and a
    word from before then was about an earlier end, since undone.
    """
    terms = hold.force
    if terms is None:
        return []
    about, since_s = ack_about(hold), -math.inf
    if about.endswith(ENDED):
        since_s = hold.ended_s or since_s
    who = who_must_know(now.field.race, terms, posts)
    return ack_views(now.field, messages, who, about, since_s)


def ack_about(hold: HoldState) -> str:
    """What a word that somebody knows of a hold is about: its terms in force, or their early end."""
    terms = hold.force or hold.terms
    early = hold.ended_s is not None and hold.force is not None and hold.ended_s < terms.until_s
    return f"hold/{hold.hold}/{terms.id}{ENDED if early else ''}"
