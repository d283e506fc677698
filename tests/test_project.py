"""The project's own set-up: what the lock, the tracked files and the words for make promise."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.version import Version

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
LOCKS = sorted((ROOT / "requirements").glob("*.txt"))

RUNTIME = PROJECT["project"]["dependencies"]
SCIENCE = PROJECT["project"]["optional-dependencies"]["science"]
GROUPS = PROJECT["dependency-groups"]
ASKED = {
    "runtime": RUNTIME,
    "venv": [*RUNTIME, *SCIENCE, *GROUPS["build"]],
    "dev": [*RUNTIME, *SCIENCE, *GROUPS["build"], *GROUPS["dev"]],
    "node": GROUPS["node"],
}
PYTHONS = ("3.11", "3.12", "3.13")

REGISTRIES = re.compile(
    "|".join([r"pypi\.(org|python)", r"pythonhosted\.", r"registry\.npm", r"npmjs\.(org|com)/"])
)
MACHINES = re.compile(r"(?<![\w.])/(work|root|farm|home/\w+|Users/\w+)/")


def tracked() -> list[Path]:
    """Text files under version control."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode:
        pytest.skip("not a checkout: no list of tracked files")
    paths = [ROOT / name for name in listed.stdout.split("\0") if name]
    return [path for path in paths if path.is_file() and b"\0" not in path.read_bytes()[:8000]]


def pins(lock: Path, python: str) -> dict[str, Version]:
    """Versions that a lock gives on Linux with one Python."""
    where = {"python_version": python, "python_full_version": f"{python}.0", "sys_platform": "linux"}
    found = {}
    for line in re.findall(r"^([a-z0-9][^\\\n]*==[^\\\n]*)", lock.read_text(), re.MULTILINE):
        pin = Requirement(line)
        if pin.marker is None or pin.marker.evaluate(where):
            (only,) = pin.specifier
            found[pin.name] = Version(only.version)
    return found


@pytest.mark.parametrize("python", PYTHONS)
@pytest.mark.parametrize("name", ASKED)
def test_the_lock_serves_what_the_project_asks_for(name: str, python: str) -> None:
    """A dependency added to pyproject.toml is locked by make lock before it counts."""
    pinned = pins(ROOT / "requirements" / f"{name}.txt", python)
    asked = [Requirement(text) for text in ASKED[name]]
    unserved = [str(want) for want in asked if pinned.get(want.name, Version("0")) not in want.specifier]
    assert unserved == []


@pytest.mark.parametrize("python", PYTHONS)
def test_every_lock_pins_the_same_versions(python: str) -> None:
    """What is tested is what is served."""
    tested = pins(ROOT / "requirements" / "dev.txt", python)
    for lock in (ROOT / "requirements" / "runtime.txt", ROOT / "requirements" / "venv.txt"):
        assert pins(lock, python).items() <= tested.items()


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.stem)
def test_a_lock_has_a_hash_for_every_pin_and_names_no_host(lock: Path) -> None:
    """Any registry that holds the same files serves."""
    text = lock.read_text()
    assert all("--hash=sha256:" in pin for pin in re.split(r"\n(?=[a-z0-9])", text)[1:])
    assert not re.search(r"://|--(index-url|extra-index-url|find-links|trusted-host)", text)


def test_the_client_lock_names_no_host() -> None:
    """Npm takes the packages from the registry the machine is set to."""
    assert '"resolved"' not in (ROOT / "client" / "package-lock.json").read_text()


def test_every_dependency_says_why_it_is_there() -> None:
    """Each requirement in pyproject.toml has its reason beside it."""
    written = (ROOT / "pyproject.toml").read_text().splitlines()
    for text in {*RUNTIME, *SCIENCE, *(want for group in GROUPS.values() for want in group)}:
        lines = [line for line in written if f'"{text}"' in line]
        assert lines, text
        assert all(re.search(r"#\s+\S", line) for line in lines), text


def third_party(folder: str) -> set[str]:
    """Names of the packages outside Python's own library that a folder's modules import."""
    found = set()
    for path in (ROOT / folder).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Import):
                found |= {name.name.split(".")[0] for name in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                found.add(node.module.split(".")[0])
    return found - sys.stdlib_module_names - {"lanterne", "tests", "hatch_build"}


def names(wants: list[str]) -> set[str]:
    """Names under which requirements are imported."""
    return {Requirement(want).name.replace("-", "_") for want in wants}


def test_the_package_imports_what_it_requires_and_no_more() -> None:
    """A dependency that came along with another may leave with it; one that nobody imports may go."""
    imported_by_name_of_zone = {"tzdata"}
    imported_as = {"argon2": "argon2_cffi"}
    imported = {imported_as.get(name, name) for name in third_party("src")}
    assert imported == names([*RUNTIME, *SCIENCE]) - imported_by_name_of_zone


def test_no_tracked_file_names_a_registry_or_a_machine() -> None:
    """The project is the same for whoever clones it, wherever."""
    found = []
    for path in tracked():
        for number, line in enumerate(path.read_text(errors="replace").splitlines(), 1):
            if REGISTRIES.search(line) or MACHINES.search(line):
                found.append(f"{path.relative_to(ROOT)}:{number}: {line.strip()[:80]}")
    assert found == []


def test_make_help_lists_every_target() -> None:
    """Whoever types make sees all there is to ask for."""
    text = (ROOT / "Makefile").read_text()
    targets = set(re.search(r"^\.PHONY: (.*)$", text, re.MULTILINE)[1].split())
    helped = set(re.findall(r'@echo "make ([\w-]+)', text))
    assert targets - {"help", "dev"} == helped


@pytest.mark.parametrize("page", ["README.md", "CONTRIBUTING.md", "docs/install.md"])
def test_the_pages_name_only_targets_that_there_are(page: str) -> None:
    """A target that is renamed is renamed in the words too."""
    targets = set(re.findall(r"^([\w-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    assert set(re.findall(r"`make ([\w-]+)", (ROOT / page).read_text())) <= targets
