"""Whom race control looks for in the made-up race, and what keeps the equipment from being believed."""

from __future__ import annotations

from made_up_race import at

from lanterne import events, views
from lanterne.events import Event

MAT_35K = "mat/35k"
BANNERS = (
    views.BannerView(
        key=MAT_35K,
        kind="mat",
        place="35K",
        text="Mat 35K has been silent since 12:31: 62 runners touched. Nobody is called missing for it.",
        since_s=at("12:31"),
        runners=62,
    ),
    views.BannerView(
        key="vehicle/sag2",
        kind="vehicle",
        place="SAG 2",
        text="SAG 2 has been silent since 12:32 with 3 aboard: 377, 890, 1544.",
        since_s=at("12:32"),
        runners=0,
    ),
    views.BannerView(
        key="clock/phone-s14",
        kind="clock",
        place="Station 14",
        text="Station 14's phone is an hour off: 38 runners touched. Its times are unsure.",
        since_s=at("11:50"),
        runners=38,
    ),
)

# Bib, level, risk, last read at and when, what most likely happened and its probability, minor.
SoughtRow = tuple[str, str, float, str, float, str, str, float, bool]
_LIKELY = ("left_quietly", "missed_reads", "slowed", "stopped", "pavement", "wrong_way")
TEXTS = {
    "left_quietly": "Left quietly: went home without a word",
    "missed_reads": "Reads missed: the bib is covered",
    "slowed": "Slowed: still on the way",
    "stopped": "Stopped on the way",
    "pavement": "Passed on the pavement, beside the mat",
    "mat_trouble": "The mat did not read",
    "wrong_way": "Took a wrong way",
}


def _sought() -> list[SoughtRow]:
    rows: list[SoughtRow] = [
        ("1207", "urgent", 0.93, "10K", 10_000.0, "08:41", "stopped", 0.46, False),
        ("3388", "urgent", 0.81, "20K", 20_000.0, "10:31", "stopped", 0.52, True),
        ("906", "call", 0.66, "25K", 25_000.0, "11:02", "left_quietly", 0.58, False),
        ("2240", "call", 0.61, "Half", 21_097.5, "10:44", "left_quietly", 0.71, False),
        ("4127", "call", 0.57, "25K", 25_000.0, "11:12", "missed_reads", 0.44, False),
        ("1561", "query", 0.43, "30K", 30_000.0, "11:41", "slowed", 0.39, False),
    ]
    for i in range(34):
        level = "call" if i < 3 else "query" if i < 16 else "watch"
        clock = f"{11 + (i * 7) // 60 + (i > 25)}:{(i * 7 + 8) % 60:02d}"
        what = _LIKELY[(i * 5 + 1) % len(_LIKELY)]
        rows.append(
            (
                str(2_011 + 61 * i),
                level,
                0.42 - 0.011 * i,
                "30K",
                30_000.0,
                clock,
                what,
                0.64 - 0.009 * i,
                False,
            )
        )
    return rows


SOUGHT = _sought()
EXCUSED: list[SoughtRow] = [
    (str(1_703 + 17 * i), "watch", 0.02, "30K", 30_000.0, f"11:{50 - i:02d}", "mat_trouble", 0.93, False)
    for i in range(12)
]
STEPS = (
    ("ask_stations", "Ask the stations ahead whether they have seen the bib", "station", 0),
    ("ask_sweep", "Ask the sweep", "sweep", 0),
    ("ask_vehicles", "Ask the vehicles", "vehicle", 2),
    ("ask_medical", "Ask medical whether the bib is with them", "medical", 4),
    ("ask_finish", "Ask the finish and bag pick-up", "finish", 6),
    ("call_runner", "Call the runner", "runner", 15),
    ("call_contact", "Call the emergency contact", "contact", 30),
    ("tell_police", "Tell the police and hospitals whom to look for", "police", 45),
)
REACHED = {"urgent": 6, "call": 5, "query": 1, "watch": 0}


def unresolved(said: list[Event]) -> list[views.UnresolvedView]:
    """Whom to look for, without those of whom somebody has said what became of them."""
    gone = {one.bib for one in said if isinstance(one, events.Status)}
    calls = [one for one in said if isinstance(one, events.Call)]
    rows = [_row(one, "", i) for i, one in enumerate(SOUGHT)] + [_row(one, MAT_35K, 0) for one in EXCUSED]
    return [_called(row, [one for one in calls if one.bib == row.bib]) for row in rows if row.bib not in gone]


def _row(sought: SoughtRow, excused: str, order: int) -> views.UnresolvedView:
    bib, level, risk, place, at_m, clock, what, p, minor = sought
    seen_s = at(clock)
    late_s = at("12:54") - 60.0 * {"urgent": 32, "call": 13, "query": 1}.get(level, 3) + 13.0 * (order % 9)
    reached = REACHED[level]
    others = [one for one in ("missed_reads", "slowed", "left_quietly", "stopped", "pavement") if one != what]
    shares = (0.46, 0.27, 0.15, 0.12)
    return views.UnresolvedView(
        bib=bib,
        name="Ines Example" if bib == "1207" else "",
        distance="marathon",
        level=level,
        risk=risk,
        reasons=["the sweep has passed where they most likely are", "not seen for long", "it is hot"][
            : 2 + minor
        ],
        detail="" if level == "watch" else "overdue",
        evidence=views.EvidenceView(kind="passing", place=place, at_m=at_m, at_s=seen_s),
        since_s=late_s - 600,
        due_s=late_s - 900,
        due_place="35K" if excused else "the next mat",
        swept_s=at("12:20") if level == "urgent" else None,
        minor=minor,
        known=[
            f"Read at every mat to {place}, at an even pace",
            "No station, sweep or vehicle has said anything of them",
        ],
        explanations=[
            views.ExplanationView(what=what, text=TEXTS[what], p=p),
            *(
                views.ExplanationView(what=one, text=TEXTS[one], p=round((1 - p) * share, 3))
                for one, share in zip(others, shares, strict=False)
            ),
        ],
        steps=[
            views.StepView(
                step=step,
                text=text,
                whom=whom,
                due_s=late_s + 60 * after,
                done_s=late_s + 60 * after + 45 if i < reached else None,
                done_by="R. Moreno" if i < reached else "",
                result=("no_answer" if whom == "runner" else "not_seen") if i < reached else "",
            )
            for i, (step, text, whom, after) in enumerate(STEPS if level != "watch" else ())
        ],
        calls=[views.CallLogView(at_s=late_s + 345, text="Station 12: not seen", by="R. Moreno")]
        if reached > 1
        else [],
        excused=excused,
    )


def _called(row: views.UnresolvedView, calls: list[events.Call]) -> views.UnresolvedView:
    if not calls:
        return row
    done = {one.whom: one for one in calls}
    return views.UnresolvedView(
        **{name: getattr(row, name) for name in row.__struct_fields__ if name not in ("steps", "calls")},
        steps=[_done(step, done.get(step.whom)) for step in row.steps],
        calls=row.calls
        + [
            views.CallLogView(
                at_s=one.happened_at.timestamp(),
                text=f"{one.whom}: {one.result.replace('_', ' ')}",
                by=one.by,
            )
            for one in calls
        ],
    )


def _done(step: views.StepView, call: events.Call | None) -> views.StepView:
    if call is None or step.done_s is not None:
        return step
    return views.StepView(
        step=step.step,
        text=step.text,
        whom=step.whom,
        due_s=step.due_s,
        done_s=call.happened_at.timestamp(),
        done_by=call.by,
        result=call.result,
    )
