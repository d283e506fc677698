"""What each role's link may say, and that a leaked one can only add."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.field.tiny import GUN_S, event, read
from tests.web.conftest import KEY, Serve

from lanterne.clock import ManualClock
from lanterne.events import KINDS
from lanterne.field.ledger import STATES
from lanterne.journal.sqlite import SqliteJournal
from lanterne.live.tick import LiveRace
from lanterne.web.roles import IN_WORDS, PERMITS

NOW = 600
"""Seconds after the gun that the tests' clock shows."""

ByLink = Callable[..., dict[str, str]]
Say = Callable[..., str]


def uuid7(n: int) -> str:
    """An id as phones make them."""
    return str(UUID(int=(n << 80) | (7 << 76) | (2 << 62) | n))


def said(stand: str, kind: str, n: int = 1, device: str = "dev", **fields: Any) -> dict[str, Any]:
    """An event as a phone of a stand says it."""
    made = {"id": uuid7(n), "source": f"{stand}/{device}", **fields}
    return event(kind, made.pop("at", 300), **made)


@pytest.fixture
def say(serve: Serve, by_link: ByLink) -> Say:
    """Post one event by a stand's link: what was answered, "accepted" or the reason why not."""
    client = serve(KEY)

    def post(stand: str, given: dict[str, Any]) -> str:
        (receipt,) = client.post("/api/v1/events", json=[given], headers=by_link(stand)).json()
        return receipt["outcome"] if receipt["outcome"] != "quarantined" else receipt["reason"]

    return post


AGREED = {"hold": "h", "what": "agreed", "terms": uuid7(9), "by": "AB"}
ASKED = {"message": "m", "what": "asked", "to": "control", "ask": "water", "by": "AB"}
KNOWS = {"message": "hold/h/t", "what": "acknowledged", "about": "hold/h/t", "by": "AB"}

MAY = [
    ("w1", "sighting", {"place": "w1", "bib": "1"}),
    ("w1", "sighting", {"place": "w1", "what": "missed", "bib": "1"}),
    ("w1", "station", {"station": "w1", "what": "opened"}),
    ("w1", "station", {"station": "w1", "what": "packing"}),
    ("w1", "station", {"station": "w1", "what": "closed"}),
    ("w1", "station", {"station": "w1", "what": "supplies", "item": "water", "left": 3}),
    ("w1", "message", ASKED | {"sender": "w1"}),
    ("w1", "message", KNOWS | {"to": "w1"}),
    ("w1", "message", KNOWS | {"to": "w1", "message": "hold/h/t/ended", "about": "hold/h/t/ended"}),
    ("bus", "message", KNOWS | {"to": "bus", "message": "hold/h/t/ended", "about": "hold/h/t/ended"}),
    ("w1", "hold", AGREED | {"party": "w1"}),
    ("c1", "station", {"station": "c1", "what": "closed"}),
    ("c1", "message", ASKED | {"sender": "c1"}),
    ("bus", "encounter", {"vehicle": "bus", "what": "ride", "bib": "1"}),
    ("bus", "vehicle", {"vehicle": "bus", "aboard": 2, "road_clear": True}),
    ("bus", "message", ASKED | {"sender": "bus"}),
    ("cop", "hold", AGREED | {"party": "cop"}),
    ("cop", "hold", AGREED | {"party": "cop", "what": "refused"}),
    ("cop", "segment", {"segment": "own", "what": "reopened", "by": "AB"}),
    ("cop", "segment", {"segment": "nobodys", "what": "closed", "by": "AB"}),
    ("doc", "hold", AGREED | {"party": "doc"}),
    ("home", "hold", AGREED | {"party": "home"}),
    ("mats", "mat", {"point": "k5", "what": "lifted"}),
    ("mats", "hold", AGREED | {"party": "mats"}),
    ("desk", "message", KNOWS | {"to": "desk"}),
]

