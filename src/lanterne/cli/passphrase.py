"""`lanterne passphrase`: race control's pass phrase."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def passphrase(
    folder: Annotated[Path, typer.Argument(help="The race folder.")],
    make: Annotated[bool, typer.Option("--make", help="Make one and print it, rather than ask.")] = False,
) -> None:
    """Set race control's pass phrase, also while the race is served; who is signed in must sign in again."""
    from lanterne.folder import RaceFolder
    from lanterne.web.phrase import PassPhrase, made_phrase

    phrase = PassPhrase(RaceFolder.open(folder).phrase_file)
    if make:
        made = made_phrase()
        phrase.set(made)
        print(made)
    else:
        phrase.set(typer.prompt("Pass phrase", hide_input=True, confirmation_prompt=True, err=True))
        typer.echo("The pass phrase is set.", err=True)
