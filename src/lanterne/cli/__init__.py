"""The command line: one file a command, listed here in the order of a race's life."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from lanterne import __version__
from lanterne.cli.check import check
from lanterne.cli.demo import demo
from lanterne.cli.doctor import doctor
from lanterne.cli.entrants import import_entrants
from lanterne.cli.evaluate import ManyFiles, evaluate
from lanterne.cli.export import export
from lanterne.cli.fit import fit
from lanterne.cli.links import links
from lanterne.cli.passphrase import passphrase
from lanterne.cli.race import init
from lanterne.cli.replay import replay
from lanterne.cli.report import report_app
from lanterne.cli.serve import serve
from lanterne.cli.simulate import simulate
from lanterne.errors import LanterneError

app = typer.Typer(
    name="lanterne",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Keep the lantern lit: race-day forecasting, accounting and guiding for the back of the field.",
)
race_app = typer.Typer(no_args_is_help=True, help="Make race folders.")
entrants_app = typer.Typer(no_args_is_help=True, help="Start lists.")

app.command()(demo)
app.command()(serve)
app.command()(links)
app.command()(passphrase)
app.command()(check)
app.add_typer(race_app, name="race")
race_app.command()(init)
app.add_typer(entrants_app, name="entrants")
entrants_app.command("import")(import_entrants)
app.command()(replay)
app.command()(simulate)
app.command()(fit)
app.command(cls=ManyFiles)(evaluate)
app.add_typer(report_app, name="report")
app.command()(export)
app.command()(doctor)


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"lanterne {__version__}")
        raise typer.Exit


@app.callback()
def options(
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Keep the lantern lit: race-day forecasting, accounting and guiding for the back of the field."""


def main() -> None:
    """Run the command line; what a person can put right is said in a line each, and exits with 2."""
    try:
        app()
    except LanterneError as error:
        sys.stderr.write(f"{error}\n")
        sys.exit(2)
