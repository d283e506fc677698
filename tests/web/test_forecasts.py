"""A runner's forecast and the record over HTTP: described, refused plainly, and pages of their own."""

from __future__ import annotations

from collections.abc import Callable

import msgspec
from litestar import Litestar
from litestar.testing import TestClient
from tests.field.tiny import read
from tests.web.conftest import KEY, PAGES, Serve

from lanterne.journal.sqlite import SqliteJournal
from lanterne.views import RecordView, RunnerForecastView
from lanterne.web.pages import Page

Client = TestClient[Litestar]
BUILT = PAGES | {
    name: Page(name, b"<!doctype html>" + name.encode()) for name in ("runner.html", "record.html")
}


def test_a_runners_forecast_is_answered_as_described(
    client: Client, journal: SqliteJournal, caught_up: Callable[[], None]
) -> None:
    journal.append_now([read("5", "start", 10), read("5", "k5", 590)], source="test")
    caught_up()
    answer = client.get("/api/v1/runners/5/forecast")
    view = msgspec.json.decode(answer.content, type=RunnerForecastView)
    assert (answer.status_code, view.bib, view.state) == (200, "5", "on_course")


def test_a_bib_that_nobody_wears_is_said_so(client: Client, caught_up: Callable[[], None]) -> None:
    caught_up()
    answer = client.get("/api/v1/runners/nobody/forecast")
    assert (answer.status_code, answer.json()["detail"]) == (404, "Nobody is registered with bib nobody.")


def test_a_record_before_the_race_says_nothing_rather_than_nought(
    client: Client, caught_up: Callable[[], None]
) -> None:
    caught_up()
    record = msgspec.json.decode(client.get("/api/v1/record").content, type=RecordView)
    assert (record.whole.n, record.whole.held_90, record.gates) == (0, None, [])


def test_each_page_has_its_own_address(serve: Serve) -> None:
    client = serve(pages=BUILT)
    assert client.get("/control/runner/5").text.endswith("runner.html")
    assert client.get("/control/runner/A-17").text.endswith("runner.html")
    assert client.get("/control/record").text.endswith("record.html")


def test_a_runners_page_asks_to_sign_in_and_comes_back(serve: Serve, signed_in: dict[str, str]) -> None:
    client = serve(KEY, pages=BUILT)
    sent_on = client.get("/control/runner/5")
    assert (sent_on.status_code, sent_on.headers["location"]) == (303, "/login?next=%2Fcontrol%2Frunner%2F5")
    assert 'value="/control/runner/5"' in client.get(sent_on.headers["location"]).text
    assert client.get("/control/runner/5", headers=signed_in).text.endswith("runner.html")


def test_what_a_path_says_is_never_taken_for_markup(serve: Serve) -> None:
    client = serve(KEY, pages=BUILT)
    sent_on = client.get("/control/runner/%22%3E%3Cscript%3E")
    form = client.get(sent_on.headers["location"]).text
    assert 'value="/control/runner/%22%3E%3Cscript%3E"' in form
    assert "<script>" not in form
