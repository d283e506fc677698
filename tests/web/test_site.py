"""The built pages: found by name only, cached, compressed, and missed plainly."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from litestar import Litestar
from litestar.testing import TestClient
from tests.web.conftest import PAGES, Serve

from lanterne.web.pages import Page, read_pages

Client = TestClient[Litestar]
SCRIPT = "/assets/main-1a2b.js"


def test_a_browser_at_the_root_is_sent_to_race_control(client: Client) -> None:
    answer = client.get("/")
    assert (answer.status_code, answer.headers["location"]) == (307, "/control")


def test_a_link_on_another_site_may_lead_to_the_root(client: Client) -> None:
    assert client.get("/", headers={"Sec-Fetch-Site": "cross-site"}).status_code == 307


def test_scripts_are_kept_for_ever_and_compressed(client: Client) -> None:
    answer = client.get(SCRIPT, headers={"Accept-Encoding": "gzip"})
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers["content-encoding"] == "gzip"
    assert answer.headers["content-type"].startswith("text/javascript")
    assert answer.content == PAGES["assets/main-1a2b.js"].body


def test_a_client_that_cannot_unpack_is_sent_it_plain(client: Client) -> None:
    answer = client.get(SCRIPT, headers={"Accept-Encoding": "identity"})
    assert "content-encoding" not in answer.headers
    assert answer.content == PAGES["assets/main-1a2b.js"].body


def test_the_page_is_asked_for_each_time_and_sent_once(client: Client) -> None:
    first = client.get("/control")
    assert first.headers["cache-control"] == "no-cache"
    again = client.get("/control", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_without_the_build_the_page_says_how_to_build_it(serve: Serve) -> None:
    answer = serve(pages={}).get("/control")
    assert (answer.status_code, "make venv" in answer.text) == (503, True)


@pytest.mark.parametrize(
    "path", ["/assets/../app.py", "/assets/%2e%2e/app.py", "/assets/", "/control.html", "/assets/none.js"]
)
def test_no_other_file_can_be_named(client: Client, path: str) -> None:
    assert client.get(path).status_code == 404


def test_every_built_file_is_read_by_its_path(tmp_path: Path) -> None:
    (tmp_path / "assets").mkdir()
    (tmp_path / "control.html").write_bytes(b"page")
    (tmp_path / "built-from").write_bytes(b"the build's mark is no page")
    (tmp_path / "assets" / "map.css").write_bytes(b"a{}")
    found = read_pages(tmp_path)
    assert {path: page.content_type for path, page in found.items()} == {
        "assets/map.css": b"text/css; charset=utf-8",
        "control.html": b"text/html; charset=utf-8",
    }


def test_an_unbuilt_client_is_no_pages(tmp_path: Path) -> None:
    assert read_pages(tmp_path / "pages") == {}


def test_what_compressing_would_not_shorten_is_left(tmp_path: Path) -> None:
    assert Page("assets/dot.svg", b"<svg/>").gzipped is None
    packed = Page("assets/long.css", b"a{}" * 100).gzipped
    assert packed is not None
    assert gzip.decompress(packed) == b"a{}" * 100
