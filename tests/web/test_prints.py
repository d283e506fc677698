from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import msgspec
import pytest
from hatchling.builders.wheel import WheelBuilder
from hypothesis import given, settings
from tests.field.tiny import GUN_S
from tests.live.blank import blank
from tests.live.deciding import clock_of, days, make_field, propose, publish, start, wall

from lanterne.field.fold import Field
from lanterne.live.expectedbibs import ExpectedBib
from lanterne.live.planned import race_view
from lanterne.live.table import table_view
from lanterne.race.cutoffs import gate_cutoff_s
from lanterne.units import clock_text
from lanterne.views import AccountingView, RaceView, StationView
from lanterne.views.decisions import (
    ClosingView,
    CutoffTableView,
    DecisionsView,
    HoldTermsView,
    HoldView,
    LastListRow,
    PartyAnswerView,
)
from lanterne.views.posts import PostView, StationPageView, SupplyView
from lanterne.web.prints import cutoffs_page, station_page

NOW_S = GUN_S + 5_000
ZONE = "America/New_York"
ROOT = Path(__file__).parents[2]


@dataclass
class Live:
    """What the forms take of the live race, of a field alone."""

    of: Field
    holds: list[HoldView] = field(default_factory=list)
    last_list: list[LastListRow] = field(default_factory=list)
    bibs: list[ExpectedBib] = field(default_factory=list)

    def cutoffs(self) -> CutoffTableView:
        return table_view(self.of)

    def race_view(self) -> RaceView:
        return race_view(self.of.race)

    def decisions(self) -> DecisionsView:
        return blank(DecisionsView, as_of_s=NOW_S, table=self.cutoffs(), holds=self.holds)

    def station_board(self) -> Sequence[StationView]:
        return [
            blank(
                StationView,
                id="w1",
                distance="full",
                at_m=9_000.0,
                first_p50_s=GUN_S + 1_800,
                last_p50_s=GUN_S + 5_400,
                last_p95_s=GUN_S + 6_000,
                to_come=31,
                to_come_p05=27,
                to_come_p95=35,
            )
        ]

    def expected_bibs(self, station_id: str) -> Sequence[ExpectedBib]:
        return self.bibs

    def accounting(self) -> AccountingView:
        return blank(AccountingView)

    def post(self, post_id: str) -> PostView | None:
        return station(self) if post_id == "w1" else None


def station(live: Live) -> StationPageView:
    return blank(
        StationPageView,
        as_of_s=NOW_S,
        post="w1",
        post_name="Water <1>",
        role="station",
        at_m={"full": 9_000.0, "half": 9_000.0},
        holds=live.holds,
        closing=blank(ClosingView, last_list=live.last_list),
        supplies=[
            blank(SupplyView, item="water", left=900.0, left_s=GUN_S, need=46.5, need_p95=52.5),
            blank(SupplyView, item="salt", left=None, need=3.0, need_p95=4.0, short=True),
        ],
    )


def hold(state: str) -> HoldView:
    police = blank(
        PartyAnswerView,
        post="police",
        name="Police",
        answer="agreed",
        by="Sgt. Lane",
        heard_by="Radio desk",
        condition="pavement after mile 24",
    )
    terms = blank(
        HoldTermsView,
        terms="t",
        distance="full",
        from_m=29_000.0,
        to_m=42_195.0,
        until_s=GUN_S + 27_600,
        parties=[police],
    )
    return blank(
        HoldView,
        hold="h",
        state=state,
        latest=terms,
        force=terms,
        in_force_s=GUN_S + 18_660,
        by="R. Ector",
        text="Mile 18 to the finish stay open until 14:40.",
    )


def printed_rows(page: bytes) -> dict[tuple[str, str], float | None]:
    """When each gate cuts off by a form: its instant, that its words say too; None = by own time."""
    found: dict[tuple[str, str], float | None] = {}
    row = re.compile(
        r'<tr data-gate="(.*?)" data-distance="(.*?)">.*?<td class="when">'
        r'(own time|<time datetime="(.*?)">(.*?)</time>)',
        re.DOTALL,
    )
    for gate, distance, _, instant, words in row.findall(page.decode()):
        at_s = datetime.fromisoformat(instant).timestamp() if instant else None
        if at_s is not None:
            assert words == clock_text(at_s + 0.5, ZONE, seconds=True).removesuffix(":00")
        found[gate, distance] = at_s
    return found


@settings(max_examples=60, deadline=None)
@given(day=days)
def test_api_prints_and_rules_say_the_same_times(day: list[dict[str, object]]) -> None:
    live = Live(make_field(*day))
    sent = msgspec.json.decode(msgspec.json.encode(live.cutoffs()), type=CutoffTableView)
    by_api = {(row.gate, row.distance): row.cutoff_s for row in sent.rows}
    for page in (cutoffs_page(live), station_page(live, "w1")):
        assert page is not None
        assert printed_rows(page) == {key: pytest.approx(at_s, abs=1e-3) for key, at_s in by_api.items()}
        assert f"<b>Version {live.of.versions.number}</b>".encode() in page
    race, zeros = live.of.race, live.of.zeros
    by_rule = {
        (gate.id, distance): gate_cutoff_s(race, gate, distance, zeros)
        for gate in race.gates
        if gate.clock != "wave"
        for distance in gate.at_m
    }
    assert {key: by_api[key] for key in by_rule} == by_rule


