"""Serves the built client and the made-up race, as the real server would; only for looking and for tests.

LANTERNE_DIST names another folder with the built client.
"""

from __future__ import annotations

import argparse
import os
import threading
import time
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import msgspec
from made_up_accounting import MadeUpAccounting, NobodyMissing, balance
from made_up_accounts import account_view
from made_up_decisions import MadeUpDecisions, NothingWaits
from made_up_forecasts import record, runner_forecast
from made_up_holds import hold_options, what_if
from made_up_race import at
from made_up_views import MadeUpViews

from lanterne import events, views
from lanterne.web.links import LinkView

HERE = Path(__file__).parent
DIST = Path(os.environ.get("LANTERNE_DIST", HERE.parents[1] / "client" / "dist"))
TYPES = {".html": "text/html; charset=utf-8", ".js": "text/javascript", ".css": "text/css"}


@cache
def made_up(as_of: str, speed: float) -> MadeUpViews:
    """The race, made once."""
    return MadeUpViews(as_of, speed)


def encode(view: object) -> bytes:
    """JSON of a view; NumPy's own numbers become plain ones."""
    return msgspec.json.encode(view, enc_hook=float)


class FixtureServer(ThreadingHTTPServer):
    """The made-up race, `busy` with decisions and people to look for, or with none that waits.

    `streams` counts the event streams ever opened, `open_streams` those open now. `posted` are the events
    taken in; while `refusal` is set, each is quarantined for it. `session` names who is signed in.
    """

    daemon_threads = True

    def __init__(
        self, port: int = 0, as_of: str = "12:55:00", speed: float = 1.0, busy: bool = False
    ) -> None:
        super().__init__(("127.0.0.1", port), Handler)
        world = made_up(as_of, speed)
        self.answers = {
            "/api/v1/race": encode(world.race()),
            "/api/v1/quarantine": encode(world.quarantine()),
            "/api/v1/record": encode(record(world)),
            **{
                f"/api/v1/runners/{bib}/forecast": encode(runner_forecast(world, bib))
                for bib in ("4410", "2931", "88")
            },
        }
        self.control: views.ControlView = world.control()
        self.chart = encode(world.chart())
        self.field = encode(world.field())
        self.ledger: list[views.LedgerRow] = world.ledger()
        self.world = world
        self.decisions = MadeUpDecisions(world) if busy else NothingWaits(world)
        self.accounting = MadeUpAccounting() if busy else NobodyMissing()
        if busy:
            self.control = msgspec.structs.replace(self.control, balance=balance(self.control.balance))
        self.posted: list[dict[str, Any]] = []
        self.refusal = ""
        self.session = ""
        self.streams = 0
        self.open_streams = 0
        self.silenced = threading.Event()
        self.began_s = time.monotonic()

    @property
    def url(self) -> str:
        """Address of race control's page."""
        return f"http://127.0.0.1:{self.server_address[1]}/control"

    @property
    def now_s(self) -> float:
        """Race time."""
        return self.control.as_of_s + (time.monotonic() - self.began_s) * self.control.speed

    def control_now(self) -> bytes:
        """The control message as of now: the clock runs on, nothing else happens."""
        lantern = self.accounting.view(self.now_s).all_clear.lantern
        return encode(msgspec.structs.replace(self.control, as_of_s=self.now_s, lantern=lantern))

    def account(self, path: str) -> views.RunnerForecastView | None:
        """How a runner of whom things are said is accounted for; None = the path asks for something else."""
        bib = path.removeprefix("/api/v1/runners/").removesuffix("/forecast")
        return account_view(self.world, bib, self.accounting.posted)

    def take(self, said: dict[str, Any]) -> dict[str, str]:
        """One event in, checked as the real server does; its receipt."""
        try:
            event = events.check(events.canonical(said))
        except ValueError as error:
            return {"id": str(said.get("id")), "outcome": "quarantined", "reason": str(error)}
        if self.refusal:
            return {"id": event.id, "outcome": "quarantined", "reason": self.refusal}
        if any(one["id"] == event.id for one in self.posted):
            return {"id": event.id, "outcome": "duplicate", "reason": ""}
        self.posted.append(said)
        self.decisions.post(event)
        self.accounting.post(event)
        return {"id": event.id, "outcome": "accepted", "reason": ""}

    def __enter__(self) -> FixtureServer:
        threading.Thread(target=self.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.silenced.set()
        self.shutdown()
        self.server_close()


class Handler(BaseHTTPRequestHandler):
    """Answers what race control's pages ask for, and takes in what they say."""

    server: FixtureServer

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        """Answer one request."""
        url = urlsplit(self.path)
        if url.path == "/api/v1/stream":
            self.stream()
        elif url.path == "/api/v1/ledger":
            ask = {key: values[0] for key, values in parse_qs(url.query).items()}
            self.answer(encode(ledger_page(self.server.ledger, ask)))
        elif url.path == "/api/v1/decisions":
            self.answer(encode(self.server.decisions.view(self.server.now_s)))
        elif url.path == "/api/v1/session":
            self.answer(encode({"name": self.server.session}))
        elif url.path == "/api/v1/links":
            self.answer(encode(links(self.server.posted)))
        elif url.path in ("/api/v1/holds/options", "/api/v1/whatif"):
            ask = {key: values[0] for key, values in parse_qs(url.query).items()}
            made = what_if(ask) if url.path.endswith("whatif") else hold_options(self.server.world, ask)
            self.answer(encode(made))
        elif (account := self.server.account(url.path)) is not None:
            self.answer(encode(account))
        elif url.path in self.server.answers:
            self.answer(self.server.answers[url.path])
        else:
            self.file(page_of(url.path))

    def do_POST(self) -> None:
        """Take in events, or forget who is signed in."""
        if self.path == "/logout":
            self.server.session = ""
            self.send_response(303)
            self.send_header("Location", "/login")
            self.end_headers()
            return
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.answer(encode([self.server.take(one) for one in msgspec.json.decode(body)]))

    def file(self, name: str) -> None:
        """A built file."""
        path = DIST / name
        if path.is_file() and path.resolve().is_relative_to(DIST):
            self.answer(path.read_bytes(), TYPES.get(path.suffix, "application/octet-stream"))
        else:
            self.send_error(404)

    def answer(self, body: bytes, kind: str = "application/json") -> None:
        """Send a whole answer."""
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def stream(self) -> None:
        """Send events until the other side goes or the server falls silent."""
        server = self.server
        if server.silenced.is_set():
            self.send_error(503)
            return
        server.streams += 1
        server.open_streams += 1
        try:
            self.send_response(200)
            self.send_header("Content-Type", "text/event-stream")
            self.send_header("Cache-Control", "no-store")
            self.end_headers()
            self.say("chart", server.chart)
            self.say("field", server.field)
            while not server.silenced.is_set():
                self.say("control", server.control_now())
                self.say("decisions", encode(server.decisions.view(server.now_s)))
                self.say("accounting", encode(server.accounting.view(server.now_s)))
                server.silenced.wait(1.0)
        except OSError:
            return  # the browser went away
        finally:
            server.open_streams -= 1

    def say(self, event: str, data: bytes) -> None:
        """Send one event."""
        self.wfile.write(b"event: %s\ndata: %s\n\n" % (event.encode(), data))
        self.wfile.flush()


def page_of(path: str) -> str:
    """The built file that a path shows."""
    if path.startswith("/control/runner/"):
        return "runner.html"
    pages = {"/": "control.html", "/control": "control.html", "/control/record": "record.html"}
    return pages.get(path, path.lstrip("/"))


def links(posted: list[dict[str, Any]]) -> list[LinkView]:
    """A link for each of some posts, made anew as often as was posted."""
    anew = {one["post"]: one["number"] for one in posted if one["kind"] == "link"}
    return [
        LinkView(
            post=post,
            name=name,
            role=page,
            number=anew.get(post, 1),
            until_s=at("00:00") + 2 * 86_400,
            link=f"https://race.example/{page}#{post}.{anew.get(post, 1)}.token",
        )
        for post, name, page in (("s18", "Station 18", "station"), ("sweep1", "Sweep 1", "sweep"))
    ]


def ledger_page(rows: list[views.LedgerRow], ask: dict[str, str]) -> views.LedgerPage:
    """One page of the ledger, of one state and with bibs that begin as asked."""
    state, query = ask.get("state"), ask.get("query", "")
    found = [row for row in rows if state in {None, row.state} and row.bib.startswith(query)]
    offset, limit = int(ask.get("offset", 0)), int(ask.get("limit", 100))
    return views.LedgerPage(total=len(found), rows=found[offset : offset + limit])


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=8321)
    parser.add_argument("--as-of", default="12:55:00")
    parser.add_argument("--speed", type=float, default=1.0)
    parser.add_argument("--quiet", action="store_true", help="no decision waits")
    asked = parser.parse_args()
    with FixtureServer(asked.port, asked.as_of, asked.speed, not asked.quiet) as running:
        print(running.url)
        threading.Event().wait()
