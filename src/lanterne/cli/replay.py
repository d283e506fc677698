"""``lanterne replay``: the day of a results file again, at once into a journal or live at any speed."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from lanterne.cli.where import CertOption, HostOption, KeyOption, PortOption, PublicOption
from lanterne.errors import LanterneError

if TYPE_CHECKING:
    from lanterne.replay.transport import Batch
    from lanterne.results import Results
    from lanterne.serve import Where

BEFORE_GUN_S = 60.0
COURSE_SUFFIXES = (".gpx", ".kml", ".tcx", ".geojson", ".json")


def replay(
    results: Annotated[Path, typer.Argument(help="Results file: Parquet, or CSV with the same columns.")],
    race: Annotated[
        Path | None,
        typer.Option(help="race.toml or its folder; without it, the one `lanterne race init` would write."),
    ] = None,
    seed: Annotated[int, typer.Option(help="Of start offsets that are not known, and of delays.", min=0)] = 1,
    speed: Annotated[
        float, typer.Option(help="Race seconds a second, with the pages live.", min=0.01, max=100_000)
    ] = 60.0,
    instant: Annotated[
        bool, typer.Option("--instant", help="The whole day at once, into --journal.")
    ] = False,
    journal: Annotated[Path | None, typer.Option(help="With --instant: the journal to write.")] = None,
    host: HostOption = "127.0.0.1",
    port: PortOption = 8000,
    cert: CertOption = None,
    key: KeyOption = None,
    public_url: PublicOption = "",
) -> None:
    """Replay a real race day: every read in the order in which it would have been received."""
    from lanterne.cli.where import where_of
    from lanterne.race.loading import load_race
    from lanterne.replay.day import replay_day
    from lanterne.results import read_results

    if instant != (journal is not None):
        raise LanterneError(
            "--instant and --journal FILE.db go together. Give both, or neither to see it live"
        )
    where = where_of(host, port, cert, key, public_url)
    found = read_results(results)
    with tempfile.TemporaryDirectory(prefix="lanterne-") as scratch:
        folder = _folder(found, race, Path(scratch) / "race")
        day = replay_day(found, load_race(folder), seed)
        if day.left_out:
            typer.echo(
                f"left out, for want of a timing point of that id: {', '.join(day.left_out)}", err=True
            )
        if journal is not None:
            keep_with_progress(day.batches(), len(day), journal, day.race)
            _keep_definition(folder, race, journal)
        else:
            open_s = float(day.reads.at_s.min()) - BEFORE_GUN_S
            serve_replay(folder, day.batches(), open_s=open_s, speed=speed, where=where)


def keep_with_progress(coming: Iterator[Batch], events: int, journal: Path, race: str) -> None:
    """Write a day into a journal, showing how far it is, and say in one line what became of it."""
    from rich.console import Console
    from rich.progress import Progress

    from lanterne.replay.keeping import keep

    console = Console(stderr=True)
    with Progress(console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task("Writing events", total=events)
        kept = keep(coming, journal, race, lambda more: progress.advance(task, more))
    typer.echo(
        f"{kept.events:,} events in {kept.took_s:.1f} s: {kept.accepted:,} accepted, "
        f"{kept.duplicate:,} duplicate, {kept.quarantined:,} quarantined"
    )
    typer.echo(f"{journal}: race {race}")


def serve_replay(folder: Path, coming: Iterator[Batch], *, open_s: float, speed: float, where: Where) -> None:
    """Serve a race folder's pages while its events come in by a replay's clock.

    Parameters
    ----------
    open_s : float, UTC epoch seconds
        Race time at which the pages open.
    speed : float
        Race seconds a second.
    where : Where
    """
    import asyncio

    from lanterne.cli.where import serve_at
    from lanterne.clock import ReplayClock
    from lanterne.folder import RaceFolder
    from lanterne.replay.transport import paced

    clock = ReplayClock(open_s, speed)
    serve_at(where, RaceFolder.open(folder), clock, paced(coming, clock, asyncio.sleep))


def _keep_definition(folder: Path, race: Path | None, journal: Path) -> None:
    """Keep the race folder beside a journal that lies elsewhere: without it, nobody can say what it holds."""
    from lanterne.folder import copy_beside
    from lanterne.race.loading import race_file

    if race is None or race_file(race).parent.resolve() != journal.parent.resolve():
        shutil.copytree(folder, copy_beside(journal), dirs_exist_ok=True)


def _folder(results: Results, race: Path | None, scratch: Path) -> Path:
    """A folder of its own for the replay, so that the race's journal stays as it is."""
    from lanterne.race.loading import load_race, race_file
    from lanterne.race.rosterfile import ENTRANTS_FILE
    from lanterne.replay.define import init_race

    if race is None:
        init_race(results, scratch)
        return scratch
    load_race(race)  # its faults are told by the name of the file that was given
    scratch.mkdir()
    definition = race_file(race)
    shutil.copyfile(definition, scratch / "race.toml")
    for file in definition.parent.iterdir():
        if file.name == ENTRANTS_FILE or file.suffix.lower() in COURSE_SUFFIXES:
            shutil.copyfile(file, scratch / file.name)
    return scratch
