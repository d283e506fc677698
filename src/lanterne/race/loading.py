"""race.toml read into a `Race`, with every mistake found in one pass. Its form is in docs/race-toml.md."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol, TypeVar

from lanterne.errors import Fault, InputFaults
from lanterne.race import crews, entries
from lanterne.race.consistency import check_consistency
from lanterne.race.definition import Race
from lanterne.race.entries import Header, Plan
from lanterne.race.sections import Findings, Section, identifier, text


@dataclass(frozen=True, slots=True)
class Checked:
    """What came of reading a race: the race if it has no faults, all faults, and all warnings."""

    race: Race | None
    faults: tuple[Fault, ...]
    warnings: tuple[Fault, ...]


def race_file(path: Path) -> Path:
    """The race.toml meant by a path to it or to its folder."""
    return path / "race.toml" if path.is_dir() else path


def load_race(path: Path) -> Race:
    """The race of a race.toml or of the folder it is in.

    Raises
    ------
    InputFaults
        With every mistake in race.toml and the course files it names.
    """
    checked = check_race(path)
    if checked.race is None:
        raise InputFaults(checked.faults)
    return checked.race


def check_race(path: Path) -> Checked:
    """Read a race.toml, or the one in a folder, and find everything wrong with it and its courses."""
    file = race_file(path)
    findings = Findings(str(file))
    values = _toml(file, findings)
    race = None if values is None else _race(values, file.parent, findings)
    faults = tuple(findings.faults)
    return Checked(None if faults else race, faults, tuple(findings.warnings))


def _toml(file: Path, findings: Findings) -> dict[str, Any] | None:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8-sig"))
    except tomllib.TOMLDecodeError as error:
        findings.fault("", f"is not TOML: {error}", "Correct that line; texts and times stand in quotes")
    except UnicodeDecodeError:
        findings.fault("", "is not text in UTF-8", "Save it as UTF-8")
    except OSError as error:
        findings.fault("", f"cannot be read: {error.strerror}", "Give a race.toml, or the folder it is in")
    return None


def _race(values: dict[str, Any], folder: Path, findings: Findings) -> Race:
    root = Section(values, "", findings)
    head = root.section("race", "[race]")
    if "race" not in root:
        findings.fault("race", "is missing", "Begin the file with the table [race]")
    head = head or Section({}, "race", Findings(""))
    plan = Plan(folder, findings, Header.of(head))
    head.close()
    distances = _entries(root, "distance", entries.distance, plan)
    plan.distances = {distance.id: distance for distance in distances if distance.id}
    if "distance" not in root:
        findings.fault("distance", "is missing", "Add a table [[distance]] for each race of the day")
    feeds = root.section("feeds", "[feeds]")
    forecast = root.section("forecast", "[forecast]")
    hold = root.section("hold", "[hold]")
    race = Race(
        id=plan.header.id,
        name=plan.header.name,
        day=plan.header.day,
        zone=plan.header.zone,
        unit=plan.header.unit,
        distances=distances,
        waves=_entries(root, "wave", entries.wave, plan),
        points=_entries(root, "timing_point", entries.timing_point, plan),
        stations=_entries(root, "station", entries.station, plan),
        gates=_entries(root, "gate", entries.gate, plan),
        vehicles=_entries(root, "vehicle", crews.vehicle, plan),
        posts=_entries(root, "post", crews.post, plan),
        segments=_entries(root, "segment", crews.segment, plan),
        hold=crews.hold(hold, plan),
        notice=plan.header.notice,
        emergency=plan.header.emergency,
        tokens=crews.tokens(feeds),
        course=_course(forecast),
        minors=plan.header.minors,
    )
    root.close()
    check_consistency(race, findings)
    return race


def _course(section: Section | None) -> str | None:
    """The name of the course in ``[forecast]``; that no pace library knows it is no fault."""
    if section is None:
        return None
    name = section.may("course", text)
    section.close()
    return name


class _Entry(Protocol):
    @property
    def id(self) -> str: ...


E = TypeVar("E", bound=_Entry)


def _entries(root: Section, key: str, build: Callable[[Section, str, Plan], E], plan: Plan) -> tuple[E, ...]:
    """The entries of one kind; those without an id of their own are noted and left nameless."""
    found: list[E] = []
    for section in root.sections(key):
        name = section.need("id", identifier, f'"{key}1"') or ""
        found.append(build(section, name, plan))
        section.close()
    return tuple(found)
