"""A made-up SAG vehicle, medical post and family desk at 12:55, for their pages.

Run it to look at the pages: each link is printed.
"""

from __future__ import annotations

import argparse
import threading
from typing import Any, Self
from urllib.parse import parse_qs, urlsplit

import msgspec
from made_up_posts import MILE, TAKERS, Handler, PostServer, closing, hold_asked, shared
from made_up_race import at

from lanterne import views

POSTS = {"sag2": "Sag 2", "medical": "Medical", "family": "Family desk"}
PAGES = {"sag2": "sag", "medical": "medical", "family": "family"}


def told(post: str) -> dict[str, Any]:
    """What every view has; only medical is asked for a hold."""
    holds = [hold_asked()] if post == "medical" else []
    here = {"post": post, "post_name": POSTS[post], "role": PAGES[post], "holds": holds, "notices": []}
    return shared("sweep1", False) | here


def pickup(bib: str, clock: str, mile: float, **fields: Any) -> views.PickupView:
    """Somebody who waits since then."""
    at_s = at(clock)
    known: dict[str, Any] = {
        "request": f"r-{bib or 'none'}",
        "need": "ride",
        "place": "",
        "by": "JM",
        "state": "reported",
        "vehicle": "",
        "vehicle_name": "",
        "claims": [],
        "eta_s": None,
        "conflict": "",
    }
    return views.PickupView(
        bib=bib,
        distance="marathon",
        at_m=mile * MILE,
        at_s=at_s,
        state_s=at_s,
        waits_s=at("12:55") - at_s,
        level="",
        to="",
        **(known | fields),
    )


QUEUE = [
    pickup("231", "12:20", 20.4),
    pickup("377", "12:38", 20.9),
    pickup("", "12:51", 19.2, place="Station 18"),
    pickup("640", "12:53", 22.1, need="medical"),
    pickup("902", "12:31", 23.0, state="en_route", vehicle="sag3", vehicle_name="Sag 3", eta_s=at("13:04")),
]


def aboard(bib: str, clock: str, where: str, by: str = "KO") -> views.AboardView:
    """Somebody in custody."""
    return views.AboardView(bib=bib, since_s=at(clock), where=where, by=by)


def confirmed(bib: str, vehicle: str, name: str) -> views.PickupView:
    """A request of the queue, confirmed to a vehicle."""
    (found,) = [one for one in QUEUE if one.bib == bib]
    return msgspec.structs.replace(found, state="confirmed", vehicle=vehicle, vehicle_name=name)


def sag_view(queue: list[views.PickupView] = QUEUE, **changes: Any) -> views.SagView:
    """Sag 2 at mile 19.5 with one aboard, counted."""
    custody = views.CustodyView(
        vehicle="sag2",
        name="Sag 2",
        kind="sag",
        seats=6,
        aboard=[aboard("88", "12:31", "mile 18.2")],
        counted=1,
        counted_s=at("12:32"),
        agree=True,
        heard_s=at("12:54"),
        distance="marathon",
        at_m=19.5 * MILE,
        blocked=False,
        alarm="",
    )
    stop = views.StopView(request="r-231", bib="231", place="", at_m=20.4 * MILE, eta_s=at("12:59"))
    plan = views.PlanView(
        vehicle="sag2", name="Sag 2", stops=[stop], text="Then 377, and all to the family desk by 13:20."
    )
    view = views.SagView(
        **told("sag2"),
        distance="marathon",
        van_m=19.5 * MILE,
        fix_s=at("12:54:20"),
        seats=6,
        custody=custody,
        queue=queue,
        plan=plan,
        takers=[one for one in TAKERS if one[0] != "sag2"],
    )
    return msgspec.structs.replace(view, **changes)


def medical_view() -> views.MedicalView:
    """One here, one taken on, one released; 640 asked for, 231 being brought."""
    rows = [
        ("512", "with_us", "12:50", ""),
        ("733", "with_us", "12:29", ""),
        ("118", "transported", "12:10", "Mercy Hospital"),
        ("95", "released", "11:40", "Ann Reed"),
    ]
    return views.MedicalView(
        **told("medical"),
        last_p50_s=at("14:27"),
        last_p95_s=at("14:39"),
        to_come=61,
        segments=[],
        mats=[],
        stations=[msgspec.structs.replace(closing("opened", "Station 19", 46), station="s19")],
        patients=[
            views.CareView(bib=bib, state=state, since_s=at(clock), to=to, by="Dr. Sand")
            for bib, state, clock, to in rows
        ],
        asked=[QUEUE[3], pickup("", "12:12", 21.5, need="help", vehicle="sag3", vehicle_name="Sag 3")],
        coming=[aboard("231", "12:48", "Sag 3")],
        near=212,
    )


def family_view() -> views.FamilyView:
    """Two wait, one is being brought, one has gone."""
    return views.FamilyView(
        **told("family"),
        coming=[aboard("88", "12:31", "Sag 2")],
        here=[aboard("640", "12:20", "Sag 3", "Mia Tran"), aboard("207", "12:44", "Sag 3", "Mia Tran")],
        gone=[aboard("95", "12:02", "Ann Reed", "Mia Tran")],
    )


ANSWER = views.FamilyAnswerView(
    bib="4410",
    may_tell=True,
    say=[
        "Ada is still on the course. She was seen at 30K at 12:15, 40 min ago.",
        "She is likely at the finish between 14:20 and 14:33. It is open for her until 14:40.",
    ],
    ask="If she is not there by 14:45, come back here.",
    here=False,
)
HERE = views.FamilyAnswerView(
    bib="640", may_tell=True, say=["Grace is here, at this desk."], ask="", here=True
)
REFUSED = views.FamilyAnswerView(
    bib="",
    may_tell=False,
    say=["Nobody whom I may speak of has that name and number."],
    ask="Ask for the number and for first and last name, spelt out.",
    here=False,
)


class _Pages(Handler):
    server: RideServer

    def do_GET(self) -> None:
        """The family desk's answers, beside what every phone asks."""
        url = urlsplit(self.path)
        if url.path == "/api/v1/family":
            asked = {key: value for key, (value,) in parse_qs(url.query).items()}
            self.server.looks.append(asked)
            told = {"4410": ANSWER, "640": HERE}.get(asked.get("bib", ""), REFUSED)
            self.answer(msgspec.json.encode(told))
        else:
            super().do_GET()

    def file(self, name: str) -> None:
        super().file(f"{name}.html" if name in PAGES.values() else name)


class RideServer(PostServer):
    """Gives the vehicle and the desks their views; `show` changes one, `looks` are the family desk's."""

    def __init__(self, port: int = 0) -> None:
        super().__init__(port)
        self.RequestHandlerClass = _Pages
        self.looks: list[dict[str, str]] = []
        self.views |= {"sag2": sag_view(), "medical": medical_view(), "family": family_view()}

    def __enter__(self) -> Self:
        super().__enter__()
        return self

    def show(self, view: views.PostView) -> None:
        """What a phone is told from now on."""
        self.views[view.post] = view

    def link(self, post: str) -> str:
        """A post's link."""
        return (
            f"http://127.0.0.1:{self.server_address[1]}/{PAGES[post]}#{post}"
            if post in PAGES
            else super().link(post)
        )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=8332)
    with RideServer(parser.parse_args().port) as running:
        for name in PAGES:
            print(running.link(name))
        threading.Event().wait()
