"""`lanterne doctor`: whether this machine can run a race, one line for each thing it needs."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import Annotated, Final, Literal, NamedTuple

import typer

from lanterne.cli.where import CertOption, HostOption, KeyOption, PortOption, PublicOption, where_of
from lanterne.errors import LanterneError

LEAST_SQLITE: Final = (3, 37, 0)
LEAST_FREE_BYTES: Final = 200 * 2**20
PLENTY_FREE_BYTES: Final = 2 * 2**30
LEAST_OPEN_FILES: Final = 1_024
LEAST_YEAR: Final = 2026
COMMITS: Final = 20
SLOW_COMMIT_S: Final = 0.1
UNBELIEVABLE_COMMIT_S: Final = 20e-6
"""Faster than any disk answers: what is said to be on it is only in memory."""


class Finding(NamedTuple):
    """One thing looked at; `mend` is empty where all is well."""

    level: Literal["ok", "warn", "FAIL"]
    what: str
    mend: str = ""

    def __str__(self) -> str:
        return f"{self.level:4} {self.what}" + (f". {self.mend}" if self.mend else "")


def doctor(
    folder: Annotated[
        Path | None, typer.Argument(help="The race folder to run; without it, only the machine is looked at.")
    ] = None,
    host: HostOption = "127.0.0.1",
    port: PortOption = 8000,
    cert: CertOption = None,
    key: KeyOption = None,
    public_url: PublicOption = "",
) -> None:
    """Say whether this machine can run a race: ok, warn or FAIL with the mend; exit with 2 on any FAIL."""
    failed = False
    for finding in findings(folder, host, port, cert, key, public_url):
        failed |= finding.level == "FAIL"
        print(finding, flush=True)
    if failed:
        raise typer.Exit(2)


def findings(
    folder: Path | None,
    host: str,
    port: int,
    cert: Path | None = None,
    key: Path | None = None,
    public_url: str = "",
) -> Iterator[Finding]:
    """Everything that was looked at, in order."""
    home = folder if folder is not None and folder.is_dir() else Path.cwd()
    yield python(sys.version_info[:3])
    yield sqlite(sqlite3.sqlite_version_info)
    yield disk(home)
    yield free(home, shutil.disk_usage(home).free)
    yield clock(datetime.now(UTC), _kept_right())
    yield open_files()
    yield free_port(host, port)
    yield built_pages()
    if folder is not None:
        yield phone_links(host, port, cert, key, public_url)
        yield from race(folder)


def python(version: tuple[int, ...]) -> Finding:
    """Whether Python is new enough."""
    text = ".".join(map(str, version))
    if version < (3, 11):
        return Finding("FAIL", f"Python {text} is too old", "Use 3.11 or newer")
    return Finding("ok", f"Python {text}")


def sqlite(version: tuple[int, ...]) -> Finding:
    """Whether SQLite is new enough for the journal's tables."""
    text = ".".join(map(str, version))
    if version < LEAST_SQLITE:
        return Finding("FAIL", f"SQLite {text} is too old", "Use a Python that comes with 3.37 or newer")
    return Finding("ok", f"SQLite {text}")


def disk(folder: Path) -> Finding:
    """Whether a journal in the folder is on disk when it says so, and how long that takes."""
    try:
        with tempfile.TemporaryDirectory(prefix=".doctor-", dir=folder) as made:
            mode, commit_s = _commit(Path(made) / "journal.db")
    except (OSError, sqlite3.Error) as error:
        return Finding(
            "FAIL", f"{folder} cannot be written: {error}", "Use a folder of your own on this machine"
        )
    if mode != "wal":
        return Finding("FAIL", f"{folder} is on a file system without a write-ahead log", "Use a local disk")
    what = f"a commit in {folder} takes {commit_s * 1e3:.2f} ms"
    if commit_s > SLOW_COMMIT_S:
        return Finding("warn", what, "Use a faster disk, not a memory card or a network drive")
    if commit_s < UNBELIEVABLE_COMMIT_S:
        return Finding("warn", f"{what}: it is not on a disk", "Use a folder that outlives a power cut")
    return Finding("ok", what)


def _commit(file: Path) -> tuple[str, float]:
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        mode = str(connection.execute("PRAGMA journal_mode = WAL").fetchone()[0])
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("CREATE TABLE trial (row INTEGER)")
        took_s = []
        for row in range(COMMITS):
            began_s = time.perf_counter()
            connection.execute("INSERT INTO trial VALUES (?)", (row,))
            took_s.append(time.perf_counter() - began_s)
    return mode, median(took_s)


