"""Results: each runner's time, place and status, by the reads and by what people said."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from tests.field.tiny import entries, event, make_race, make_roster, read

from lanterne.field.fold import Field, fold
from lanterne.forecast.library import shipped
from lanterne.live.arrivals import Arrivals
from lanterne.live.picture import picture
from lanterne.live.results import Result, TimeBy, results
from lanterne.race.definition import Gate, Race, TimingPoint

LATE_S = 20_000.0


def made(
    *events: dict[str, Any], by: TimeBy = "net", distance: str = "ten", race: Race | None = None
) -> dict[str, Result]:
    """Results of a distance by bib, some hours after the gun."""
    field: Field = fold(race or make_race(), make_roster(), [entries(list(events))])
    arrivals = [Arrivals(shipped(), field, i) for i in range(2)]
    now = picture(field, arrivals, field.race.distances[0].start_s + LATE_S)
    return {one.bib: one for one in results(field, now, distance, by)}


def _with_a_loop_and_a_limit() -> Race:
    """The race with a mat that only the 5 km comes by, and three hours to finish the 10 km."""
    race = make_race()
    loop = TimingPoint(id="loop", name="Loop", kind="split", at_m={"five": 4_000.0})
    limit = Gate(
        id="end",
        name="Finish closes",
        at_m={"ten": 10_000.0},
        clock="gun",
        limit_s=10_800.0,
        consequence="none",
        governs=("finish",),
    )
    return replace(race, points=(*race.points, loop), gates=(limit,))


def finish(bib: str, start_s: float, finish_s: float) -> list[dict[str, Any]]:
    return [read(bib, "start", start_s), read(bib, "k5", start_s + 1_500), read(bib, "finish", finish_s)]


def test_places_go_by_the_own_start() -> None:
    found = made(*finish("1", 0.0, 3_600.0), *finish("2", 120.0, 3_660.0))
    assert (found["2"].place, found["1"].place) == (1, 2)


def test_places_go_by_the_gun_where_it_is_asked_for() -> None:
    found = made(*finish("1", 0.0, 3_600.0), *finish("2", 120.0, 3_660.0), by="gun")
    assert (found["1"].place, found["2"].place) == (1, 2)


def test_equal_times_share_a_place_and_the_next_is_left_out() -> None:
    found = made(*finish("1", 0.0, 3_600.0), *finish("2", 60.0, 3_660.0), *finish("3", 0.0, 3_700.0))
    assert [found[bib].place for bib in "123"] == [1, 1, 3]


def test_a_finish_that_a_person_calls_unofficial_has_a_time_and_no_place() -> None:
    said = event("status", 4_000.0, bib="1", what="finished", result="unofficial", by="Dana")
    found = made(*finish("1", 0.0, 3_600.0), said)["1"]
    assert (found.status, found.place, found.net_s) == ("unofficial", None, 3_600.0)


def said(what: str, at_s: float, **fields: Any) -> dict[str, Any]:
    return event("status", at_s, bib="1", what=what, **fields)


def test_a_finish_that_a_crew_saw_counts_by_the_table() -> None:
    found = made(*finish("1", 0.0, 3_600.0), said("finished", 3_610.0, said_by="staff"))["1"]
    assert (found.status, found.place, found.reason) == ("finished", 1, "finished")


HOME_SOMEHOW = {
    "bumped": [said("bumped", 2_000.0, at_m=7_000.0), *finish("1", 0.0, 3_600.0)],
    "diverted": [said("diverted", 2_000.0), *finish("1", 0.0, 3_600.0)],
    "changed_distance": [said("changed_distance", 1_000.0, to="five"), *finish("1", 0.0, 3_600.0)],
    "wrong_turn": [
        read("1", "start", 0.0),
        read("1", "loop", 1_800.0),
        read("1", "finish", 3_600.0),
    ],
    "after_limit": finish("1", 0.0, 12_000.0),
    "unofficial": [*finish("1", 0.0, 3_600.0), said("finished", 4_000.0, result="unofficial")],
}


@pytest.mark.parametrize("reason", HOME_SOMEHOW)
def test_a_finish_that_is_not_as_planned_has_its_time_and_reason_and_no_place(reason: str) -> None:
    found = made(*HOME_SOMEHOW[reason], race=_with_a_loop_and_a_limit())["1"]
    assert (found.status, found.place, found.reason) == ("unofficial", None, reason)
    assert found.net_s is not None


@pytest.mark.parametrize("reason", [one for one in HOME_SOMEHOW if one != "changed_distance"])
def test_such_a_finish_that_a_person_calls_official_has_a_place(reason: str) -> None:
    official = said("finished", 13_000.0, result="official", by="Dana")
    found = made(*HOME_SOMEHOW[reason], official, race=_with_a_loop_and_a_limit())["1"]
    assert (found.status, found.place) == ("finished", 1)


def test_who_changed_the_distance_and_is_official_is_in_the_results_of_the_distance_they_ran() -> None:
    official = said("finished", 13_000.0, result="official", by="Dana")
    events = [*HOME_SOMEHOW["changed_distance"], official]
    assert "1" not in made(*events)
    (found,) = [one for bib, one in made(*events, distance="five").items() if bib == "1"]
    assert (found.distance, found.place, found.net_s) == ("five", 1, 3_600.0)


def test_who_rides_does_not_finish() -> None:
    ride = event("pickup", 3_000.0, bib="1", what="picked_up", vehicle="bus")
    found = made(read("1", "start", 0.0), ride)["1"]
    assert (found.status, found.time_s) == ("did_not_finish", None)


def test_who_was_never_seen_did_not_start() -> None:
    assert made(*finish("1", 0.0, 3_600.0))["9"].status == "did_not_start"


def test_who_is_still_looked_for_has_no_result_yet() -> None:
    found = made(read("1", "start", 0.0), read("1", "k5", 1_800.0))["1"]
    assert (found.status, found.place) == ("open", None)


def test_only_the_distance_asked_for_is_there() -> None:
    assert "50" not in made(*finish("1", 0.0, 3_600.0))


def test_times_are_to_the_millisecond() -> None:
    found = made(*finish("1", 0.0, 3_600.1239))["1"]
    assert np.isclose(found.net_s or 0.0, 3_600.124)
