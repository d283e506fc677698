"""Each role, each kind of event, each of its words: what a link may say, written out once more by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, get_args, get_type_hints

import msgspec
import pytest
from tests.field.tiny import event
from tests.web.conftest import made_race

from lanterne.events import Event, check
from lanterne.events.wire import canonical
from lanterne.race.definition import Post, Race, Vehicle
from lanterne.race.stands import Role, stands
from lanterne.web.roles import PERMITS, why_not
from lanterne.web.rules import Speaker

POSTS = {
    "sweep": "bus",
    "sag": "van",
    "station": "w1",
    "cheer": "c1",
    "board": "c1/board",
    "police": "cop",
    "medical": "doc",
    "finish": "home",
    "timer": "mats",
    "radio": "net",
    "family": "desk",
    "photographer": "eye",
    "other": "else",
}
RIDES = {"reported", "claimed", "given_up", "en_route", "picked_up", "dropped_off", "refused", "closed"}
TALK = {"message": {"acknowledged", "asked"}, "correction": {""}}
ANSWER = {"hold": {"agreed", "refused"}}
CAPTAIN = {"opened", "packing", "closed", "supplies"}
ANY = {"*"}
MAY: dict[Role, dict[str, set[str]]] = {
    "sweep": {**TALK, "vehicle": {""}, "encounter": ANY, "pickup": {"reported", "picked_up", "dropped_off"}},
    "sag": {**TALK, "vehicle": {""}, "pickup": RIDES},
    "station": {**TALK, **ANSWER, "sighting": ANY, "station": CAPTAIN, "pickup": {"reported"}},
    "cheer": {**TALK, **ANSWER, "station": CAPTAIN - {"supplies"}, "pickup": {"reported"}},
    "board": {},
    "police": {**TALK, **ANSWER, "segment": ANY},
    "medical": {**TALK, **ANSWER, "status": {"with_medical", "transported", "released"}},
    "finish": {**TALK, **ANSWER},
    "timer": {**TALK, **ANSWER, "mat": ANY},
    "radio": {
        **TALK,
        **ANSWER,
        "segment": ANY,
        "sighting": ANY,
        "encounter": ANY,
        "status": ANY,
        "pickup": ANY,
        "vehicle": {""},
        "station": CAPTAIN,
        "mat": ANY,
        "call": {""},
        "heard": {""},
    },
    "family": {**TALK, "status": {"left"}, "call": {""}},
    "photographer": TALK,
    "other": TALK,
}
FULL: dict[str, dict[str, Any]] = {
    "passing": {"point": "k5", "bib": "1"},
    "position": {"device": "phone-1"},
    "sighting": {"bib": "1"},
    "encounter": {"bib": "1"},
    "start": {"distance": "ten"},
    "status": {"bib": "1", "to": "her sister", "at_m": 5_000.0, "said_by": "staff", "by": "AB"},
    "pickup": {"bib": "1", "to_by": "CD", "by": "AB", "why": "walked on"},
    "vehicle": {"aboard": 0},
    "station": {"by": "AB"},
    "mat": {"point": "k5", "by": "AB"},
    "segment": {"segment": "own", "by": "AB"},
    "hold": {
        "hold": "h",
        "terms": "t",
        "by": "AB",
        "distance": "ten",
        "from_m": 0.0,
        "to_m": 1.0,
        "until": "2026-05-03T12:00:00Z",
    },
    "cutoff": {"cutoff": "c", "by": "AB"},
    "alert": {"level": "red", "by": "AB"},
    "consent": {"bib": "1", "use": "family", "given": True},
    "introduction": {"introduction": "i"},
    "cheer": {"bib": "1", "text_ref": "t"},
    "moment": {"photo_ref": "p"},
    "message": {"message": "m", "by": "AB"},
    "link": {"post": "w1", "number": 2, "by": "AB"},
    "decision": {"what": "settled", "by": "AB"},
    "call": {"bib": "1", "whom": "contact", "result": "reached", "by": "AB"},
    "conditions": {"wet": True, "by": "AB"},
    "heard": {"text": "412 out at 7", "by": "AB"},
    "lookup": {"bib": "1", "proof": "code", "told": True, "by": "AB"},
    "all_clear": {"by": "AB"},
    "correction": {"target": "00000000-0000-7000-8000-000000000001"},
    "clock": {"clock": "w1/dev", "offset_s": 60.0},
}
"""All that each kind can say beside its word, so that nothing but the role speaks against it."""


def words(kind: type[Any]) -> tuple[str, ...]:
    """What an event's `what` may be; "" where it has none. `Decision.what` is any text."""
    return get_args(get_type_hints(kind)["what"]) or ("",) if "what" in kind.__struct_fields__ else ("",)


KINDS = {kind.__struct_config__.tag: kind for kind in get_args(Event)}
EVERY_WORD = [(tag, word) for tag, kind in KINDS.items() for word in words(kind)]


@pytest.fixture(scope="module")
def race() -> Race:
    made = made_race()
    more = (
        Post(id="net", name="Radio", role="radio", at_m={}),
        Post(id="eye", name="Photographer", role="photographer", at_m={}),
        Post(id="else", name="Somebody", role="somebody", at_m={}),
    )
    van = Vehicle(id="van", name="SAG", kind="sag", seats=6)
    return replace(made, posts=(*made.posts, *more), vehicles=(*made.vehicles, van))


