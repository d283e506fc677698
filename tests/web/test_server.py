"""A race folder served over real sockets, from the port being taken to the last answer."""

from __future__ import annotations

import asyncio
import contextlib
import json
import shutil
import socket
import ssl
import subprocess
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from tests.race.conftest import TOML

from lanterne.clock import ManualClock
from lanterne.errors import LanterneError
from lanterne.folder import JOURNAL_FILE, RaceFolder
from lanterne.journal.reader import Reader
from lanterne.journal.sqlite import SqliteJournal
from lanterne.live.tick import LiveRace
from lanterne.race.entrants import Entrant, Roster
from lanterne.race.rosterfile import ENTRANTS_FILE, write_entrants
from lanterne.serve import serve
from lanterne.web.server import Certificate, is_loopback, listen

PASSING = {
    "kind": "passing",
    "happened_at": "2026-05-03T11:00:30Z",
    "source": "mat-start",
    "point": "start",
    "bib": "1",
}
Batches = AsyncIterator[list[dict[str, Any]]]


@pytest.fixture
def folder(tmp_path: Path) -> RaceFolder:
    (tmp_path / "race.toml").write_text(TOML, encoding="utf-8")
    write_entrants(tmp_path / ENTRANTS_FILE, Roster.of([Entrant(bib="1", distance="marathon", wave="A")]))
    return RaceFolder.open(tmp_path)


def free_port(host: str) -> int:
    """A port that nobody listens on."""
    with socket.create_server((host, 0)) as probe:
        port: int = probe.getsockname()[1]
    return port


Visit = Callable[[int], Awaitable[Awaitable[object] | None]]


def served(
    folder: RaceFolder,
    visit: Visit,
    *,
    feed: Batches | None = None,
    host: str = "127.0.0.1",
    public: str = "",
    certificate: Certificate | None = None,
) -> Mapping[str, str]:
    """Serve, visit its port once it answers, stop it, wait for what the visit gave, and give the links."""
    told: dict[str, str] = {}

    async def run() -> None:
        ready, port = asyncio.Event(), free_port(host)

        def on_ready(links: Mapping[str, str]) -> None:
            told.update(links)
            ready.set()

        clock = ManualClock(folder.race.distances[0].start_s + 60)
        serving = asyncio.create_task(
            serve(
                folder,
                clock,
                feed=feed,
                host=host,
                port=port,
                certificate=certificate,
                public=public,
                on_ready=on_ready,
            )
        )
        await asyncio.wait({serving, asyncio.create_task(ready.wait())}, return_when=asyncio.FIRST_COMPLETED)
        pending = await visit(port)
        serving.cancel()
        await asyncio.wait({serving})
        if pending is not None:
            await pending

    asyncio.run(run())
    return told


