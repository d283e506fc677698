"""The report of `skill.py`."""

from __future__ import annotations

from pathlib import Path

from lanterne.score.skill import Skill


def report(out: Path, kept: dict[str, list[Skill]], sample: int) -> None:
    """Write it."""
    print(len(kept), out, sample)
