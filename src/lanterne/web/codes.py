"""A runner's code: with their bib it is their own word, so it is printed where only they read it."""

from __future__ import annotations

import csv
import hashlib
import hmac
from collections.abc import Iterable
from io import StringIO
from typing import Final
from urllib.parse import quote

LETTERS: Final = "ACDEFHJKMNPRTWXY3479"
"""What nobody takes for another, typed from a wet bib: no B and 8, no S and 5, no O, Q and 0."""

LENGTH: Final = 6
"""64 million codes; whoever guesses has four tries a minute."""

ME: Final = "/me"


class Codes:
    """The codes of one race's runners, made of the folder's secret: nothing is stored.

    Parameters
    ----------
    key : bytes
        The race folder's secret.
    race : str
    """

    def __init__(self, key: bytes, race: str) -> None:
        self._key = hmac.digest(key, f"code\x1f{race}".encode(), hashlib.sha256)

    def code(self, bib: str) -> str:
        """The code of a bib."""
        number = int.from_bytes(hmac.digest(self._key, bib.encode(errors="replace"), hashlib.sha256))
        letters = []
        for _ in range(LENGTH):
            number, letter = divmod(number, len(LETTERS))
            letters.append(LETTERS[letter])
        return "".join(letters)

    def is_right(self, bib: str, typed: str) -> bool:
        """Whether a code as typed (in whatever case, with blanks or hyphens) is that of a bib."""
        said = "".join(one for one in typed.upper() if one.isalnum())
        return hmac.compare_digest(self.code(bib).encode(), said.encode(errors="replace"))


def address(base: str, bib: str, code: str = "") -> str:
    """The address of a runner's page; with the code it opens at once."""
    parts = [quote(bib, safe="")] + ([code] if code else [])
    return f"{base.rstrip('/')}{ME}/{'/'.join(parts)}"


def table(codes: Codes, bibs: Iterable[str], base: str) -> str:
    """A CSV for whoever prints the bibs: bib, code, and the address to make a QR code of."""
    text = StringIO()
    rows = csv.writer(text, lineterminator="\n")
    rows.writerow(("bib", "code", "link"))
    for bib in bibs:
        code = codes.code(bib)
        rows.writerow((bib, code, address(base, bib, code)))
    return text.getvalue()