async def exchange(port: int, request: str, body: bytes = b"") -> tuple[bytes, bytes]:
    """Head and body of the answer to one request on a connection of its own."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    head = (
        f"{request} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n"
    )
    writer.write(head.encode() + body)
    answer = await reader.read()
    writer.close()
    head_bytes, _, rest = answer.partition(b"\r\n\r\n")
    return head_bytes, rest


def test_what_was_posted_is_in_the_journal_after_the_server_is_gone(folder: RaceFolder) -> None:
    async def visit(port: int) -> None:
        head, body = await exchange(port, "POST /api/v1/events", json.dumps([PASSING]).encode())
        assert head.startswith(b"HTTP/1.1 200")
        assert json.loads(body)[0]["outcome"] == "accepted"

    served(folder, visit)
    assert Reader(folder.path / JOURNAL_FILE).last_seq() == 1


def test_an_open_stream_shows_the_field_and_does_not_hold_up_the_end(folder: RaceFolder) -> None:
    async def visit(port: int) -> Awaitable[object]:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"GET /api/v1/stream HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
        await reader.readuntil(b"event: control")

        async def to_the_end() -> None:
            await reader.read()
            writer.close()

        return to_the_end()

    served(folder, visit)


def test_a_feed_goes_into_the_journal(folder: RaceFolder) -> None:
    taken = asyncio.Event()

    async def feed() -> Batches:
        yield [PASSING, PASSING | {"point": "finish", "happened_at": "2026-05-03T15:00:00Z"}]
        taken.set()

    async def visit(port: int) -> None:
        await taken.wait()

    served(folder, visit, feed=feed())
    assert Reader(folder.path / JOURNAL_FILE).last_seq() == 2


def test_a_feed_that_fails_ends_the_server_with_its_reason(folder: RaceFolder) -> None:
    async def feed() -> Batches:
        raise LanterneError("line 7 of the results is no read")
        yield []

    with pytest.raises(LanterneError, match="line 7"):
        asyncio.run(serve(folder, ManualClock(0.0), feed=feed(), port=0))


def test_requests_under_way_are_answered_before_the_end(
    folder: RaceFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    under_way, may_go_on = asyncio.Event(), asyncio.Event()
    append = SqliteJournal.append

    async def slow_append(self: SqliteJournal, events: Sequence[Any], *, source: str) -> Any:
        under_way.set()
        await may_go_on.wait()
        return await append(self, events, source=source)

    monkeypatch.setattr(SqliteJournal, "append", slow_append)
    answers: list[bytes] = []

    async def visit(port: int) -> Awaitable[object]:
        posting = asyncio.create_task(exchange(port, "POST /api/v1/events", json.dumps([PASSING]).encode()))
        posting.add_done_callback(lambda done: answers.append(done.result()[0]))
        await under_way.wait()
        asyncio.get_running_loop().call_later(0.05, may_go_on.set)  # the server is told to stop before
        return posting

    served(folder, visit)
    assert answers[0].startswith(b"HTTP/1.1 200")


def test_open_to_other_machines_it_asks_to_sign_in(folder: RaceFolder) -> None:
    async def visit(port: int) -> None:
        head, _ = await exchange(port, "GET /api/v1/race")
        assert head.startswith(b"HTTP/1.1 401")
        head, _ = await exchange(port, "GET /control")
        assert b"location: /login?next=%2Fcontrol" in head

    links = served(folder, visit, host="0.0.0.0")
    assert links["control"].endswith("/control")
    assert (folder.path / "control.key").stat().st_mode & 0o777 == 0o600


def test_behind_a_tunnel_being_on_the_machine_is_no_proof(folder: RaceFolder) -> None:
    async def visit(port: int) -> None:
        head, _ = await exchange(port, "GET /api/v1/ledger")
        assert head.startswith(b"HTTP/1.1 401")

    links = served(folder, visit, public="https://race.example")
    assert links["control"] == "https://race.example/control"


def test_on_this_machine_no_key_is_made(folder: RaceFolder) -> None:
    async def visit(port: int) -> None:
        return

    links = served(folder, visit)
    assert links["control"].endswith("/control")
    assert links["raceresult"].endswith("/webhooks/raceresult?token=a-long-secret")
    assert not (folder.path / "control.key").exists()


def test_with_a_certificate_it_speaks_https_alone(folder: RaceFolder, tmp_path: Path) -> None:
    chain, key = tmp_path / "cert.pem", tmp_path / "key.pem"
    if shutil.which("openssl") is None:
        pytest.skip("no openssl to make a certificate with")
    made = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 1 -subj /CN=127.0.0.1"
    asked = [*made.split(), "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", str(key), "-out", str(chain)]
    subprocess.run(asked, check=True, capture_output=True)
    certificate = Certificate(chain, key)
    certificate.check()
    trusting = ssl.create_default_context(cafile=str(chain))

    async def visit(port: int) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port, ssl=trusting)
        writer.write(b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
        assert (await reader.read()).endswith(b'{"status":"ok"}')
        writer.close()
        with contextlib.suppress(ConnectionError):
            assert (await exchange(port, "GET /healthz"))[0] == b""

    assert served(folder, visit, certificate=certificate)["control"].startswith("https://127.0.0.1:")


def test_a_port_in_use_is_one_line_with_the_mend() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(LanterneError, match=rf"port {port}: the port is in use\. .*--port\.$"):
            listen("127.0.0.1", port)


def test_an_address_of_another_machine_is_one_line_with_the_mend() -> None:
    with pytest.raises(LanterneError, match=r"this machine has no such address\. .*--host\.$"):
        listen("192.0.2.1", 0)


def test_a_second_server_of_one_folder_is_refused(folder: RaceFolder) -> None:
    async def visit(port: int) -> None:
        with pytest.raises(LanterneError):
            await serve(folder, ManualClock(0.0), port=0)

    served(folder, visit)


@pytest.mark.parametrize(
    ("host", "only_here"),
    [("127.0.0.1", True), ("localhost", True), ("::1", True), ("0.0.0.0", False), ("race.example", False)],
)
def test_who_can_reach_an_address(host: str, only_here: bool) -> None:
    assert is_loopback(host) is only_here


def test_events_are_taken_in_while_the_tick_fails(
    folder: RaceFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    failed = asyncio.Event()

    def tick(self: LiveRace) -> None:
        failed.set()
        raise ZeroDivisionError

    monkeypatch.setattr(LiveRace, "tick", tick)

    async def visit(port: int) -> None:
        await failed.wait()
        _, body = await exchange(port, "POST /api/v1/events", json.dumps([PASSING]).encode())
        assert json.loads(body)[0]["outcome"] == "accepted"

    served(folder, visit)


def test_the_tick_begins_again_after_it_failed(folder: RaceFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lanterne.serve.TICK_AGAIN_S", 0.0)
    tick, again, tries = LiveRace.tick, asyncio.Event(), iter(range(10))

    def fail_once(self: LiveRace) -> None:
        if next(tries) == 0:
            raise ZeroDivisionError
        tick(self)
        again.set()

    monkeypatch.setattr(LiveRace, "tick", fail_once)

    async def visit(port: int) -> None:
        await again.wait()

    served(folder, visit)
