"""What a feed is: an adapter from one protocol's messages to events' fields, and nothing more."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar, Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """What came: a request's parts, or a file's content as `body`.

    Attributes
    ----------
    query : str
        What follows the question mark of the address, as it came.
    content_type : str
    body : bytes
    received_at_s : float, UTC epoch seconds
        Race time when it came, for messages that carry no time.
    """

    query: str = ""
    content_type: str = ""
    body: bytes = b""
    received_at_s: float


@dataclass(frozen=True, slots=True)
class Answer:
    """What a message amounts to, and what its sender is told once its events are on disk.

    Attributes
    ----------
    status : int
        HTTP status.
    events : tuple of dict
        Fields of events for the journal, which fills in race and id. Also those it will refuse: it keeps
        them in quarantine, with the reason.
    refused : tuple of str
        What was not understood or not taken, and why; one line each.
    """

    status: int
    events: tuple[dict[str, Any], ...] = ()
    refused: tuple[str, ...] = ()


class Feed(Protocol):
    """One protocol."""

    name: ClassVar[str]

    def take(self, message: Message) -> Answer:
        """The answer to a message; whatever is in the message, this raises nothing."""
        ...
