"""What is proposed to a station, in small made-up situations, and what must never be."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.dispatch.scenes import at, hold, said, scene, sweep

from lanterne.dispatch.closing import decide, last_clear_s
from lanterne.dispatch.lastlist import SEARCH, TO_COME, Known, bib_states

BOTH: dict[str, Any] = {"to_come": ("4410", "5123"), "last_p50_s": at(125.5), "last_p95_s": at(131.2)}

TABLE: dict[str, tuple[dict[str, Any], str]] = {
    "two to come on an open list": (BOTH | {"stages": said("counting")}, "stay"),
    "two to come, no list yet": (BOTH | {"stages": said("opened")}, "open_list"),
    "thirty to come": (BOTH | {"to_come": tuple(map(str, range(30))), "stages": said()}, "open_list"),
    "thirty-one to come": (BOTH | {"to_come": tuple(map(str, range(31))), "stages": said()}, "stay"),
    "a cheer station keeps no list": (BOTH | {"stages": said(), "cheer": True}, "stay"),
    "nobody to come, list open": ({"stages": said("counting")}, "agree"),
    "nobody to come, no list": ({"stages": said("opened")}, "agree"),
    "agreed, the sweep still to come": ({}, "pack"),
    "packing, the sweep still to come": (
        {"stages": said("counting", "list_agreed", "may_pack", "packing")},
        "pack",
    ),
    "agreed, the sweep past": ({"sweeps": (sweep(passed=50),)}, "close"),
    "not agreed, the sweep past, nothing said": (
        {"stages": said("counting"), "sweeps": (sweep(passed=50),)},
        "agree",
    ),
    "not agreed, the sweep past and the road clear": (
        {"stages": said("counting"), "sweeps": (sweep(passed=50, clear=55),)},
        "close",
    ),
    "one of two sweeps past": ({"sweeps": (sweep(passed=50, clear=51), sweep("Sweep 2"))}, "pack"),
    "both past, only the first says clear": (
        {"stages": said("counting"), "sweeps": (sweep(passed=40, clear=41), sweep("Sweep 2", passed=50))},
        "agree",
    ),
    "both past, the last says clear": (
        {"stages": said("counting"), "sweeps": (sweep(passed=40), sweep("Sweep 2", passed=50, clear=51))},
        "close",
    ),
    "no sweep, agreed": ({"sweeps": (), "unswept": ("Full",)}, "close"),
    "no sweep, not agreed": ({"sweeps": (), "unswept": ("Full",), "stages": said("counting")}, "agree"),
    "a silent sweep": ({"sweeps": (sweep(silent=True),)}, "pack"),
    "a hold for two still to come": (BOTH | {"holds": (hold("4410", "5123"),)}, "stay"),
    "a hold for whoever comes": ({"holds": (hold(bibs=()),)}, "stay"),
    "a hold whose runners have passed": ({"holds": (hold(),)}, "pack"),
    "somebody stopped here": ({"stopped": ("88",), "sweeps": (sweep(passed=50, clear=51),)}, "stay"),
    "never seen at the start": ({"unseen": 3}, "stay"),
    "never seen, but the sweep says clear": ({"unseen": 3, "sweeps": (sweep(passed=50, clear=51),)}, "close"),
    "on the search list only": ({"search": ("1207",), "sweeps": (sweep(passed=50, clear=51),)}, "close"),
    "on the pavement only": ({"behind": ("77",)}, "pack"),
}


@pytest.mark.parametrize("situation", TABLE)
def test_a_situation_has_its_proposal(situation: str) -> None:
    fields, proposal = TABLE[situation]
    assert decide(scene(**fields))[0] == proposal


def test_the_reason_to_stay_says_who_when_and_until_when_in_words_that_cannot_be_misread() -> None:
    _, reasons = decide(scene(**BOTH, stages=said("counting")))
    assert (
        reasons[0] == "2 to come: 4410 and 5123, last likely 14:05, 19 in 20 by 14:12; stay until released."
    )


MANY: dict[str, Any] = BOTH | {"to_come": tuple(map(str, range(212))), "stages": said()}


def test_of_more_than_a_list_holds_the_forecast_is_said_and_called_expected() -> None:
    _, reasons = decide(scene(**MANY, expected=(204, 196, 209)))
    assert reasons[0] == (
        "About 204 expected still to come (9 in 10: 196 to 209), last likely 14:05, 19 in 20 by 14:12; "
        "stay until released."
    )


GONE = "300 runners most likely gone by, not seen since: stay until they are seen beyond, or the sweep says "


def test_a_list_opens_on_those_still_likely_while_many_have_gone_by_unread() -> None:
    proposal, reasons = decide(scene(**BOTH | {"stages": said()}, gone_by=300))
    assert proposal == "open_list"
    assert reasons[0].startswith("2 to come: 4410 and 5123, ")
    assert reasons[1].startswith(GONE)


def test_nothing_is_agreed_while_some_have_only_most_likely_gone_by() -> None:
    proposal, reasons = decide(scene(stages=said("counting"), gone_by=300, sweeps=(sweep(passed=50),)))
    assert proposal == "stay"
    assert reasons[0].startswith(GONE)


@pytest.mark.parametrize(
    ("likely", "surely", "words"),
    [
        (125.5, 131.2, "last likely 14:05, 19 in 20 by 14:12"),
        (50.0, 131.2, "the last was likely at 12:50, 19 in 20 by 14:12, not seen since 12:10 at Mile 17"),
        (40.0, 50.0, "the last overdue since 12:50, not seen since 12:10 at Mile 17"),
    ],
)
def test_a_time_in_the_past_is_never_said_as_one_to_come(likely: float, surely: float, words: str) -> None:
    times = {"last_p50_s": at(likely), "last_p95_s": at(surely)}
    _, reasons = decide(scene(**BOTH | times, last_seen="not seen since 12:10 at Mile 17"))
    assert f"2 to come: 4410 and 5123, {words}; stay until released." in reasons


@pytest.mark.parametrize(("word", "did"), [("packing", "packed"), ("closed", "closed")])
def test_a_station_gone_against_the_list_is_said_first(word: str, did: str) -> None:
    proposal, reasons = decide(scene(**BOTH, stages=said("counting", word)))
    assert proposal == "stay"
    assert reasons[0] == f"This station {did} at 12:01 (Ann) with 2 still to come."


def test_a_list_called_agreed_with_some_to_come_is_said_first() -> None:
    proposal, reasons = decide(scene(**BOTH))
    assert proposal == "stay"
    assert reasons[0] == "The list was agreed at 12:01, and 2 are to come all the same."


def test_who_comes_after_the_closing_is_said_first() -> None:
    stages = said("counting", "list_agreed", "may_close", "closed")
    late = (("4410", at(58)),)
    _, reasons = decide(scene(stages=stages, sweeps=(sweep(passed=1, clear=1),), late=late))
    assert reasons[0] == "4410 came after it had gone, seen 12:58: somebody should meet them."


def test_packing_leaves_water_for_the_sweep_and_says_when_it_comes() -> None:
    _, reasons = decide(scene())
    assert "Leave water for Sweep 1 (expected 13:20); close when it is past." in reasons


def test_a_silent_sweep_is_asked_for() -> None:
    _, reasons = decide(scene(sweeps=(sweep(silent=True),)))
    assert "Sweep 1 has not been heard since 12:59: ask where it is." in reasons


def test_a_sweep_that_says_nothing_of_the_road_behind_it_is_asked() -> None:
    _, reasons = decide(scene(stages=said("counting"), sweeps=(sweep(passed=50),)))
    assert "Sweep 1 is past and has not said that the road is clear behind it: ask." in reasons


def test_bibs_the_station_has_not_spoken_of_are_asked_for() -> None:
    _, reasons = decide(scene(stages=said("counting"), unasked_bibs=("4410",)))
    assert "Read the list with the station: it has not said of 4410." in reasons


def test_stay_calls_a_station_back_until_it_may_pack_again() -> None:
    back = said("counting", "list_agreed", "may_pack", "stay")
    assert decide(scene(stages=back))[0] == "pack"
    assert not back.may_pack


RANK = {"stay": 0, "open_list": 0, "agree": 1, "pack": 2, "close": 3}
flags = st.lists(st.tuples(*[st.booleans()] * 6), min_size=1, max_size=6)
passes = st.lists(st.tuples(st.none() | st.integers(0, 50), st.none() | st.integers(0, 59)), max_size=3)
words = st.lists(
    st.sampled_from(
        ["opened", "counting", "list_agreed", "may_pack", "packing", "may_close", "closed", "stay"]
    ),
    max_size=6,
)


def proposed(
    rows: list[tuple[bool, ...]], sweeps: list[tuple[int | None, int | None]], word: list[str]
) -> tuple[str, Known, bool]:
    """The proposal where runners and sweeps stand so, who is known how, and whether every sweep is past."""
    there = tuple(
        sweep(
            f"Sweep {i}",
            passed,
            clear if passed is not None and clear is not None and clear >= passed else None,
        )
        for i, (passed, clear) in enumerate(sweeps)
    )
    known = Known(*np.array(rows, np.bool_).T)
    state = bib_states(known, clear=last_clear_s(there) is not None)
    to_come = tuple(str(i) for i in np.flatnonzero(state == TO_COME))
    search = tuple(str(i) for i in np.flatnonzero(state == SEARCH))
    made = scene(stages=said(*word), to_come=to_come, search=search, sweeps=there)
    return decide(made)[0], known, all(one.past for one in there)


@given(flags, passes, words)
def test_closing_is_never_proposed_while_somebody_is_on_the_road_ahead_of_a_sweep(
    rows: list[tuple[bool, ...]], sweeps: list[tuple[int | None, int | None]], word: list[str]
) -> None:
    proposal, known, every_past = proposed(rows, sweeps, word)
    ahead = ~(known.passed | known.accounted | known.lost | known.behind)
    if ahead.any() and (not every_past or not sweeps):
        assert RANK[proposal] == 0


@given(flags, passes, words)
def test_whoever_a_hold_covers_is_waited_for_even_behind_the_sweep(
    rows: list[tuple[bool, ...]], sweeps: list[tuple[int | None, int | None]], word: list[str]
) -> None:
    proposal, known, _ = proposed(rows, sweeps, word)
    if (known.held & ~known.passed & ~known.accounted).any():
        assert RANK[proposal] == 0


@given(flags, passes, words, st.integers(0, 5))
def test_more_evidence_of_passing_never_makes_a_station_stay_longer(
    rows: list[tuple[bool, ...]], sweeps: list[tuple[int | None, int | None]], word: list[str], which: int
) -> None:
    before, _, _ = proposed(rows, sweeps, word)
    seen = list(rows)
    seen[which % len(rows)] = (True, *rows[which % len(rows)][1:])
    after, _, _ = proposed(seen, sweeps, word)
    assert RANK[after] >= RANK[before]


@given(flags, passes, words)
def test_closing_is_proposed_only_when_every_sweep_is_past(
    rows: list[tuple[bool, ...]], sweeps: list[tuple[int | None, int | None]], word: list[str]
) -> None:
    proposal, _, every_past = proposed(rows, sweeps, word)
    assert proposal != "close" or every_past
