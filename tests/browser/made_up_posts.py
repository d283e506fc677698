"""Made-up views of the posts at 12:55, full or empty, and a server that gives them to their pages.

Run it to look at the pages: each link is printed.
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
from urllib.parse import urlsplit

import msgspec
from made_up_race import DAY, LINE_FINISH_S, PACE_S_PER_M, ZONE, MadeUpRace, at

from lanterne import events, views
from lanterne.units import MARATHON_M, METRES_PER_MILE

DIST = Path(os.environ.get("LANTERNE_DIST", Path(__file__).parents[2] / "client" / "dist"))
TYPES = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript",
    ".css": "text/css",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".webmanifest": "application/manifest+json",
}
PAGES = {
    "sweep1": "sweep",
    "cheer": "cheer",
    "cheer/board": "board",
    "police": "post",
    "timer": "post",
    "medical": "post",
    "finish": "post",
}
NAMES = {
    "sweep1": "Sweep 1",
    "cheer": "Cheer, mile 25",
    "cheer/board": "Cheer, mile 25, board",
    "police": "City police",
    "timer": "Timing",
    "medical": "Medical",
    "finish": "Finish",
}
MILE = METRES_PER_MILE
TAKERS = [
    ("familydesk", "Family desk", "family"),
    ("medical", "Medical", "medical"),
    ("sag2", "Sag 2", "sag"),
    ("sag3", "Sag 3", "sag"),
]
LINE = views.LineView(
    distance="marathon",
    pace="16:00 /mi",
    pace_s_per_m=PACE_S_PER_M,
    clock="last_starter",
    zero_s=at("07:06"),
    zero_basis="stated",
    at_m=0.0,
    finish_s=at("07:06") + LINE_FINISH_S,
)
FIX_S = at("12:54:20")
SWEEP_M = (FIX_S - 160 - LINE.zero_s) / PACE_S_PER_M


@cache
def race() -> views.RaceView:
    """The race as planned."""
    return MadeUpRace("12:55:00").race()


def cutoffs() -> list[views.CutoffRowView]:
    """Two gates to come and one behind."""
    rows = [
        ("g3", "Gate 3", 17_100.0, "10:40", "10:40 by the wall clock", "divert", None),
        ("g5", "Mile 22", 22 * MILE, "13:13", "15 min behind the virtual line", "ride", None),
        ("finish", "Finish", MARATHON_M, "14:40", "the virtual line, held", "none", at("14:40")),
    ]
    return [
        views.CutoffRowView(
            gate=gate,
            name=name,
            distance="marathon",
            at_m=at_m,
            clock="last_starter",
            clock_basis="stated",
            rule=rule,
            cutoff_s=at(clock),
            grace_s=0.0,
            held_until_s=held,
            table_s=None if held is None else at("14:01"),
            moved_s=0.0,
            consequence=consequence,
            governs=["road"],
        )
        for gate, name, at_m, clock, rule, consequence, held in rows
    ]


def party(post: str, answer: str = "", **fields: Any) -> views.PartyAnswerView:
    """A party that was asked."""
    known = {"by": "", "at_s": None, "heard_by": "", "condition": ""} | fields
    return views.PartyAnswerView(post=post, name=NAMES[post], role=post, asked=True, answer=answer, **known)


def terms(name: str, until: str, parties: list[views.PartyAnswerView], why: str) -> views.HoldTermsView:
    """Mile 18 to the finish for the pair."""
    return views.HoldTermsView(
        terms=name,
        distance="marathon",
        from_m=18 * MILE,
        to_m=MARATHON_M,
        until_s=at(until),
        bibs=["4410", "5123"],
        by="R. Moreno",
        at_s=at("12:06"),
        why=why,
        parties=parties,
    )


def hold_in_force() -> views.HoldView:
    """Agreed by all, told to nobody yet."""
    agreed = [
        party("police", "agreed", by="Sgt. Lee", at_s=at("12:07"), condition="pavement after mile 24"),
        party("medical", "agreed", by="Dr. Sand", at_s=at("12:09")),
        party("finish", "agreed", by="Jo Park", at_s=at("12:11")),
    ]
    made = terms("t-1", "14:40", agreed, "Both fit to go on")
    return views.HoldView(
        hold="h-pair",
        state="in_force",
        latest=made,
        force=made,
        in_force_s=at("12:11"),
        ended_s=None,
        by="R. Moreno",
        claimed=False,
        told=[views.ToldView(bib=bib, at_s=None, choice="", by="") for bib in made.bibs],
        acks=[],
        text="Mile 18 to the finish is held open until 14:40 for everyone who arrives by then.",
        missed="Who comes later goes on the pavement; medal and time are kept until 15:00.",
    )


def hold_asked() -> views.HoldView:
    """The same, to be extended: nobody has answered."""
    asked = terms("t-2", "15:05", [party("police"), party("medical"), party("finish")], "4410 is slowing")
    return msgspec.structs.replace(hold_in_force(), latest=asked)


def shared(post: str, empty: bool) -> dict[str, Any]:
    """What every view has."""
    hold = hold_asked() if PAGES[post] == "post" else hold_in_force()
    notice = views.NoticeView(
        about="hold/h-pair/t-1", text=hold_in_force().text, at_s=at("12:11"), acknowledged_s=None
    )
    return {
        "as_of_s": at("12:55"),
        "speed": 1.0,
        "race": race().id,
        "name": race().name,
        "zone": ZONE,
        "unit": "mi",
        "post": post,
        "post_name": NAMES[post],
        "role": {"sweep1": "sweep", "cheer/board": "board"}.get(post, post),
        "at_m": {},
        "lantern": "lit",
        "version": 2,
        "cutoffs": [] if empty else cutoffs(),
        "lines": [] if empty else [LINE],
        "holds": [] if empty else [hold],
        "notices": [] if empty or PAGES[post] in ("post", "board") else [notice],
        "questions": [],
    }


def near(bib: str, where: str, away_m: float, **fields: Any) -> views.SweepRunnerView:
    """A runner near the sweep, which is 160 s behind the line."""
    known: dict[str, Any] = {
        "distance": "marathon",
        "at_m": SWEEP_M + away_m,
        "margin_s": -160 + away_m * PACE_S_PER_M,
        "seen": "read at 30K",
        "seen_m": 30_000.0,
        "seen_s": at("12:15"),
        "gate": "Mile 22",
        "gate_m": 22 * MILE,
        "gate_s": at("13:13"),
        "gate_table_s": None,
        "p_gate": 0.62,
        "pace_needed_s_per_m": 0.52,
        "p_finish": 0.3,
        "said": "",
        "said_s": None,
        "fit": False,
        "held": False,
        "company": False,
        "mark": "",
    }
    return views.SweepRunnerView(bib=bib, where=where, away_m=away_m, **(known | fields))


def answer(asked: dict[str, Any], said: str, by: str) -> views.QuestionView:
    """Race control's answer to a question that a page posted, a minute later."""
    return views.QuestionView(
        message=asked["message"],
        sender=asked["sender"],
        name=NAMES[asked["sender"]],
        ask=asked["ask"],
        bibs=asked.get("bibs", []),
        at_s=at("12:55"),
        by="",
        answer=said,
        answer_by=by,
        answer_s=at("12:56"),
    )


