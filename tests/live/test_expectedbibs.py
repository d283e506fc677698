"""The bibs still to come to a station, as they are printed."""

from __future__ import annotations

from tests.field.tiny import event
from tests.live.posts_day import RACE, READS, now_of

from lanterne.live.expectedbibs import expected_bibs

STATION = next(one for one in RACE.stations if one.id == "w20")
NOW_S = 20_000.0


def test_they_are_in_the_order_in_which_they_are_likely_to_come() -> None:
    found = expected_bibs(now_of(READS, NOW_S), STATION)
    assert len(found) >= 2
    assert [one.p50_s for one in found] == sorted(one.p50_s for one in found)


def test_half_come_before_nineteen_in_twenty() -> None:
    assert all(one.p50_s <= one.p95_s for one in expected_bibs(now_of(READS, NOW_S), STATION))


def test_who_left_the_course_is_not_expected() -> None:
    now = now_of(READS, NOW_S)
    gone = expected_bibs(now, STATION)[0].bib
    left = event("status", NOW_S - 60, bib=gone, what="left", said_by="self", by="Noor A.")
    assert gone not in {one.bib for one in expected_bibs(now_of([*READS, left], NOW_S), STATION)}


def test_who_has_passed_is_not_expected() -> None:
    now = now_of(READS, NOW_S)
    at_m = STATION.at_m[RACE.distances[0].id]
    passed = {
        now.field.roster.entrants[i].bib
        for i, seen_m in enumerate(now.picture.evidence.at_m)
        if seen_m >= at_m
    }
    assert passed
    assert passed.isdisjoint(one.bib for one in expected_bibs(now, STATION))