def free(folder: Path, free_bytes: int) -> Finding:
    """Whether there is room for a race day; a million events take about half a gigabyte."""
    what = f"{free_bytes / 2**30:.1f} GiB free for {folder}"
    if free_bytes < LEAST_FREE_BYTES:
        return Finding("FAIL", what, "Make room: a race day takes up to 1 GiB")
    if free_bytes < PLENTY_FREE_BYTES:
        return Finding("warn", what, "Make room: photos and a million events take 2 GiB")
    return Finding("ok", what)


def clock(now: datetime, kept_right: bool | None) -> Finding:
    """Whether the clock can be right, and is kept right; None is not known."""
    what = f"the clock says {now:%Y-%m-%d %H:%M:%S} UTC"
    if now.year < LEAST_YEAR:
        return Finding("FAIL", what, "Set the clock: every event is told by it")
    if kept_right is None:
        return Finding("warn", f"{what}; nothing says whether it is kept right", "Compare it with a phone")
    if not kept_right:
        return Finding(
            "warn", f"{what} and is not kept right", "Turn on network time, or compare with a phone"
        )
    return Finding("ok", f"{what} and is kept right")


def _kept_right() -> bool | None:
    try:
        said = subprocess.run(
            ["timedatectl", "show", "--property=NTPSynchronized", "--value"],
            capture_output=True,
            text=True,
            timeout=5,
            check=True,
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return {"yes": True, "no": False}.get(said.stdout.strip())


def open_files() -> Finding:
    """Whether so many connections may be open as the server allows."""
    try:
        import resource
    except ImportError:  # Windows has no such limit
        return Finding("ok", "open files are not limited")
    limit, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    what = f"{limit:,} files may be open" if limit != resource.RLIM_INFINITY else "open files are not limited"
    if 0 <= limit < LEAST_OPEN_FILES:
        return Finding("warn", what, f"Run ulimit -n {LEAST_OPEN_FILES} in this terminal first")
    return Finding("ok", what)


def free_port(host: str, port: int) -> Finding:
    """Whether the port can be had."""
    from lanterne.web.server import is_loopback, listen

    try:
        listen(host, port).close()
    except LanterneError as error:
        return Finding("FAIL", str(error).rstrip("."))
    who = "this machine only" if is_loopback(host) else "other machines, race control signed in"
    return Finding("ok", f"port {port} on {host} is free, for {who}")


def phone_links(host: str, port: int, cert: Path | None, key: Path | None, public_url: str) -> Finding:
    """Whether phones can keep the posts' pages, which browsers allow only where nobody can listen in."""
    mend = "Serve with --cert FILE and --key FILE, or with --public-url of an HTTPS tunnel"
    try:
        where = where_of(host, port, cert, key, public_url)
    except LanterneError as error:
        return Finding("FAIL", str(error).rstrip("."))
    base = where.base(port)
    if where.only_here:
        return Finding("warn", f"phones cannot reach {base}, only this machine can", mend)
    if not base.startswith("https:"):
        return Finding("FAIL", f"phones cannot keep pages of {base}: it is not a secure context", mend)
    return Finding("ok", f"phones can keep pages of {base}")


def built_pages() -> Finding:
    """Whether race control's page is there."""
    from lanterne.web.pages import read_pages

    pages = read_pages()
    if "control.html" not in pages:
        return Finding("FAIL", "the pages have not been built", "Run make venv in the checkout")
    return Finding("ok", f"the pages are built: {len(pages)} files")


def race(folder: Path) -> Iterator[Finding]:
    """Whether the race folder can be served."""
    from lanterne.folder import JOURNAL_FILE, RaceFolder
    from lanterne.journal.reader import Reader
    from lanterne.race.loading import check_race
    from lanterne.units import clock_text

    try:
        found = RaceFolder.open(folder)
        for warning in check_race(folder).warnings:
            yield Finding("warn", str(warning))
        day = found.race
        yield Finding("ok", f"{day.name}, {day.day}: {len(found.roster):,} entrants")
        yield Finding("ok", f"it is {clock_text(time.time(), day.zone)} in {day.zone}")
        journal = found.path / JOURNAL_FILE
        if journal.exists():
            events = Reader(journal).last_seq()
            yield Finding("ok", f"{journal} holds {events:,} events")
    except LanterneError as error:
        for line in str(error).splitlines():
            yield Finding("FAIL", line)