MAY_NOT = [
    ("w1", "sighting", {"place": "c1", "bib": "1"}, "place must be 'w1'"),
    ("w1", "station", {"station": "c1", "what": "closed"}, "station must be 'w1'"),
    ("w1", "station", {"station": "w1", "what": "may_close", "by": "AB"}, "only race control"),
    ("w1", "station", {"station": "w1", "what": "counting", "by": "AB", "bibs": ["1"]}, "only race control"),
    ("w1", "station", {"station": "w1", "what": "opened", "bibs": ["1"]}, "still to come"),
    ("w1", "status", {"bib": "1", "what": "left"}, "may not say 'status'"),
    ("w1", "pickup", {"bib": "1", "what": "picked_up", "vehicle": "bus"}, "only race control says"),
    ("w1", "encounter", {"vehicle": "bus", "what": "ride", "bib": "1"}, "may not say 'encounter'"),
    ("w1", "passing", {"point": "finish", "bib": "1"}, "may not say 'passing'"),
    ("w1", "link", {"post": "c1", "number": 9, "by": "AB"}, "may not say 'link'"),
    ("w1", "clock", {"clock": "w1/dev", "offset_s": 3600.0}, "may not say 'clock'"),
    ("w1", "message", ASKED | {"sender": "c1"}, "sender must be 'w1'"),
    ("w1", "message", KNOWS | {"to": "c1"}, "to must be 'w1'"),
    ("w1", "message", KNOWS | {"to": "w1", "heard_by": "Dana"}, "heard_by"),
    ("w1", "message", {"message": "m", "what": "sent", "to": "c1"}, "only race control"),
    ("w1", "message", {"message": "m", "what": "answered", "to": "w1", "answer": "yes"}, "only race control"),
    ("w1", "hold", AGREED | {"party": "cop"}, "party must be 'w1'"),
    ("cop", "hold", AGREED | {"party": "cop", "heard_by": "Dana"}, "heard_by"),
    ("cop", "hold", AGREED | {"what": "in_force"}, "only race control"),
    ("cop", "hold", AGREED | {"what": "ended"}, "only race control"),
    ("cop", "segment", {"segment": "others", "what": "reopened", "by": "AB"}, "given back by 'sheriff'"),
    ("cop", "segment", {"segment": "none", "what": "reopened", "by": "AB"}, "no segment"),
    ("cop", "segment", {"segment": "own", "what": "reopened", "by": "A", "heard_by": "B"}, "heard_by"),
    ("cop", "mat", {"point": "k5", "what": "lifted"}, "may not say 'mat'"),
    ("doc", "status", {"bib": "1", "what": "left"}, "may not say 'left'"),
    ("bus", "encounter", {"vehicle": "van", "what": "ride", "bib": "1"}, "vehicle must be 'bus'"),
    ("bus", "vehicle", {"vehicle": "van", "aboard": 0}, "vehicle must be 'bus'"),
    ("bus", "sighting", {"place": "w1", "bib": "1"}, "may not say 'sighting'"),
    ("bus", "hold", AGREED | {"party": "bus"}, "may not say 'hold'"),
    ("c1", "sighting", {"place": "c1", "bib": "1"}, "may not say 'sighting'"),
    ("c1/board", "message", ASKED | {"sender": "c1/board"}, "may not say 'message'"),
    ("desk", "sighting", {"place": "desk", "bib": "1"}, "may not say 'sighting'"),
]


@pytest.mark.parametrize(("stand", "kind", "fields"), MAY)
def test_what_a_link_may_say(say: Say, stand: str, kind: str, fields: dict[str, Any]) -> None:
    assert say(stand, said(stand, kind, **fields)) == "accepted"


@pytest.mark.parametrize(("stand", "kind", "fields", "why"), MAY_NOT)
def test_what_a_link_may_not_say(say: Say, stand: str, kind: str, fields: dict[str, Any], why: str) -> None:
    assert why in say(stand, said(stand, kind, **fields))


