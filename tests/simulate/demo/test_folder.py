"""The demo's folder: made once, opened as often as wanted."""

from __future__ import annotations

from pathlib import Path

import pytest

from lanterne.errors import LanterneError
from lanterne.folder import JOURNAL_FILE, RaceFolder
from lanterne.journal.reader import Reader
from lanterne.journal.schema import lock
from lanterne.simulate.demo.folder import Opened, open_demo
from lanterne.units import instant_s

EARLY_S = 7 * 3_600 + 40 * 60.0


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A demo opened at 07:40, when little has happened yet."""
    where = tmp_path_factory.mktemp("cache") / "demo"
    open_demo(where, EARLY_S, seed=1)
    return where


def opened(folder: Path) -> Opened:
    return open_demo(folder, EARLY_S, seed=1)


def test_the_folder_is_a_race_folder(folder: Path) -> None:
    assert len(RaceFolder.open(folder).roster) == 6_812


def test_the_journal_knows_the_day_up_to_the_opening_and_the_rest_is_to_come(folder: Path) -> None:
    demo = opened(folder)
    received = [entry.received_at_s for entry in Reader(folder / JOURNAL_FILE).read()]
    coming = [batch.received_s for batch in demo.coming]
    assert demo.open_s == instant_s(demo.race.day, EARLY_S, demo.race.zone)
    assert max(received) <= demo.open_s < min(coming)
    assert len(received) > 10_000


def test_a_second_opening_makes_nothing_anew(folder: Path) -> None:
    def made() -> dict[str, int]:
        return {file.name: file.stat().st_mtime_ns for file in folder.iterdir() if "journal" not in file.name}

    before = made()
    told: list[int] = []
    open_demo(folder, EARLY_S, 1, told.append)
    assert (told, made()) == ([], before)


def test_a_journal_of_the_last_showing_is_begun_anew(folder: Path) -> None:
    (folder / JOURNAL_FILE).write_bytes(b"")
    opened(folder)
    assert Reader(folder / JOURNAL_FILE).last_seq() > 10_000


def test_another_seed_makes_the_folder_anew(tmp_path: Path) -> None:
    open_demo(tmp_path / "demo", EARLY_S - 3_600, seed=1)
    first = (tmp_path / "demo" / "entrants.csv").read_bytes()
    open_demo(tmp_path / "demo", EARLY_S - 3_600, seed=2)
    assert (tmp_path / "demo" / "entrants.csv").read_bytes() != first


def test_a_folder_with_another_race_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "race.toml").write_text("mine")
    with pytest.raises(LanterneError, match="not the demo"):
        open_demo(tmp_path, EARLY_S, 1)
    assert [file.name for file in tmp_path.iterdir()] == ["race.toml"]


def test_a_demo_that_runs_is_not_disturbed(folder: Path) -> None:
    before = (folder / JOURNAL_FILE).stat().st_mtime_ns
    with lock(folder / JOURNAL_FILE), pytest.raises(LanterneError, match="another process"):
        opened(folder)
    assert (folder / JOURNAL_FILE).stat().st_mtime_ns == before


def test_a_folder_that_cannot_be_made_is_said_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(LanterneError, match="--folder"):
        open_demo(tmp_path / "file" / "demo", EARLY_S, 1)
