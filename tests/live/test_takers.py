"""To whom people can be handed."""

from __future__ import annotations

from tests.live.posts_day import RACE

from lanterne.live.takers import takers
from lanterne.race.stands import stands

STANDS = stands(RACE)


def test_nobody_is_offered_themselves() -> None:
    for stand in STANDS.values():
        assert stand.id not in [one for one, _, _ in takers(RACE, stand)]


def test_every_vehicle_and_medical_post_takes_people_over_and_police_do_not() -> None:
    giver = STANDS["s1"]
    expected = {
        one.id
        for one in STANDS.values()
        if one.role in ("family", "medical", "sag", "sweep") and one.id != giver.id
    } | {one.id for one in RACE.stations if "medical" in one.kinds}
    assert {one for one, _, _ in takers(RACE, giver)} == expected
    assert expected
