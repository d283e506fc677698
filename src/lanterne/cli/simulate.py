"""``lanterne simulate``: a made-up day on any race, as events."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from lanterne.errors import LanterneError


def simulate(
    folder: Annotated[Path, typer.Argument(help="Race folder, with race.toml and entrants.csv.")],
    seed: Annotated[int, typer.Option(help="The same seed gives the same day.", min=0)] = 1,
    runners: Annotated[
        int | None,
        typer.Option(help="How many of the start list, drawn by the seed.", min=1, show_default="all"),
    ] = None,
    out: Annotated[Path | None, typer.Option(help="Write events, one a line (JSON).")] = None,
    journal: Annotated[Path | None, typer.Option(help="Write a journal (.db).")] = None,
) -> None:
    """Make up a race day: runners, mats that miss and repeat reads, vehicles, drop-outs, what people type."""
    from lanterne.cli.replay import keep_with_progress
    from lanterne.events import canonical
    from lanterne.folder import RaceFolder
    from lanterne.forecast.library import shipped
    from lanterne.simulate.day import drawn, simulated_day

    if (out is None) == (journal is None):
        raise LanterneError("say where to: either --out EVENTS.jsonl or --journal FILE.db")
    found = RaceFolder.open(folder)
    day, fates = simulated_day(found.race, drawn(found.roster, runners, seed), shipped(), seed)
    if journal is not None:
        keep_with_progress(day.batches(), len(day), journal, day.race)
    if out is not None:
        try:
            with out.open("wb") as file:
                for batch in day.batches():
                    file.writelines(canonical(event) + b"\n" for event in batch.events)
        except OSError as error:
            raise LanterneError(f"{out} cannot be written: {error.strerror}. Name another file") from None
        typer.echo(f"{out}: {len(day):,} events of {len(fates):,} runners")
