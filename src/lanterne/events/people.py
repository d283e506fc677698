"""What runners allow, and what is brought to them."""

from __future__ import annotations

from typing import Literal

from lanterne.events.base import Bib, Fact, Name


class Consent(Fact, frozen=True, kw_only=True, tag="consent"):
    """A runner gives or withdraws consent to one use."""

    bib: Bib
    use: Name
    given: bool


class Introduction(Fact, frozen=True, kw_only=True, tag="introduction"):
    """A step of bringing two or more runners together."""

    introduction: Name
    what: Literal["proposed", "accepted", "declined", "ended"]
    bibs: tuple[Bib, ...] = ()
    bib: Bib | None = None


class Cheer(Fact, frozen=True, kw_only=True, tag="cheer"):
    """A message for a runner; its text lives in the erasable store under `text_ref`."""

    bib: Bib
    text_ref: Name


class Moment(Fact, frozen=True, kw_only=True, tag="moment"):
    """A photo, its place and the bibs in it; the picture lives in the erasable store under `photo_ref`."""

    photo_ref: Name
    bibs: tuple[Bib, ...] = ()
    place: Name | None = None
