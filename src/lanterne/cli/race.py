"""``lanterne race init``: a race folder for a results file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def init(
    results: Annotated[Path, typer.Argument(help="Results file: Parquet, or CSV with the same columns.")],
    folder: Annotated[
        Path | None, typer.Argument(help="Where to write the race folder.", show_default="./<race>_<year>")
    ] = None,
) -> None:
    """Write a race folder for a results file: timing points named by column, start 07:00, no course."""
    from lanterne.replay.define import init_race, race_id
    from lanterne.results import read_results

    found = read_results(results)
    where = folder or Path(race_id(found))
    init_race(found, where)
    typer.echo(f"{where}: race.toml with {len(found.points) + 1} timing points, {len(found):,} entrants")
    typer.echo(f"Replay it with: lanterne replay {results} --race {where / 'race.toml'}")
