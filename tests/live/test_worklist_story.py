"""The story's missing runners on the demo's day: who is looked for when, and who is not."""

from __future__ import annotations

from collections.abc import Callable
from importlib import resources
from pathlib import Path
from typing import NamedTuple

import pytest

from lanterne.forecast.library import shipped
from lanterne.live.banners import banner_views
from lanterne.live.convoy import Convoy
from lanterne.live.now import Now
from lanterne.live.picture import picture
from lanterne.live.worklist import worklist
from lanterne.race.definition import Race
from lanterne.race.loading import load_race
from lanterne.simulate.demo.drawing import half_course, marathon_course
from lanterne.simulate.demo.registration import registered
from lanterne.simulate.demo.world import demo_day
from lanterne.simulate.playing import Playing
from lanterne.units import instant_s, parse_clock_s
from lanterne.views import BannerView, UnresolvedView

pytestmark = pytest.mark.slow

SEED = 1


class Look(NamedTuple):
    """The list and the banners by bib and key, as of an instant (UTC epoch seconds)."""

    now_s: float
    listed: dict[str, UnresolvedView]
    banners: dict[str, BannerView]


Looks = dict[str, Look]
CLOCKS = ("08:25:00", "09:45:00", "10:05:00", "12:00:00", "13:12:00")


def at_s(race: Race, clock: str) -> float:
    return instant_s(race.day, parse_clock_s(clock), race.zone)


@pytest.fixture(scope="module")
def looks(tmp_path_factory: pytest.TempPathFactory) -> Looks:
    """The list and the banners at each of some clock times of the demo's day."""
    folder: Path = tmp_path_factory.mktemp("demo")
    definition = resources.files("lanterne.simulate.demo").joinpath("race.toml").read_bytes()
    (folder / "race.toml").write_bytes(definition)
    marathon_course().write_geojson(folder / "course.geojson", "Marathon")
    half_course().write_geojson(folder / "half.geojson", "Half marathon")
    race, roster = load_race(folder), registered(SEED)
    day, _ = demo_day(race, roster, shipped(), SEED)
    coming = ((batch.received_s, batch.events) for batch in day.batches())
    played = Playing(race, roster, coming, shipped())
    convoy, found = Convoy(played.field), Looks()
    for clock in CLOCKS:
        now_s = at_s(race, clock)
        played.take_in(now_s)
        for _ in range(2):
            played.go_round(now_s)
        vehicles, tracks = convoy.views(now_s), convoy.tracks()
        played.picture = picture(played.field, played.arrivals, now_s, tracks)
        now = Now(played.field, played.arrivals, played.picture, vehicles, tracks)
        banners = banner_views(now)
        listed = {one.bib: one for one in worklist(now, banners)}
        found[clock] = Look(now_s, listed, {one.key: one for one in banners})
    return found


@pytest.fixture
def level(looks: Looks) -> Callable[[str, str], str]:
    """Level of a bib at a clock time, "" = not on the list."""

    def level_of(bib: str, clock: str) -> str:
        one = looks[clock].listed.get(bib)
        return "" if one is None else one.level

    return level_of


def test_the_dark_reader_is_one_banner_within_five_minutes_and_calls_nobody_missing(looks: Looks) -> None:
    _, listed, banners = looks["08:25:00"]
    assert "mat/k10" in banners
    assert sum(one.due_place == "10K" and one.detail == "overdue" for one in listed.values()) <= 1


def test_1207_is_on_the_list_and_to_be_called_about_ten(looks: Looks) -> None:
    look = looks["09:45:00"]
    one = look.listed["1207"]
    assert one.evidence is not None
    assert (one.evidence.place, one.due_place, one.detail) == ("10K", "15K", "overdue")
    call = next(step for step in one.steps if step.step == "call_runner")
    assert 0 < call.due_s - look.now_s < 1_200
    assert {"missed_reads", "left_quietly", "stopped"} <= {each.what for each in one.explanations}


@pytest.mark.parametrize("clock", CLOCKS)
def test_2931_with_a_covered_bib_is_never_called(level: Callable[[str, str], str], clock: str) -> None:
    assert level("2931", clock) in ("", "watch", "query")


def test_one_missed_read_of_5123_is_no_alarm(level: Callable[[str, str], str]) -> None:
    assert level("5123", "13:12:00") == ""
