"""What timing really sends: gaps, files late and out of order, a mat packed up ahead of the tail."""

from __future__ import annotations

import random
from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
import pytest
from tests.field.test_ledger import ledger_of
from tests.field.tiny import GUN_S, entries, event, make_race, read

from lanterne.field.contradictions import contradictions
from lanterne.field.evidence import latest_evidence
from lanterne.field.fold import Field
from lanterne.field.ledger import DETAILS, ledger
from lanterne.race.definition import Distance, TimingPoint
from lanterne.race.entrants import Entrant, Roster

MATS = {"start": 0.0, "k10": 10_000.0, "k21": 21_097.5, "k30": 30_000.0, "k39": 39_000.0, "finish": 42_195.0}
RUNNERS, UNREAD, HOME = 838, 55, 42
PACKED_S = 24_000.0
"""When the mat at 39 km was packed up: 55 had not come by, 42 of whom finished."""

RACE = replace(
    make_race(),
    distances=(Distance(id="full", name="Marathon", length_m=42_195.0, start_s=GUN_S),),
    points=tuple(
        TimingPoint(
            id=name,
            name=name,
            kind="start" if not at_m else "finish" if name == "finish" else "split",
            at_m={"full": at_m},
        )
        for name, at_m in MATS.items()
    ),
    stations=(),
)
ROSTER = Roster.of([Entrant(bib=str(n), distance="full") for n in range(RUNNERS)])


@cache
def day() -> tuple[dict[str, Any], ...]:
    """All reads: the last 55 come by 39 km after it was packed up, 13 of them stop after 30 km."""
    rng = np.random.default_rng(838)
    early = rng.uniform(0.30, 0.61, RUNNERS - UNREAD)
    late = np.linspace(0.62, 0.70, UNREAD)
    made = []
    for n, pace in enumerate(np.concatenate([early, late])):
        stopped = n >= RUNNERS - (UNREAD - HOME)
        for name, at_m in MATS.items():
            at_s = 5.0 + pace * at_m
            gone = name == "k39" and at_s > PACKED_S
            missed = at_m and rng.random() < 0.005 and name != "finish"
            if not (gone or missed or (stopped and at_m > 30_000)):
                made.append(read(str(n), name, float(at_s)))
    return tuple(made)


def field_of(events: list[dict[str, Any]], size: int = 500) -> Field:
    field = Field(RACE, ROSTER)
    for begin in range(0, len(events), size):
        field.apply(entries(events[begin : begin + size]))
    return field


def tail() -> list[int]:
    """Those who finished without a read at the packed mat."""
    return list(range(RUNNERS - UNREAD, RUNNERS - UNREAD + HOME))


def test_the_day_is_the_one_meant() -> None:
    field = field_of(list(day()))
    unread = np.isnan(field.passing_s[RUNNERS - UNREAD :, list(MATS).index("k39")])
    home = np.isfinite(field.passing_s[RUNNERS - UNREAD :, -1])
    assert (int(unread.sum()), int((unread & home).sum())) == (UNREAD, HOME)


@pytest.mark.parametrize("late", [False, True])
def test_nobody_of_the_tail_behind_a_packed_mat_is_called_dropped(late: bool) -> None:
    """Neither on the way, not even where they are called overdue, nor at the finish."""
    by_s = 40_000.0 if late else PACKED_S + 1_000
    reads = [one for one in day() if np.datetime64(one["happened_at"][:19]).astype(float) - GUN_S <= by_s]
    made = ledger_of(field_of(reads), overdue=not late)
    called = {DETAILS[made.detail[one]] for one in tail()}
    assert not called & {"dropped", "time_cut"}
    assert not late or all(made.is_in("finished")[tail()])


def test_a_word_alone_drops_a_runner() -> None:
    bib = str(RUNNERS - 1)
    field = field_of([*day(), event("status", 26_000, bib=bib, what="drop")])
    made = ledger(
        field,
        latest_evidence(field),
        limit_s=np.full(RUNNERS, np.inf),
        overdue=np.zeros(RUNNERS, np.bool_),
    )
    assert [i for i in range(RUNNERS) if DETAILS[made.detail[i]] == "dropped"] == [RUNNERS - 1]


def test_missed_reads_contradict_nothing() -> None:
    assert not contradictions(field_of(list(day())))


def test_files_that_come_late_and_out_of_order_change_nothing() -> None:
    """Mat by mat, the finish first and each backwards, twice: as if they had come one by one."""
    by_mat = [one for name in reversed(MATS) for one in reversed(day()) if one["point"] == name]
    whole = ledger_of(field_of(list(day())))
    late = ledger_of(field_of([*by_mat, *random.Random(1).sample(by_mat, 500)], 97))
    assert late.state.tolist() == whole.state.tolist()
