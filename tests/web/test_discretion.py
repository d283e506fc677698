"""No medical detail goes on record, by no link and not by race control."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from tests.field.tiny import event
from tests.web.conftest import KEY, Serve, made_race
from tests.web.test_roles import said, uuid7

from lanterne.clinical import HINT
from lanterne.journal.intake import Row, take_in
from lanterne.journal.sqlite import SqliteJournal
from lanterne.race.definition import Station
from lanterne.web.discretion import LEFT_OUT, Discretion

ByLink = Callable[..., dict[str, str]]
BAD = "he fainted"

FIELDS: list[tuple[str, dict[str, Any]]] = [
    ("status", {"bib": "1", "what": "left", "why": BAD}),
    ("status", {"bib": "1", "what": "released", "to": "hospital, chest pain"}),
    ("status", {"bib": "1", "what": "drop", "place": "bleeding by the bridge"}),
    ("pickup", {"bib": "1", "what": "closed", "why": BAD}),
    ("pickup", {"bib": "1", "what": "reported", "place": BAD}),
    ("hold", {"hold": "h", "what": "agreed", "terms": "t", "by": "AB", "party": "cop", "condition": BAD}),
    ("cutoff", {"cutoff": "c", "what": "proposed", "by": "AB", "why": BAD}),
    ("decision", {"what": "settled", "by": "AB", "why": BAD}),
    ("heard", {"text": "412 vomiting at 7", "by": "AB"}),
    ("all_clear", {"what": "declared", "over": ["medical/1"], "why": BAD, "by": "AB"}),
    ("correction", {"target": uuid7(5), "why": BAD}),
    ("correction", {"target": uuid7(5), "amended": said("w1", "status", bib="1", what="drop", why=BAD)}),
    ("station", {"station": "w1", "what": "supplies", "supplies": "blisters: out of plasters"}),
    ("sighting", {"place": "w1", "bib": "1", "note": BAD}),  # fields that no kind knows are kept too
    ("sighting", {"place": "w1", "bib": "1", "notes": {"more": [BAD]}}),
]


@pytest.mark.parametrize("who", ["Dana", ""])
def test_race_control_is_refused_and_told_the_mend(
    serve: Serve, signed_in: dict[str, str], journal: SqliteJournal, who: str
) -> None:
    headers = signed_in if who else {"Authorization": f"Bearer {KEY}"}
    events = [
        event(kind, 60, source="desk", id=uuid7(n), **fields) for n, (kind, fields) in enumerate(FIELDS)
    ]
    signed = [one | ({"by": who} if who and "by" in one else {}) for one in events]
    answers = serve(KEY).post("/api/v1/events", json=signed, headers=headers).json()
    wrong = [
        fields
        for (_, fields), one in zip(FIELDS, answers, strict=True)
        if one["outcome"] != "quarantined" or HINT not in one["reason"]
    ]
    assert wrong == []
    kept = [one.raw.decode() for one in journal.quarantine()]
    assert all(LEFT_OUT in raw for raw in kept)
    telling = ("faint", "chest", "bleed", "vomit", "blister")
    assert [raw for raw in kept if any(word in raw for word in telling)] == []


@pytest.mark.parametrize(
    ("stand", "kind", "fields"),
    [
        ("desk", "status", {"bib": "1", "what": "left", "place": "desk", "said_by": "self", "by": "AB"}),
        ("doc", "status", {"bib": "1", "what": "with_medical", "place": "doc", "by": "AB"}),
        ("bus", "pickup", {"bib": "1", "what": "picked_up", "vehicle": "bus"}),
        ("w1", "pickup", {"what": "reported", "place": "w1"}),
    ],
)
def test_a_link_may_say_it_only_without_medical_words(
    serve: Serve, by_link: ByLink, stand: str, kind: str, fields: dict[str, Any]
) -> None:
    events = [said(stand, kind, 1, **fields, why="walked on"), said(stand, kind, 2, **fields, why=BAD)]
    answers = serve(KEY).post("/api/v1/events", json=events, headers=by_link(stand)).json()
    assert [one["outcome"] for one in answers] == ["accepted", "quarantined"]


def test_what_a_link_may_not_say_is_kept_without_its_medical_words(
    serve: Serve, by_link: ByLink, journal: SqliteJournal
) -> None:
    given = said("w1", "decision", what="settled", by="AB", why=BAD)
    serve(KEY).post("/api/v1/events", json=[given], headers=by_link("w1"))
    (kept,) = journal.quarantine()
    assert "faint" not in kept.raw.decode()


@pytest.mark.parametrize("name", ["Dr. Blood", "Anna Pain"])
def test_people_sign_by_their_own_names(name: str) -> None:
    assert isinstance(judged(event("status", 60, bib="1", what="left", by=name)), Row)


def test_the_races_own_places_never_block() -> None:
    told = event("heard", 60, text="412 out at Bad Knee Corner, chest pain", by="AB")
    assert not isinstance(judged(told), Row)
    assert isinstance(judged(told | {"text": "412 out at bad knee corner"}), Row)
    assert isinstance(judged(event("status", 60, bib="1", what="drop", place="Bad Knee Corner")), Row)


def judged(fields: dict[str, Any]) -> object:
    """What becomes of an event on a course with a corner of a telling name."""
    race = made_race()
    corner = Station(id="bad knee corner", name="Bad Knee Corner", kinds=("fluid",), at_m={"ten": 7_000.0})
    return Discretion(replace(race, stations=(*race.stations, corner))).judged(take_in(fields, "tiny"))
