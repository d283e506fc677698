"""Printed forms, of the same views that the pages show: the cut-off table and a station's sheet."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any, Final, Protocol

from jinja2 import Environment, PackageLoader, StrictUndefined

from lanterne.live.expectedbibs import ExpectedBib
from lanterne.live.tablediff import CONSEQUENCES
from lanterne.live.tablewarnings import GOVERNED
from lanterne.race.cutoffs import deadline_text
from lanterne.units import Unit, clock_text, distance_text, duration_text, instant_text
from lanterne.views import AccountingView, RaceView, StationView
from lanterne.views.decisions import CutoffTableView, DecisionsView, HoldView
from lanterne.views.posts import CheerView, PostView, StationPageView

GRID_ROWS: Final = 40
"""Empty lines of a station's sheet: a last list's thirty, and those nobody counted on."""


class Printed(Protocol):
    """What the forms take of the live race."""

    def cutoffs(self) -> CutoffTableView:
        """The one table."""
        ...

    def decisions(self) -> DecisionsView:
        """What was decided, with its instant."""
        ...

    def post(self, post_id: str) -> PostView | None:
        """What a post's page is sent; None if there is no such post."""
        ...

    def race_view(self) -> RaceView:
        """The race as it stands."""
        ...

    def station_board(self) -> Sequence[StationView]:
        """The stations' board: first and last expected on each distance."""
        ...

    def expected_bibs(self, station_id: str) -> Sequence[ExpectedBib]:
        """The bibs still to come to a station, with their times."""
        ...

    def accounting(self) -> AccountingView:
        """Everybody who is not simply running or home."""
        ...


def cutoffs_page(live: Printed) -> bytes:
    """The printable cut-off table: its version, who published it, and the holds in force."""
    race, table, decided = live.race_view(), live.cutoffs(), live.decisions()
    of_page = shared(race, table, decided.as_of_s)
    return render("cutoffs.html", **of_page, holds=_in_force(decided.holds))


def station_page(live: Printed, station_id: str) -> bytes | None:
    """A station's sheet, to be printed before the race; None if there is no such station."""
    page = live.post(station_id)
    if not isinstance(page, StationPageView | CheerView) or page.role == "board":
        return None
    race, table = live.race_view(), live.cutoffs()
    board = {one.distance: one for one in live.station_board() if one.id == station_id}
    mine = [row for row in table.rows if row.distance in page.at_m]
    return render(
        "station.html",
        **shared(race, table, page.as_of_s),
        page=page,
        expected=[(name, at_m, board.get(name)) for name, at_m in page.at_m.items()],
        line_s=_line_times_s(table, page),
        mine=mine,
        supplies=page.supplies if isinstance(page, StationPageView) else [],
        holds=_in_force(page.holds),
        bibs=live.expected_bibs(station_id),
        last_list=[one for one in page.closing.last_list if one.state == "to_come"],
        grid=range(GRID_ROWS),
    )


def shared(race: RaceView, table: CutoffTableView, as_of_s: float) -> dict[str, Any]:
    """What every form has: the race, the table in force, and how times and places are written."""
    return {
        "race": race,
        "table": table,
        "as_of_s": as_of_s,
        "several": len(race.distances) > 1,
        "distance_name": {one.id: one.name for one in race.distances},
        "clock": lambda at_s, seconds=False: clock_text(at_s, race.zone, seconds=seconds),
        "deadline": lambda at_s: deadline_text(at_s, race.zone),
        "place": lambda at_m: distance_text(at_m, _unit(race)),
        "consequences": CONSEQUENCES,
        "governed": GOVERNED,
        "duration": duration_text,
        "iso": instant_text,
    }


def _in_force(holds: Sequence[HoldView]) -> list[HoldView]:
    return [one for one in holds if one.state == "in_force" and one.force is not None]


def _line_times_s(table: CutoffTableView, page: PostView) -> dict[str, float]:
    """When the virtual line of each distance passes a station (UTC epoch seconds)."""
    return {
        line.distance: line.zero_s + page.at_m[line.distance] * line.pace_s_per_m
        for line in table.lines
        if line.distance in page.at_m
    }


def _unit(race: RaceView) -> Unit:
    return "mi" if race.unit == "mi" else "km"


@cache
def _forms() -> Environment:
    return Environment(
        loader=PackageLoader("lanterne.web", "forms"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def render(form: str, **values: Any) -> bytes:
    """A form filled in."""
    return _forms().get_template(form).render(**values).encode()
