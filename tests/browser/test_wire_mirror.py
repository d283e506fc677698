"""The client's shapes are the server's: client/src/wire.ts and wire/ mirror views/ and web/api.py by hand."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from lanterne import views
from lanterne.web import api

CLIENT = Path(__file__).parents[2] / "client" / "src"
WIRES = [
    CLIENT / "wire.ts",
    *(CLIENT / "wire" / f"{name}.ts" for name in ("accounting", "decisions", "posts", "whatif")),
]
SHAPES = [
    shape
    for shape in vars(views).values()
    if isinstance(shape, type) and issubclass(shape, views.View) and shape is not views.View
] + [api.QuarantinedRow, api.QuarantinePage]


def interfaces() -> dict[str, list[str]]:
    """Field names of every interface, with those it extends."""
    found: dict[str, list[str]] = {}
    for name, parent, body in re.findall(
        r"interface (\w+)(?: extends (\w+))? \{(.*?)\n\}", "\n".join(file.read_text() for file in WIRES), re.S
    ):
        found[name] = found.get(parent, []) + re.findall(r"^  (\w+)\??:", body, re.M)
    return found


@pytest.mark.parametrize("view", SHAPES, ids=lambda view: view.__name__)
def test_the_client_knows_every_field(view: type[views.View]) -> None:
    assert interfaces()[view.__name__] == list(view.__struct_fields__)
