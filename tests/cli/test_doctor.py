"""The doctor: what is wrong with a machine, one line each."""

from __future__ import annotations

import socket
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
import typer
from tests.race.conftest import TOML

from lanterne.cli import doctor  # the command: it hides the module of its name
from lanterne.race.entrants import Entrant, Roster
from lanterne.race.rosterfile import ENTRANTS_FILE, write_entrants
from lanterne.web import pages

checks = sys.modules["lanterne.cli.doctor"]
NOW = datetime(2026, 5, 3, 11, 0, tzinfo=UTC)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "race.toml").write_text(TOML, encoding="utf-8")
    write_entrants(tmp_path / ENTRANTS_FILE, Roster.of([Entrant(bib="1", distance="half")]))
    return tmp_path


def test_old_versions_fail() -> None:
    assert [checks.python((3, 10, 9)).level, checks.python((3, 11, 0)).level] == ["FAIL", "ok"]
    assert [checks.sqlite((3, 36, 9)).level, checks.sqlite((3, 37, 0)).level] == ["FAIL", "ok"]


@pytest.mark.parametrize(("mib", "level"), [(100, "FAIL"), (1_000, "warn"), (4_000, "ok")])
def test_room_on_the_disk(mib: int, level: str) -> None:
    assert checks.free(Path("race"), mib * 2**20).level == level


@pytest.mark.parametrize(("kept_right", "level"), [(True, "ok"), (False, "warn"), (None, "warn")])
def test_a_clock_that_may_be_wrong_is_warned_of(kept_right: bool | None, level: str) -> None:
    assert checks.clock(NOW, kept_right).level == level


def test_a_clock_that_is_wrong_fails() -> None:
    assert checks.clock(NOW.replace(year=1970), True).level == "FAIL"


@pytest.mark.parametrize(
    ("mode", "commit_s", "level"),
    [("wal", 0.003, "ok"), ("wal", 0.5, "warn"), ("wal", 1e-6, "warn"), ("delete", 0.003, "FAIL")],
)
def test_a_disk_is_judged_by_its_commits(
    folder: Path, monkeypatch: pytest.MonkeyPatch, mode: str, commit_s: float, level: str
) -> None:
    monkeypatch.setattr(checks, "_commit", lambda file: (mode, commit_s))
    assert checks.disk(folder).level == level


def test_a_trial_on_a_real_disk_leaves_nothing(folder: Path) -> None:
    before = sorted(folder.iterdir())
    assert checks.disk(folder).level in ("ok", "warn")
    assert sorted(folder.iterdir()) == before


def test_a_folder_that_cannot_be_written_fails(tmp_path: Path) -> None:
    assert checks.disk(tmp_path / "none").level == "FAIL"


def test_a_port_in_use_fails() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        assert checks.free_port("127.0.0.1", taken.getsockname()[1]).level == "FAIL"
    assert checks.free_port("127.0.0.1", 0).level == "ok"


@pytest.mark.parametrize(
    ("host", "public", "level"),
    [
        ("127.0.0.1", "", "warn"),
        ("0.0.0.0", "", "FAIL"),
        ("192.0.2.7", "", "FAIL"),
        ("127.0.0.1", "http://race.example", "FAIL"),
        ("127.0.0.1", "https://race.example", "ok"),
        ("0.0.0.0", "https://race.example/", "ok"),
        ("127.0.0.1", "race.example", "FAIL"),
    ],
)
def test_a_phone_link_that_browsers_do_not_trust_fails(host: str, public: str, level: str) -> None:
    found = checks.phone_links(host, 8000, None, None, public)
    assert (found.level, bool(found.mend)) == (level, level != "ok" and public != "race.example")


def test_a_certificate_that_is_none_fails(folder: Path) -> None:
    found = checks.phone_links("0.0.0.0", 8000, folder / "race.toml", folder / "race.toml", "")
    assert (found.level, "no certificate" in found.what) == ("FAIL", True)
    assert checks.phone_links("0.0.0.0", 8000, folder / "none", folder / "none", "").level == "FAIL"
    assert checks.phone_links("0.0.0.0", 8000, folder / "race.toml", None, "").level == "FAIL"


def test_pages_that_were_not_built_fail(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "read_pages", dict)
    assert "make venv" in checks.built_pages().mend


def test_a_sound_race_folder_is_ok(folder: Path) -> None:
    assert {finding.level for finding in checks.race(folder)} <= {"ok", "warn"}


def test_each_fault_of_a_race_folder_is_a_line(folder: Path) -> None:
    (folder / "race.toml").write_text(TOML.replace('unit = "mi"', 'unit = "yd"').replace("16:00/mi", "16"))
    found = list(checks.race(folder))
    assert [finding.level for finding in found] == ["FAIL", "FAIL"]
    assert all("race.toml" in finding.what for finding in found)


def test_a_failure_is_the_exit_code(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / ENTRANTS_FILE).unlink()
    with pytest.raises(typer.Exit) as caught:
        doctor(folder, "127.0.0.1", 0)
    assert caught.value.exit_code == 2
    lines = capsys.readouterr().out.splitlines()
    assert lines[-1].startswith("FAIL ")
    assert all(line[:5] in ("ok   ", "warn ", "FAIL ") for line in lines)
