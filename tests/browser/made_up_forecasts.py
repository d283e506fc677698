"""Made-up forecasts of three runners, and a made-up record of the day."""

from __future__ import annotations

from made_up_race import LAST, LINE_FINISH_S, MATS, LastRunner, at
from made_up_views import MadeUpViews

from lanterne import views
from lanterne.score.windows import WINDOWS, Window
from lanterne.units import MARATHON_M

LIMIT_S = at("07:06") + LINE_FINISH_S
NAMES = {at_m: name for _, name, at_m in MATS}


def runner_forecast(world: MadeUpViews, bib: str) -> views.RunnerForecastView:
    """4410 and 2931 on the course, 88 in a vehicle."""
    if bib == "88":
        return _in_vehicle(world, next(one for one in LAST if one[0] == "3018"))
    return _on_course(world, next(one for one in LAST if one[0] == bib))


def spread(p50_s: float, half_s: float) -> views.SpreadView:
    """A range of `half_s` either side that holds 9 in 10."""
    return views.SpreadView(
        p05_s=p50_s - half_s,
        p25_s=p50_s - 0.4 * half_s,
        p50_s=p50_s,
        p75_s=p50_s + 0.4 * half_s,
        p95_s=p50_s + half_s,
    )


def _seen(track: views.TrackView) -> list[views.SeenView]:
    rows: list[views.SeenView] = []
    start_s = track.seen[0][0]
    for before, (at_s, at_m) in zip([(start_s, 0.0), *track.seen], track.seen, strict=False):
        pace = (at_s - before[0]) / (at_m - before[1]) if at_m > before[1] else None
        rows.append(
            views.SeenView(
                place=NAMES[at_m],
                kind="passing",
                at_m=at_m,
                at_s=at_s,
                net_s=at_s - start_s,
                pace_s_per_m=pace,
                by="mat",
                standing="",
                due=spread(at_s + 40, 300) if at_m else None,
            )
        )
    rows.append(
        views.SeenView(
            place="40K",
            kind="passing",
            at_m=40_000.0,
            at_s=at("09:30"),
            net_s=None,
            pace_s_per_m=None,
            by="mat",
            standing="doubtful",
            due=None,
        )
    )
    return rows


def _on_course(world: MadeUpViews, runner: LastRunner) -> views.RunnerForecastView:
    track = world.track(runner)
    last_s, last_m = track.seen[-1]
    finish_s = world.reach_s(runner, MARATHON_M)
    ahead = [row for row in track.expected if row[0] in NAMES or row[0] == MARATHON_M]
    finish = views.GateChanceView(
        id="finish",
        name="Finish",
        at_m=MARATHON_M,
        rule="the virtual line",
        consequence="none",
        limit_s=LIMIT_S,
        due=spread(finish_s, 700),
        p_in_time=0.31,
        p_late=0.55,
        p_stopped=0.14,
        needed_s_per_m=(LIMIT_S - last_s) / (MARATHON_M - last_m),
        needed_now_s_per_m=None,
        expected_s_per_m=(finish_s - last_s) / (MARATHON_M - last_m),
        passed_from_s=None,
        passed_to_s=None,
    )
    return views.RunnerForecastView(
        as_of_s=world.as_of_s,
        bib=runner[0],
        name="Ada Example",
        distance="marathon",
        state="on_course",
        detail="",
        said=None,
        start_s=track.seen[0][0],
        start_sd_s=0.0,
        refused=False,
        expected=True,
        mark="",
        evidence=views.EvidenceView(kind="passing", place=NAMES[last_m], at_m=last_m, at_s=last_s),
        now_m=(32_000.0, 33_000.0, 34_000.0),
        pace_s_per_m=(last_s - track.seen[0][0]) / last_m,
        seen=_seen(track),
        ahead=[
            views.AheadView(
                place=NAMES[m], kind="finish" if m == MARATHON_M else "mat", at_m=m, due=spread(p50, 400)
            )
            for m, _, p50, _ in ahead
        ],
        gates=[finish],
        finish=finish,
        fan=[(m, p05, (p05 + p50) / 2, p50, (p50 + p95) / 2, p95) for m, p05, p50, p95 in track.expected],
        issued=[
            views.IssuedView(
                at_s=at_s,
                after=NAMES[at_m],
                due=spread(finish_s + 900 - at_m / 50, 4_000 - at_m / 12),
                p_in_time=0.4,
            )
            for at_s, at_m in track.seen
        ],
        finished_s=None,
    )


def _in_vehicle(world: MadeUpViews, runner: LastRunner) -> views.RunnerForecastView:
    going = _on_course(world, runner)
    said = views.WordView(what="picked_up", where="Sweep 1", by="radio desk", at_s=world.as_of_s - 600)
    changed = {
        "bib": "88",
        "state": "in_vehicle",
        "said": said,
        "expected": False,
        "now_m": None,
        "ahead": [],
        "fan": [],
    }
    over = {"due": None, "p_in_time": None, "p_late": None, "p_stopped": None}
    fields = {name: getattr(going, name) for name in going.__struct_fields__} | changed
    finish = {name: getattr(going.finish, name) for name in going.finish.__struct_fields__} | over
    ended = views.GateChanceView(**finish)
    return views.RunnerForecastView(**(fields | {"finish": ended, "gates": [ended]}))


def record(world: MadeUpViews) -> views.RecordView:
    """A day on which the slowest quarter came a little late."""
    return views.RecordView(
        as_of_s=world.as_of_s,
        runners=4_069,
        sampled=3_000,
        whole=_lead(None, 40_000, 6.0),
        slow=_lead(None, 9_000, 72.0),
        leads=[_lead(window, 5_000, 6.0) for window in WINDOWS],
        slow_leads=[_lead(window, 1_000, 72.0) for window in WINDOWS],
        mats=[
            views.MatRecordView(
                id=one,
                name=name,
                distance="marathon",
                at_m=m,
                n=2_000,
                bias_s=120.0 if one == "40k" else 4.0,
                median_error_s=90.0,
                held_90=0.9,
            )
            for one, name, m in MATS[2:]
        ],
        gates=[views.ReliabilityView(from_p=0.8, to_p=0.9, n=312, said=0.86, happened=0.83)],
        day=views.DayView(
            pace=[
                views.DayPaceView(
                    from_m=30_000.0, to_m=MARATHON_M, who="Slowest quarter", percent=2.0, low=1.0, high=3.0
                )
            ],
            mats=[views.DayMatView(id="10k", name="10K", metres=-190.0, sd_m=12.0)],
        ),
    )


def _lead(window: Window | None, n: int, bias_s: float) -> views.LeadView:
    ends = window or WINDOWS[0]
    to_s = None if window is None or window.to_s == float("inf") else window.to_s
    return views.LeadView(
        from_s=ends.from_s if window else 0.0,
        to_s=to_s,
        n=n,
        came=n - 10,
        never_came=12,
        in_window=0.93,
        early_s=ends.early_s,
        late_s=ends.late_s,
        grows=ends.grows,
        median_error_s=50.0 + bias_s,
        bias_s=bias_s,
        held_50=0.51,
        held_90=0.91,
    )
