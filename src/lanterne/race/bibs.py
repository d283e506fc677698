"""Bibs that were not read well: which ones may have been meant."""

from __future__ import annotations

from collections.abc import Container, Iterator
from itertools import product
from typing import Final

UNREADABLE: Final = "?"
MOST_UNREADABLE: Final = 3
"""With more digits unreadable than this, a bib says too little to look for it."""

_DIGITS: Final = "0123456789"


def readings(bib: str, known: Container[str]) -> list[str]:
    """The known bibs that one with unreadable digits, or one digit mistaken, may stand for.

    Parameters
    ----------
    bib : str
        As it was recorded; ``?`` for each digit that could not be read. Without one, bibs with another digit
        in one place or with two neighbours the other way round.
    known : container of str
    """
    wanted = _filled(bib) if UNREADABLE in bib else _one_off(bib)
    return sorted({one for one in wanted if one in known and one != bib})


def _filled(bib: str) -> Iterator[str]:
    gaps = [i for i, digit in enumerate(bib) if digit == UNREADABLE]
    if len(gaps) > MOST_UNREADABLE:
        return
    for digits in product(_DIGITS, repeat=len(gaps)):
        letters = list(bib)
        for i, digit in zip(gaps, digits, strict=True):
            letters[i] = digit
        yield "".join(letters)


def _one_off(bib: str) -> Iterator[str]:
    for i, letter in enumerate(bib):
        if letter.isdigit():
            yield from (bib[:i] + digit + bib[i + 1 :] for digit in _DIGITS)
        yield bib[:i] + bib[i + 1 : i + 2] + letter + bib[i + 2 :]
