"""The one thread that writes a journal: whatever waits when it comes round shares one commit."""

from __future__ import annotations

import queue
import sqlite3
import threading
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from typing import Final

from lanterne.errors import JournalError
from lanterne.journal.base import Receipt
from lanterne.journal.schema import explain
from lanterne.journal.store import Arrival, store

MAX_GROUP_ROWS: Final = 20_000
"""Rows that one commit takes at most, so that nobody waits long behind a flood."""

Answer = Future[list[Receipt]]


class Writer:
    """Stores arrivals in the order in which they are put, and answers each after its commit.

    Parameters
    ----------
    connection : sqlite3.Connection
        Used by this writer's thread alone until it is closed.
    path : Path
        The journal's file, for messages.
    committed : callable
        Called in the thread after each commit, before its answers are given.
    """

    def __init__(self, connection: sqlite3.Connection, path: Path, committed: Callable[[], None]) -> None:
        self._connection, self._path, self._committed = connection, path, committed
        self._waiting: queue.SimpleQueue[tuple[Arrival, Answer] | None] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._closed = False
        self._thread = threading.Thread(target=self._run, name="journal", daemon=True)
        self._thread.start()

    def put(self, arrival: Arrival) -> Answer:
        """Queue an arrival; its receipts come when it is on disk.

        Raises
        ------
        JournalError
            If the journal is closed.
        """
        answer: Answer = Future()
        with self._lock:
            if self._closed:
                raise JournalError(f"{self._path} is closed")
            self._waiting.put((arrival, answer))
        return answer

    def close(self) -> None:
        """Store what waits, then stop."""
        with self._lock:
            if not self._closed:
                self._closed = True
                self._waiting.put(None)
        self._thread.join()

    def _run(self) -> None:
        going = True
        while going:
            group, going = self._gather()
            if group:
                self._commit(group)

    def _gather(self) -> tuple[list[tuple[Arrival, Answer]], bool]:
        """Everything that waits, at least one, up to a commit's worth; and whether more may come."""
        group: list[tuple[Arrival, Answer]] = []
        rows = 0
        while rows < MAX_GROUP_ROWS:
            try:
                one = self._waiting.get(block=not group)
            except queue.Empty:
                break
            if one is None:
                return group, False
            if one[1].set_running_or_notify_cancel():
                group.append(one)
                rows += len(one[0].taken)
        return group, True

    def _commit(self, group: list[tuple[Arrival, Answer]]) -> None:
        try:
            receipts = store(self._connection, [arrival for arrival, _ in group])
        except Exception as error:
            # Whatever went wrong, those who wait must hear of it, and the next group must be tried.
            told = explain(error, self._path) if isinstance(error, sqlite3.Error) else error
            for _, answer in group:
                answer.set_exception(told)
            return
        self._committed()
        for (_, answer), receipt in zip(group, receipts, strict=True):
            answer.set_result(receipt)
