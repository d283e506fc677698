"""Words to say by radio: numbers digit by digit, so that nobody mishears them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from lanterne.units import Unit, metres_per

DIGITS: Final = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")

_NUMBER: Final = re.compile(r"\d+(?:\.\d+)?")
_SPACES: Final = re.compile(r" {2,}")


def spoken(text: str) -> str:
    """A text with every number said digit by digit: "Water 12" is "Water one two", and ? "unread"."""
    apart = _NUMBER.sub(lambda match: f" {_digits(match[0])} ", text).replace("?", " unread ")
    return _SPACES.sub(" ", apart).replace(" ,", ",").strip()


def spoken_bibs(bibs: Sequence[str]) -> str:
    """Bibs as they are said, a pause between them: "two three one, three seven seven"."""
    return ", ".join(spoken(bib) for bib in bibs)


def course_text(at_m: float, unit: Unit) -> str:
    """A place on the course as it is said and written: "mile 14.2"."""
    number = f"{at_m / metres_per(unit):.2f}".rstrip("0").rstrip(".")
    return f"{'mile' if unit == 'mi' else 'km'} {number}"


def _digits(number: str) -> str:
    return " ".join("point" if one == "." else DIGITS[int(one)] for one in number)
