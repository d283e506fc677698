"""The links of the posts on race control's page, and who is signed in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from deciding import BY_CONTROL, said

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
expect = sync_api.expect


def links(page: Any) -> Any:
    """The dialog of the links."""
    page.get_by_role("button", name="Links").click()
    return page.get_by_role("dialog", name="Links of the posts")


def test_a_link_is_copied(open_control: Callable[..., Any]) -> None:
    page = open_control()
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    links(page).get_by_role("button", name="Copy the link of Station 18").click()
    expect(page.get_by_text("✓ Copied")).to_have_count(1)
    assert page.evaluate("navigator.clipboard.readText()") == "https://race.example/station#s18.1.token"


def test_a_link_is_shown_where_a_page_may_not_copy(open_control: Callable[..., Any]) -> None:
    page = open_control()
    page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(new Error('not here')) }")
    dialog = links(page)
    dialog.get_by_role("button", name="Copy the link of Station 18").click()
    expect(dialog.get_by_label("Copy it from here")).to_have_value("https://race.example/station#s18.1.token")


def test_a_link_is_made_anew_with_the_next_number(open_control: Callable[..., Any], busy_server: Any) -> None:
    dialog = links(open_control())
    dialog.get_by_role("button", name="Renew the link of Sweep 1").click()
    expect(dialog.get_by_text("The old link of Sweep 1 stops working at once")).to_be_visible()
    dialog.get_by_role("button", name="Make a new link").click()
    expect(dialog.get_by_text("made anew, number 2")).to_be_visible()
    assert said(busy_server) == [{"kind": "link", "post": "sweep1", "number": 2, **BY_CONTROL}]


def test_who_is_signed_in_signs_out_and_leaves_no_name(
    open_control: Callable[..., Any], busy_server: Any
) -> None:
    busy_server.session = "A. Okafor"
    page = open_control(who="")
    expect(page.get_by_text("A. Okafor", exact=True)).to_be_visible()
    with page.expect_request("**/logout") as asked:
        page.get_by_role("button", name="Sign out").click()
    assert asked.value.method == "POST"
    page.goto(busy_server.url)
    expect(page.get_by_role("link", name="Sign in")).to_be_visible()
    assert page.evaluate("sessionStorage.getItem('lanterne.who')") is None
