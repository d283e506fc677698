"""`lanterne serve`: a race day, live."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from lanterne.cli.where import CertOption, HostOption, KeyOption, PortOption, PublicOption


def serve(
    folder: Annotated[Path, typer.Argument(help="The race folder: race.toml, course, entrants.csv.")],
    host: HostOption = "127.0.0.1",
    port: PortOption = 8000,
    cert: CertOption = None,
    key: KeyOption = None,
    public_url: PublicOption = "",
) -> None:
    """Serve a race: take in events, keep the forecast, show race control's page and the posts'."""
    from lanterne.cli.where import serve_at, where_of
    from lanterne.clock import WallClock
    from lanterne.folder import RaceFolder

    where = where_of(host, port, cert, key, public_url)
    serve_at(where, RaceFolder.open(folder), WallClock())
