"""What the family desk is shown, and what it may say of whom."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import partial
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.field.tiny import event
from tests.live.posts_day import NAMES, READS, Book, now_of
from tests.live.rides_day import AT_S, DAY, called, step, the_day

from lanterne.clinical import clinical
from lanterne.events import canonical, decode
from lanterne.live.familydesk import NOBODY, UNDER_AGE, family_answer, family_parts, withdrew
from lanterne.live.handed import until_more_is_said
from lanterne.race.stands import stands
from lanterne.views import FamilyAnswerView

DESK = stands(DAY)["desk"]
PROOFS = ("identity", "name_and_bib", "code")


def status(what: str, at_s: float, bib: str = "700", **fields: Any) -> dict[str, Any]:
    return event("status", AT_S + at_s, bib=bib, what=what, **{"by": "Ann", **fields})


def consent(at_s: float, *, given: bool, use: str = "family") -> dict[str, Any]:
    return event("consent", AT_S + at_s, bib="700", use=use, given=given)


def answer(*events: dict[str, Any], bib: str = "700", proof: str = "name_and_bib") -> FamilyAnswerView:
    return family_answer(the_day(*events), Book(), bib, proof)


PICKED = step("picked_up", -600, bib="700", vehicle="van", by="Max")
DROPPED = step("dropped_off", -300, bib="700", vehicle="van", to="desk", to_by="Eva", by="Max")


CLEAR = event(
    "all_clear",
    AT_S - 30,
    what="declared",
    over=["on_course/700"],
    leaves=["700"],
    why="seen at home",
    by="Dana",
)


@pytest.mark.parametrize(
    ("events", "said", "ask"),
    [
        ([], "on the course, as far as we know", ""),
        ([PICKED], "with our crew aboard Van 1 since 12:23", "when the vehicle is expected"),
        (
            [PICKED | {"to": "desk"}],
            "bringing them to Family desk",
            "when the vehicle is expected",
        ),
        ([status("with_medical", -60, place="medic")], "is with our medical team.", "in charge at Medical"),
        (
            [status("transported", -60, place="medic", to="St. Anne")],
            "is with our medical team.",
            "in private",
        ),
        ([status("left", -60, said_by="self")], "told us at 12:32, 1 minute ago", ""),
        ([status("left", -60, said_by="family")], "own people told us", ""),
        ([status("left", -60, said_by="staff", place="desk", to="Dora")], "left our care", "Do not say it"),
        ([status("did_not_start", -30_000)], "does not fit together yet", "Call race control now"),
        ([status("drop", -60)], "stopped running, as we were told", "Call race control now"),
        ([status("finished", -60)], "has finished, as we were told at 12:32", ""),
        ([called("700", 30_000.0, -60)], "has stopped running, and waits for us to fetch them", ""),
        ([status("diverted", -60)], "we have sent them along another way", ""),
        (
            [PICKED, step("dropped_off", -60, bib="700", vehicle="van", to="St. Anne", by="Max")],
            "We brought Carl to",
            "",
        ),
        ([CLEAR], "declared the course clear", "Call race control now"),
        ([status("drop", -60), CLEAR], "stopped running, as we were told", "Call race control now"),
    ],
)
def test_each_state_has_its_sentence_and_whom_to_ask(
    events: list[dict[str, Any]], said: str, ask: str
) -> None:
    made = answer(*events)
    assert made.may_tell
    assert said in " ".join(made.say)
    assert ask in made.ask


def test_where_they_were_last_seen_is_said_with_its_age_and_when_they_may_come_as_a_range() -> None:
    text = " ".join(answer().say)
    assert text.startswith(
        "Carl is on the course, as far as we know. Last seen at 30K at 12:00, 33 minutes ago."
    )
    assert "Most likely at the finish between" in text
    assert "may be otherwise" in text


def test_after_the_all_clear_nobody_is_promised_that_crews_are_still_out() -> None:
    assert "crews" in " ".join(answer().say)
    assert "crews" not in " ".join(answer(CLEAR).say)


def test_where_the_finish_is_held_it_is_said_until_when() -> None:
    now = the_day()
    gate = next(one for one in now.field.race.gates if one.at_m.get("full") == 42_195.0)
    held = replace(gate, held_s={"full": now.now_s + 9_000})
    race = replace(now.field.race, gates=tuple(held if one is gate else one for one in now.field.race.gates))
    now.field.race = race
    assert "The finish is kept open until 15:03." in family_answer(now, Book(), "700", "code").say


def test_when_they_may_be_at_the_finish_is_said_to_five_minutes() -> None:
    times = re.findall(r"between (\d\d:\d\d) and (\d\d:\d\d)", " ".join(answer().say))
    assert times
    assert all(one[-1] in "05" for pair in times for one in pair)


def test_who_did_not_start_is_said_as_it_was_told_or_as_no_sign_of_a_start() -> None:
    unseen = [one for one in READS if one["bib"] != "700"]
    told = [*unseen, status("did_not_start", -19_000)]
    said = [
        family_answer(now_of(events, AT_S, race=DAY), Book(), "700", "code").say for events in (unseen, told)
    ]
    assert said == [
        ["We have no sign yet that Carl has started."],
        ["Carl did not start, as we were told."],
    ]


def test_somebody_overdue_is_looked_for_and_it_is_said_so() -> None:
    reads = [one for one in READS if one["bib"] != "700" or one["point"] in ("start", "k10")]
    made = family_answer(now_of(reads, AT_S + 15_000), Book(), "700", "identity")
    assert made.say[0].startswith("We do not know where Carl is just now. We are looking")
    assert made.say[1].startswith("Last seen at 10K at 08:40, 8 hours")
    assert "Call race control now" in made.ask


def test_who_has_finished_is_said_to_have() -> None:
    made = family_answer(now_of(READS, AT_S + 8_000), Book(), "700", "code")
    assert made.say == ["Carl has finished, at 14:01, 44 minutes ago."]


def test_who_waits_here_is_said_to_be_here() -> None:
    made = answer(PICKED, DROPPED)
    assert (made.here, made.say) == (True, ["Carl is here at the family desk."])


@pytest.mark.parametrize("proof", PROOFS)
@pytest.mark.parametrize("bib", ["702", "nobody"])
def test_of_a_hidden_runner_nothing_is_said_as_of_one_that_is_not(bib: str, proof: str) -> None:
    made = answer(bib=bib, proof=proof)
    assert (made.may_tell, made.say) == (False, [NOBODY])


@pytest.mark.parametrize("proof", PROOFS)
def test_who_took_the_consent_back_is_not_told_of(proof: str) -> None:
    assert answer(consent(-90, given=True), consent(-60, given=False), PICKED, proof=proof).say == [NOBODY]


def test_the_last_word_on_consent_counts_and_another_use_does_not() -> None:
    assert answer(consent(-90, given=False), consent(-60, given=True)).may_tell
    assert answer(consent(-60, given=False, use="first_name")).may_tell
    assert withdrew(the_day(consent(-60, given=False)).field, "700")


@pytest.mark.parametrize(("proof", "may"), [("identity", True), ("name_and_bib", False), ("code", False)])
def test_of_a_minor_only_the_guardian_hears(proof: str, may: bool) -> None:
    made = answer(bib="701", proof=proof)
    assert made.may_tell == may
    if may:
        assert made.ask.startswith("Only to the guardian")
    else:
        assert made.say == [UNDER_AGE]


WORDS = st.sampled_from(
    [
        *(
            "drop",
            "time_cut",
            "refused_ride",
            "with_medical",
            "transported",
            "released",
            "left",
            "reinstated",
        ),
        *("finished", "did_not_start"),
    ]
)


@given(st.lists(st.tuples(WORDS, st.integers(-9_000, -1)), max_size=4), st.sampled_from(PROOFS))
@settings(max_examples=10, derandomize=True, database=None, deadline=None)
def test_no_answer_tells_a_condition_or_anything_of_the_hidden(words: list[Any], proof: str) -> None:
    events = [
        status(what, at_s, bib, place="medic", to="St. Anne Hospital", why="walked on")
        for what, at_s in words
        for bib in ("700", "702")
    ]
    now = the_day(*events)
    told = family_answer(now, Book(), "700", proof)
    text = " ".join([*told.say, told.ask])
    assert not clinical(text)
    assert "Hospital" not in text
    assert "walked on" not in text
    hidden = family_answer(now, Book(), "702", proof)
    assert (hidden.may_tell, hidden.say) == (False, [NOBODY])


def parts(*events: dict[str, Any]) -> dict[str, list[tuple[str, str, str]]]:
    found = family_parts(the_day(*events), made(), DESK)
    return {name: [(one.bib, one.where, one.by) for one in rows] for name, rows in found.items()}


def made() -> Any:
    """The desk's own parts need nothing that was decided."""
    return None


