"""What the cells of a start list mean: yes and no, ages, distances and waves."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from typing import Final

from lanterne.race.columns import plain_words
from lanterne.race.definition import Distance, Race
from lanterne.units import HALF_MARATHON_M, MARATHON_M, METRES_PER_KM, METRES_PER_MILE

ADULT_YEARS: Final = 18
OLDEST_YEARS: Final = 105
YOUNGEST_YEARS: Final = 5
SAME_LENGTH: Final = 0.02
"""Two lengths nearer than this share are the same distance: 26 miles, 42 km and a marathon."""

_YES: Final = frozenset({"yes", "y", "true", "t", "1", "x", "ja", "oui", "si", "sí", "on"})
_NO: Final = frozenset({"no", "n", "false", "f", "0", "nein", "non", "off", "none", "na", "n a"})
_MILES: Final = re.compile(r"(\d+(?:\.\d+)?)\s*(?:mi|mile|miles|miler)\b")
_KILOMETRES: Final = re.compile(r"(\d+(?:[.,]\d+)?)\s*(?:k|km|kilometer|kilometers|kilometre|kilometres)\b")


def says_yes(answer: str, *, unclear: bool = False) -> bool:
    """Whether an answer is a yes; `unclear` is what an answer that is neither yes nor no counts as."""
    words = plain_words(answer) if answer else ""
    if not words or words in _NO or words.startswith("no "):
        return False
    return words in _YES or words.startswith("yes ") or unclear


def is_minor(day: date, *, born: str, year_born: str, age: str, unknown: bool) -> bool:
    """Whether a runner is under 18 on race day.

    The birthday counts first, then the year of birth, then the stated age; where one of them leaves it
    open (day and month in either order, turning 18 in the race's year), the runner is a minor.

    Parameters
    ----------
    unknown : bool
        The answer if nothing readable was said.
    """
    days = list(_birthdays(born, day))
    if days:
        return any(_age(each, day) < ADULT_YEARS for each in days)
    if re.fullmatch(r"\d{4}", year_born):
        return day.year - int(year_born) <= ADULT_YEARS
    if re.fullmatch(r"\d{1,3}(\.0)?", age) and float(age) > 0:
        return float(age) < ADULT_YEARS
    return unknown


def _age(born: date, day: date) -> int:
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def _birthdays(text: str, day: date) -> Iterable[date]:
    """Every day that a written birthday may mean: 5/6/99 is in May or in June."""
    numbers = re.findall(r"\d+", text.split(" ")[0].split("T")[0])
    if len(numbers) != 3:
        return
    if len(numbers[0]) == 4:
        year, orders = numbers[0], [(numbers[1], numbers[2])]
    else:
        year, orders = numbers[2], [(numbers[0], numbers[1]), (numbers[1], numbers[0])]
        if "." in text:
            orders = orders[1:]
    for month, of_month in orders:
        try:
            yield date(_full_year(year, day), int(month), int(of_month))
        except ValueError:
            continue


def _full_year(text: str, day: date) -> int:
    """A year of birth; of two digits it is the last that makes the runner at least five years old."""
    year = int(text)
    if len(text) > 2:
        return year
    recent = day.year - day.year % 100 + year
    return recent if day.year - recent >= YOUNGEST_YEARS else recent - 100


def match_distance(answer: str, race: Race) -> Distance | None:
    """The race's distance that a start list means, by id, name, alias, or the length it says.

    An empty answer means the only distance of a race that has one.
    """
    words = plain_words(answer)
    if not words:
        return race.distances[0] if len(race.distances) == 1 else None
    for distance in race.distances:
        names = (distance.id, distance.name, *distance.aliases)
        if words in {plain_words(name) for name in names}:
            return distance
    length_m = _length_m(answer.casefold())
    near = [d for d in race.distances if length_m and abs(length_m / d.length_m - 1) <= SAME_LENGTH]
    return near[0] if len(near) == 1 else None


def _length_m(text: str) -> float | None:
    """The length that a distance's name says: "Half Marathon", "100 Miler", "10K"; None if it says none."""
    if miles := _MILES.search(text):
        return float(miles[1]) * METRES_PER_MILE
    if kilometres := _KILOMETRES.search(text):
        return float(kilometres[1].replace(",", ".")) * METRES_PER_KM
    words = plain_words(text)
    if words in ("half", "half marathon", "halfmarathon", "halbmarathon", "semi marathon", "13 1"):
        return HALF_MARATHON_M
    if words in ("full", "full marathon", "marathon", "26 2"):
        return MARATHON_M
    return None


def match_wave(answer: str, distance: Distance, race: Race) -> str | None:
    """The id of the wave of a distance that a start list means; "Wave 2" and "corral 2" are wave 2."""
    words = plain_words(answer)
    bare = re.sub(r"^(wave|corral|startblock|block|group)\s*", "", words)
    for wave in race.waves:
        if wave.distance == distance.id and plain_words(wave.id) in (words, bare):
            return wave.id
    return None
