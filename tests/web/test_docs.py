"""docs/api.md says everything there is."""

from __future__ import annotations

from pathlib import Path

from tests.web.test_every_route import WHO

TEXT = (Path(__file__).parents[2] / "docs" / "api.md").read_text(encoding="utf-8")


def test_every_route_is_described() -> None:
    named = [path for path in WHO if path not in ("/api/v1", "/api/v1/{path:str}")]
    assert [path for path in named if path.replace("main-1a2b.js", "...") not in TEXT] == []
