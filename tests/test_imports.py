"""Imports go one way, and the rooms that reckon do no input or output."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

SOURCE = Path(__file__).resolve().parents[1] / "src" / "lanterne"

ROOMS = (
    "units",
    "errors",
    "clock",
    "clinical",  # words that no free text may hold
    "events",
    "results",  # a race day's results file, as frozen arrays
    "race",
    "journal",
    "folder",  # a race day's files: its race, its start list, its journal
    "feeds",
    "field",
    "forecast",
    "score",  # forecasts read back against what then happened
    "dispatch",
    "radio",  # what a line heard by radio means
    "views",
    "live",
    "replay",  # writes events, as feeds do
    "simulate",  # the same, with runners from the forecast's library
    "report",
    "notify",
    "web",
    "serve",  # all of the above put together
    "cli",
)
"""A room may import from the rooms above it."""

PURE = ("field", "forecast", "score", "dispatch", "radio")
OUTSIDE = {
    *("asyncio", "http", "io", "os", "pathlib", "secrets", "shutil", "socket", "sqlite3", "subprocess"),
    *("tempfile", "threading", "time", "urllib"),
    *("datetime", "random"),  # a clock and chance come in as arguments
}
LEARNING = {"forecast/library.py", "forecast/training.py"}  # read the library and the results it is fitted on
HEAVY = ("polars", "scipy.stats")  # seconds of start-up and memory that a race day does without


def modules() -> list[str]:
    """Paths of all modules, from the package's folder."""
    return sorted(path.relative_to(SOURCE).as_posix() for path in SOURCE.rglob("*.py"))


@cache
def imports(module: str, *, running: bool = True) -> frozenset[str]:
    """Full names of what a module imports, within functions too; if `running`, not those for types."""
    return frozenset(_imports(ast.parse((SOURCE / module).read_text()), module, running))


def _imports(node: ast.AST, module: str, running: bool) -> Iterator[str]:
    for child in ast.iter_child_nodes(node):
        if running and isinstance(child, ast.If) and ast.unparse(child.test) == "TYPE_CHECKING":
            continue
        if isinstance(child, ast.Import):
            yield from (name.name for name in child.names)
        elif isinstance(child, ast.ImportFrom):
            assert child.level == 0, f"{module}: import from lanterne by its full name"
            yield from (f"{child.module}.{name.name}" for name in child.names)
        else:
            yield from _imports(child, module, running)


def room(module: str) -> str:
    """Room a module belongs to, such as field of field/fold.py."""
    return module.split("/")[0].removesuffix(".py")


def files(name: str) -> list[str]:
    """Modules, from the package's folder, that importing a full name runs."""
    parts = name.split(".")[1:] if name.startswith("lanterne.") else []
    steps = ["/".join(parts[:depth]) for depth in range(1, len(parts) + 1)]
    return [
        path for step in steps for path in (f"{step}.py", f"{step}/__init__.py") if (SOURCE / path).is_file()
    ]


def reached(start: list[str]) -> dict[str, str]:
    """Modules that importing `start` runs, each with the one that first imports it."""
    found = dict.fromkeys(start, "")
    waiting = list(start)
    while waiting:
        module = waiting.pop()
        for path in (path for name in sorted(imports(module)) for path in files(name)):
            if path not in found:
                found[path] = module
                waiting.append(path)
    return found


def test_every_room_has_its_place_in_the_order() -> None:
    """A new room says where it stands."""
    assert {room(module) for module in modules()} - {"__init__", "__main__"} <= set(ROOMS)


@pytest.mark.parametrize("module", [module for module in modules() if room(module) in ROOMS])
def test_a_room_imports_only_from_the_rooms_before_it(module: str) -> None:
    """So that whoever reads a room need not know those that use it."""
    mine = ROOMS.index(room(module))
    named = imports(module, running=False)
    later = {name for name in named for path in files(name) if ROOMS.index(room(path)) > mine}
    assert later == set()


@pytest.mark.parametrize(
    "module", [module for module in modules() if room(module) in PURE and module not in LEARNING]
)
def test_reckoning_has_no_clock_no_chance_and_no_files(module: str) -> None:
    """The same values and as-of time give the same answer, wherever it runs."""
    assert {name for name in imports(module) if name.split(".")[0] in OUTSIDE} == set()
    calls = {ast.unparse(node) for node in ast.walk(ast.parse((SOURCE / module).read_text()))}
    assert calls & {"open", "print", "input", "np.random.default_rng()", "np.random.seed"} == set()


def test_a_race_day_runs_without_the_heavy_libraries() -> None:
    """Nothing that the pages and the tick import reaches results files or scipy.stats."""
    running = reached([module for module in modules() if room(module) in {"serve", "feeds", "live", "web"}])
    heavy = {
        f"{module} imports {name}, by way of {by}"
        for module, by in running.items()
        for name in imports(module)
        if name.startswith(HEAVY)
    }
    assert heavy == set()
