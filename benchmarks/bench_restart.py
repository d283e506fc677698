"""A serving process killed in mid-race while events are posted, and started again from its journal.

Run as ``python benchmarks/bench_accounting.py restart koeln_2018.parquet``. The results file's day is put to
now: its gun was three hours ago. What was received by half an hour ago is in the journal; the rest is posted
by several connections until the process is killed, in the middle of their requests.
"""

from __future__ import annotations

import http.client
import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from lanterne.clock import WallClock
from lanterne.folder import JOURNAL_FILE, RaceFolder
from lanterne.replay.day import replay_day
from lanterne.replay.define import init_race
from lanterne.replay.keeping import keep
from lanterne.replay.transport import Batch
from lanterne.results import read_results

AGO_S: Final = 3 * 3_600.0
LEFT_S: Final = 1_800.0
CONNECTIONS: Final = 4
AT_ONCE: Final = 5
KILLED_AFTER: Final = 500
"""It is killed when so many events have been acknowledged, while more are under way."""

PATIENCE_S: Final = 60.0
PAGE: Final = 500
LOG: Final = "serve.log"


@dataclass(slots=True)
class Posted:
    """Ids of the events that were acknowledged, and the bibs of all that were tried."""

    acknowledged: set[str] = field(default_factory=set)
    bibs: set[str] = field(default_factory=set)


def killed_and_restarted(results_file: Path) -> None:
    """Kill, restart, and print how long it took and whether all is there."""
    with tempfile.TemporaryDirectory(prefix="lanterne-") as scratch:
        folder = Path(scratch) / "race"
        later, kept = _mid_race(results_file, folder)
        with _served(folder) as (process, port):
            _first_accounting(port)
            before = _ledger(port)
            posted = _post_until_killed(process, port, later)
        began_s = time.perf_counter()
        with _served(folder) as (process, port):
            healthy_s = time.perf_counter() - began_s
            _first_accounting(port)
            served_s = time.perf_counter() - began_s
            after = _ledger(port)
            caught_up = _caught_up(folder)
            process.send_signal(signal.SIGTERM)
            process.wait(60)
        found = _on_disk(folder, posted.acknowledged)
    changed = [
        (row, after[bib]) for bib, row in before.items() if bib not in posted.bibs and after[bib] != row
    ]
    by_time = sum(_by_time(was, made) for was, made in changed)
    print(f"{results_file.stem}: {len(before):,} runners, {kept:,} events in the journal before")
    said = len(posted.acknowledged)
    print(
        f"killed while {CONNECTIONS} connections posted {len(later):,} more; acknowledged by then: {said:,}"
    )
    print(
        f"answers again after {healthy_s:.1f} s, accounts for everybody after {served_s:.1f} s; {caught_up}"
    )
    print(f"acknowledged and not in the journal: {said - found}")
    print(f"runners with no event posted whose account is another than before: {len(changed) - by_time}")
    print(f"with the same evidence, and overdue or no longer so as time went by: {by_time}", flush=True)


def _by_time(was: tuple[Any, ...], made: tuple[Any, ...]) -> bool:
    """Whether an account is another by the clock alone: the real one goes on while the process is killed."""
    return was[2:] == made[2:] and {was[:2], made[:2]} == {("on_course", ""), ("unresolved", "overdue")}


def _mid_race(results_file: Path, folder: Path) -> tuple[list[dict[str, Any]], int]:
    """Make a folder whose race is under way; gives the events still to be posted, and how many it holds."""
    results = read_results(results_file)
    init_race(results, folder)
    gun = datetime.fromtimestamp(time.time() - AGO_S, UTC)
    text = (folder / "race.toml").read_text(encoding="utf-8")
    for key, value in (
        ("date", f"{gun:%Y-%m-%d}"),
        ("timezone", '"UTC"'),
        ("start", f'"{gun:%H:%M}"'),
    ):
        text = re.sub(rf"(?m)^{key} = .*$", f"{key} = {value}", text, count=1)
    (folder / "race.toml").write_text(text, encoding="utf-8")
    race = RaceFolder.open(folder).race
    batches = list(replay_day(results, race, 1).batches())
    now_s = time.time()
    known = [one for one in batches if one.received_s <= now_s - LEFT_S]
    keep(iter(known), folder / JOURNAL_FILE, race.id)
    later = [one for one in batches if now_s - LEFT_S < one.received_s <= now_s]
    return _events(later), len(_events(known))


