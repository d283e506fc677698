from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from lanterne.cli import app
from lanterne.errors import LanterneError
from lanterne.journal.reader import Reader


def run(*words: str | Path) -> str:
    """What a command prints; what it refuses is raised, as the program's own `main` would catch it."""
    return CliRunner().invoke(app, [str(word) for word in words], catch_exceptions=False).output


def test_instant_replay_without_a_race_says_what_was_written(results_file: Path, tmp_path: Path) -> None:
    printed = run("replay", results_file, "--instant", "--journal", tmp_path / "j.db")
    events = len(list(Reader(tmp_path / "j.db").read()))
    assert f"{events:,} accepted, 0 duplicate, 0 quarantined" in printed


def test_a_race_made_by_init_takes_the_replay(results_file: Path, tmp_path: Path) -> None:
    run("race", "init", results_file, tmp_path / "made")
    run(
        "replay",
        results_file,
        "--race",
        tmp_path / "made" / "race.toml",
        "--instant",
        "--journal",
        tmp_path / "j.db",
    )
    assert Reader(tmp_path / "j.db").race == "tiny_2030"


def test_init_names_the_folder_after_the_race(
    results_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    run("race", "init", results_file)
    assert (tmp_path / "tiny_2030" / "race.toml").exists()


def test_instant_without_a_journal_is_refused(results_file: Path) -> None:
    with pytest.raises(LanterneError, match="go together"):
        run("replay", results_file, "--instant")


def test_a_race_with_faults_is_refused_by_its_own_name(results_file: Path, tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text("[race]\n")
    with pytest.raises(LanterneError, match=r"mine\.toml"):
        run(
            "replay",
            results_file,
            "--race",
            tmp_path / "mine.toml",
            "--instant",
            "--journal",
            tmp_path / "j.db",
        )
    assert not (tmp_path / "j.db").exists()
