"""Made-up stations in each stage, mats and roads, and what becomes of them when the page says something."""

from __future__ import annotations

from collections.abc import Sequence

from made_up_race import LAST, MATS, MadeUpRace, at

from lanterne import events, views
from lanterne.events import Event
from lanterne.units import MARATHON_M

# Station, stage, since, said by, proposal, first reason, still to come.
Row = tuple[str, str, str, str, str, str, int]
ROWS: tuple[Row, ...] = (
    ("s14", "closed", "12:20", "captain", "stay", "Nobody is still to come, and both sweeps are past.", 0),
    (
        "s15",
        "packing",
        "12:41",
        "captain",
        "close",
        "Both sweeps are past and say that the road is clear.",
        0,
    ),
    ("s16", "list_agreed", "12:44", "R. Moreno", "pack", "The list is agreed on both sides.", 0),
    (
        "s17",
        "counting",
        "12:36",
        "R. Moreno",
        "agree",
        "All 3 of the last list are resolved on both sides.",
        0,
    ),
    ("s18", "counting", "12:50", "R. Moreno", "stay", "2 of its last list are still to come.", 2),
    ("s19", "closed", "12:53", "captain", "stay", "4410 and 5123 are still to come.", 4),
    (
        "s20",
        "opened",
        "07:10",
        "captain",
        "open_list",
        "12 are still to come: few enough for a last list.",
        12,
    ),
    (
        "s21",
        "opened",
        "07:20",
        "captain",
        "stay",
        "46 are still to come: more than a last list may name.",
        46,
    ),
    (
        "s22",
        "opened",
        "07:25",
        "captain",
        "stay",
        "103 are still to come: more than a last list may name.",
        103,
    ),
)


def stations(said: Sequence[Event], world: MadeUpRace, ready: Sequence[str] = ()) -> list[views.ClosingView]:
    """Stations in each stage; what race control said last stands, and who is `ready` may close."""
    past = "Both sweeps are past."
    rows = [(*row[:4], "close", past, 0) if row[0] in ready else row for row in ROWS]
    return [_station(row, said, world) for row in rows]


def _station(row: Row, said: Sequence[Event], world: MadeUpRace) -> views.ClosingView:
    station, stage, since, by, proposal, reason, to_come = row
    number = int(station[1:])
    at_m = 3_000.0 + (number - 1) * 1_804.76
    words = [one for one in said if isinstance(one, events.StationReport) and one.station == station]
    last = words[-1] if words else None
    rows = sorted(LAST, key=lambda one: -world.reach_s(one, at_m))
    last_s = world.reach_s(rows[0], at_m)
    return views.ClosingView(
        station=station,
        name=f"Station {number}",
        cheer=False,
        stage=last.what if last else stage,
        stage_s=last.happened_at.timestamp() if last else at(since),
        stage_by=(last.by or "") if last else by,
        proposal="stay" if last else proposal,
        reasons=[reason, "Sweep 2 was heard 40 s ago; Sweep 1 a minute ago."],
        to_come=to_come,
        to_come_p05=max(0, to_come - 2),
        to_come_p95=to_come + to_come // 10,
        last_p50_s=last_s if to_come else None,
        last_p95_s=last_s + 420 if to_come else None,
        last_list=_last_list(stage, rows, at_m, to_come, world),
        list_open=stage in ("counting", "list_agreed"),
        list_agreed_s=at("12:44") if stage == "list_agreed" else None,
        sweeps=[
            views.SweepNearView(
                vehicle=vehicle,
                name=name,
                distance="marathon",
                away_m=at_m - here_m,
                eta_s=at("12:55") + (at_m - here_m) * 0.65 if at_m > here_m else None,
                heard_s=at("12:54"),
                clear_behind=at_m < 30_000,
            )
            for vehicle, name, here_m in (("sweep1", "Sweep 1", 33_400.0), ("sweep2", "Sweep 2", 35_100.0))
        ],
    )


def _last_list(
    stage: str,
    rows: Sequence[tuple[str, str, float, float, tuple[str, ...]]],
    at_m: float,
    to_come: int,
    world: MadeUpRace,
) -> list[views.LastListRow]:
    if to_come > 30 or (stage == "closed" and to_come == 0):
        return []
    due = [
        views.LastListRow(
            bib=one[0],
            state="to_come",
            here="",
            p50_s=world.reach_s(one, at_m),
            p95_s=world.reach_s(one, at_m) + 420,
            why="read at 30K",
        )
        for one in rows[:to_come]
    ]
    done = [
        views.LastListRow(
            bib=rows[to_come][0],
            state="passed",
            here="passed",
            p50_s=None,
            p95_s=None,
            why="read at 30K 12:13",
        ),
        views.LastListRow(
            bib="1207", state="search", here="missed", p50_s=None, p95_s=None, why="not seen since 10K 08:41"
        ),
        views.LastListRow(
            bib="88", state="accounted", here="", p50_s=None, p95_s=None, why="in Sweep 1 since mile 14.1"
        ),
    ]
    return due if stage == "opened" else due + done


def mats(said: Sequence[Event]) -> list[views.MatLiftView]:
    """Two that may be lifted, one once the tail has passed, the rest not yet."""
    rows = []
    for point, name, at_m in MATS:
        words = [one for one in said if isinstance(one, events.Mat) and one.point == point]
        may = "yes" if point in ("25k", "30k") else "after_tail" if point == "35k" else "no"
        lifted = 0 < at_m < 22_000
        rows.append(
            views.MatLiftView(
                point=point,
                name=name,
                stage=words[-1].what if words else "lifted" if lifted else "live",
                may=may,
                reasons=[
                    "Both sweeps are past it, and nobody unresolved is before it."
                    if may == "yes"
                    else "Somebody is still to come."
                ],
                to_come=0 if at_m < 31_000 else 20,
                unresolved=0 if at_m < 31_000 else 1,
                last_p95_s=None if at_m < 31_000 else at("13:40"),
                by=(words[-1].by or "") if words else "timer" if lifted else "",
            )
        )
    return rows


def segments(said: Sequence[Event]) -> list[views.SegmentView]:
    """A bridge that could be reopened, and the last miles."""
    rows = []
    for segment, name, from_m, to_m, proposed in (
        ("bridge", "West End Bridge", 17_000.0, 19_200.0, True),
        ("boulevard", "Boulevard of the Allies", 33_000.0, MARATHON_M, False),
    ):
        words = [one for one in said if isinstance(one, events.Segment) and one.segment == segment]
        rows.append(
            views.SegmentView(
                segment=segment,
                name=name,
                from_m={"marathon": from_m},
                to_m={"marathon": to_m},
                stage=words[-1].what if words else "closed",
                stage_s=words[-1].happened_at.timestamp() if words else at("06:00"),
                by=words[-1].by if words else "Sgt. Novak",
                to_pass=[] if proposed else ["marathon"],
                last_p95_s=None if proposed else at("14:38"),
                held_until_s=None if proposed else at("14:40"),
                permit_s=at("13:30") if proposed else at("15:00"),
                proposed=proposed,
                reasons=["Both sweeps have left it." if proposed else "The marathon is still to pass."],
                behind=[],
            )
        )
    return rows