def sweep_view(empty: bool) -> views.SweepView:
    """2:40 behind the line by its tracker's last fix, forty seconds ago."""
    runners = [
        near("4410", "ahead", 180.0, held=True, company=True, fit=True, said="fit", said_s=at("11:55")),
        near("5123", "ahead", 185.0, held=True, said="going_on", said_s=at("11:54")),
        near("3018", "ahead", 1_150.0),
        near("771", "ahead", 1_900.0, p_gate=0.97),
        near("640", "between", -300.0, said="pavement", said_s=at("12:31")),
        near("1207", "behind", -9_100.0, mark="unresolved", seen_s=at("08:41"), seen="read at 10K"),
    ]
    return views.SweepView(
        **shared("sweep1", empty),
        distance="marathon",
        sweep_m=None if empty else SWEEP_M,
        fix_s=None if empty else FIX_S,
        line_offset_s=None if empty else -160.0,
        seats=14,
        aboard=[] if empty else ["88"],
        ahead=0 if empty else 46,
        runners=[] if empty else runners,
        others=[] if empty else [("sweep2", "Sweep 2, bicycles", 19.2 * MILE)],
        takers=TAKERS,
    )


def closing(stage: str = "opened", name: str = "Cheer, mile 25", to_come: int = 3) -> views.ClosingView:
    """A station that waits for the last."""
    return views.ClosingView(
        station="cheer",
        name=name,
        cheer=True,
        stage=stage,
        stage_s=at("14:07") if stage != "opened" else at("07:10"),
        stage_by="R. Moreno" if stage != "opened" else "",
        proposal="stay",
        reasons=[f"{to_come} still to come."],
        to_come=to_come,
        to_come_p05=2,
        to_come_p95=3,
        last_p50_s=at("13:40"),
        last_p95_s=at("13:58"),
        last_list=[],
        list_open=False,
        list_agreed_s=None,
        sweeps=[],
    )


