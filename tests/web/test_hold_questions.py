"""Questions about holds that make no sense are answered in words, not as a fault of the server."""

from __future__ import annotations

import pytest
from litestar import Litestar
from litestar.testing import TestClient
from tests.web.conftest import MadeUp

from lanterne.errors import LanterneError


@pytest.mark.parametrize("asked", ["holds/options?distance=ten&from_m=0&to_m=9&bibs=77", "whatif?closed=w99"])
def test_a_bib_or_station_that_there_is_not_is_the_askers_mistake(
    client: TestClient[Litestar], live: MadeUp, monkeypatch: pytest.MonkeyPatch, asked: str
) -> None:
    async def refuse(*_: object) -> None:
        raise LanterneError("77: nobody has this bib")

    monkeypatch.setattr(live, "hold_options", refuse)
    monkeypatch.setattr(live, "whatif", refuse)
    answer = client.get(f"/api/v1/{asked}")
    assert (answer.status_code, answer.json()["detail"]) == (400, "77: nobody has this bib")
