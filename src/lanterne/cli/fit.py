"""``lanterne fit``: learn a pace library from results files."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def fit(
    results: Annotated[
        list[Path], typer.Argument(help="Results files (Parquet).", exists=True, dir_okay=False)
    ],
    out: Annotated[Path, typer.Option(help="Where to write the library (.npz).")],
    components: Annotated[int, typer.Option(help="Gaussians in the mixture.", min=1, max=200)] = 24,
    sample: Annotated[int, typer.Option(help="Runners drawn from each file.", min=100)] = 3_000,
    steps: Annotated[int, typer.Option(help="Rounds of expectation-maximisation.", min=1)] = 50,
) -> None:
    """Learn how pace develops over a race from results files, and write it as a pace library."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn, track

    from lanterne import forecast
    from lanterne.results import read_results

    console = Console()
    years = [
        forecast.race_year(read_results(path)) for path in track(results, "Reading results", console=console)
    ]
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console) as progress:
        task = progress.add_task("Fitting", total=steps)

        def show(done: int, _: int, likelihood: float) -> None:
            progress.update(task, completed=done, description=f"Fitting, log likelihood {likelihood:.4f}")

        library = forecast.fit(years, components=components, size=sample, steps=steps, progress=show)
    library.save(out)
    console.print(library.note, highlight=False)
    console.print(f"{out}: {out.stat().st_size / 1000:.0f} kB", highlight=False, soft_wrap=True)
