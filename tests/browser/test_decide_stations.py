"""Releasing stations and lifting mats on race control's page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from deciding import BY_CONTROL, row, said

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
expect = sync_api.expect


def test_a_station_is_released_in_two_clicks(open_control: Callable[..., Any], busy_server: Any) -> None:
    page = open_control()
    row(page, "Station 16: may pack").click()
    page.get_by_role("dialog").get_by_role("button", name="May pack up").click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.get_by_text("Said: Station 16: may pack up")).to_be_visible()
    assert said(busy_server) == [{"kind": "station", "station": "s16", "what": "may_pack", **BY_CONTROL}]


def test_a_last_list_is_opened_with_those_still_to_come(
    open_control: Callable[..., Any], busy_server: Any
) -> None:
    page = open_control()
    row(page, "Station 20: open its last list").click()
    page.get_by_role("dialog").get_by_role("button", name="Open the last list").click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert (busy_server.posted[0]["what"], len(busy_server.posted[0]["bibs"])) == ("counting", 12)


def test_a_station_that_left_against_the_list_is_asked_to_stay(
    open_control: Callable[..., Any], busy_server: Any
) -> None:
    page = open_control()
    row(page, "Station 19: closed against the list").click()
    page.get_by_role("dialog").get_by_role("button", name="Stay", exact=True).click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert busy_server.posted[0]["what"] == "stay"


def test_several_stations_are_released_together_but_for_those_left_out(
    open_control: Callable[..., Any], busy_server: Any
) -> None:
    busy_server.decisions.ready = ("s20", "s21", "s22")
    page = open_control()
    row(page, "4 stations may close").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Station 21").uncheck()
    dialog.get_by_role("button", name="May close: 3").click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert said(busy_server) == [
        {"kind": "station", "station": station, "what": "may_close", **BY_CONTROL}
        for station in ("s15", "s20", "s22")
    ]
