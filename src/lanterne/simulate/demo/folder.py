"""The demo's race folder: made once, its journal begun anew at each opening."""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import resources
from itertools import takewhile
from pathlib import Path
from typing import Final

import lanterne
from lanterne.errors import LanterneError
from lanterne.folder import JOURNAL_FILE, RaceFolder
from lanterne.forecast.library import shipped
from lanterne.journal.schema import lock
from lanterne.race.definition import Race
from lanterne.race.rosterfile import ENTRANTS_FILE, write_entrants
from lanterne.replay.keeping import keep
from lanterne.replay.transport import Batch
from lanterne.simulate.demo.drawing import half_course, marathon_course
from lanterne.simulate.demo.registration import registered
from lanterne.simulate.demo.world import demo_day
from lanterne.units import instant_s

MADE_FILE: Final = "made-by"
OPENING: Final = "opening-"
PART_FILE: Final = "opening.part"


@dataclass(frozen=True, slots=True)
class Opened:
    """The demo, ready to be served: its folder, what is still to come, and the instant it opens at."""

    folder: Path
    race: Race
    coming: Iterator[Batch]
    open_s: float


def usual_folder() -> Path:
    """Where the demo lives unless told otherwise: the user's cache, else a folder for temporary files."""
    cache = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    folder = Path(cache) / "lanterne" / "demo"
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return Path(tempfile.gettempdir()) / "lanterne-demo"
    return folder if os.access(folder, os.W_OK) else Path(tempfile.gettempdir()) / "lanterne-demo"


def open_demo(
    folder: Path, open_clock_s: float, seed: int, progress: Callable[[int], None] | None = None
) -> Opened:
    """Make the demo's folder, or take the one made before; its journal knows the day up to the opening.

    Parameters
    ----------
    open_clock_s : float, seconds after midnight
    progress : callable or None
        Told how many more events are on disk.

    Raises
    ------
    LanterneError
        If the folder holds something else, cannot be written, or is in use by another demo.
    """
    version = _version(seed)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _refuse_strangers(folder)
        with lock(folder / JOURNAL_FILE):
            if _made_by(folder) != version:
                _make(folder, seed, version)
            made = RaceFolder.open(folder)
            race = made.race
            day, _ = demo_day(race, made.roster, shipped(), seed)
            open_s = instant_s(race.day, open_clock_s, race.zone)
            opening = folder / f"{OPENING}{open_clock_s:.0f}.db"
            if not opening.exists():
                part = folder / PART_FILE
                _remove(part)
                before = takewhile(lambda batch: batch.received_s <= open_s, day.batches())
                keep(before, part, race.id, progress)
                part.replace(opening)
            _remove(folder / JOURNAL_FILE)
            shutil.copyfile(opening, folder / JOURNAL_FILE)
    except OSError as error:
        raise LanterneError(
            f"{folder} cannot be written: {error.strerror}. Name another folder with --folder"
        ) from None
    return Opened(folder, race, day.batches(open_s), open_s)


def _version(seed: int) -> str:
    """What the made files depend on: the version, the seed, and every file of the makers."""
    digest = hashlib.blake2b(digest_size=8)
    for package in ("lanterne.simulate", "lanterne.replay", "lanterne.simulate.demo"):
        for file in sorted(resources.files(package).iterdir(), key=lambda file: file.name):
            if file.is_file() and file.name.endswith((".py", ".toml")):
                digest.update(file.read_bytes())
    digest.update(resources.files("lanterne.forecast").joinpath("pace_library.npz").read_bytes())
    return f"lanterne {lanterne.__version__} {digest.hexdigest()} seed {seed}\n"


def _made_by(folder: Path) -> str:
    file = folder / MADE_FILE
    return file.read_text(encoding="utf-8") if file.exists() else ""


def _refuse_strangers(folder: Path) -> None:
    if (folder / "race.toml").exists() and not (folder / MADE_FILE).exists():
        raise LanterneError(f"{folder} holds a race that is not the demo. Name another folder with --folder")


def _make(folder: Path, seed: int, version: str) -> None:
    for old in folder.glob(f"{OPENING}*"):
        old.unlink()
    (folder / MADE_FILE).write_text("", encoding="utf-8")
    definition = resources.files(__package__).joinpath("race.toml").read_bytes()
    (folder / "race.toml").write_bytes(definition)
    marathon_course().write_geojson(folder / "course.geojson", "Marathon")
    half_course().write_geojson(folder / "half.geojson", "Half marathon")
    write_entrants(folder / ENTRANTS_FILE, registered(seed))
    (folder / MADE_FILE).write_text(version, encoding="utf-8")


def _remove(database: Path) -> None:
    """Remove a database with what SQLite keeps beside it."""
    for ending in ("", "-wal", "-shm"):
        database.with_name(database.name + ending).unlink(missing_ok=True)
