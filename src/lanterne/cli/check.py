"""`lanterne check`: every mistake of a race definition and its courses, in one pass."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from lanterne.race.definition import Distance, Race
    from lanterne.race.entrants import Roster


def check(
    path: Annotated[Path, typer.Argument(metavar="RACE.toml", help="A race.toml, or the folder it is in.")],
) -> None:
    """Find every mistake in a race.toml, its course files and entrants.csv; exit with 2 if there is any."""
    from lanterne.errors import InputFaults
    from lanterne.race.loading import check_race, race_file
    from lanterne.race.rosterfile import ENTRANTS_FILE, read_entrants

    checked = check_race(path)
    faults, roster = list(checked.faults), None
    entrants = race_file(path).with_name(ENTRANTS_FILE)
    if checked.race is not None and entrants.is_file():
        try:
            roster = read_entrants(entrants, checked.race)
        except InputFaults as error:
            faults += error.faults
    for warning in checked.warnings:
        typer.echo(f"warning: {warning}")
    for fault in faults:
        typer.echo(f"fault: {fault}", err=True)
    if checked.race is None or faults:
        typer.echo(f"{len(faults)} {'fault' if len(faults) == 1 else 'faults'}", err=True)
        raise typer.Exit(2)
    typer.echo("\n".join(summary(checked.race, roster)))


def summary(race: Race, roster: Roster | None) -> list[str]:
    """What a race consists of, one line for each distance and gate."""
    from collections import Counter

    from lanterne.race.cutoffs import rule_text
    from lanterne.units import distance_text

    lines = [f"{race.name}, {race.day:%A %d %B %Y}, {race.zone}"]
    lines += [_distance_line(race, distance) for distance in race.distances]
    for gate in race.gates:
        at = ", ".join(f"{distance_text(at_m, race.unit)} of {name}" for name, at_m in gate.at_m.items())
        lines.append(f"gate {gate.id} at {at}: {rule_text(gate, race)}, then {gate.consequence}")
    parts = {
        "waves": race.waves,
        "timing points": race.points,
        "stations": race.stations,
        "vehicles": race.vehicles,
        "posts": race.posts,
        "segments": race.segments,
    }
    lines.append(", ".join(f"{name} {len(part)}" for name, part in parts.items()))
    if race.hold.needs:
        lines.append(f"a hold needs {', '.join(race.hold.needs)}")
    if roster is None:
        lines.append("no entrants yet: lanterne entrants import FILE.csv RACE_FOLDER")
    else:
        entered = Counter(entrant.distance for entrant in roster.entrants)
        each = ", ".join(f"{name} {count}" for name, count in sorted(entered.items()))
        lines.append(f"entrants {len(roster)}{f': {each}' if each else ''}")
    return lines


def _distance_line(race: Race, distance: Distance) -> str:
    from lanterne.units import clock_text, distance_text, pace_text

    parts = [
        f"{distance.id}: {distance_text(distance.length_m, race.unit)}",
        f"gun {clock_text(distance.start_s, race.zone)}",
    ]
    if distance.line:
        pace = pace_text(distance.line.pace_s_per_m, race.unit)
        parts.append(f"line {pace} from the {distance.line.clock.replace('_', ' ')}")
    if distance.course:
        parts.append(f"drawn {distance.course.drawn_m:.0f} m ({distance.course.drawn_ratio - 1:+.1%})")
    else:
        parts.append("no course drawn")
    return ", ".join(parts)
