"""The ledger's rows say what each account rests on, and whose word it is."""

from __future__ import annotations

from typing import Any

import pytest
from tests.field.tiny import event
from tests.live.posts_day import READS, now_of

from lanterne.live.book import ledger_rows
from lanterne.live.sums import sum_views
from lanterne.views import LedgerRow

AT_S = 21_000.0
HOME_S = 30_000.0


def row(bib: str, *events: dict[str, Any], at_s: float = AT_S) -> LedgerRow:
    now = now_of([*READS, *events], at_s)
    return ledger_rows(now.field, now.picture, [now.field.roster.index[bib]])[0]


def told(what: str, at_s: float, **fields: Any) -> dict[str, Any]:
    return event("status", at_s, bib="4410", what=what, **fields)


@pytest.mark.parametrize(
    ("word", "evidence", "by"),
    [
        (told("left", 20_500, said_by="self", by="Ana"), "left (own word)", "Ana"),
        (told("drop", 20_500, place="w5", source="w5/phone"), "dropped out, Water 5", "w5/phone"),
        (told("transported", 20_500, to="City hospital", by="M"), "taken on, City hospital", "M"),
        (told("bumped", 20_500, at_m=32_187.0, by="S"), "carried ahead, 20.0 mi", "S"),
        (told("finished", 20_500, result="unofficial", by="T"), "finished (unofficial)", "T"),
        (told("reinstated", 20_500, by="Dana"), "found, going on", "Dana"),
    ],
)
def test_a_word_is_the_evidence_and_who_said_it(word: dict[str, Any], evidence: str, by: str) -> None:
    made = row("4410", word)
    assert (made.evidence, made.by, made.age_s) == (evidence, by, 500.0)


def test_a_contradiction_shows_both_sides() -> None:
    made = row("4410", told("drop", 13_000, place="w5", by="Ana"))
    assert made.evidence == "read at 30K, though dropped out, Water 5"


def test_who_finished_and_then_left_rests_on_the_finish() -> None:
    made = row("101", event("status", 29_000, bib="101", what="left"), at_s=HOME_S)
    assert (made.state, made.evidence) == ("finished", "read at Finish")


def test_a_row_of_who_was_never_seen() -> None:
    made = row("999")
    assert (made.state, made.detail, made.evidence) == ("not_started", "", "never seen")


@pytest.mark.parametrize("at_s", [-600.0, 5_000.0, AT_S, HOME_S])
def test_the_sum_by_detail_is_everybody(at_s: float) -> None:
    now = now_of([*READS, told("drop", 13_000), told("left", 20_500)], at_s)
    assert sum(one.count for one in sum_views(now)) == len(now.field.roster)