def said(role: Role, kind: str, word: str, **fields: Any) -> Event:
    """An event with all that its kind may need, about the role's own post."""
    own = POSTS[role]
    given = FULL[kind] | ({"what": word} if word else {})
    if kind == "message":
        given |= {"to": "control", "sender": own, "ask": "water"} if word == "asked" else {"to": own}
        given |= {"answer": "yes"} if word == "answered" else {}
    if kind == "start" and word == "wave":
        given |= {"wave": "one"}
    if kind == "pickup":
        given |= {"vehicle": own, "to": "doc"} if word != "reported" else {"place": own}
    if kind in ("hold", "segment") and role == "radio":
        given |= {"heard_by": "AB"}
    whose = {"sighting": "place", "status": "place", "encounter": "vehicle", "vehicle": "vehicle"}
    whose |= {"station": "station", "hold": "party"}
    given |= {whose[kind]: own} if kind in whose else {}
    made = event(kind, 60, **(given | {"source": f"{own}/dev"} | fields))
    return check(canonical({name: value for name, value in made.items() if value is not None}))


@pytest.mark.parametrize("role", list(PERMITS))
def test_a_role_may_say_what_is_written_here_and_nothing_else(race: Race, role: Role) -> None:
    stand = stands(race)[POSTS[role]]
    assert stand.role == role
    allowed = set()
    for kind, word in EVERY_WORD:
        if not why_not(said(role, kind, word), Speaker(stand, race)):
            allowed.add((kind, word))
    expected = {
        (kind, word)
        for kind, word in EVERY_WORD
        if word in MAY[role].get(kind, ()) or MAY[role].get(kind) == ANY
    }
    assert allowed == expected


@pytest.mark.parametrize(
    ("role", "kind", "word", "fields", "why"),
    [
        ("sag", "pickup", "picked_up", {"vehicle": "bus"}, "vehicle must be 'van'"),
        ("sag", "pickup", "dropped_off", {"to": "home by tram"}, "vehicle or post that took over"),
        ("sag", "pickup", "dropped_off", {"to": "van"}, "vehicle or post that took over"),
        ("sag", "pickup", "dropped_off", {"to_by": None}, "name of the person who took over"),
        ("sag", "pickup", "closed", {"why": None}, "for what reason"),
        ("sweep", "pickup", "picked_up", {"vehicle": "van"}, "vehicle must be 'bus'"),
        ("station", "pickup", "reported", {"place": "c1"}, "place must be 'w1'"),
        ("cheer", "pickup", "reported", {"place": "w1"}, "place must be 'c1'"),
        ("medical", "status", "with_medical", {"place": "w1"}, "place must be 'doc'"),
        ("medical", "status", "transported", {"to": None}, "where or to whom"),
        ("medical", "status", "released", {"to": None}, "where or to whom"),
        ("medical", "status", "left", {}, "may not say 'left'"),
        ("medical", "status", "finished", {}, "may not say 'finished'"),
        ("family", "status", "left", {"said_by": None}, "whose word"),
        ("family", "status", "left", {"by": None}, "who says so"),
        ("family", "status", "left", {"said_by": "staff", "to": None}, "where or to whom"),
        ("family", "status", "left", {"place": "home"}, "place must be 'desk'"),
        ("family", "call", "", {"whom": "police"}, "not 'police'"),
        ("radio", "hold", "agreed", {"heard_by": None}, "who heard it"),
        ("radio", "segment", "reopened", {"heard_by": None}, "who heard it"),
        ("radio", "segment", "reopened", {"segment": "none"}, "no segment"),
        ("radio", "status", "finished", {"result": "official"}, "only race control"),
        ("radio", "status", "left", {"said_by": None}, "whose word"),
        ("radio", "pickup", "picked_up", {"by": None}, "who says so"),
        ("radio", "message", "acknowledged", {"to": "w1"}, "to must be 'net'"),
        ("radio", "message", "acknowledged", {"to": "nobody", "heard_by": "AB"}, "no post 'nobody'"),
    ],
)
def test_what_is_missing_or_anothers_is_named(
    race: Race, role: Role, kind: str, word: str, fields: dict[str, Any], why: str
) -> None:
    stand = stands(race)[POSTS[role]]
    assert why in why_not(said(role, kind, word, **fields), Speaker(stand, race))


@pytest.mark.parametrize("post", ["w1", "bus", "doc"])
def test_the_radio_desk_acknowledges_for_whom_it_heard(race: Race, post: str) -> None:
    heard = said("radio", "message", "acknowledged", to=post, heard_by="AB")
    assert why_not(heard, Speaker(stands(race)["net"], race)) == ""


def test_the_family_desk_takes_a_familys_word_for_who_is_home(race: Race) -> None:
    word = said("family", "status", "left", said_by="family", to=None)
    assert why_not(word, Speaker(stands(race)["desk"], race)) == ""


def test_every_kind_is_asked_about() -> None:
    assert set(FULL) == set(KINDS)
    assert all(isinstance(kind, type) and issubclass(kind, msgspec.Struct) for kind in KINDS.values())
