"""Who knows of what, made up: acknowledgements, and those that are missing."""

from __future__ import annotations

from collections.abc import Sequence

from made_up_race import at

from lanterne import events, views
from lanterne.events import Event

POSTS = (
    ("police", "Police"),
    ("medical", "Medical"),
    ("finish", "Finish"),
    ("sweep1", "Sweep 1"),
    ("s18", "Station 18"),
    ("s19", "Station 19"),
    ("s20", "Station 20"),
    ("s21", "Station 21"),
    ("s22", "Station 22"),
    ("cheer", "Cheer, mile 25"),
)


def acks(about: str, said: Sequence[Event], missing: set[str]) -> list[views.AckView]:
    """Every post but those missing knows; these once they were heard."""
    heard = {one.to: one for one in said if isinstance(one, events.Message) and one.message == about}
    return [_ack(post, name, heard.get(post), post not in missing) for post, name in POSTS]


def _ack(post: str, name: str, word: events.Message | None, knows: bool) -> views.AckView:
    if word is not None:
        return views.AckView(
            post=post,
            name=name,
            at_s=word.happened_at.timestamp(),
            by=word.by or "",
            heard_by=word.heard_by or "",
        )
    return views.AckView(
        post=post, name=name, at_s=at("12:14") if knows else None, by="crew" if knows else "", heard_by=""
    )


def unheard(
    held: Sequence[views.HoldView], published: Sequence[views.CutoffVersionView]
) -> list[views.UnheardView]:
    """What the acknowledgements of holds in force and of the latest version lack."""
    told = [
        (f"hold/{one.hold}/{one.force.terms}", one.text, one.in_force_s, one.acks)
        for one in held
        if one.force is not None and one.in_force_s is not None and one.state == "in_force"
    ]
    for version in published[-1:]:
        text = f"The cut-offs have changed: version {version.version}. Look at the new table."
        told.append((f"cutoff/{version.version}", text, version.at_s, version.acks))
    return [
        views.UnheardView(
            post=ack.post,
            name=ack.name,
            role="sweep" if ack.post.startswith("sweep") else "station",
            about=about,
            text=text,
            since_s=since_s,
            words=f"{ack.name}, this is race control. {text} Please read that back.",
        )
        for about, text, since_s, known in told
        for ack in known
        if ack.at_s is None
    ]