def test_no_role_may_say_what_only_race_control_says() -> None:
    never = {
        "start",
        "cutoff",
        "decision",
        "alert",
        "all_clear",
        "conditions",
        "lookup",
        "link",
        "clock",
        "passing",
        "position",
    }
    said = {kind.__struct_config__.tag for rules in PERMITS.values() for kind in rules}
    assert said & never == set()
    assert never < set(KINDS)


def test_every_role_is_told_on_its_card_what_its_link_may() -> None:
    assert set(IN_WORDS) == set(PERMITS)


def test_a_board_says_nothing_at_all() -> None:
    assert not PERMITS["board"]


@pytest.mark.parametrize(
    "source", ["w1", "w1/", "c1/dev", "control/Dana", "w1/a/b", "mat k5", "w1/" + "x" * 65]
)
def test_the_source_is_the_links_own(say: Say, source: str) -> None:
    given = said("w1", "sighting", place="w1", bib="1") | {"source": source}
    assert "source must be" in say("w1", given)


def test_a_refused_event_is_kept_with_its_reason(say: Say, journal: SqliteJournal) -> None:
    say("w1", said("w1", "status", bib="1", what="left"))
    (kept,) = journal.quarantine()
    assert (kept.source, "may not say" in kept.reason, b'"left"' in kept.raw) == ("w1/dev", True, True)


def test_the_rest_of_a_batch_goes_in(serve: Serve, by_link: ByLink) -> None:
    events = [
        said("w1", "sighting", 1, place="w1", bib="1"),
        said("w1", "status", 2, bib="2", what="left"),
        {"kind": "nonsense"},
        said("w1", "sighting", 3, place="w1", bib="3"),
        said("w1", "sighting", 1, place="w1", bib="1"),
    ]
    answer = serve(KEY).post("/api/v1/events", json=events, headers=by_link("w1")).json()
    outcomes = ["accepted", "quarantined", "quarantined", "accepted", "duplicate"]
    assert [receipt["outcome"] for receipt in answer] == outcomes


def test_what_lies_in_the_future_is_not_believed(say: Say) -> None:
    near = said("w1", "sighting", 1, place="w1", bib="1", at=NOW + 890)
    far = said("w1", "sighting", 2, place="w1", bib="1", at=NOW + 910)
    assert say("w1", near) == "accepted"
    assert "future" in say("w1", far)


def test_what_was_said_hours_ago_without_network_goes_in(say: Say, clock: ManualClock) -> None:
    token_lives = said("w1", "sighting", place="w1", bib="1", at=-3_000)
    assert say("w1", token_lives) == "accepted"


def test_an_id_that_can_be_foreseen_is_refused(say: Say) -> None:
    """A mat's read gets its id from what it says: whoever took it first could outdo the read."""
    coming = read("1", "k5", 1_500)
    assert "UUIDv7" in say("w1", said("w1", "sighting", place="w1", bib="1") | {"id": coming["id"]})


def test_an_id_of_somebody_elses_event_is_refused(say: Say, journal: SqliteJournal) -> None:
    """Of two contents of one id the lower hash stands: with enough tries a link could outdo any event."""
    hold = said("control", "hold", 5, device="Dana", **(AGREED | {"what": "withdrawn"}))
    journal.append_now([hold], source="test")
    assert "somebody else" in say("w1", said("w1", "sighting", 5, place="w1", bib="1"))


def test_a_phone_may_say_again_what_it_said_otherwise(say: Say) -> None:
    assert say("w1", said("w1", "sighting", place="w1", bib="1")) == "accepted"
    assert say("w1", said("w1", "sighting", place="w1", bib="2")) == "accepted"  # a conflict, kept and shown


def test_the_same_device_puts_right_what_it_said(say: Say) -> None:
    first = said("w1", "sighting", 1, place="w1", bib="1")
    say("w1", first)
    amended = {**first, "bib": "2"}
    assert say("w1", said("w1", "correction", 2, target=uuid7(1), amended=amended)) == "accepted"
    assert say("w1", said("w1", "correction", 3, target=uuid7(1))) == "accepted"


