"""Slots that take one of a few words: each with the word or words typed, and what they stand for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

Ways = tuple[tuple[tuple[str, ...], str], ...]
"""Words as they are typed, and the code that they stand for."""

SAID_BY: Final[Mapping[str, str]] = (
    dict.fromkeys(("himself", "herself", "themself", "themselves", "self", "runner"), "self")
    | dict.fromkeys(
        ("family", "wife", "husband", "partner", "mother", "father", "sister", "brother", "friend"), "family"
    )
    | dict.fromkeys(("staff", "volunteer", "police", "captain", "us"), "staff")
)
ASKS: Final[Ways] = (
    (("may", "close"), "may_close"),
    (("to", "close"), "may_close"),
    (("if", "may", "close"), "may_close"),
    (("call", "back"), "call_me"),
    (("call", "me"), "call_me"),
    (("a", "call"), "call_me"),
    (("call",), "call_me"),
    (("supplies",), "supplies"),
    (("water",), "water"),
    (("medical",), "medical"),
    (("companion",), "companion"),
    (("company",), "companion"),
    (("a", "hold"), "hold"),
    (("hold",), "hold"),
)
RESULTS: Final[Ways] = (
    (("no", "answer"), "no_answer"),
    (("left", "message"), "left_message"),
    (("left", "a", "message"), "left_message"),
    (("reached",), "reached"),
    (("answered",), "reached"),
)
HEAT: Final[Mapping[str, str]] = {"not_hot": "none", "hot": "hot", "extreme_heat": "extreme"}
"""A day as it is said, and as `Conditions` has it."""

DAYS: Final[Ways] = (
    (("wet",), "wet"),
    (("dry",), "dry"),
    (("hot",), "hot"),
    (("not", "hot"), "not_hot"),
    (("extreme", "heat"), "extreme_heat"),
    (("extremely", "hot"), "extreme_heat"),
)
WAYS: Final[Ways] = (
    (("on", "foot"), "on_foot"),
    (("own", "way"), "on_foot"),
    (("walking",), "on_foot"),
    (("with", "family"), "with_family"),
    (("fetched", "by", "family"), "with_family"),
    (("waits", "for", "a", "ride"), "waits"),
    (("waits", "for", "ride"), "waits"),
    (("waits",), "waits"),
    (("needs", "a", "ride"), "waits"),
    (("needs", "ride"), "waits"),
)
REASONS: Final[Ways] = (
    (("own", "wish"), "own_wish"),
    (("time", "limit"), "time_limit"),
    (("wrong", "way"), "wrong_way"),
)
LEVELS: Final[Ways] = tuple(((level,), level) for level in ("green", "yellow", "red", "black"))
