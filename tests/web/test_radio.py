"""The radio desk over HTTP: what a line means, the forms, and the printed log of the net."""

from __future__ import annotations

from typing import Any

from tests.field.tiny import event
from tests.live.posts_day import READS, now_of, page

from lanterne.live.netlog import netlog_rows
from lanterne.live.radio import parsed
from lanterne.views import RadioView
from lanterne.web.netlog import netlog_page

LATE_S = 17_000.0


def heard(at_s: float, text: str, **fields: Any) -> dict[str, Any]:
    """A line of the log."""
    return event("heard", at_s, text=text, by="A. Ham", **fields)


def undone(target: dict[str, Any], at_s: float) -> dict[str, Any]:
    """What takes an event back."""
    return event("correction", at_s, target=target["id"])


def test_a_bib_one_digit_off_is_warned_of_with_who_is_due_there() -> None:
    made = parsed(now_of(READS, LATE_S), "4401 in at 20")
    assert (made.ok, made.warnings) == (True, ["Nobody wears 4401; perhaps 4410"])


def test_a_bib_with_a_digit_left_out_is_taken_for_one_who_is_due_there() -> None:
    made = parsed(now_of(READS, 6_000.0), "441 in at 5")
    assert made.bibs[0].near == ["4410"]


def test_the_printed_log_says_what_was_read_back_and_who_was_called() -> None:
    line = heard(9_000, "9 may close", to="w5", read_back=True)
    text = netlog_page(now_of([line], LATE_S)).decode()
    assert "<td>Net control</td><td>Water 5</td>" in text
    assert '9 may close <span class="dim">(read back)</span>' in text


def test_a_runner_who_has_finished_is_warned_of() -> None:
    made = parsed(now_of(READS, 40_000.0), "100 in at 20")
    assert made.warnings[0].startswith("100: finished")


def test_times_count_from_when_the_line_was_typed() -> None:
    now = now_of(READS, LATE_S)
    made = parsed(now, "4410 in at 20 5 min ago", at_s=now.now_s - 600)
    assert made.events[0]["happened_at"] == event("x", LATE_S - 900)["happened_at"].replace("+00:00", ".000Z")


def test_a_line_is_undone_once_all_its_events_are() -> None:
    seen = event("sighting", 9_000, place="w5", bib="4410")
    line = heard(9_000, "4410 in at 5", events=[seen["id"]])
    rows = netlog_rows(now_of([seen, line, undone(seen, 9_100)], LATE_S).field)
    assert [(row.message, row.undone) for row in rows] == [("4410 in at 5", True)]


def test_a_line_that_only_the_log_keeps_stays_in_it_when_undone() -> None:
    line = heard(9_000, "log: check")
    rows = netlog_rows(now_of([line, undone(line, 9_100)], LATE_S).field)
    assert [(row.message, row.undone) for row in rows] == [("log: check", True)]


def test_the_printed_log_strikes_what_was_undone_and_names_the_operator() -> None:
    line, other = heard(9_000, "log: check"), heard(9_200, "4410 <in> at 5", sender="w5")
    text = netlog_page(now_of([line, other, undone(line, 9_100)], LATE_S)).decode()
    assert "<s>log: check</s>" in text
    assert "4410 &lt;in&gt; at 5" in text
    assert "<td>Water 5</td><td>Net control</td>" in text
    assert "A. Ham" in text


def test_the_desk_is_sent_the_log_the_latest_first_and_who_may_be_called() -> None:
    view = page("ham", [heard(9_000, "log: one"), heard(9_100, "log: two")], LATE_S)
    assert isinstance(view, RadioView)
    assert [one.text for one in view.log] == ["log: two", "log: one"]
    assert ("van", "Van 1", "sag") in view.stands


def test_who_is_aboard_no_longer_waits() -> None:
    waits = event("pickup", 9_000, what="reported", bib="4410", place="w5", by="A. Ham")
    aboard = event("pickup", 9_100, what="picked_up", bib="4410", vehicle="van", by="A. Ham")
    before, after = page("ham", [waits], 9_050.0), page("ham", [waits, aboard], 9_150.0)
    assert isinstance(before, RadioView)
    assert isinstance(after, RadioView)
    assert [one.bib for one in before.pickups] == ["4410"]
    assert (after.pickups, [one.bib for one in after.custody[0].aboard]) == ([], ["4410"])
