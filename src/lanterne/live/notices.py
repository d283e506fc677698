"""What a post has to know and say so: holds, versions of the cut-offs, what its station is told."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from lanterne.live.decided import Decided
from lanterne.live.now import Now
from lanterne.live.seeing import hold_words, sees_bibs
from lanterne.race.stands import Stand, stands
from lanterne.units import clock_text
from lanterne.views import NoticeView, UnheardView

STATION: Final = "station/"
"""Begins what a notice about a station's stage is about."""

RADIO_AFTER_S: Final = 180.0
"""Who has not acknowledged for so long is called by radio."""

TOLD: Final = {
    "counting": "Your last list is open: say of each bib on it when it passes.",
    "list_agreed": "Your list is agreed. Stay until released.",
    "may_pack": "You may pack up. Leave water for the sweep, and stay until it has passed.",
    "may_close": "You may close. Thank you.",
    "stay": "Stay open: you are still needed.",
}
TOLD_CHEERS: Final = {
    "may_pack": "The last runner is past you. Thank you, you may go.",
    "may_close": "The last runner is past you. Thank you, you may go.",
    "stay": "Please stay: runners are still to come.",
}


@dataclass(frozen=True, slots=True)
class _Notice:
    """Something to acknowledge; said again it has to be acknowledged `again`."""

    about: str
    text: str
    at_s: float
    again: bool = False


def notice_views(now: Now, made: Decided, stand: Stand) -> list[NoticeView]:
    """What a stand has to acknowledge, or has, the newest first; a board can say nothing and has none."""
    if stand.role == "board":
        return []
    found = [*_of_holds(now, made, stand), *_of_versions(now, made), *_of_station(made, stand)]
    views = []
    for one in sorted(found, key=lambda one: (-one.at_s, one.about)):
        said_s = made.acks.get((stand.id, one.about), ())
        known_s = next((s for s in said_s if not one.again or s >= one.at_s), None)
        views.append(NoticeView(about=one.about, text=one.text, at_s=one.at_s, acknowledged_s=known_s))
    return views


def unheard_views(now: Now, made: Decided) -> list[UnheardView]:
    """What no word has come back of yet, the longest waiting first.

    Nobody calls a station that has closed, or race control itself. `words` are empty until it is time to say
    them by radio.
    """
    gone = {one.station for one in made.closings.values() if one.stage == "closed"}
    gone |= {one.id for one in now.field.race.posts if one.role.lower() == "race control"}
    found = [
        UnheardView(
            post=stand.id,
            name=stand.name,
            role=stand.role,
            about=notice.about,
            text=notice.text,
            since_s=notice.at_s,
            words=radio_words(notice, stand) if now.now_s - notice.at_s >= RADIO_AFTER_S else "",
        )
        for stand in stands(now.field.race).values()
        if stand.id not in gone
        for notice in notice_views(now, made, stand)
        if notice.acknowledged_s is None
    ]
    return sorted(found, key=lambda one: (one.since_s, one.post, one.about))


def radio_words(notice: NoticeView, stand: Stand) -> str:
    """What to say by radio to a stand that has not acknowledged."""
    return f"{stand.name}, this is race control. {notice.text} Please read that back."


def _of_holds(now: Now, made: Decided, stand: Stand) -> Iterator[_Notice]:
    for hold in made.holds:
        terms, in_force_s = hold.force, hold.in_force_s
        if terms is None or in_force_s is None:
            continue
        if not any(one.post == stand.id for one in hold.acks):
            continue  # it concerns others
        about = f"hold/{hold.hold}/{terms.terms}"
        if hold.state == "in_force":
            text = hold.text if sees_bibs(stand.role) else hold_words(now.field.race, terms)
            yield _Notice(about, text, in_force_s)
        elif hold.ended_s is not None and hold.ended_s < terms.until_s:
            until = clock_text(terms.until_s, now.field.race.zone)
            text = f"The hold until {until} is ended: the cut-offs are as they were."
            yield _Notice(f"{about}/ended", text, hold.ended_s, again=True)


def _of_versions(now: Now, made: Decided) -> Iterator[_Notice]:
    table = made.table
    if table.version > 1 and table.published_s is not None:
        text = f"The cut-offs have changed: version {table.version} by {table.by}. Look at the new table."
        # A number taken back and given again was acknowledged of what nobody sees any more.
        yield _Notice(f"cutoff/{table.version}", text, table.published_s, again=True)


def _of_station(made: Decided, stand: Stand) -> Iterator[_Notice]:
    closing = made.closings.get(stand.id)
    if closing is None or closing.stage_s is None:
        return
    text = (TOLD_CHEERS if stand.role == "cheer" else TOLD).get(closing.stage)
    if text is not None:
        yield _Notice(f"{STATION}{stand.id}/{closing.stage}", text, closing.stage_s, again=True)