def group(key: str, p50: str, count: int, stage: str, **fields: Any) -> views.CheerGroupView:
    """Runners who come together, 1.2 miles before the finish."""
    p50_s = at(p50)
    known: dict[str, Any] = {"names": [], "firsts": 0, "together": count > 1, "to_go_m": 1.2188 * MILE}
    return views.CheerGroupView(
        key=key,
        count=count,
        p05_s=p50_s - 240,
        p50_s=p50_s,
        p95_s=p50_s + 420,
        stage=stage,
        **(known | fields),
    )


def cheer_view(post: str, empty: bool) -> views.CheerView:
    """A pair in 8 minutes, one more after them; empty: released."""
    groups = [
        group("1", "13:40", 1, "later"),
        group("2", "13:03", 2, "8", names=["Ada"], firsts=1),
        group("3", "12:47", 3, "passed"),
    ]
    return views.CheerView(
        **shared(post, empty),
        closing=closing("may_close", to_come=0) if empty else closing(),
        groups=[] if empty else groups,
        to_come=0 if empty else 3,
        stay=not empty,
    )


def segments() -> list[views.SegmentView]:
    """One given back, one proposed, one closed."""
    rows = [
        (
            "north",
            "North Shore",
            4.0,
            9.0,
            "reopened",
            "Sgt. Lee",
            [],
            False,
            ["Every race's sweep is past."],
            [],
        ),
        ("bridge", "West End Bridge", 9.0, 12.5, "closed", "", [], True, ["Both sweeps are past."], ["1207"]),
        ("blvd", "Boulevard", 18.0, 24.0, "closed", "", ["Marathon"], False, ["Held until 14:40."], []),
    ]
    return [
        views.SegmentView(
            segment=key,
            name=name,
            from_m={"marathon": from_mile * MILE},
            to_m={"marathon": to_mile * MILE},
            stage=stage,
            stage_s=at("11:20") if by else None,
            by=by,
            to_pass=to_pass,
            last_p95_s=at("13:52") if to_pass else None,
            held_until_s=at("14:40") if to_pass else None,
            permit_s=at("15:00"),
            proposed=proposed,
            reasons=reasons,
            behind=behind,
        )
        for key, name, from_mile, to_mile, stage, by, to_pass, proposed, reasons, behind in rows
    ]


def mats() -> list[views.MatLiftView]:
    """One lifted, one that may be, one that waits."""
    rows = [
        ("20k", "20K", "lifted", "yes", ["Both sweeps are past."], 0, 0, "Kim"),
        ("25k", "25K", "live", "yes", ["Both sweeps are past.", "Nobody is unresolved before it."], 0, 0, ""),
        ("35k", "35K", "", "no", ["4410 and 5123 have still to be read here."], 48, 1, ""),
    ]
    return [
        views.MatLiftView(
            point=point,
            name=name,
            stage=stage,
            may=may,
            reasons=reasons,
            to_come=to_come,
            unresolved=unresolved,
            last_p95_s=at("13:20") if to_come else None,
            by=by,
        )
        for point, name, stage, may, reasons, to_come, unresolved, by in rows
    ]


