"""What every command that serves a race has in common: where it is served, how to sign in, the links."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from lanterne.errors import LanterneError

if TYPE_CHECKING:
    from lanterne.clock import Clock
    from lanterne.folder import RaceFolder
    from lanterne.serve import Feed, Where

HostOption = Annotated[
    str, typer.Option("--host", help="Address to listen on; 0.0.0.0 lets other machines in, signed in.")
]
PortOption = Annotated[
    int, typer.Option("--port", min=0, max=65_535, help="Port to listen on; 0 takes a free one.")
]
CertOption = Annotated[
    Path | None, typer.Option("--cert", help="Certificate with its chain (PEM), for HTTPS.")
]
KeyOption = Annotated[Path | None, typer.Option("--key", help="The certificate's private key (PEM).")]
PublicOption = Annotated[
    str, typer.Option("--public-url", help="Base of links behind a tunnel or proxy: https://race.example.")
]


def where_of(host: str, port: int, cert: Path | None, key: Path | None, public_url: str) -> Where:
    """Where a race is served by a command's options.

    Raises
    ------
    LanterneError
        If certificate and key do not go together, or are none, or the base is no address.
    """
    from lanterne.serve import Where
    from lanterne.web.server import Certificate

    certificate = None
    if cert is not None and key is not None:
        certificate = Certificate(cert, key)
        certificate.check()
    elif cert is not None or key is not None:
        raise LanterneError("--cert FILE and --key FILE go together. Give both, or neither")
    return Where(host, port, certificate, public_url.rstrip("/"))


def serve_at(where: Where, folder: RaceFolder, clock: Clock, feed: Feed | None = None) -> None:
    """Serve a race until told to stop, having said how race control signs in and which links there are."""
    from lanterne.serve import serve
    from lanterne.web.server import run

    _print_signing_in(folder, where)
    run(
        serve(
            folder,
            clock,
            feed=feed,
            host=where.host,
            port=where.port,
            certificate=where.certificate,
            public=where.public,
            on_ready=lambda links: _print_links(links, folder.path),
        )
    )


def _print_signing_in(folder: RaceFolder, where: Where) -> None:
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


def _print_links(links: Mapping[str, str], folder: Path) -> None:
    """Print each link on a line of its own, however long it is."""
    for name, link in links.items():
        print(f"{name} {link}", flush=True)
    base = links["control"].removesuffix("/control")
    typer.echo(f"All others: lanterne links {folder} --base {base}", err=True)
