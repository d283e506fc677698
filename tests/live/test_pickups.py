"""Pick-ups, custody and plans as pages show them, and what the hub confirms."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.json import decode as from_json
from msgspec.json import encode
from tests.field.tiny import GUN_S, event
from tests.live.posts_day import READS, now_of
from tests.live.rides_day import AT_S, DAY, at, called, step, the_day

from lanterne.live.decided import decide
from lanterne.live.now import Now
from lanterne.live.pickups import confirmations, custody_views, pickup_views, plan_views
from lanterne.live.rides import rides
from lanterne.live.sag import sag_view
from lanterne.race.stands import stands
from lanterne.views import CustodyView, PickupView, SagView


def confirmed(now: Now) -> list[dict[str, Any]]:
    """What the hub confirms, as events of the wire."""
    return [from_json(encode(one)) for one in confirmations(now)]


def of_bib(now: Now, bib: str) -> PickupView:
    """The one request of a bib."""
    (found,) = (one for one in pickup_views(now) if one.bib == bib)
    return found


def of_van(now: Now, vehicle: str = "van") -> CustodyView:
    """A vehicle's people."""
    (found,) = (one for one in custody_views(now) if one.vehicle == vehicle)
    return found


def fetches(now: Now, vehicle: str = "van") -> list[str]:
    """Whom the plan has a vehicle fetch; "" = lets all out."""
    return [stop.bib for one in plan_views(now) if one.vehicle == vehicle for stop in one.stops]


@pytest.mark.parametrize(("waits_s", "level"), [(899, ""), (900, "warn"), (1_799, "warn"), (1_800, "alarm")])
def test_a_wait_is_warned_of_at_15_minutes_and_alarms_at_30(waits_s: int, level: str) -> None:
    view = of_bib(the_day(called("700", 30_000, -waits_s)), "700")
    assert (view.level, view.waits_s) == (level, waits_s)


def test_nobody_is_waited_for_who_was_taken_in() -> None:
    view = of_bib(
        the_day(called("700", 30_000, -4_000), step("picked_up", -3_000, bib="700", vehicle="van")), "700"
    )
    assert (view.level, view.waits_s, view.state) == ("", 1_000, "picked_up")


def test_help_and_medical_come_before_rides_and_then_the_oldest() -> None:
    now = the_day(
        called("700", 30_000, -900),
        called("701", 30_000, -800, need="medical"),
        called("702", 30_000, -950),
        called("4410", 30_000, -700, need="help"),
    )
    assert [one.bib for one in pickup_views(now)] == ["701", "4410", "702", "700"]


def test_the_closed_come_after_the_open() -> None:
    now = the_day(called("700", 30_000, -900), step("closed", -5, bib="700"), called("701", 30_000, -100))
    assert [(one.bib, one.state) for one in pickup_views(now)] == [("701", "reported"), ("700", "closed")]


def test_the_first_claim_known_is_confirmed_once() -> None:
    second, first = (step("claimed", s, bib="700", vehicle=van) for van, s in (("van2", -10), ("van", -20)))
    known = [called("700", 30_000, -900), second, first]
    (word,) = confirmed(the_day(*known))
    assert (word["vehicle"], word["claim"], word["source"]) == ("van", first["id"], "lanterne")
    after = the_day(*known, word)
    assert confirmed(after) == []
    assert (of_bib(after, "700").state, of_bib(after, "700").vehicle_name) == ("confirmed", "Van 1")


def test_the_same_claim_is_confirmed_under_the_same_id() -> None:
    known = [called("700", 30_000, -900), step("claimed", -20, bib="700", vehicle="van")]
    (one,), (other,) = confirmed(the_day(*known)), confirmed(the_day(*known, later_s=5.0))
    assert one["id"] == other["id"]


def test_an_earlier_claim_that_comes_by_sync_stays_unconfirmed_and_shown() -> None:
    known = [called("700", 30_000, -900), step("claimed", -10, bib="700", vehicle="van2")]
    (word,) = confirmed(the_day(*known))
    now = the_day(*known, word, step("claimed", -60, bib="700", vehicle="van"))
    assert confirmed(now) == []
    assert [(one.vehicle, one.confirmed) for one in of_bib(now, "700").claims] == [
        ("van", False),
        ("van2", True),
    ]


def test_the_next_claim_is_confirmed_when_the_first_is_given_up() -> None:
    known = [called("700", 30_000, -900), step("claimed", -20, bib="700", vehicle="van")]
    known += confirmed(the_day(*known))
    known += [step("claimed", 1, bib="700", vehicle="van2"), step("given_up", 2, bib="700", vehicle="van")]
    (word,) = confirmed(the_day(*known, later_s=5.0))
    assert word["vehicle"] == "van2"


