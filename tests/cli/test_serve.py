"""`lanterne serve` as a person meets it: links a line each, one line for a trouble, no trace at the end."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from tests.race.conftest import TOML

from lanterne.race.entrants import Entrant, Roster
from lanterne.race.rosterfile import ENTRANTS_FILE, write_entrants


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "race.toml").write_text(TOML, encoding="utf-8")
    write_entrants(tmp_path / ENTRANTS_FILE, Roster.of([Entrant(bib="1", distance="half")]))
    return tmp_path


def lanterne(*words: object) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", "from lanterne.cli import main; main()", *map(str, words)]
    narrow = os.environ | {"COLUMNS": "40"}
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=narrow)


@pytest.mark.parametrize("told", [signal.SIGTERM, signal.SIGINT])
def test_links_are_a_line_each_and_a_signal_ends_it_in_order(folder: Path, told: signal.Signals) -> None:
    with lanterne("serve", folder, "--port", 0) as process:
        assert process.stdout is not None
        links = dict(process.stdout.readline().split() for _ in range(8))
        port = int(links["control"].rpartition(":")[2].partition("/")[0])
        with socket.create_connection(("127.0.0.1", port)) as stream:
            stream.sendall(b"GET /api/v1/stream HTTP/1.1\r\nHost: localhost\r\n\r\n")
            assert stream.recv(12) == b"HTTP/1.1 200"
            process.send_signal(told)
            _, errors = process.communicate(timeout=60)
    assert process.returncode == 0
    assert list(links)[:5] == ["control", "events", "posts", "trackers", "raceresult"]
    assert {post: link.partition("#")[0].rpartition("/")[2] for post, link in list(links.items())[5:]} == {
        "sweep1": "sweep",
        "s05": "station",
        "smithfield": "post",
    }
    assert "Traceback" not in errors
    assert f"All others: lanterne links {folder} --base http://127.0.0.1:{port}\n" in errors


def test_a_port_in_use_is_one_line_and_exit_code_2(folder: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with lanterne("serve", folder, "--port", port) as process:
            output, errors = process.communicate(timeout=60)
    assert (process.returncode, output, errors.count("\n")) == (2, "", 1)
    assert f"port {port}: the port is in use" in errors
    assert not (folder / "journal.db").exists()


def test_a_folder_that_is_none_is_one_line_and_exit_code_2(tmp_path: Path) -> None:
    with lanterne("serve", tmp_path) as process:
        _, errors = process.communicate(timeout=60)
    assert (process.returncode, errors.count("\n")) == (2, 1)
