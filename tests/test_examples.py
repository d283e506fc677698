"""The examples run as their pages say, on data they make themselves."""

from __future__ import annotations

import re
import runpy
import sys
from pathlib import Path

import pytest

EXAMPLES = Path(__file__).resolve().parents[1] / "examples"


def run(
    name: str, arguments: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> str:
    monkeypatch.setattr(sys, "argv", [name, *arguments])
    runpy.run_path(str(EXAMPLES / name), run_name="__main__")
    return capsys.readouterr().out


@pytest.mark.parametrize("arguments", [[], ["--fit"]])
def test_a_past_race_is_forecast_and_scored(
    arguments: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    said = run("forecast_results.py", arguments, monkeypatch, capsys)
    assert said.startswith("4 Gaussians") == bool(arguments)
    forecast, even = (float(mae) for mae in re.findall(r"MAE +([\d.]+)", said))
    assert forecast < even


def test_a_results_file_is_taken_from_the_command_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    write = runpy.run_path(str(EXAMPLES / "forecast_results.py"))["made_up_file"]
    path = write(tmp_path / "mine.csv", 40)
    said = run("forecast_results.py", [str(path)], monkeypatch, capsys)
    assert re.search(r"made_up_2030: \d\d runners at half way, 0 without a forecast", said)


def test_a_live_prefix_is_learned_from_asked_and_updated(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    said = run("forecast_live_prefix.py", [], monkeypatch, capsys)
    ((left, before),) = re.findall(r"known: ([\d.]+) where ([\d.]+)", said)
    assert float(left) < float(before)
    for line in re.findall(r"in time ([\d.]+), too late ([\d.]+), stopped before ([\d.]+)", said):
        assert sum(map(float, line)) == pytest.approx(1, abs=0.002)
    assert "the same runner, once read" in said