def test_a_vehicle_that_the_race_has_not_is_not_confirmed() -> None:
    now = the_day(called("700", 30_000, -900), step("claimed", -20, bib="700", vehicle="taxi"))
    assert confirmed(now) == []


def test_a_place_not_said_is_called_likely_and_has_no_metres() -> None:
    view = of_bib(the_day(step("reported", -60, bib="700")), "700")
    assert view.at_m is None
    assert view.place == "not said where, likely near 20.7 mi"


def test_two_vehicles_that_took_one_bib_are_both_named() -> None:
    taken = [step("picked_up", s, bib="700", vehicle=van) for van, s in (("van", -60), ("van2", 0))]
    view = of_bib(the_day(called("700", 30_000, -900), *taken), "700")
    assert view.conflict == "Said to be picked up by Van 1 at 12:32 and by Van 2 at 12:33."


def test_a_request_ended_by_a_vehicle_that_had_it_not_says_so_among_the_closed() -> None:
    ended = step("closed", -60, bib="700", vehicle="van2", why="nobody there")
    view = of_bib(the_day(called("700", 30_000, -900), ended), "700")
    assert view.conflict == "Said to be closed by Van 2 at 12:32, while nobody had it."


def test_somebody_who_waits_and_was_read_since_is_said() -> None:
    view = of_bib(the_day(called("700", 20_000, -9_000)), "700")
    assert view.conflict == "Read at 30K at 12:00, after the call."


def test_people_aboard_are_by_bib_with_where_they_got_in() -> None:
    now = the_day(called("700", 30_000, -900), step("picked_up", -60, bib="700", vehicle="van", by="Gus"))
    (aboard,) = of_van(now).aboard
    assert (aboard.bib, aboard.since_s, aboard.where) == ("700", GUN_S + AT_S - 60, "18.6 mi")


def test_somebody_aboard_whose_bib_nobody_has_read_is_aboard() -> None:
    unread = called("700", 30_000, -900)
    del unread["bib"]
    now = the_day(unread, step("picked_up", -60, request=unread["id"], vehicle="van"))
    assert [one.bib for one in of_van(now).aboard] == [""]


def test_a_bus_that_takes_a_runner_along_has_them_aboard() -> None:
    met = event("encounter", AT_S - 60, vehicle="s1", what="ride", bib="700", at_m=30_000, distance="full")
    assert [one.bib for one in of_van(the_day(met), "s1").aboard] == ["700"]


def test_who_is_handed_on_is_aboard_the_other_vehicle_and_both_must_count_anew() -> None:
    now = the_day(
        step("picked_up", -600, bib="700", vehicle="s1"),
        event("vehicle", AT_S - 590, vehicle="s1", aboard=1),
        step("dropped_off", -60, bib="700", vehicle="s1", to="van", to_by="Gus"),
    )
    assert ([one.bib for one in of_van(now).aboard], of_van(now, "s1").aboard) == (["700"], [])
    assert (of_van(now).agree, of_van(now, "s1").agree) == (None, None)


def test_a_head_count_that_agrees_says_so_until_the_next_gets_in() -> None:
    known = [
        step("picked_up", -600, bib="700", vehicle="van"),
        event("vehicle", AT_S - 590, vehicle="van", aboard=1),
    ]
    assert of_van(the_day(*known)).agree is True
    assert of_van(the_day(*known, step("picked_up", -60, bib="701", vehicle="van"))).agree is None


def test_a_van_with_a_tracker_and_people_aboard_alarms_after_five_minutes_of_silence() -> None:
    now = the_day(step("picked_up", -330, bib="700", vehicle="van"))
    assert of_van(now).alarm == "Not heard for 5 min with 1 aboard."


def test_a_blocked_road_stands_until_the_crew_says_that_it_is_elsewhere() -> None:
    blocked, count = (
        at("van", 30_000, -60, road_blocked=True),
        event("vehicle", AT_S - 30, vehicle="van", aboard=0),
    )
    assert of_van(the_day(blocked, count)).blocked
    assert not of_van(the_day(blocked, count, at("van", 31_000, -10))).blocked


def test_each_van_is_sent_to_whom_it_is_nearest() -> None:
    now = the_day(
        called("700", 10_000, -60), called("701", 30_000, -50), at("van", 29_000), at("van2", 9_000)
    )
    assert (fetches(now), fetches(now, "van2")) == (["701", ""], ["700", ""])


