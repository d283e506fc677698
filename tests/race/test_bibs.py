"""Which bibs may have been meant by one that was not read well."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from lanterne.race.bibs import readings

KNOWN = {"4410", "4419", "5410", "4401", "44100", "12"}


def test_each_unreadable_digit_may_be_any() -> None:
    assert readings("44?0", KNOWN) == ["4410"]
    assert readings("441?", KNOWN) == ["4410", "4419"]
    assert readings("?41?", KNOWN) == ["4410", "4419", "5410"]


def test_one_digit_off_may_be_mistaken_or_have_changed_its_place() -> None:
    assert readings("4411", KNOWN) == ["4401", "4410", "4419"]


def test_a_bib_is_no_mistake_for_itself() -> None:
    assert "4410" not in readings("4410", KNOWN)


def test_hardly_anything_read_says_nothing() -> None:
    assert readings("????", KNOWN) == []


@given(st.text("0123456789", min_size=1, max_size=5), st.data())
def test_the_right_bib_is_among_them_whatever_digit_is_lost(bib: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(bib) - 1))
    assert bib in readings(bib[:at] + "?" + bib[at + 1 :], {bib, "77"})
