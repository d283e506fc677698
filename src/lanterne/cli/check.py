"""`lanterne check`: every mistake of a race definition and its courses, in one pass."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from lanterne.race.definition import Distance, Race


def check(
    path: Annotated[Path, typer.Argument(metavar="RACE.toml", help="A race.toml, or the folder it is in.")],
) -> None:
    """Find every mistake in a race.toml and its course files; exit with 2 if there is any."""
    from lanterne.race.loading import check_race

    checked = check_race(path)
    for warning in checked.warnings:
        typer.echo(f"warning: {warning}")
    for fault in checked.faults:
        typer.echo(f"fault: {fault}", err=True)
    if checked.race is None:
        count = len(checked.faults)
        typer.echo(f"{count} {'fault' if count == 1 else 'faults'}", err=True)
        raise typer.Exit(2)
    typer.echo("\n".join(summary(checked.race)))


def summary(race: Race) -> list[str]:
    """What a race consists of, one line for each distance and gate."""
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
    }
    lines.append(", ".join(f"{len(part)} {name}" for name, part in parts.items()))
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
