"""`lanterne serve`: a race day, live."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from lanterne.errors import LanterneError

if TYPE_CHECKING:
    from lanterne.folder import RaceFolder
    from lanterne.serve import Where
    from lanterne.web.server import Certificate

CertOption = Annotated[
    Path | None, typer.Option("--cert", help="Certificate with its chain (PEM), for HTTPS.")
]
KeyOption = Annotated[Path | None, typer.Option("--key", help="The certificate's private key (PEM).")]
PublicOption = Annotated[
    str, typer.Option("--public-url", help="Base of links behind a tunnel or proxy: https://race.example.")
]


def serve(
    folder: Annotated[Path, typer.Argument(help="The race folder: race.toml, course, entrants.csv.")],
    host: Annotated[
        str, typer.Option(help="Address to listen on; 0.0.0.0 lets other machines in, signed in.")
    ] = "127.0.0.1",
    port: Annotated[
        int, typer.Option(min=0, max=65_535, help="Port to listen on; 0 takes a free one.")
    ] = 8000,
    cert: CertOption = None,
    key: KeyOption = None,
    public_url: PublicOption = "",
) -> None:
    """Serve a race: take in events, keep the forecast, show race control's page and the posts'."""
    from lanterne.clock import WallClock
    from lanterne.folder import RaceFolder
    from lanterne.serve import Where
    from lanterne.serve import serve as serve_race
    from lanterne.web.server import run

    certificate, public = certificate_of(cert, key), public_url.rstrip("/")
    opened = RaceFolder.open(folder)
    print_signing_in(opened, Where(host, port, certificate, public))
    run(
        serve_race(
            opened,
            WallClock(),
            host=host,
            port=port,
            certificate=certificate,
            public=public,
            on_ready=print_links,
        )
    )


def certificate_of(cert: Path | None, key: Path | None) -> Certificate | None:
    """The certificate of a command's options, if they name one.

    Raises
    ------
    LanterneError
        If they do not go together, or are none.
    """
    from lanterne.web.server import Certificate

    if cert is None and key is None:
        return None
    if cert is None or key is None:
        raise LanterneError("--cert FILE and --key FILE go together. Give both, or neither")
    certificate = Certificate(cert, key)
    certificate.check()
    return certificate


def print_signing_in(folder: RaceFolder, where: Where) -> None:
    """Say how race control signs in; where others can reach the server, make a pass phrase if none is set."""
    from lanterne.web.phrase import PassPhrase, made_phrase

    if where.only_here:
        return
    phrase = PassPhrase(folder.phrase_file)
    if phrase.hash:
        typer.echo("Race control signs in with its name and the pass phrase.", err=True)
        return
    made = made_phrase()
    phrase.set(made)
    typer.echo(
        "Race control signs in with its name and this pass phrase, which is not shown again:", err=True
    )
    print(f"pass-phrase {made}", flush=True)


def print_links(links: Mapping[str, str]) -> None:
    """Print each link on a line of its own, however long it is."""
    for name, link in links.items():
        print(f"{name} {link}", flush=True)
