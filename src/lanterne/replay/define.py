"""A race folder for a results file that has none: its mats as timing points, its runners as entrants."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Final

from lanterne.errors import LanterneError
from lanterne.race.entrants import Entrant, Roster
from lanterne.race.rosterfile import ENTRANTS_FILE, write_entrants
from lanterne.results import Results
from lanterne.units import Unit

DISTANCE: Final = "marathon"
LONGEST_ID: Final = 40
MONDAY, SUNDAY = 0, 6
LAST = -1


@dataclass(frozen=True, slots=True)
class Habit:
    """Where and when a race is held: the `nth` `weekday` of `month`, save in years with another day."""

    name: str
    zone: str
    unit: Unit
    month: int
    nth: int
    weekday: int = SUNDAY
    otherwise: tuple[date, ...] = ()

    def day(self, year: int) -> date:
        """The race day of a year."""
        for day in self.otherwise:
            if day.year == year:
                return day
        return nth_weekday(year, self.month, self.weekday, self.nth)


UNKNOWN: Final = Habit("", "UTC", "km", month=10, nth=1)
"""A race not known by name is put on the first Sunday of October."""

HABITS: Final = {
    "berlin": Habit("Berlin Marathon", "Europe/Berlin", "km", 9, LAST, otherwise=(date(2000, 9, 10),)),
    "boston": Habit(
        "Boston Marathon", "America/New_York", "mi", 4, 3, MONDAY, otherwise=(date(2021, 10, 11),)
    ),
    "chicago": Habit("Chicago Marathon", "America/Chicago", "mi", 10, 2),
    "honolulu": Habit("Honolulu Marathon", "Pacific/Honolulu", "mi", 12, 2),
    "houston": Habit("Houston Marathon", "America/Chicago", "mi", 1, 3),
    "koeln": Habit("Köln Marathon", "Europe/Berlin", "km", 10, 1),
    "london": Habit("London Marathon", "Europe/London", "mi", 4, LAST, otherwise=(date(2014, 4, 13),)),
    "nyc": Habit("New York City Marathon", "America/New_York", "mi", 11, 1),
    "twincities": Habit("Twin Cities Marathon", "America/Chicago", "mi", 10, 1),
}


def nth_weekday(year: int, month: int, weekday: int, nth: int) -> date:
    """The `nth` such weekday (Monday is 0) of a month, or its last for -1."""
    if nth == LAST:
        after = date(year + month // 12, month % 12 + 1, 1)
        return after - timedelta(days=(after.weekday() - weekday - 1) % 7 + 1)
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (nth - 1))


def race_id(results: Results) -> str:
    """The race's id, such as ``honolulu_2017``; whatever an id may not hold is an underscore."""
    plain = "".join(letter if letter.isascii() and letter.isalnum() else "_" for letter in results.race)
    return f"{plain.lower()[:LONGEST_ID].strip('_') or 'race'}_{results.year}"


def race_toml(results: Results) -> str:
    """The race.toml of a results file: start 07:00, a timing point for each mat, no course."""
    habit = HABITS.get(results.race.lower(), UNKNOWN)
    name = habit.name or f"{results.race} marathon"
    lines = [
        f"# Made from the results of {_quoted(name)} {results.year}: the start time is not the real one.",
        "",
        "[race]",
        f'id = "{race_id(results)}"',
        f"name = {_quoted(f'{name} {results.year}')}",
        f"date = {habit.day(results.year).isoformat()}",
        f'timezone = "{habit.zone}"',
        f'unit = "{habit.unit}"',
        'start = "07:00"',
        "minors = false",
        "",
        "[[distance]]",
        f'id = "{DISTANCE}"',
        'name = "Marathon"',
        'length = "42.195 km"',
        *_timing_point("start", "Start", "start"),
    ]
    for point in results.points:
        if point.column == "finish":
            lines += _timing_point("finish", "Finish", "finish")
        else:
            lines += [*_timing_point(point.column, point.name, "split"), f"at = {point.at_m:.1f}"]
    if results.race.strip():
        lines += ["", "[forecast]", f"course = {_quoted(results.race)}"]
    return "\n".join(lines) + "\n"


def init_race(results: Results, folder: Path) -> None:
    """Write a race folder for a results file: race.toml and the start list, bib = runner.

    Raises
    ------
    LanterneError
        If one of the files is there already (nothing is written), or the folder cannot be written.
    """
    race_file, entrants_file = folder / "race.toml", folder / ENTRANTS_FILE
    for file in (race_file, entrants_file):
        if file.exists():
            raise LanterneError(f"{file} is there already. Name another folder, or remove it first")
    roster = Roster.of([Entrant(bib=runner, distance=DISTANCE) for runner in results.runners])
    try:
        folder.mkdir(parents=True, exist_ok=True)
        write_entrants(entrants_file, roster)
        race_file.write_text(race_toml(results), encoding="utf-8")
    except OSError as error:
        raise LanterneError(f"{folder} cannot be written: {error.strerror}. Name another folder") from None


def _timing_point(name: str, shown: str, kind: str) -> list[str]:
    return ["", "[[timing_point]]", f'id = "{name}"', f'name = "{shown}"', f'kind = "{kind}"']


def _quoted(text: str) -> str:
    plain = (
        "".join(letter for letter in text if letter.isprintable()).replace("\\", "\\\\").replace('"', '\\"')
    )
    return f'"{plain}"'
