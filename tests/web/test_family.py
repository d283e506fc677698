"""The family desk's look: a proof first, each look on record, nothing to anybody else."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pytest
from litestar import Litestar
from litestar.testing import TestClient
from tests.field.tiny import make_roster, read
from tests.web.conftest import KEY, SIGNING, MadeUp, Serve

from lanterne.clock import ManualClock
from lanterne.events import decode
from lanterne.forecast.library import shipped
from lanterne.journal.sqlite import SqliteJournal
from lanterne.live.familydesk import NOBODY
from lanterne.live.tick import LiveRace
from lanterne.race.definition import Race
from lanterne.race.stands import stands
from lanterne.web.codes import Codes
from lanterne.web.family import NO_CODE, found_by_name, is_named
from lanterne.web.throttle import FREE

PATH = "/api/v1/family"
CODE = Codes(SIGNING, "tiny").code("4")
NAMES = {"4": "María José Made-up", "5": "Bo Made-up", "6": "Bo Made-up"}


class Book:
    """A store of three made-up names."""

    def names(self, bibs: Sequence[str]) -> Mapping[str, str]:
        return {bib: NAMES[bib] for bib in bibs if bib in NAMES}

    def search(self, text: str) -> Sequence[str]:
        return [bib for bib, name in NAMES.items() if text.casefold() in name.casefold()]


@pytest.fixture
def live(race: Race, journal: SqliteJournal, clock: ManualClock) -> LiveRace:
    made = MadeUp(race, make_roster(), journal, clock, shipped(), Book())
    made.stands = stands(race)
    return made


Look = Callable[..., dict[str, Any]]


@pytest.fixture
def look(
    serve: Serve,
    by_link: Callable[..., dict[str, str]],
    journal: SqliteJournal,
    caught_up: Callable[[], None],
) -> Look:
    """Look somebody up by the family desk's link."""
    journal.append_now([read("4", "start", 10), read("5", "start", 10)], source="test")
    caught_up()
    client: TestClient[Litestar] = serve(KEY)

    def ask(**asked: str) -> dict[str, Any]:
        answer = client.get(PATH, params=asked, headers=by_link("desk"))
        assert answer.status_code == 200, answer.text
        told: dict[str, Any] = answer.json()
        return told

    return ask


def looks(journal: SqliteJournal) -> list[tuple[str, str, bool, str, str]]:
    kept: list[Any] = [decode(body) for body in journal.of_kind("lookup")]
    return [(one.bib, one.proof, one.told, one.by, one.source) for one in kept]


def test_each_proof_that_is_good_opens_and_each_look_is_kept(look: Look, journal: SqliteJournal) -> None:
    told = [
        look(bib="4", proof="identity", by="Eva"),
        look(bib="4", proof="name_and_bib", name="maria made-up"),
        look(bib="4", proof="code", code=CODE.lower()),
        look(name="Maria Jose", proof="identity"),
    ]
    assert [(one["bib"], one["may_tell"]) for one in told] == [("4", True)] * 4
    assert looks(journal)[:2] == [
        ("4", "identity", True, "Eva", "desk/desk"),
        ("4", "name_and_bib", True, "Family desk", "desk/desk"),
    ]
    assert len(looks(journal)) == 4


def test_what_proves_nothing_tells_nothing_and_is_kept_too(look: Look, journal: SqliteJournal) -> None:
    told = [
        look(bib="4", proof="name_and_bib", name="Maria"),
        look(bib="4", proof="name_and_bib", name="Bo Made-up"),
        look(bib="4", proof="name_and_bib"),
        look(bib="88", proof="identity"),
        look(name="Bo Made-up", proof="identity"),
        look(name="Maria Jose", proof="name_and_bib"),
    ]
    assert [(one["may_tell"], one["say"]) for one in told] == [(False, [NOBODY])] * 6
    assert [(bib, said) for bib, _, said, _, _ in looks(journal)] == [
        *(("4", False),) * 3,
        ("88", False),
        *(("?", False),) * 2,
    ]


def test_codes_cannot_be_tried_for_ever(look: Look) -> None:
    for _ in range(FREE):
        assert look(bib="4", proof="code", code="AAAAAA")["say"] == [NO_CODE]
    assert look(bib="4", proof="code", code=CODE)["say"] == [NO_CODE]


def test_whoever_is_signed_in_is_named_in_the_record(
    serve: Serve, signed_in: dict[str, str], journal: SqliteJournal, caught_up: Callable[[], None]
) -> None:
    caught_up()
    answer = serve(KEY).get(PATH, params={"bib": "4", "proof": "identity", "by": "X"}, headers=signed_in)
    assert answer.json()["may_tell"]
    assert looks(journal) == [("4", "identity", True, "Dana", "control/Dana")]


@pytest.mark.parametrize("stand", ["w1", "doc", "bus", "cop"])
def test_no_other_post_may_look(
    serve: Serve, by_link: Callable[..., dict[str, str]], journal: SqliteJournal, stand: str
) -> None:
    answer = serve(KEY).get(PATH, params={"bib": "4", "proof": "identity"}, headers=by_link(stand))
    assert (answer.status_code, looks(journal)) == (403, [])


def test_before_the_journal_is_read_nothing_is_told(
    serve: Serve, by_link: Callable[..., dict[str, str]]
) -> None:
    asked = {"bib": "4", "proof": "identity"}
    assert serve(KEY).get(PATH, params=asked, headers=by_link("desk")).status_code == 503


def test_a_first_name_alone_is_no_name() -> None:
    assert not is_named(NAMES["4"], "María")
    assert is_named(NAMES["4"], "MADE-UP MARIA")
    assert not is_named("", "Bo Made-up")
    assert found_by_name(Book(), "María") == []