def agree_view(post: str, empty: bool) -> views.AgreeView:
    """A post that is asked to agree."""
    stations = [closing("closed", "Station 14", 0), closing("opened", "Station 19", 46)]
    return views.AgreeView(
        **shared(post, empty),
        last_p50_s=None if empty else at("14:27"),
        last_p95_s=None if empty else at("14:39"),
        to_come=0 if empty else 61,
        segments=[] if empty or post != "police" else segments(),
        mats=[] if empty or post != "timer" else mats(),
        stations=[] if empty else [msgspec.structs.replace(one, station=one.name) for one in stations],
    )


def view_of(post: str, empty: bool = False) -> views.PostView:
    """The view of a post."""
    match PAGES[post]:
        case "sweep":
            return sweep_view(empty)
        case "cheer" | "board":
            return cheer_view(post, empty)
        case _:
            return agree_view(post, empty)


def answered(view: views.PostView, said: dict[str, Any]) -> views.PostView:
    """A view that knows a party's answer to a hold."""
    replace = msgspec.structs.replace
    (hold,) = view.holds
    told = {"answer": said["what"], "by": said["by"], "at_s": at("12:55")}
    parties = [replace(one, **told) if one.post == said["party"] else one for one in hold.latest.parties]
    return replace(view, holds=[replace(hold, latest=replace(hold.latest, parties=parties))])


class PostServer(ThreadingHTTPServer):
    """Gives each post its view by its id as token; `views` may be changed, `said` is what pages posted."""

    daemon_threads = True

    def __init__(self, port: int = 0, empty: bool = False) -> None:
        super().__init__(("127.0.0.1", port), Handler)
        self.views = {post: view_of(post, empty) for post in PAGES}
        self.said: list[dict[str, Any]] = []
        self.began_s = time.monotonic()

    def link(self, post: str) -> str:
        """A post's link."""
        return f"http://127.0.0.1:{self.server_address[1]}/{PAGES[post]}#{post}"

    def now(self, post: str) -> bytes:
        """A post's view as of now: the clock runs on, nothing else happens."""
        view = self.views[post]
        as_of_s = view.as_of_s + time.monotonic() - self.began_s
        return msgspec.json.encode(msgspec.structs.replace(view, as_of_s=as_of_s), enc_hook=float)

    def hear(self, said: dict[str, Any]) -> dict[str, str]:
        """Take one event in, checked as the real server does."""
        try:
            events.check(events.canonical(said))
        except ValueError as error:
            return {"id": str(said.get("id")), "outcome": "quarantined", "reason": str(error)}
        known = any(one["id"] == said["id"] for one in self.said)
        if not known:
            self.said.append(said)
            if said["kind"] == "hold":
                self.views[said["party"]] = answered(self.views[said["party"]], said)
        return {"id": said["id"], "outcome": "duplicate" if known else "accepted", "reason": ""}

    def __enter__(self) -> PostServer:
        threading.Thread(target=self.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.shutdown()
        self.server_close()


class Handler(BaseHTTPRequestHandler):
    """What a phone asks."""

    server: PostServer

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        """A view, the race, or a built file."""
        path = urlsplit(self.path).path
        token = self.headers.get("Authorization", "").removeprefix("Bearer ")
        if path == "/api/v1/race":
            self.answer(msgspec.json.encode(race(), enc_hook=float))
        elif path == "/api/v1/post" and token in self.server.views:
            self.answer(self.server.now(token))
        elif path == "/api/v1/post":
            self.send_error(401)
        else:
            self.file(f"{path.lstrip('/')}.html" if path.lstrip("/") in PAGES.values() else path.lstrip("/"))

    def do_POST(self) -> None:
        """Events."""
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.answer(msgspec.json.encode([self.server.hear(one) for one in msgspec.json.decode(body)]))

    def file(self, name: str) -> None:
        """A built file."""
        path = DIST / name
        if path.is_file() and path.resolve().is_relative_to(DIST.resolve()):
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


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=8331)
    parser.add_argument("--empty", action="store_true")
    asked = parser.parse_args()
    with PostServer(asked.port, asked.empty) as running:
        for name in PAGES:
            print(running.link(name))
        print(f"the day is {DAY}")
        threading.Event().wait()
