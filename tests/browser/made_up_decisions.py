"""Made-up decisions at 12:55: what waits, and what becomes of what the page says.

Holds and versions come from the real folds of the events below and of those posted to the server.
"""

from __future__ import annotations

from collections.abc import Sequence

from made_up_acks import acks, unheard
from made_up_holds import HoldsSoFar, instant_clock, moment
from made_up_race import LINE_FINISH_S, PACE_S_PER_M, MadeUpRace, at
from made_up_stations import mats, segments, stations

from lanterne import events, views
from lanterne.events import Event
from lanterne.field.versions import Versions, versions

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
VERSION_TWO = events.Cutoff(
    id="01900000-0000-7000-8000-00000000c001",
    happened_at=moment("09:31"),
    source="control/R. Moreno",
    cutoff="c-two",
    what="proposed",
    gates=(events.GateChange(gate="g3", wall=moment("10:45")),),
    base=1,
    by="R. Moreno",
    why="The start was slow at the bridge",
)
PUBLISHED = events.Cutoff(
    id="01900000-0000-7000-8000-00000000c002",
    happened_at=moment("09:33"),
    source="control/R. Moreno",
    cutoff="c-two",
    what="published",
    by="R. Moreno",
)
PROPOSED = events.Cutoff(
    id="01900000-0000-7000-8000-00000000c003",
    happened_at=moment("12:44"),
    source="control/A. Okafor",
    cutoff="c-three",
    what="proposed",
    gates=(events.GateChange(gate="finish", wall=moment("14:15")),),
    base=2,
    by="A. Okafor",
)
QUESTIONS: tuple[tuple[str, str, str, str, tuple[str, ...], str, str], ...] = (
    ("q1", "s21", "Station 21", "water", (), "12:41", "L. Haas"),
    ("q2", "sweep1", "Sweep 1", "medical", ("2931",), "12:52", "T. Bauer"),
)


class MadeUpDecisions:
    """What race control's page is sent of decisions, after whatever was posted.

    Stations that are `ready` may close as well.
    """

    def __init__(self, world: MadeUpRace) -> None:
        self._world = world
        self._posted: list[Event] = []
        self.ready: tuple[str, ...] = ()

    def post(self, said: Event) -> None:
        """Take in an event from the page."""
        self._posted.append(said)

    def view(self, as_of_s: float) -> views.DecisionsView:
        """Everything that waits or was decided."""
        said = self._standing()
        made = versions(
            (one.happened_at.timestamp(), one)
            for one in (VERSION_TWO, PUBLISHED, PROPOSED, *said)
            if isinstance(one, events.Cutoff)
        )
        holds = HoldsSoFar(said).shown()
        published = [
            views.CutoffVersionView(
                version=one.number or 0,
                by=one.by,
                at_s=one.at_s,
                why=one.said.why or "",
                changes=self._changes(one.said),
                acks=acks(f"cutoff/{one.number}", said, {"s18"}),
            )
            for one in made.published
        ]
        return views.DecisionsView(
            as_of_s=as_of_s,
            table=self.table(made),
            proposals=[
                views.CutoffProposalView(
                    cutoff=one.said.cutoff,
                    by=one.by,
                    at_s=one.at_s,
                    why=one.said.why or "",
                    stale=one.said.base != made.number,
                    changes=self._changes(one.said),
                )
                for one in made.proposed
            ],
            versions=published,
            holds=holds,
            stations=stations(said, self._world, self.ready),
            mats=mats(said),
            segments=segments(said),
            questions=[_question(*one, said=said) for one in QUESTIONS],
            unheard=unheard(holds, published),
        )

    def table(self, made: Versions) -> views.CutoffTableView:
        """The one table, with every published change."""
        moved = {
            change.gate: self._moved_s(change) for version in made.published for change in version.said.gates
        }
        held = {one.distance: one for one in HoldsSoFar(self._standing()).forced()} if made.published else {}
        rows = []
        for gate, name, at_m, clock, rule, consequence, cutoff_s in self._world.gate_plans():
            hold = held.get("marathon")
            keeps = hold is not None and hold.from_m <= at_m <= hold.to_m
            now_s = moved.get(gate, cutoff_s)
            rows.append(
                views.CutoffRowView(
                    gate=gate,
                    name=name,
                    distance="marathon",
                    at_m=at_m,
                    clock="wall" if gate in moved else clock,
                    clock_basis="stated",
                    rule="by the wall clock" if gate in moved else rule,
                    cutoff_s=hold.until_s if hold is not None and keeps else now_s,
                    grace_s=120.0,
                    held_until_s=hold.until_s if hold is not None and keeps else None,
                    table_s=now_s if keeps else None,
                    moved_s=now_s - cutoff_s,
                    consequence=consequence,
                    governs=["road", "official_result"],
                )
            )
        last = made.published[-1] if made.published else None
        return views.CutoffTableView(
            version=made.number,
            published_s=None if last is None else last.at_s,
            by="" if last is None else last.by,
            rows=rows,
            lines=[LINE],
            warnings=[],
        )

    def _standing(self) -> list[Event]:
        void = {one.target for one in self._posted if isinstance(one, events.Correction)}
        return [one for one in self._posted if one.id not in void]

    def _moved_s(self, change: events.GateChange) -> float:
        plan = next(one for one in self._world.gate_plans() if one[0] == change.gate)
        if change.wall is not None:
            return change.wall.timestamp()
        if change.behind_line_s is not None:
            return LINE.zero_s + LINE.pace_s_per_m * plan[2] + change.behind_line_s
        return at("07:00") + (change.limit_s or 0.0)

    def _changes(self, said: events.Cutoff) -> list[views.CutoffChangeView]:
        plans = {one[0]: one for one in self._world.gate_plans()}
        return [
            views.CutoffChangeView(
                gate=change.gate,
                name=plans[change.gate][1],
                distance="marathon",
                before=instant_clock(plans[change.gate][6]),
                after=instant_clock(self._moved_s(change)),
                before_s=plans[change.gate][6],
                after_s=self._moved_s(change),
            )
            for change in said.gates
        ]


class NothingWaits(MadeUpDecisions):
    """The table as planned, and nothing to decide."""

    def view(self, as_of_s: float) -> views.DecisionsView:
        """Nothing waits."""
        return views.DecisionsView(
            as_of_s=as_of_s,
            table=self.table(Versions()),
            proposals=[],
            versions=[],
            holds=[],
            stations=[],
            mats=[],
            segments=[],
            questions=[],
            unheard=[],
        )


def _question(
    message: str,
    sender: str,
    name: str,
    ask: str,
    bibs: tuple[str, ...],
    clock: str,
    by: str,
    *,
    said: Sequence[Event],
) -> views.QuestionView:
    answers = [
        one
        for one in said
        if isinstance(one, events.Message) and one.what == "answered" and one.message == message
    ]
    last = answers[-1] if answers else None
    return views.QuestionView(
        message=message,
        sender=sender,
        name=name,
        ask=ask,
        bibs=list(bibs),
        at_s=at(clock),
        by=by,
        answer="" if last is None else last.answer or "",
        answer_by="" if last is None else last.by or "",
        answer_s=None if last is None else last.happened_at.timestamp(),
    )
