"""The errors Lanterne raises on purpose; the command line prints them as one line each and exits with 2."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


class LanterneError(Exception):
    """Something the person in front of the machine can put right; the message says how."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One mistake in what somebody wrote: where it is, what is wrong, and the mend."""

    file: str
    key: str
    what: str
    mend: str

    def __str__(self) -> str:
        where = f"{self.file}: {self.key}" if self.key else self.file
        return f"{where}: {self.what}. {self.mend}"


class InputFaults(LanterneError):
    """A race definition, course or start list with mistakes; all of them, found in one pass."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(str(fault) for fault in self.faults))


class JournalError(LanterneError):
    """The journal cannot be opened or written: newer version, full disk, read-only folder."""
