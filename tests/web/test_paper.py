"""Paper: slips, manifests, the radio script and the runners' codes."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from tests.field.tiny import GUN_S
from tests.live.blank import blank
from tests.live.deciding import make_field
from tests.web.test_prints import Live

from lanterne.views import (
    AboardView,
    AccountingView,
    CustodyView,
    DecisionsView,
    EvidenceView,
    PickupView,
    StepView,
    UnheardView,
    UnresolvedView,
)
from lanterne.web.codes import Codes
from lanterne.web.paper import CARDS, codes_page, drops_page, manifest_page, script_page


@dataclass
class Day(Live):
    """The forms' race with somebody aboard, somebody waiting and somebody looked for."""

    accounts: AccountingView = field(default_factory=lambda: blank(AccountingView))
    unheard: list[UnheardView] = field(default_factory=list)

    def accounting(self) -> AccountingView:
        return self.accounts

    def decisions(self) -> DecisionsView:
        return blank(DecisionsView, unheard=self.unheard)


def day(**fields: object) -> Day:
    return Day(make_field(), accounts=blank(AccountingView, as_of_s=GUN_S + 5_000, **fields))


def test_drop_forms_say_which_version_they_are_of() -> None:
    assert b"<b>Version 1</b>" in drops_page(Live(make_field()))


def test_drop_forms_ask_for_no_medical_detail() -> None:
    page = drops_page(Live(make_field())).decode().lower()
    assert "with medical" in page
    assert not re.search(r"injur|symptom|diagnos|cramp", page)


def test_a_manifest_names_who_is_aboard_and_has_lines_for_more() -> None:
    aboard = [blank(AboardView, bib="231", since_s=GUN_S + 4_000, where="mile 14")]
    page = manifest_page(day(custody=[blank(CustodyView, vehicle="van", aboard=aboard)]), "van")
    assert page is not None
    assert b'data-bib="231"' in page
    assert page.count(b"<tr><td></td>") >= 20


def test_a_vehicle_that_carries_nobody_has_no_manifest() -> None:
    assert manifest_page(day(), "drone") is None


def test_the_script_has_the_words_to_say_and_who_waits() -> None:
    live = day(pickups=[blank(PickupView, bib="412", state="reported", need="ride", place="mile 9")])
    live.unheard = [blank(UnheardView, name="Water 9", words="Water nine, you may pack.", since_s=GUN_S)]
    page = script_page(live).decode()
    assert "Water nine, you may pack." in page
    assert re.search(r'scope="row">412</th><td>mile 9</td>', page)


def test_the_script_leaves_out_rides_that_are_over() -> None:
    live = day(pickups=[blank(PickupView, bib="412", state="dropped_off")])
    assert "412" not in script_page(live).decode()


def test_the_script_names_the_next_step_for_whom_is_looked_for() -> None:
    steps = [
        blank(StepView, text="Ask the stations", due_s=GUN_S + 100, done_s=GUN_S + 90),
        blank(StepView, text="Call the runner", due_s=GUN_S + 1_000),
    ]
    seen = blank(EvidenceView, place="10K", at_s=GUN_S + 6_060)
    sought = blank(UnresolvedView, bib="1207", level="call", evidence=seen, steps=steps)
    page = script_page(day(worklist=[sought])).decode()
    assert "1207" in page
    assert "Call the runner" in page
    assert "Ask the stations" not in page


def test_who_is_only_watched_is_not_read_out() -> None:
    assert (
        "1207" not in script_page(day(worklist=[blank(UnresolvedView, bib="1207", level="watch")])).decode()
    )


CODES = Codes(b"nobody else's", "tiny")


def test_each_runner_has_a_card_with_bib_and_code_and_a_picture_of_the_way_in() -> None:
    page = codes_page("Tiny", CODES, ["7", "9"], "https://race.example/", 0).decode()
    assert page.count("<svg") == 2
    assert re.findall(r'class="code">(\w+)<', page) == [CODES.code("7"), CODES.code("9")]
    assert "race.example/me" in page


def test_many_cards_come_on_several_pages() -> None:
    bibs = [str(bib) for bib in range(1, CARDS + 11)]
    page = codes_page("Tiny", CODES, bibs, "https://race.example", CARDS).decode()
    assert page.count("<svg") == 10
    assert 'href="?first=0"' in page
