"""Made-up holds: one in force, one that waits for the police; and what a hold would cost."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from made_up_acks import acks
from made_up_race import LAST, MadeUpRace, at

from lanterne import events, views
from lanterne.events import Event
from lanterne.field.holds import HoldState, Terms, holds
from lanterne.units import HALF_MARATHON_M, MARATHON_M

PARTIES = {
    "police": ("Police", "police"),
    "medical": ("Medical", "medical"),
    "finish": ("Finish", "finish"),
}
FROM_M = 28_267.0


def moment(clock: str) -> datetime:
    """A clock time of the day as events carry it."""
    return datetime.fromtimestamp(at(clock), UTC)


def step(number: int, clock: str, what: str, hold: str, **fields: object) -> events.Hold:
    """One step of a hold."""
    return events.Hold(
        id=f"01900000-0000-7000-8000-0000000000{number:02x}",
        happened_at=moment(clock),
        source=str(fields.pop("source", "control/R. Moreno")),
        hold=hold,
        what=what,  # type: ignore[arg-type]  # a test gives only steps there are
        **fields,  # type: ignore[arg-type]  # and fields of their types
    )


PAIR = step(
    1,
    "12:06",
    "proposed",
    "h-pair",
    distance="marathon",
    from_m=FROM_M,
    to_m=MARATHON_M,
    until=moment("14:40"),
    bibs=("4410", "5123"),
    needs=tuple(PARTIES),
    by="R. Moreno",
    why="Both fit, and close",
)
LATE = step(
    11,
    "12:48",
    "proposed",
    "h-half",
    distance="half",
    from_m=17_438.0,
    to_m=HALF_MARATHON_M,
    until=moment("13:20"),
    bibs=("9012",),
    needs=("police", "medical"),
    by="R. Moreno",
)
STEPS = (
    PAIR,
    *(
        step(2 + i, "12:06:30", "asked", "h-pair", terms=PAIR.id, party=party, by="R. Moreno")
        for i, party in enumerate(PARTIES)
    ),
    step(
        5,
        "12:07",
        "agreed",
        "h-pair",
        terms=PAIR.id,
        party="police",
        by="Sgt. Novak",
        heard_by="K. Lind",
        condition="pavement after mile 24",
    ),
    step(
        6, "12:09", "agreed", "h-pair", terms=PAIR.id, party="medical", by="Dr. Sato", source="medical/tablet"
    ),
    step(7, "12:11", "agreed", "h-pair", terms=PAIR.id, party="finish", by="P. Costa", source="finish/phone"),
    step(8, "12:11", "in_force", "h-pair", terms=PAIR.id, by="R. Moreno"),
    LATE,
    step(12, "12:49", "asked", "h-half", terms=LATE.id, party="police", by="R. Moreno"),
    step(13, "12:49", "asked", "h-half", terms=LATE.id, party="medical", by="R. Moreno"),
    step(
        14,
        "12:50",
        "agreed",
        "h-half",
        terms=LATE.id,
        party="medical",
        by="Dr. Sato",
        source="medical/tablet",
    ),
)


class HoldsSoFar:
    """The holds that the made-up steps and what was posted make."""

    def __init__(self, said: Sequence[Event]) -> None:
        self._said = said
        told = [one for one in (*STEPS, *said) if isinstance(one, events.Hold)]
        self._states = holds((one.happened_at.timestamp(), one) for one in told)

    def forced(self) -> list[Terms]:
        """Terms in force."""
        return [one.force for one in self._states if one.state == "in_force" and one.force is not None]

    def shown(self) -> list[views.HoldView]:
        """Each as the page is sent it."""
        return [self._view(one) for one in self._states]

    def _view(self, hold: HoldState) -> views.HoldView:
        shown = hold.force or hold.terms
        bibs = " and ".join(shown.bibs)
        until = instant_clock(shown.until_s)
        return views.HoldView(
            hold=hold.hold,
            state=hold.state,
            latest=_terms(hold.terms),
            force=None if hold.force is None else _terms(hold.force),
            in_force_s=hold.in_force_s,
            ended_s=hold.ended_s,
            by=hold.by,
            claimed=hold.claimed,
            told=[self._told(hold.hold, bib) for bib in shown.bibs] if hold.force else [],
            acks=acks(f"hold/{hold.hold}/{shown.id}", self._said, {"s19", "sweep1"}) if hold.force else [],
            text=f"The road stays open until {until} for everyone who arrives by then, now {bibs}.",
            missed="Whoever comes later is offered the sweep's ride, or goes on by the pavement.",
        )

    def _told(self, hold: str, bib: str) -> views.ToldView:
        words = [
            one
            for one in self._said
            if isinstance(one, events.Encounter) and one.hold == hold and one.bib == bib
        ]
        if words:
            last = words[-1]
            return views.ToldView(
                bib=bib, at_s=last.happened_at.timestamp(), choice=last.what, by=last.by or ""
            )
        if bib == "4410":
            return views.ToldView(bib=bib, at_s=at("12:14"), choice="going_on", by="T. Bauer")
        return views.ToldView(bib=bib, at_s=None, choice="", by="")


def instant_clock(at_s: float) -> str:
    """The wall clock of an instant."""
    minutes = int((at_s - at("00:00")) // 60)
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def _terms(terms: Terms) -> views.HoldTermsView:
    answers = {one.party: one for one in terms.answers}
    parties = []
    for post in terms.needs:
        name, role = PARTIES[post]
        answer = answers.get(post)
        parties.append(
            views.PartyAnswerView(
                post=post,
                name=name,
                role=role,
                asked=post in terms.asked,
                answer="" if answer is None else "agreed" if answer.agreed else "refused",
                by="" if answer is None else answer.by,
                at_s=None if answer is None else answer.at_s,
                heard_by="" if answer is None else answer.heard_by or "",
                condition="" if answer is None else answer.condition or "",
            )
        )
    return views.HoldTermsView(
        terms=terms.id,
        distance=terms.distance,
        from_m=terms.from_m,
        to_m=terms.to_m,
        until_s=terms.until_s,
        bibs=list(terms.bibs),
        by=terms.by,
        at_s=terms.at_s,
        why=terms.why,
        parties=parties,
    )


def hold_options(world: MadeUpRace, ask: dict[str, str]) -> views.HoldOptionsView:
    """What the page is answered before a hold is proposed."""
    bibs = [bib for bib in ask.get("bibs", "").split(",") if bib] or ["4410", "5123"]
    limit_s = at("14:05")
    runners = [_may_arrive(world, one[0], world.reach_s(one, MARATHON_M)) for one in LAST if one[0] in bibs]
    return views.HoldOptionsView(
        distance=ask["distance"],
        from_m=float(ask["from_m"]),
        to_m=float(ask["to_m"]),
        limit_s=limit_s,
        recommended_s=at("14:40"),
        latest_s=at("14:55"),
        runners=runners,
        options=[_option(limit_s, minutes, len(bibs)) for minutes in (5, 10, 15, 20, 25, 30, 35, 45, 55)],
        stopped=[("88", "took the bus at mile 14.1, by own choice")],
        needs=[
            views.PartyAnswerView(
                post=post,
                name=name,
                role=role,
                asked=False,
                answer="",
                by="",
                at_s=None,
                heard_by="",
                condition="",
            )
            for post, (name, role) in PARTIES.items()
        ],
        stations=["s18", "s19", "s20", "s21", "s22", "cheer"],
        road_m=float(ask["to_m"]) - float(ask["from_m"]),
        currency="$",
        why="9 times in 10 the last of them has arrived by 14:40.",
        missed="Whoever comes later is offered the sweep's ride, or goes on by the pavement.",
    )


def _may_arrive(world: MadeUpRace, bib: str, finish_s: float) -> views.MayArriveView:
    return views.MayArriveView(
        bib=bib,
        at_m=30_000.0,
        seen_s=at("12:13"),
        p05_s=finish_s - 400,
        p50_s=finish_s,
        p95_s=finish_s + 700,
        p_limit=0.03,
        p=0.91,
        fit_s=at("12:31") if bib == "4410" else None,
        fit_by="T. Bauer" if bib == "4410" else "",
    )


def _option(limit_s: float, minutes: int, of: int) -> views.HoldOptionView:
    share = min(0.97, max(0.02, (minutes - 5) / 32))
    return views.HoldOptionView(
        until_s=limit_s + 60 * minutes,
        extra_s=60.0 * minutes,
        expected=share * of,
        p05=int(share * of * 0.6),
        p95=of if share > 0.2 else 1,
        p_all=share**of,
        station_hours=0.1 * minutes,
        post_hours=0.2 * minutes,
        posts=9,
        cost=12.5 * minutes,
    )


def what_if(ask: dict[str, str]) -> views.WhatIfView:
    """The day with other numbers, made up but in keeping with what was asked."""
    extra_s, slower = float(ask.get("limit_extra_s", 0)), float(ask.get("sweep_slower", 0))
    closed = [one for one in ask.get("closed", "").split(",") if one]
    finish_s = at("14:05")
    places = [(f"s{i}", f"Station {i}", 3_000.0 + (i - 1) * 1_804.76) for i in range(18, 23)]
    return views.WhatIfView(
        limit_extra_s=extra_s,
        sweep_slower=slower,
        closed=closed,
        in_time=387.2,
        would_be_in_time=387.2 + min(3.4, extra_s / 600),
        gates=[
            views.WhatIfGateView(
                gate="finish",
                name="Finish",
                distance="marathon",
                at_m=MARATHON_M,
                cutoff_s=finish_s,
                would_be_s=finish_s + extra_s,
                late=3.8,
                would_be_late=max(0.4, 3.8 - extra_s / 600),
            )
        ],
        stations=[
            views.WhatIfStationView(
                station=station,
                name=name,
                at_m=at_m,
                closed=station in closed,
                sweep_s=at("12:56") + (at_m - 33_500) * 0.65,
                would_be_sweep_s=at("12:56") + (at_m - 33_500) * 0.65 * (1 + slower),
                to_come_after=0.8,
                would_be_to_come_after=0.3,
                gap_m=3_609.0 if station in closed else 1_805.0,
            )
            for station, name, at_m in places
        ],
        finish_by=[(at("14:00") + 600.0 * i, min(391.0, 360.0 + 8 * i)) for i in range(6)],
        said=[
            f"{extra_s / 60:.0f} minutes more: about {min(3.4, extra_s / 600):.1f} more finish in time.",
            *(f"With {one} closed there are 2.2 miles without water." for one in closed),
        ],
    )
