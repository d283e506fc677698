"""Reading ahead: the next batch comes from disk while one is taken in."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

from lanterne.journal.base import Batch


def one_ahead(batches: Iterator[Batch]) -> Iterator[Batch]:
    """The same batches, the next one being read while one is taken in: SQLite needs no interpreter for it."""
    with ThreadPoolExecutor(1) as reader:
        coming = reader.submit(next, batches, None)
        while (batch := coming.result()) is not None:
            coming = reader.submit(next, batches, None)
            yield batch
