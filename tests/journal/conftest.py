"""A journal that is closed after the test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.journal.making import journal_in

from lanterne.journal.sqlite import SqliteJournal


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[SqliteJournal]:
    """An empty journal of the tiny race, its clock standing at noon."""
    opened = journal_in(tmp_path)
    yield opened
    opened.close()
