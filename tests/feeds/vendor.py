"""Real messages, kept beside the repository and not in it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

FIXTURES = Path(__file__).parents[2].parent / "shared" / "fixtures"


def messages(file: str) -> Any:
    """A file of real messages; skips the test where there is none."""
    path = FIXTURES / file
    if not path.is_file():
        pytest.skip(f"no {path}: the real messages are not part of the repository")
    return json.loads(path.read_text())
