"""`lanterne export`: the ledger, passings, events or forecasts of a journal, as of any instant."""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from lanterne.journal.base import Entry
    from lanterne.live.history import Past


class What(StrEnum):
    """What can be exported."""

    LEDGER = "ledger"
    RESULTS = "results"
    NETLOG = "netlog"
    PASSINGS = "passings"
    EVENTS = "events"
    FORECASTS = "forecasts"


class Columns(StrEnum):
    """Whose columns results are written in."""

    LANTERNE = "lanterne"
    ULTRASIGNUP = "ultrasignup"
    ITRA = "itra"


class TimeBy(StrEnum):
    """Which time results are ordered by."""

    NET = "net"
    GUN = "gun"


class Format(StrEnum):
    """How it is written."""

    JSON = "json"
    CSV = "csv"


def export(
    what: Annotated[What, typer.Argument(help="What to write.")],
    journal: Annotated[Path, typer.Option(help="The journal's file; it may be in use.")],
    race: Annotated[
        Path | None, typer.Option(help="The race folder, where the journal does not lie in it.")
    ] = None,
    as_of: Annotated[
        str | None, typer.Option("--as-of", help="Only what was received by then: ISO 8601 with an offset.")
    ] = None,
    at: Annotated[
        str | None, typer.Option("--at", help="Only what had happened by then: ISO 8601 with an offset.")
    ] = None,
    form: Annotated[Format, typer.Option("--format", help="How to write it.")] = Format.JSON,
    columns: Annotated[Columns, typer.Option(help="Of results: whose columns.")] = Columns.LANTERNE,
    distance: Annotated[str | None, typer.Option(help="Of results: only this distance, by id.")] = None,
    clock: Annotated[TimeBy, typer.Option(help="Of results: the time that places go by.")] = TimeBy.NET,
    start_list: Annotated[
        Path | None, typer.Option(help="Of results: the CSV with names, ages and towns, which are not kept.")
    ] = None,
) -> None:
    """Write what a journal holds to the standard output: ledger, results, net log, and the rest."""
    from lanterne.cli import exportrows
    from lanterne.errors import LanterneError
    from lanterne.journal.reader import Reader
    from lanterne.live.history import happened_by
    from lanterne.units import parse_instant_s

    if as_of is not None and at is not None:
        raise LanterneError("--as-of and --at ask two different questions; give one of them")
    try:
        known_s = None if as_of is None else parse_instant_s(as_of)
        at_s = None if at is None else parse_instant_s(at)
    except ValueError as error:
        raise LanterneError(str(error)) from None
    reader = Reader(journal)
    entries: Iterable[Entry] = reader.read(received_until_s=known_s)
    if at_s is not None:
        entries = happened_by(entries, at_s)
    if what is What.EVENTS:
        _write(exportrows.event_rows(entries), form)
        return
    made = _past(journal, race, reader.race, list(entries), known_s if at_s is None else at_s)
    if what is What.RESULTS:
        rows = exportrows.result_rows(made, columns.value, distance, clock.value, start_list)
    else:
        by_what = {
            What.LEDGER: exportrows.ledger_export,
            What.NETLOG: exportrows.netlog_export,
            What.PASSINGS: exportrows.passing_rows,
            What.FORECASTS: exportrows.forecast_rows,
        }
        rows = by_what[what](made)
    _write(rows, form)


def _past(
    journal: Path, race_folder: Path | None, race_id: str, entries: list[Entry], now_s: float | None
) -> Past:
    """The race as of an instant; of the last thing known where none is given."""
    from lanterne.errors import LanterneError
    from lanterne.folder import RaceFolder, folder_of_journal
    from lanterne.forecast.library import shipped
    from lanterne.live.history import past

    folder = RaceFolder.open(race_folder or folder_of_journal(journal))
    race = folder.race
    if race.id != race_id:
        raise LanterneError(f"{journal} is of race {race_id!r}, {folder.path} of {race.id!r}; name its own")
    if now_s is None:
        last = max((entry.received_at_s for entry in entries), default=None)
        now_s = race.distances[0].start_s if last is None else last
    return past(race, folder.roster, entries, shipped(), now_s)


def _write(rows: Iterable[dict[str, Any]], form: Format) -> None:
    import msgspec

    if form is Format.JSON:
        # Row by row, so that a million events need no room.
        sys.stdout.write("[")
        for i, row in enumerate(rows):
            sys.stdout.write((",\n" if i else "\n") + msgspec.json.encode(row).decode())
        sys.stdout.write("\n]\n")
        return
    writer: csv.DictWriter[str] | None = None
    for row in rows:
        if writer is None:
            writer = csv.DictWriter(sys.stdout, list(row), extrasaction="ignore", restval="")
            writer.writeheader()
        writer.writerow(row)