def _events(batches: Sequence[Batch]) -> list[dict[str, Any]]:
    return [event for one in batches for event in one.events]


@contextmanager
def _served(folder: Path) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """A process of its own that serves the folder, once it answers; killed at the end."""
    command = [sys.executable, "-c", "from lanterne.cli import main; main()"]
    with (
        (folder / LOG).open("w") as log,
        subprocess.Popen(
            [*command, "serve", str(folder), "--port", "0"],
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
            env=os.environ,
        ) as process,
    ):
        assert process.stdout is not None
        try:
            port = int(process.stdout.readline().rpartition(":")[2].partition("/")[0])
            assert _get(port, "/healthz") == {"status": "ok"}
            yield process, port
        finally:
            process.kill()


def _caught_up(folder: Path) -> str:
    """What the server logged of reading its journal: the seconds to fold it, and to forecast everybody."""
    logged = (folder / LOG).read_text(encoding="utf-8")
    return ", ".join(
        f"{one} {value}" for one, value in re.findall(r"(fold_s|forecast_s)\W+(?:\S*m)?([\d.]+)", logged)
    )


def _get(port: int, path: str) -> Any:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("GET", path)
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    assert answer.status == 200, body
    return json.loads(body)


def _first_accounting(port: int) -> None:
    """Wait for the first view that race control's page is sent."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    connection.request("GET", "/api/v1/stream")
    answer = connection.getresponse()
    while b"event: accounting" not in answer.readline():
        pass
    connection.close()


def _ledger(port: int) -> dict[str, tuple[Any, ...]]:
    """Every runner's state, detail and evidence, by bib."""
    rows: dict[str, tuple[Any, ...]] = {}
    total = 1
    while len(rows) < total:
        page = _get(port, f"/api/v1/ledger?offset={len(rows)}&limit={PAGE}")
        total = page["total"]
        rows |= {
            one["bib"]: (one["state"], one["detail"], one["evidence"], one["evidence_at"])
            for one in page["rows"]
        }
    return rows


def _post_until_killed(process: subprocess.Popen[str], port: int, events: Sequence[dict[str, Any]]) -> Posted:
    posted = Posted()
    shares = [events[i::CONNECTIONS] for i in range(CONNECTIONS)]
    threads = [threading.Thread(target=_post, args=(port, one, posted)) for one in shares]
    for thread in threads:
        thread.start()
    patience_s = time.perf_counter() + PATIENCE_S
    while len(posted.acknowledged) < KILLED_AFTER and time.perf_counter() < patience_s:
        time.sleep(0.01)
    process.kill()
    for thread in threads:
        thread.join()
    return posted


def _post(port: int, events: Sequence[dict[str, Any]], posted: Posted) -> None:
    """Post a few at a time until the server is gone."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        for begin in range(0, len(events), AT_ONCE):
            part = events[begin : begin + AT_ONCE]
            posted.bibs.update(one["bib"] for one in part if "bib" in one)
            connection.request(
                "POST", "/api/v1/events", json.dumps(part), {"Content-Type": "application/json"}
            )
            answers = json.loads(connection.getresponse().read())
            posted.acknowledged.update(one["id"] for one in answers if one["outcome"] == "accepted")
    except (OSError, http.client.HTTPException, ValueError):
        pass  # the server was killed: what it had not answered may or may not be there
    finally:
        connection.close()


def _on_disk(folder: Path, ids: set[str]) -> int:
    """How many of these ids the journal has."""
    journal = RaceFolder.open(folder).open_journal(WallClock())
    try:
        return len(journal.find(sorted(ids)))
    finally:
        journal.close()