def test_a_confirmed_claim_is_not_taken_away_by_the_plan() -> None:
    claim = step("claimed", -20, bib="701", vehicle="van2")
    known = [called("701", 30_000, -50), at("van", 29_000), at("van2", 9_000), claim]
    now = the_day(*known, *confirmed(the_day(*known)), later_s=5.0)
    assert (fetches(now), fetches(now, "van2")) == ([], ["701", ""])
    assert of_bib(now, "701").eta_s == pytest.approx(GUN_S + AT_S + 5 + 21_000 / 9)


def test_a_van_on_its_way_goes_on_whoever_calls_nearer_by() -> None:
    claim = step("en_route", -20, bib="701", vehicle="van")
    known = [called("701", 30_000, -50), at("van", 9_000), claim]
    known += confirmed(the_day(*known))
    assert fetches(the_day(*known, called("700", 9_500, 1), later_s=5.0))[0] == "701"


def test_somebody_for_medical_is_brought_to_the_nearest_place_ahead() -> None:
    now = the_day(called("700", 34_000, -60, need="medical"), at("van", 33_000))
    (plan,) = (one for one in plan_views(now) if one.vehicle == "van")
    assert [(one.bib, one.place) for one in plan.stops] == [("700", "21.1 mi"), ("", "Aid 35")]


@pytest.mark.parametrize(
    ("word", "text"),
    [
        ((), "Not planned: nobody has said where it is."),
        ((at("van2", 9_000, road_blocked=True),), "Not planned: it said that its road is blocked."),
        ((at("van2", 9_000), at("van2", 9_000, -10, silent=True)), "Not planned: it is not heard of."),
    ],
)
def test_a_van_that_cannot_be_planned_says_why(word: tuple[dict[str, Any], ...], text: str) -> None:
    (view,) = (one for one in plan_views(the_day(called("700", 30_000, -60), *word)) if one.vehicle == "van2")
    assert (view.text, view.stops) == (text, [])


def test_who_is_promised_by_a_van_that_is_lost_is_planned_for_another() -> None:
    claim = step("claimed", -20, bib="700", vehicle="van2")
    known = [called("700", 30_000, -50), at("van", 9_000), at("van2", 29_000), claim]
    known += [*confirmed(the_day(*known)), at("van2", 29_000, 3, silent=True)]
    assert fetches(the_day(*known, later_s=5.0)) == ["700", ""]


def test_nothing_is_planned_while_nobody_waits_or_rides() -> None:
    assert plan_views(the_day(at("van", 9_000))) == []


def test_what_was_said_is_worked_out_once_until_more_is_said() -> None:
    now = the_day(called("700", 30_000, -60))
    assert rides(now.field) is rides(now.field)


def sag(*events: dict[str, Any]) -> SagView:
    """Van 1's page."""
    now, stand = now_of([*READS, *events], AT_S, race=DAY), stands(DAY)["van"]
    shared = {
        "as_of_s": now.now_s,
        **{
            "speed": 1.0,
            "race": "tiny",
            "name": "",
            "zone": "",
            "unit": "mi",
            "post": "van",
            "post_name": "Van 1",
        },
        **{
            "role": "sag",
            "at_m": {},
            "lantern": "lit",
            "version": 1,
            "cutoffs": [],
            "lines": [],
            "holds": [],
        },
        **{"notices": [], "questions": []},
    }
    return sag_view(now, decide(now), stand, shared)


def test_a_sags_page_has_the_queue_its_people_its_place_and_its_plan() -> None:
    view = sag(
        called("700", 30_000, -60), at("van", 20_000), step("picked_up", -30, bib="701", vehicle="van")
    )
    assert [one.bib for one in view.queue] == ["700", "701"]
    assert ([one.bib for one in view.custody.aboard], view.seats) == (["701"], 7)
    assert (view.distance, view.van_m, view.fix_s) == ("full", 20_000, GUN_S + AT_S - 60)
    assert view.plan is not None
    assert view.plan.stops[0].bib == "700"


def test_closed_requests_are_not_in_a_sags_queue() -> None:
    assert sag(called("700", 30_000, -60), step("closed", -30, bib="700")).queue == []


def test_people_can_be_handed_to_desks_medical_and_vehicles_with_seats_but_its_own() -> None:
    assert [taker for taker, _, _ in sag().takers] == ["desk", "line", "aid", "medic", "s1", "van2"]


def test_a_sag_of_which_nothing_is_known_has_a_page() -> None:
    view = sag()
    assert (view.van_m, view.fix_s, view.plan, view.queue) == (None, None, None, [])
