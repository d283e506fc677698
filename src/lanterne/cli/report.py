"""``lanterne report``: what past results say about a plan."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from lanterne.errors import LanterneError

if TYPE_CHECKING:
    from rich.table import Table

    from lanterne.score.gates import GateRule, GateTest

report_app = typer.Typer(no_args_is_help=True, help="What past results say about a plan.")


class Format(StrEnum):
    """How to print a report."""

    table = "table"
    json = "json"


@report_app.callback()
def reports() -> None:
    """What past results say about a plan."""


@report_app.command()
def gates(
    results: Annotated[list[Path], typer.Argument(metavar="RESULTS...", help="Results files to try it on.")],
    race: Annotated[Path | None, typer.Option(help="A race folder, whose gates are tried.")] = None,
    at: Annotated[
        list[str] | None, typer.Option(help="A gate to try instead, such as k30=5:00:00, by own time.")
    ] = None,
    limit: Annotated[
        str | None, typer.Option(help="The limit at the finish, by own time.", show_default="the race's")
    ] = None,
    minutes: Annotated[
        int, typer.Option(help="Count so many minutes before each gate.", min=1, max=600)
    ] = 15,
    share: Annotated[
        float,
        typer.Option(help="So many in 100 of a gate's last should still finish in time.", min=1, max=100),
    ] = 50.0,
    last: Annotated[int, typer.Option(help="How many minutes its last are.", min=1, max=120)] = 5,
    format_: Annotated[Format, typer.Option("--format", help="How to print it.")] = Format.table,
) -> None:
    """Show for each gate who passed in its last minutes, in races that were run, and who still finished."""
    from lanterne.results import read_results
    from lanterne.score.gates import gate_test

    rules = _rules(race, at or [], limit)
    found = [
        gate_test(day, rule, minutes=minutes, share=share / 100, last_min=last)
        for day in map(read_results, results)
        for rule in rules
    ]
    if format_ is Format.json:
        lines = ",\n".join(json.dumps(_row(one), allow_nan=False) for one in found)
        typer.echo(f"[\n{lines}\n]")
    else:
        _print_tables(found, share, last)


def _rules(folder: Path | None, at: Sequence[str], limit: str | None) -> list[GateRule]:
    """The gates to try: those of ``--at``, else the race's."""
    from lanterne.race.loading import load_race
    from lanterne.score.gateplan import own_rules, planned_rules
    from lanterne.units import parse_duration_s

    limit_s = None if limit is None else _said(parse_duration_s, limit, "--limit")
    if at and limit_s is None:
        raise LanterneError("--at needs the limit at the finish; give it, like --limit 7:00:00")
    if at and limit_s is not None:
        return own_rules([_written(one) for one in at], limit_s)
    if folder is None:
        raise LanterneError("which gates? Give --race FOLDER, or --at k30=5:00:00 with --limit 7:00:00")
    return planned_rules(load_race(folder), limit_s)


def _written(at: str) -> tuple[str, float, float]:
    """A gate of ``--at``: its name, metres from the start, and seconds."""
    from lanterne.results import POINTS
    from lanterne.units import parse_distance_m, parse_duration_s

    place, equals, time = at.partition("=")
    if not equals:
        raise LanterneError(f"--at {at}: say the place and the time, like --at k30=5:00:00")
    at_m = POINTS[place][1] if place in POINTS else _said(parse_distance_m, place, "--at")
    return place, at_m, _said(parse_duration_s, time, "--at")


def _said(parse: Callable[[str], float], text: str, option: str) -> float:
    try:
        return parse(text)
    except ValueError as error:
        raise LanterneError(f"{option}: {error}") from None


def _row(test: GateTest) -> dict[str, Any]:
    """A test as JSON."""
    rule = test.rule
    return {
        "race": test.race,
        "year": test.year,
        "gate": rule.id,
        "at_m": rule.at_m,
        "deadline_s": rule.deadline_s,
        "clock": "gun" if rule.by_gun else "net",
        "limit_s": rule.limit_s,
        "limit_clock": "gun" if rule.limit_by_gun else "net",
        "passed": test.passed,
        "late": test.late,
        "late_in_time": test.late_in_time,
        "without_start": test.without_start,
        "finishers_only": test.finishers_only,
        "first_min": test.first_min,
        "suggested_s": test.suggested_s,
        "suggested_share": test.suggested_share,
        "minutes": [
            {
                "before_min": one.before_min,
                "passed": one.passed,
                "in_time": one.in_time,
                "finished": one.finished,
            }
            for one in test.minutes
        ],
    }


def _print_tables(found: Sequence[GateTest], share: float, last: int) -> None:
    from rich.console import Console

    console = Console(highlight=False)
    for test in found:
        console.print(_table(test))
        for line in _sentences(test, share, last):
            console.print(line, soft_wrap=True)
        console.print()


def _table(test: GateTest) -> Table:
    from rich.table import Table

    table = Table(title=f"{test.race}_{test.year}: {_gate_text(test.rule)}", title_justify="left")
    for head in ("minutes before", "passed", "finished in time", "finished at all"):
        table.add_column(head, justify="right")
    for one in test.minutes:
        cells = (f"{one.before_min} to {one.before_min + 1}", one.passed, one.in_time, one.finished)
        table.add_row(*map(str, cells))
    return table


def _gate_text(rule: GateRule) -> str:
    from lanterne.units import duration_text

    clock = "gun" if rule.by_gun else "own start"
    limit_clock = "gun" if rule.limit_by_gun else "own start"
    return (
        f"{rule.id} at {rule.at_m / 1_000:.1f} km, {duration_text(rule.deadline_s)} after the {clock}; "
        f"limit {duration_text(rule.limit_s)} after the {limit_clock}"
    )


def _sentences(test: GateTest, share: float, last: int) -> list[str]:
    from lanterne.score.gates import ENOUGH
    from lanterne.units import duration_text

    lines = [
        f"{test.passed} passed, {test.late} of them late; {test.late_in_time} of the late finished in time."
    ]
    if test.first_min is None:
        lines.append("Nobody who passed in these minutes finished in time.")
    elif test.first_min == 0:
        lines.append("In its last minute somebody passed who finished in time.")
    else:
        lines.append(f"Its last {test.first_min} min were empty: nobody who passed in them finished in time.")
    if test.suggested_s is None or test.suggested_share is None:
        lines.append(f"No gate with {ENOUGH} or more in its last {last} min had {share:.0f} in 100 in time.")
    else:
        lines.append(
            f"The latest gate with {share:.0f} in 100: {duration_text(test.suggested_s)}. "
            f"Of its last {last} min, {100 * test.suggested_share:.0f} in 100 finished in time."
        )
    if test.finishers_only:
        lines.append("The file lists finishers only: of all who pass, fewer finish than it says.")
    if test.without_start:
        lines.append(f"Of {test.without_start} the start is not known: they count as the last to start.")
    return lines
