"""Names of runners, as the erasable store gives them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol


class Names(Protocol):
    """The names of runners, from the erasable store."""

    def names(self, bibs: Sequence[str]) -> Mapping[str, str]:
        """Names by bib, of those that have one."""
        ...

    def search(self, text: str) -> Sequence[str]:
        """Bibs whose name holds a text."""
        ...
