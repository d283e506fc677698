"""One race day in one folder: the race as planned, its start list, its journal, its names and its key."""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Self

from lanterne.clock import Clock
from lanterne.errors import LanterneError
from lanterne.journal.sqlite import SqliteJournal
from lanterne.race.definition import Race
from lanterne.race.entrants import Roster
from lanterne.race.loading import load_race, race_file
from lanterne.race.people import PEOPLE_FILE, People
from lanterne.race.rosterfile import ENTRANTS_FILE, read_entrants

JOURNAL_FILE: Final = "journal.db"
KEY_FILE: Final = "control.key"
SIGNING_FILE: Final = "signing.key"
PHRASE_FILE: Final = "control.phrase"


@dataclass(frozen=True, slots=True)
class RaceFolder:
    """A race folder that was read without faults.

    Attributes
    ----------
    path : Path
    race : Race
    roster : Roster
    """

    path: Path
    race: Race
    roster: Roster

    @classmethod
    def open(cls, path: Path) -> Self:
        """The folder at a path, or the one that holds the race.toml at it.

        Raises
        ------
        LanterneError
            If there is none, with every fault of its race.toml, courses or start list.
        """
        file = race_file(path)
        if not file.is_file():
            raise LanterneError(f"{path} is not a race folder: it has no race.toml. Name one that has")
        if not (file.parent / ENTRANTS_FILE).is_file():
            raise LanterneError(
                f"{file.parent} has no start list: make its {ENTRANTS_FILE} with lanterne entrants import"
            )
        race = load_race(file)
        return cls(file.parent, race, read_entrants(file.parent / ENTRANTS_FILE, race))

    def open_journal(self, clock: Clock) -> SqliteJournal:
        """The race's journal, for writing.

        Raises
        ------
        JournalError
            If another process writes it, or it cannot be written.
        """
        return SqliteJournal.open(self.path / JOURNAL_FILE, self.race.id, clock)

    def open_people(self) -> People:
        """The store of names.

        Raises
        ------
        LanterneError
            If it cannot be opened.
        """
        return People.open(self.path / PEOPLE_FILE)

    def control_key(self) -> str:
        """Race control's key for programs, made when first asked for, readable by its owner only.

        Raises
        ------
        LanterneError
            If it cannot be read or written, or was emptied.
        """
        return _secret(self.path / KEY_FILE, "race control's key")

    def signing_key(self) -> bytes:
        """What links and sessions are signed with, made when first asked for, readable by its owner only.

        Raises
        ------
        LanterneError
            If it cannot be read or written, or was emptied.
        """
        return _secret(self.path / SIGNING_FILE, "what links are signed with").encode()

    @property
    def phrase_file(self) -> Path:
        """Where the hash of race control's pass phrase is."""
        return self.path / PHRASE_FILE


def folder_of_journal(journal: Path) -> Path:
    """The race folder that a journal belongs to: the copy kept beside it, or the one it lies in.

    Raises
    ------
    LanterneError
        If there is neither.
    """
    for folder in (copy_beside(journal), journal.parent):
        if race_file(folder).is_file():
            return folder
    raise LanterneError(f"{journal} does not lie in a race folder; name its folder with --race")


def copy_beside(journal: Path) -> Path:
    """Where the race folder of a journal that lies elsewhere is kept: ``day.db`` has ``day.race``."""
    return journal.with_suffix(".race")


def write_private(file: Path, text: str) -> None:
    """Write a file that only its owner may read, whole or not at all.

    Raises
    ------
    OSError
        If it cannot be written.
    """
    part = file.with_name(f"{file.name}.part")
    part.unlink(missing_ok=True)
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as handle:
        handle.write(text + "\n")
    part.replace(file)


def _secret(file: Path, what: str) -> str:
    try:
        if not file.exists():
            write_private(file, secrets.token_urlsafe(24))
        secret = file.read_text(encoding="ascii").strip()
    except (OSError, ValueError) as error:
        raise LanterneError(f"{file}: {what} cannot be read or written: {error}") from None
    if len(secret) < 16:
        raise LanterneError(f"{file} is not a key; delete it, and the next serve makes one")
    return secret
