"""`lanterne serve`: a race day, live."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer


def serve(
    folder: Annotated[Path, typer.Argument(help="The race folder: race.toml, course, entrants.csv.")],
    host: Annotated[
        str, typer.Option(help="Address to listen on; 0.0.0.0 lets other machines in, by a key.")
    ] = "127.0.0.1",
    port: Annotated[
        int, typer.Option(min=0, max=65_535, help="Port to listen on; 0 takes a free one.")
    ] = 8000,
) -> None:
    """Serve a race: take in events, keep the forecast, show race control's page."""
    from lanterne.clock import WallClock
    from lanterne.folder import RaceFolder
    from lanterne.serve import serve as serve_race
    from lanterne.web.server import run

    run(serve_race(RaceFolder.open(folder), WallClock(), host=host, port=port, on_ready=print_links))


def print_links(links: Mapping[str, str]) -> None:
    """Print each link on a line of its own, however long it is."""
    for name, link in links.items():
        print(f"{name} {link}", flush=True)
