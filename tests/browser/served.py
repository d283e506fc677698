"""A race served whole in a thread, as phones reach it: by a name that is not this machine's own."""

from __future__ import annotations

import asyncio
import json
import socket
import threading
import time
import urllib.error
import urllib.request
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from lanterne.clock import ManualClock
from lanterne.folder import RaceFolder
from lanterne.serve import serve

HOST = "phones.test"


class HandClock(ManualClock):
    """Race time in the test's hand, said to run as real time does."""

    speed = 1.0


def free_port() -> int:
    """A port that nobody listens on."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Served:
    """A race served until the block ends; its clock begins at `start_s` (UTC epoch seconds)."""

    def __init__(self, folder: Path, start_s: float) -> None:
        self.clock = HandClock(start_s)
        self.port = free_port()
        self.origin = f"http://{HOST}:{self.port}"
        self._folder = folder
        self._key = RaceFolder.open(folder).control_key()
        self._ready = threading.Event()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run)

    def __enter__(self) -> Served:
        self._thread.start()
        assert self._ready.wait(60), "the race is not served"
        self._wait_until_read()
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._task.cancel)
        self._thread.join()
        self._loop.close()

    def _run(self) -> None:
        served = serve(
            RaceFolder.open(self._folder),
            self.clock,
            port=self.port,
            public=self.origin,
            on_ready=lambda _links: self._ready.set(),
        )
        self._task = self._loop.create_task(served)
        with pytest.raises(asyncio.CancelledError):
            self._loop.run_until_complete(self._task)

    def _wait_until_read(self) -> None:
        """Wait until the journal is read: phones that are told to ask again have clocks that stand still."""
        for _ in range(600):
            try:
                self.ask("decisions")
                return
            except urllib.error.HTTPError as error:
                if error.code != 503:
                    raise
                time.sleep(0.05)
        raise AssertionError("the journal is not read")

    def ask(self, path: str, body: Any = None) -> Any:
        """What the server answers race control under ``/api/v1/``; with a body, it is posted."""
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}/api/v1/{path}",
            data=None if body is None else json.dumps(body).encode(),
            headers={"content-type": "application/json", "authorization": f"Bearer {self._key}"},
        )
        with urllib.request.urlopen(request) as response:
            return json.load(response)

    def link(self, post: str) -> str:
        """The link of a post, as its captain gets it."""
        links: dict[str, str] = {one["post"]: one["link"] for one in self.ask("links")}
        return links[post]

    def browser_args(self) -> list[str]:
        """How a browser comes to know the name, and to trust it as it would an HTTPS one."""
        return [
            f"--host-resolver-rules=MAP {HOST} 127.0.0.1",
            f"--unsafely-treat-insecure-origin-as-secure={self.origin}",
        ]