def test_a_correction_may_come_in_one_batch_with_its_target(serve: Serve, by_link: ByLink) -> None:
    first, void = said("w1", "sighting", 1, place="w1"), said("w1", "correction", 2, target=uuid7(1))
    client = serve(KEY)
    for batch, outcomes in (
        ([void, first], ["quarantined", "accepted"]),
        ([first, void], ["duplicate", "accepted"]),
    ):
        answer = client.post("/api/v1/events", json=batch, headers=by_link("w1")).json()
        assert [receipt["outcome"] for receipt in answer] == outcomes


@pytest.mark.parametrize(
    ("stand", "device"), [("w1", "other"), ("c1", "dev"), ("control", "Dana"), ("mat k5", "box")]
)
def test_nobody_elses_event_is_put_right(say: Say, journal: SqliteJournal, stand: str, device: str) -> None:
    journal.append_now([said(stand, "sighting", 1, device=device, place="w1", bib="1")], source="test")
    assert "same device" in say("w1", said("w1", "correction", 2, target=uuid7(1)))


def test_the_journal_is_asked_of_corrections_alone(
    say: Say, journal: SqliteJournal, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A look for each sighting costs more than storing it."""
    asked: list[list[str]] = []
    find = journal.find
    monkeypatch.setattr(journal, "find", lambda ids: asked.append(ids) or find(ids))  # type: ignore[func-returns-value]  # None, then what was found
    say("w1", said("w1", "sighting", 1, place="w1", bib="1"))
    say("w1", said("w1", "correction", 2, target=uuid7(1)))
    assert asked == [[uuid7(1)]]


def test_what_is_not_known_is_not_voided(say: Say) -> None:
    assert "not known" in say("w1", said("w1", "correction", 2, target=uuid7(1)))


def test_a_correction_puts_in_place_only_what_may_be_said(say: Say) -> None:
    first = said("w1", "sighting", 1, place="w1", bib="1")
    say("w1", first)
    left = said("w1", "status", 1, bib="1", what="left")
    assert "may not say 'status'" in say("w1", said("w1", "correction", 2, target=uuid7(1), amended=left))
    other = first | {"source": "c1/dev"}
    assert "amended: source" in say("w1", said("w1", "correction", 3, target=uuid7(1), amended=other))
    later = first | {"happened_at": datetime.fromtimestamp(GUN_S + NOW + 9_000, UTC).isoformat()}
    assert "future" in say("w1", said("w1", "correction", 4, target=uuid7(1), amended=later))


def in_states(live: LiveRace) -> dict[str, set[str]]:
    """The bibs in each state of the ledger."""
    state = live.picture.ledger.state
    bibs = [entrant.bib for entrant in live.field.roster.entrants]
    return {name: {bibs[i] for i in range(len(bibs)) if state[i] == code} for code, name in enumerate(STATES)}


ANY_STATUS = st.sampled_from(["did_not_start", "drop", "with_medical", "left", "finished", "time_cut"])
BIBS = st.sampled_from([*"12345678", "50", "?", "999"])


def forged(kind: str, **fields: Any) -> st.SearchStrategy[tuple[str, dict[str, Any]]]:
    """Events of a kind whose fields are drawn, or the same each time."""
    drawn = {
        name: value if isinstance(value, st.SearchStrategy) else st.just(value)
        for name, value in fields.items()
    }
    return st.tuples(st.just(kind), st.fixed_dictionaries(drawn))


FORGED = st.one_of(
    forged(
        "sighting",
        place=st.sampled_from(["w1", "c1", "finish"]),
        bib=BIBS,
        what=st.sampled_from(["in", "out", "passed", "stopped", "missed"]),
    ),
    forged("status", bib=BIBS, what=ANY_STATUS),
    forged("passing", bib=BIBS, point="finish"),
    forged("encounter", vehicle="bus", bib=BIBS, what=st.sampled_from(["ride", "pavement", "refused"])),
    forged("pickup", bib=BIBS, what="picked_up"),
    forged("mat", point="k5", what="lifted"),
    forged("correction", target=st.integers(1, 30).map(uuid7)),
    forged("station", station="w1", what="closed"),
)

OUT = ("on_course", "unresolved", "in_vehicle", "with_medical")
HOME = ("not_started", "finished", "left")


@pytest.mark.parametrize(
    ("stand", "kind", "fields", "evidence"),
    [
        ("w1", "sighting", {"place": "w1"}, "seen at Water 1"),
        ("bus", "encounter", {"vehicle": "bus", "what": "going_on", "at_m": 6_000.0}, "met by Bus"),
    ],
)
def test_whom_a_link_takes_off_the_unresolved_the_ledger_shows_with_that_link_as_the_only_source(
    serve: Serve,
    by_link: ByLink,
    live: LiveRace,
    journal: SqliteJournal,
    clock: ManualClock,
    caught_up: Callable[[], None],
    stand: str,
    kind: str,
    fields: dict[str, Any],
    evidence: str,
) -> None:
    """Race control sees who says so, on which phone and how long ago, whatever the word was worth."""
    journal.append_now([read("1", "start", 10)], source="test")
    clock.set(GUN_S + 20_000)
    caught_up()
    client = serve()
    assert client.get("/api/v1/ledger?state=unresolved").json()["total"] == 1
    given = said(stand, kind, device="ab12", bib="1", at=19_900, **fields)
    client.post("/api/v1/events", json=[given], headers=by_link(stand, left_s=40_000))
    asyncio.run(live.catch_up())
    live.tick()
    (row,) = client.get("/api/v1/ledger?state=on_course").json()["rows"]
    shown = (row["bib"], row["evidence"], row["by"], row["age_s"])
    assert shown == ("1", evidence, f"{stand}/ab12", 100.0)


def test_a_leaked_station_link_makes_nobody_disappear(
    serve: Serve,
    by_link: ByLink,
    live: LiveRace,
    journal: SqliteJournal,
    clock: ManualClock,
    caught_up: Callable[[], None],
) -> None:
    """Whatever is said by it: who was out stays out, and who was away may only be looked for again."""
    day = [read(bib, "start", 10) for bib in "123456"]
    day += [read("1", "k5", 1_500), read("1", "finish", 3_000)]
    day += [
        event("status", 1_000, bib="2", what="left"),
        event("status", 1_000, bib="7", what="did_not_start"),
    ]
    day += [said("w1", "sighting", n, device="true", place="w1", bib=str(n), at=1_200) for n in (3, 4)]
    journal.append_now(day, source="test")
    clock.set(GUN_S + 20_000)  # long after everybody was due
    caught_up()
    before = in_states(live)
    assert before["unresolved"] >= {"3", "4", "5", "6"}
    client, headers, outcomes = serve(KEY), by_link("w1"), Counter[str]()

    @given(
        st.lists(
            st.tuples(FORGED, st.integers(31, 10_000), st.integers(-600, 20_600)), min_size=10, max_size=30
        )
    )
    @settings(max_examples=40, derandomize=True, database=None)
    def forge(drawn: list[Any]) -> None:
        events = [said("w1", kind, n, at=at, **fields) for (kind, fields), n, at in drawn]
        receipts = client.post("/api/v1/events", json=events, headers=headers).json()
        outcomes.update(receipt["outcome"] for receipt in receipts)

    forge()
    assert min(outcomes["accepted"], outcomes["quarantined"]) > 20
    asyncio.run(live.catch_up())
    live.tick()
    after = in_states(live)
    still_out = set().union(*(after[state] for state in OUT))
    assert set().union(*(before[state] for state in OUT)) <= still_out
    for state in HOME:
        assert after[state] <= before[state], state
    assert after["in_vehicle"] == before["in_vehicle"] == set()
