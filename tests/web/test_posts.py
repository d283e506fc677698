"""What posts are sent, what decisions are asked by, and the pages and forms around them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from litestar import Litestar
from litestar.testing import TestClient
from tests.web.conftest import HOST, KEY, PAGES, MadeUp, Serve

from lanterne.live.desk import NotReady

Client = TestClient[Litestar]
ByLink = Callable[..., dict[str, str]]


def test_a_link_is_sent_its_own_posts_view(serve: Serve, by_link: ByLink) -> None:
    answer = serve(KEY).get("/api/v1/post", headers=by_link("w1"))
    assert (answer.status_code, answer.json()["post"], answer.json()["role"]) == (200, "w1", "station")


def test_a_link_opens_no_other_post(serve: Serve, by_link: ByLink) -> None:
    client = serve(KEY)
    assert client.get("/api/v1/post?id=w1", headers=by_link("w1")).status_code == 200
    assert client.get("/api/v1/post?id=cop", headers=by_link("w1")).status_code == 403


def test_race_control_names_the_post(client: Client) -> None:
    assert client.get("/api/v1/post?id=c1/board").json()["role"] == "board"
    assert client.get("/api/v1/post").status_code == 400
    assert client.get("/api/v1/post?id=none").status_code == 404


ASKED = ["post?id=w1", "decisions", "holds/options?distance=ten&from_m=0&to_m=9", "whatif"]


@pytest.mark.parametrize("asked", ASKED)
def test_until_the_journal_is_read_there_is_no_telling_but_soon(
    client: Client, live: MadeUp, monkeypatch: pytest.MonkeyPatch, asked: str
) -> None:
    """A view of an empty race would be believed; without one, phones keep what they were told."""

    def unread(*_: object) -> None:
        raise NotReady("The race is being read")

    async def unread_too(*_: object) -> None:
        unread()

    for name in ("post", "decisions"):
        monkeypatch.setattr(live, name, unread)
    for name in ("hold_options", "whatif"):
        monkeypatch.setattr(live, name, unread_too)
    answer = client.get(f"/api/v1/{asked}")
    assert (answer.status_code, answer.headers.get("retry-after")) == (503, "1")
    assert answer.json()["detail"] == "The race is being read"
    monkeypatch.undo()
    assert client.get(f"/api/v1/{asked}").status_code == 200


def test_what_a_phone_has_is_not_sent_again(client: Client) -> None:
    first = client.get("/api/v1/post?id=w1")
    again = client.get("/api/v1/post?id=w1", headers={"If-None-Match": first.headers["etag"]})
    assert (first.headers["cache-control"], again.status_code, again.content) == ("no-cache", 304, b"")


def test_a_view_is_made_once_a_picture(
    client: Client, live: MadeUp, caught_up: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[str] = []
    monkeypatch.setattr(live, "post", lambda stand: made.append(stand) or MadeUp.post(live, stand))
    for stand in ("w1", "w1", "c1", "w1"):
        client.get(f"/api/v1/post?id={stand}")
    assert made == ["w1", "c1"]
    caught_up()
    client.get("/api/v1/post?id=w1")
    assert made == ["w1", "c1", "w1"]


def test_a_view_is_compressed_for_whom_it_helps(client: Client) -> None:
    packed = client.get("/api/v1/post?id=w1", headers={"Accept-Encoding": "gzip"})
    plain = client.get("/api/v1/post?id=w1", headers={"Accept-Encoding": "identity"})
    assert (packed.headers["content-encoding"], "content-encoding" in plain.headers) == ("gzip", False)
    assert packed.json() == plain.json()


def test_what_is_asked_of_a_hold_arrives_as_it_was_asked(client: Client, live: MadeUp) -> None:
    answer = client.get("/api/v1/holds/options?distance=ten&from_m=5000&to_m=10000&bibs=4,%205,")
    assert answer.status_code == 200
    assert live.asked == ("ten", 5_000.0, 10_000.0, ("4", "5"))


@pytest.mark.parametrize(
    "asked", ["whatif?sweep_slower=0", "whatif?limit_extra_s=x", "holds/options?distance=ten"]
)
def test_what_makes_no_sense_is_refused(client: Client, asked: str) -> None:
    assert client.get(f"/api/v1/{asked}").status_code == 400


def test_what_if_is_asked_with_numbers_and_stations(client: Client) -> None:
    said = client.get("/api/v1/whatif?limit_extra_s=1800&sweep_slower=1.1&closed=w1,c1").json()
    assert (said["limit_extra_s"], said["sweep_slower"], said["closed"]) == (1_800.0, 1.1, ["w1", "c1"])


def test_the_links_are_listed_and_printed(client: Client) -> None:
    links = client.get("/api/v1/links").json()
    assert [link["post"] for link in links][:3] == ["w1", "c1", "c1/board"]
    assert all(link["link"].startswith(f"{HOST}/") for link in links)
    page = client.get("/print/links")
    assert (page.headers["content-type"], page.text.count("<svg")) == ("text/html; charset=utf-8", len(links))


def test_a_posts_page_is_open_and_holds_nothing(serve: Serve) -> None:
    answer = serve(KEY).get("/station")
    assert (answer.status_code, answer.content) == (200, PAGES["station.html"].body)


def test_a_page_that_was_not_built_says_so(serve: Serve) -> None:
    answer = serve(KEY).get("/sweep")
    assert (answer.status_code, "make venv" in answer.text) == (503, True)


def test_a_service_worker_may_work_for_every_page(client: Client) -> None:
    worker = client.get("/sw.js", headers={"Service-Worker": "script"})
    assert (worker.headers["service-worker-allowed"], worker.headers["cache-control"]) == ("/", "no-cache")
    assert "service-worker-allowed" not in client.get("/sw.js").headers


def test_the_manifest_is_of_its_own_type(client: Client) -> None:
    assert client.get("/phones.webmanifest").headers["content-type"] == "application/manifest+json"
