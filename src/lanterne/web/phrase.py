"""Race control's pass phrase: only its hash is kept."""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

from lanterne.errors import LanterneError
from lanterne.folder import write_private

LEAST: Final = 12
"""Characters of a pass phrase."""

MOST: Final = 200

_ALPHABET: Final = "abcdefghjkmnpqrstuvwxyz23456789"
"""Without what is misread or misheard: i, l, o, 0, 1."""

_slow: Final = PasswordHasher()


class PassPhrase:
    """The pass phrase of a race folder.

    The file is looked at each time, so that a new pass phrase counts at once.

    Parameters
    ----------
    file : Path
        Holds the hash.
    hasher : PasswordHasher, optional
        Makes and checks hashes, as slowly as RFC 9106 has it.

    References
    ----------
    Argon2id with the second parameters of RFC 9106, section 4.
    """

    def __init__(self, file: Path, hasher: PasswordHasher = _slow) -> None:
        self._file, self._hasher = file, hasher

    @property
    def hash(self) -> str:
        """The hash, "" while no pass phrase is set.

        Raises
        ------
        LanterneError
            If it cannot be read.
        """
        try:
            return self._file.read_text(encoding="ascii").strip()
        except FileNotFoundError:
            return ""
        except (OSError, ValueError) as error:
            raise LanterneError(f"{self._file}: race control's pass phrase cannot be read: {error}") from None

    def set(self, phrase: str) -> None:
        """Set it; every session begun with another ends.

        Raises
        ------
        LanterneError
            If it is too short or too long, or cannot be written.
        """
        if not LEAST <= len(phrase) <= MOST:
            raise LanterneError(f"a pass phrase has {LEAST} to {MOST} characters: some words are easiest")
        try:
            write_private(self._file, self._hasher.hash(phrase))
        except OSError as error:
            raise LanterneError(f"{self._file} cannot be written: {error}") from None

    def is_right(self, said: str) -> bool:
        """Whether it is what was said; takes a tenth of a second and 64 MiB."""
        try:
            return len(said) <= MOST and self._hasher.verify(self.hash, said)
        except (Argon2Error, InvalidHashError):
            return False


def made_phrase() -> str:
    """A pass phrase of 79 bits that can be read out."""
    return "-".join("".join(secrets.choice(_ALPHABET) for _ in range(4)) for _ in range(4))
