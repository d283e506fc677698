"""``lanterne evaluate``: how good forecasts are, on results files."""

from __future__ import annotations

import json
import time
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperCommand

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console

    from lanterne.results import Results
    from lanterne.score.day import RaceDay
    from lanterne.score.method import Method
    from lanterne.score.past import Past
    from lanterne.score.skill import Skill


class Format(StrEnum):
    """How to print skill."""

    table = "table"
    json = "json"


class ManyFiles(TyperCommand):
    """A command whose ``--train`` takes all files up to the next option, as shells expand ``*``."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Give each file after ``--train`` an option of its own."""
        spread: list[str] = []
        training = False
        for arg in args:
            if arg == "--train":
                training = True
                continue
            training = training and not arg.startswith("-")
            spread += ["--train", arg] if training else [arg]
        return super().parse_args(ctx, spread)


def evaluate(
    tests: Annotated[
        list[Path], typer.Argument(metavar="TEST...", help="Results files to test on; name them first.")
    ],
    train: Annotated[
        list[Path] | None,
        typer.Option(help="Results files to learn from; none of a race and year that is tested."),
    ] = None,
    methods: Annotated[
        str | None, typer.Option(help="Methods by name, with commas between.", show_default="all")
    ] = None,
    sample: Annotated[
        int | None, typer.Option(help="Score so many finishers of each file.", min=1, show_default="all")
    ] = None,
    format_: Annotated[Format, typer.Option("--format", help="How to print it.")] = Format.table,
) -> None:
    """Score forecasts of every runner, made at every mat, against what then happened."""
    from rich.console import Console

    from lanterne.score.day import RaceDay
    from lanterne.score.methods import METHODS, chosen
    from lanterne.score.past import Past

    console = Console(stderr=True)
    days = [RaceDay.of(results) for results in _read(tests, "Reading tests", console)]
    past = Past(tuple(_read(train or [], "Reading past races", console)))
    for day in days:
        past.check(day)
    names = chosen(methods.split(",") if methods else None, past)
    if not past.results and any(name.startswith("lanterne") for name in names):
        _warn_of_shipped(console)
    made = [METHODS[name].make(past) for name in names]
    found = _skills(days, made, sample, console)
    if format_ is Format.json:
        _print_json(found)
    else:
        _print_tables(found, past)


def _warn_of_shipped(console: Console) -> None:
    from lanterne.forecast.library import shipped

    console.print(
        "Without --train, Lanterne forecasts from the library that comes with it, so a race that is in that "
        f"is no test: {shipped().note}",
        highlight=False,
    )


def _read(paths: Sequence[Path], saying: str, console: Console) -> list[Results]:
    from rich.progress import track

    from lanterne.results import read_results

    shown = track(paths, saying, console=console, transient=True, disable=not console.is_terminal)
    return [read_results(path) for path in shown]


def _skills(
    days: Sequence[RaceDay], methods: Sequence[Method], sample: int | None, console: Console
) -> list[Skill]:
    from rich.progress import Progress

    from lanterne.score.skill import last_mats, skills

    found = []
    with Progress(console=console, transient=True, disable=not console.is_terminal) as progress:
        for day in days:
            task = progress.add_task(f"Scoring {day.name}", total=len(last_mats(day)) * len(methods))
            for skill in skills(day, methods, time.perf_counter, sample):
                found.append(skill)
                progress.advance(task)
    return found


def _print_json(found: Sequence[Skill]) -> None:
    from lanterne.score.rows import row

    lines = ",\n".join(json.dumps(row(skill), allow_nan=False) for skill in found)
    typer.echo(f"[\n{lines}\n]")


def _print_tables(found: Sequence[Skill], past: Past) -> None:
    from rich.console import Console

    from lanterne.score.methods import left_out
    from lanterne.score.tables import WIDTH, tables

    console = Console()
    console.width = max(console.width, WIDTH)  # a narrow window wraps lines; a table cut short is no use
    for table in tables(found, past.knows if past.results else None):
        console.print(table)
    if left_out(past):
        console.print(f"Left out, for want of past races (--train): {', '.join(left_out(past))}")
