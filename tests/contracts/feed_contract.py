"""What every feed must do, whatever its protocol."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import permutations

from lanterne.feeds.base import Answer, Feed, Message
from lanterne.journal.intake import Row, take_in

RACE = "tiny"
GUN_S = 1_777_809_600.0


@dataclass(frozen=True, slots=True)
class Spoken:
    """A feed, and how its protocol says something.

    Attributes
    ----------
    feed : Feed
    say : callable
        The message for something that happened at an instant and was received at another (UTC epoch s).
    """

    feed: Feed
    say: Callable[[float, float], Message]


def check_feed(spoken: Spoken) -> None:
    """Raise unless a feed keeps the contract for sound messages."""
    _one_event(spoken)
    _same_id_for_a_retransmission(spoken)
    _late_is_no_later(spoken)
    _order_does_not_matter(spoken)
    _a_clock_jump_is_answered(spoken)


def check_never_raises(feed: Feed, message: Message) -> None:
    """Raise unless a feed refuses garbage in words, or hands on what the journal can judge."""
    answer = feed.take(message)
    assert answer == feed.take(message), "the answer depends on more than the message"
    assert answer.events or answer.refused or answer.status == 200, "refused without a word"
    assert all("\n" not in line for line in answer.refused), "a reason is one line"
    for fields in answer.events:
        take_in(fields, RACE)


def rows(answer: Answer) -> list[Row]:
    """What the journal makes of an answer's events; all must be sound."""
    taken = [take_in(fields, RACE) for fields in answer.events]
    sound = [one for one in taken if isinstance(one, Row)]
    assert len(sound) == len(taken), f"the journal refuses {taken}"
    return sound


def _one_event(spoken: Spoken) -> None:
    answer = spoken.feed.take(spoken.say(GUN_S, GUN_S + 1))
    (row,) = rows(answer)
    assert 200 <= answer.status < 300
    assert answer.refused == ()
    assert abs(row.happened_at_s - GUN_S) < 1e-3, "it happened when the message says"


def _same_id_for_a_retransmission(spoken: Spoken) -> None:
    first, again, other = (
        rows(spoken.feed.take(spoken.say(at_s, received_s)))[0]
        for at_s, received_s in ((GUN_S, GUN_S + 1), (GUN_S, GUN_S + 21), (GUN_S + 5, GUN_S + 21))
    )
    assert first == again, "a retransmission is the same event"
    assert first.id != other.id, "another read is another event"


def _late_is_no_later(spoken: Spoken) -> None:
    (row,) = rows(spoken.feed.take(spoken.say(GUN_S, GUN_S + 7_200)))
    assert abs(row.happened_at_s - GUN_S) < 1e-3, "it happened when it happened, however late it comes"


def _order_does_not_matter(spoken: Spoken) -> None:
    messages = [spoken.say(GUN_S + at_s, GUN_S + 60) for at_s in (0, 20, 40)]
    got = {tuple(sorted(rows(spoken.feed.take(one))[0] for one in order)) for order in permutations(messages)}
    assert len(got) == 1, "a feed remembers nothing from one message to the next"


def _a_clock_jump_is_answered(spoken: Spoken) -> None:
    for jump_s in (-GUN_S + 3_600, -10 * 365 * 86_400, -3_600, 3_600, 50 * 365 * 86_400):
        check_never_raises(spoken.feed, spoken.say(GUN_S + jump_s, GUN_S))