def test_who_rides_is_on_the_way_until_handed_over_and_then_until_somebody_takes_them_home() -> None:
    home = status("left", -60, place="desk", said_by="staff", to="her sister Dora", by="Eva")
    empty: dict[str, list[Any]] = {"coming": [], "here": [], "gone": []}
    assert parts(called("700", 30_000.0, -900)) == empty
    assert parts(PICKED) == empty | {"coming": [("700", "Van 1", "Max")]}
    assert parts(PICKED, DROPPED) == empty | {"here": [("700", "Van 1", "Eva")]}
    assert parts(PICKED, DROPPED, home) == empty | {"gone": [("700", "her sister Dora", "Eva")]}


def test_who_was_handed_over_is_worked_out_once_until_more_is_said() -> None:
    field = the_day(PICKED).field
    worked: list[int] = []
    for more in (None, None, status("released", -60, place="medic", to="desk"), None):
        if more is not None:
            field.facts.add(decode(canonical(more)))
        until_more_is_said(field, "one", partial(worked.append, 1))
    assert len(worked) == 2


def test_who_is_taken_elsewhere_or_needs_medical_is_not_on_the_way_here() -> None:
    assert parts(PICKED | {"to": "medic"})["coming"] == []
    assert parts(called("700", 30_000.0, -900, need="medical"), PICKED)["coming"] == []
    assert parts(PICKED | {"to": "Family desk"})["coming"] == [("700", "Van 1", "Max")]


def test_whom_medical_released_to_the_desk_waits_here() -> None:
    released = status("released", -60, place="medic", to="desk")
    assert parts(status("with_medical", -600, place="medic"), released)["here"] == [("700", "Medical", "Ann")]


def test_who_was_said_to_have_gone_home_by_phone_was_not_handed_over_here() -> None:
    assert parts(status("left", -60, place="desk", said_by="family"))["gone"] == []


def test_the_first_name_is_said_and_no_more() -> None:
    text = " ".join(answer().say)
    assert "Carl" in text
    assert NAMES["700"] not in text