def test_the_table_says_who_published_it_and_when() -> None:
    change = {"gate": "wall", "wall": wall(9_000)}
    page = cutoffs_page(Live(make_field(propose("a", 10, change), publish("a", 60, by="M. Ainard")))).decode()
    assert "Version 2" in page
    assert re.search(r'published <time datetime=".*?">07:01</time> by M. Ainard', page)


def test_the_table_as_planned_names_nobody() -> None:
    assert "as planned in race.toml" in cutoffs_page(Live(make_field())).decode()


def test_a_hold_in_force_stands_on_both_forms_with_its_end_and_condition() -> None:
    live = Live(make_field(), [hold("in_force")])
    for page in (cutoffs_page(live), station_page(live, "w1")):
        assert page is not None
        words = page.decode()
        assert "until <time" in words
        assert ">14:40</time>" in words
        assert "agreed, Sgt. Lane, by voice, heard by Radio desk. Condition: pavement after mile 24" in words


@pytest.mark.parametrize("state", ["proposed", "asked", "agreed", "ended", "withdrawn"])
def test_a_hold_that_is_not_in_force_is_not_printed(state: str) -> None:
    page = cutoffs_page(Live(make_field(), [hold(state)])).decode()
    assert "No hold is in force." in page
    assert "14:40" not in page


def test_the_table_prints_what_to_look_at() -> None:
    page = cutoffs_page(Live(make_field(start("gun", 2_400)))).decode()
    assert "The gun of Marathon was 40 min late." in page


def test_a_station_has_its_window_its_line_and_an_empty_grid() -> None:
    page = station_page(Live(make_field()), "w1")
    assert page is not None
    words = page.decode()
    full, half = words[words.index('data-expected="full"') :].split('data-expected="half"')
    assert re.findall(r">(\d\d:\d\d)</time>", full) == ["07:30", "08:30", "08:40", "08:40"]
    assert "31 (27 to 35)" in full
    assert "not known" in half
    assert "no line" in half
    assert words.count("<tr><td></td>") == 40


def test_a_last_list_is_printed_with_who_is_still_to_come() -> None:
    live = Live(make_field())
    rows = [
        blank(LastListRow, bib="4410", state="to_come", p50_s=GUN_S + 7_200, p95_s=GUN_S + 7_800),
        blank(LastListRow, bib="88", state="accounted"),
    ]
    live.last_list = rows
    page = station_page(live, "w1")
    assert page is not None
    assert re.findall(r'data-bib="(.*?)"', page.decode()) == ["4410"]
    assert b"Last list" not in (station_page(Live(make_field()), "w1") or b"")


def test_a_station_has_the_bibs_to_come_with_their_times_in_the_order_in_which_they_come() -> None:
    at_s = [GUN_S + 6_000.0, GUN_S + 6_300.0]
    bibs = [ExpectedBib(bib, "full", p50_s, p50_s + 900) for bib, p50_s in zip("71", at_s, strict=True)]
    page = station_page(Live(make_field(), bibs=bibs), "w1")
    assert page is not None
    found = re.findall(r'data-expected-bib="(\d+)".*?>(\d\d:\d\d)<.*?>(\d\d:\d\d)<', page.decode(), re.S)
    assert found == [
        (bib, clock_text(p50_s, ZONE), clock_text(p50_s + 900, ZONE))
        for bib, p50_s in zip("71", at_s, strict=True)
    ]


def test_the_wheel_carries_the_forms() -> None:
    packed = {one.distribution_path for one in WheelBuilder(str(ROOT)).recurse_included_files()}
    forms = {one.name for one in (ROOT / "src/lanterne/web/forms").iterdir()}
    assert {f"lanterne/web/forms/{name}" for name in forms} <= packed
    assert "station.html" in forms


def test_a_station_is_told_to_stay_until_released() -> None:
    page = station_page(Live(make_field()), "w1")
    assert page is not None
    assert b"Stay until race control releases you" in page


def test_supplies_that_nobody_counted_are_not_guessed() -> None:
    page = station_page(Live(make_field()), "w1")
    assert page is not None
    salt = page.decode().partition('<th scope="row">salt</th>')[2].partition("</tr>")[0]
    assert "not said yet" in salt
    assert "running short" in salt


def test_what_people_wrote_is_shown_and_never_run() -> None:
    page = station_page(Live(make_field()), "w1")
    assert page is not None
    assert b"Water &lt;1&gt;" in page
    assert b"Water <1>" not in page


@pytest.mark.parametrize("name", ["nowhere", "bus", "police"])
def test_only_stations_have_a_sheet(name: str) -> None:
    assert station_page(Live(make_field()), name) is None


def test_deadlines_of_no_whole_minute_show_their_seconds() -> None:
    change = {"gate": "wall", "wall": wall(9_030)}
    page = cutoffs_page(Live(make_field(propose("a", 10, change), publish("a", 60))))
    assert printed_rows(page)["wall", "full"] == clock_of(9_030)
    assert ">09:30:30</time>" in page.decode()
