"""`lanterne export`: the ledger, passings, events or forecasts of a journal, as of any instant."""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterable, Iterator
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
    PASSINGS = "passings"
    EVENTS = "events"
    FORECASTS = "forecasts"


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
) -> None:
    """Write the ledger, the passings, the events or the forecasts of a journal to the standard output."""
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
        rows: Iterable[dict[str, Any]] = _events(entries)
    else:
        made = _past(journal, race, reader.race, list(entries), known_s if at_s is None else at_s)
        rows = {What.LEDGER: _ledger, What.PASSINGS: _passings, What.FORECASTS: _forecasts}[what](made)
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


def _events(entries: Iterable[Entry]) -> Iterator[dict[str, Any]]:
    import msgspec

    from lanterne.units import instant_text

    for entry in entries:
        yield {**msgspec.json.decode(entry.body), "received_at": instant_text(entry.received_at_s)}


def _ledger(made: Past) -> Iterator[dict[str, Any]]:
    import msgspec

    from lanterne.live.book import ledger_rows

    for row in ledger_rows(made.field, made.picture, range(len(made.field.roster))):
        fields = msgspec.structs.asdict(row)
        # Names stay in the erasable store; the ledger goes out by bib.
        del fields["name"]
        yield fields


def _passings(made: Past) -> Iterator[dict[str, Any]]:
    import numpy as np

    from lanterne.units import instant_text

    field = made.field
    start_s = field.passing_s[:, field.layout.is_start]
    start_s = np.fmin.reduce(start_s, axis=1, initial=np.nan)
    runners, points = np.nonzero(np.isfinite(field.passing_s))
    for runner, point in zip(runners.tolist(), points.tolist(), strict=True):
        at_s = float(field.passing_s[runner, point])
        net_s = at_s - float(start_s[runner])
        yield {
            "bib": field.roster.entrants[runner].bib,
            "point": field.race.points[point].id,
            "at": instant_text(at_s),
            "net_s": round(net_s, 3) if np.isfinite(net_s) else None,
        }


def _forecasts(made: Past) -> Iterator[dict[str, Any]]:
    import numpy as np

    from lanterne.units import instant_text

    running = made.picture.running
    for each in made.arrivals:
        quantile_s = each.at_s.astype(np.float64) + each.base_s
        for row, runner in enumerate(each.runners.tolist()):
            if not running[runner]:
                continue
            for target, at_m in enumerate(each.target_m.tolist()):
                if np.isfinite(quantile_s[row, target]).all():
                    p05_s, p50_s, p95_s = quantile_s[row, target].tolist()
                    yield {
                        "bib": made.field.roster.entrants[runner].bib,
                        "distance": each.distance.id,
                        "at_m": at_m,
                        "p05": instant_text(p05_s),
                        "p50": instant_text(p50_s),
                        "p95": instant_text(p95_s),
                    }


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
