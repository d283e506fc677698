"""The rows that `lanterne export` writes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from lanterne.errors import LanterneError
from lanterne.journal.base import Entry
from lanterne.live.book import ledger_rows
from lanterne.live.history import Past
from lanterne.live.netlog import netlog_rows
from lanterne.live.resultcolumns import COLUMNS
from lanterne.live.results import TimeBy, results
from lanterne.race.registered import read_registered
from lanterne.units import instant_text

Rows = Iterator[dict[str, Any]]


def event_rows(entries: Iterable[Entry]) -> Rows:
    """Every event as it came, with its receipt."""
    for entry in entries:
        yield {**msgspec.json.decode(entry.body), "received_at": instant_text(entry.received_at_s)}


def ledger_export(made: Past) -> Rows:
    """Everybody's account, by bib: names stay in the erasable store."""
    for row in ledger_rows(made.field, made.picture, range(len(made.field.roster))):
        fields = msgspec.structs.asdict(row)
        del fields["name"]
        yield fields


def netlog_export(made: Past) -> Rows:
    """The radio log, the oldest line first."""
    for row in netlog_rows(made.field):
        yield asdict(row)


def passing_rows(made: Past) -> Rows:
    """Every passing, with the time since the own start."""
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


def forecast_rows(made: Past) -> Rows:
    """Every expected arrival of those on the course."""
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


def result_rows(
    made: Past, columns: str, distance: str | None, clock: TimeBy, start_list: Path | None
) -> Rows:
    """Results in some columns, of one distance, or of all of them one after the other.

    Raises
    ------
    LanterneError
        If the race has no such distance, or the start list cannot be read.
    """
    known = [one.id for one in made.field.race.distances]
    if distance is not None and distance not in known:
        raise LanterneError(f"--distance {distance!r} is none of {', '.join(known)}")
    registered = {} if start_list is None else read_registered(start_list)
    for one in known if distance is None else [distance]:
        yield from COLUMNS[columns](results(made.field, made.picture, one, clock), registered)
