"""``lanterne demo``: the story's race day, live, from one command."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from lanterne.cli.where import CertOption, HostOption, KeyOption, PortOption, PublicOption
from lanterne.errors import LanterneError


def demo(
    host: HostOption = "127.0.0.1",
    port: PortOption = 8000,
    cert: CertOption = None,
    key: KeyOption = None,
    public_url: PublicOption = "",
    speed: Annotated[float, typer.Option(help="Race seconds a second.", min=0.01, max=100_000)] = 60.0,
    open_at: Annotated[str, typer.Option(help="Race time to begin at.")] = "10:10",
    folder: Annotated[
        Path | None, typer.Option(help="Where its race folder is made.", show_default="in the user's cache")
    ] = None,
    seed: Annotated[int, typer.Option(help="The same seed gives the same day.", min=0)] = 1,
) -> None:
    """Show a made-up city marathon at 60 times its speed, beginning when the last runners fall behind."""
    from rich.console import Console
    from rich.progress import Progress, TextColumn

    from lanterne.cli.replay import serve_replay
    from lanterne.cli.where import where_of
    from lanterne.simulate.demo.folder import open_demo, usual_folder
    from lanterne.units import parse_clock_s

    try:
        open_clock_s = parse_clock_s(open_at)
    except ValueError as error:
        raise LanterneError(f"--open-at: {error}") from None
    where = where_of(host, port, cert, key, public_url)
    console = Console(stderr=True)
    shown = TextColumn("Making the day up to {task.description}: {task.completed:,} events")
    with Progress(shown, console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task(open_at, total=None)
        opened = open_demo(
            folder or usual_folder(), open_clock_s, seed, lambda more: progress.advance(task, more)
        )
    serve_replay(opened.folder, opened.coming, open_s=opened.open_s, speed=speed, where=where)
