"""A made-up aid station at mile 20 at 12:55, for its captain's page."""

from __future__ import annotations

from typing import Any, Self

import msgspec
from made_up_posts import MILE, Handler, PostServer, shared
from made_up_race import at

from lanterne import views

POST = "s19"
NAME = "Station 19"
WHY = [
    "2 to come are held for until 14:40, by the race director.",
    "Sweep 1 is 1.2 mi before you.",
    "1207 is on the search list: that holds no station.",
]


def row(bib: str, state: str, here: str = "", why: str = "", due: tuple[str, str] | None = None) -> Any:
    """A bib of the last list."""
    p50_s, p95_s = (None, None) if due is None else (at(due[0]), at(due[1]))
    return views.LastListRow(bib=bib, state=state, here=here, p50_s=p50_s, p95_s=p95_s, why=why)


ROWS = [
    row("4410", "to_come", due=("13:38", "13:52")),
    row("5123", "to_come", due=("13:38", "13:52")),
    row("3307", "to_come", due=("13:12", "13:24")),
    row("2931", "passed", why="read at 35K 12:40"),
    row("88", "accounted", "", "in sweep 1 since 10:55"),
    row("1207", "search"),
]
SWEEP = views.SweepNearView(
    vehicle="sweep1",
    name="Sweep 1",
    distance="marathon",
    away_m=1.2 * MILE,
    eta_s=at("13:18"),
    heard_s=at("12:54:20"),
    clear_behind=False,
)


def closing(stage: str, open_list: bool) -> views.ClosingView:
    """How far the station is."""
    return views.ClosingView(
        station=POST,
        name=NAME,
        cheer=False,
        stage=stage,
        stage_s=at("12:40"),
        stage_by="R. Moreno" if stage != "opened" else "",
        proposal="stay",
        reasons=WHY,
        to_come=3,
        to_come_p05=3,
        to_come_p95=4,
        last_p50_s=at("13:38"),
        last_p95_s=at("13:52"),
        last_list=ROWS if open_list else [],
        list_open=open_list,
        list_agreed_s=None,
        sweeps=[SWEEP],
    )


def sighted(bib: str, clock: str, what: str = "passed", **fields: Any) -> views.SightedView:
    """A bib that this station recorded."""
    fields = {"candidates": [], "by": "JM", **fields}
    return views.SightedView(
        id=f"018f0000-0000-7000-8000-0000{bib.replace('?', '9'):0>8}",
        bib=bib,
        what=what,
        at_s=at(clock),
        **fields,
    )


def captain_view(stage: str = "counting", *, open_list: bool = True, **changes: Any) -> views.StationPageView:
    """The captain's view."""
    told = shared("sweep1", False) | {
        "post": POST,
        "post_name": NAME,
        "role": "station",
        "at_m": {"marathon": 20 * MILE},
    }
    view = views.StationPageView(
        **told,
        closing=closing(stage, open_list),
        expected=4066,
        here=4061,
        unknown=1,
        missed=12,
        stopped=["640"],
        in_out=False,
        sighted=[
            sighted("29?1", "12:39:50", candidates=["2931", "2941"]),
            sighted("640", "12:31:02", "stopped"),
        ],
        last_list=ROWS if open_list else [],
        supplies=[
            views.SupplyView(item="water", left=400, left_s=at("12:20"), need=6, need_p95=8, short=False),
            views.SupplyView(item="gels", left=4, left_s=at("12:31"), need=6, need_p95=8, short=True),
            views.SupplyView(item="cups", left=None, left_s=None, need=9, need_p95=12, short=False),
        ],
        changes=[
            views.ChangedView(at_s=at("12:40"), text="88 need not be watched for: in sweep 1 since 10:55"),
            views.ChangedView(at_s=at("12:11"), text="Held open until 14:40 for 4410 and 5123."),
        ],
    )
    return msgspec.structs.replace(view, **changes)


class _Pages(Handler):
    def file(self, name: str) -> None:
        super().file("station.html" if name == "station" else name)


class CaptainServer(PostServer):
    """Gives the captain of station 19 a view; `show` changes it."""

    def __init__(self) -> None:
        super().__init__()
        self.RequestHandlerClass = _Pages
        self.show(captain_view())

    def __enter__(self) -> Self:
        super().__enter__()
        return self

    def show(self, view: views.StationPageView) -> None:
        """What the phone is told from now on."""
        self.views[POST] = view

    @property
    def url(self) -> str:
        """The captain's link."""
        return f"http://127.0.0.1:{self.server_address[1]}/station#{POST}"
