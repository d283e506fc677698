"""The build hook: the pages are built once for each state of their sources, with whatever Node there is."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path

import hatch_build
import pytest
from hatch_build import ClientBuildError, PagesHook, build_client, place_pages

NPM = f"""#!{sys.executable}
import json, os, pathlib, sys
with open("../calls.jsonl", "a") as calls:
    calls.write(json.dumps(sys.argv[1:]) + "\\n")
if pathlib.Path("../unreachable").exists():
    sys.exit("npm error code ENOTFOUND")
if pathlib.Path("broken.ts").exists() and sys.argv[1] == "run":
    sys.exit("broken.ts: no such thing")
folder = pathlib.Path("node_modules" if sys.argv[1] == "ci" else "dist")
folder.mkdir(exist_ok=True)
if sys.argv[1] == "run":
    (folder / "index.html").write_text(pathlib.Path("index.ts").read_text())
"""


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with a client, and on the PATH a Node 22 whose npm copies one file."""
    client = tmp_path / "client"
    client.mkdir()
    (client / "package-lock.json").write_text("{}")
    (client / "index.ts").write_text("first")
    put_node(tmp_path, monkeypatch, "v22.12.0")
    return tmp_path


def put_node(root: Path, monkeypatch: pytest.MonkeyPatch, version: str) -> None:
    """Put a Node of that version first on the PATH, and no other."""
    folder = root / "bin"
    folder.mkdir(exist_ok=True)
    for name, text in (("node", f"#!/bin/sh\necho {version}\n"), ("npm", NPM)):
        (folder / name).write_text(text)
        (folder / name).chmod(0o755)
    monkeypatch.setenv("PATH", str(folder))
    monkeypatch.setattr(hatch_build.importlib.util, "find_spec", lambda name: None)


def calls(root: Path) -> list[str]:
    """First words of every call of npm so far."""
    path = root / "calls.jsonl"
    return [json.loads(line)[0] for line in path.read_text().splitlines()] if path.exists() else []


def hook(root: Path) -> PagesHook:
    """The hook as hatchling makes it."""
    return PagesHook(str(root), {}, None, None, str(root / "dist"), "wheel")  # type: ignore[arg-type]  # unused


def test_an_unchanged_client_is_not_built_again(root: Path) -> None:
    """A second build of the same sources calls nothing."""
    build_client(root)
    build_client(root)
    assert calls(root) == ["ci", "run"]


def test_a_changed_source_is_built_with_the_packages_that_are_there(root: Path) -> None:
    """Only the lock file decides whether packages are fetched."""
    build_client(root)
    (root / "client" / "index.ts").write_text("second")
    assert (build_client(root) / "index.html").read_text() == "second"
    assert calls(root) == ["ci", "run", "run"]


def test_a_renamed_source_is_a_change(root: Path) -> None:
    """The key is of names too."""
    before = hatch_build.sources_key(root / "client")
    (root / "client" / "index.ts").rename(root / "client" / "other.ts")
    assert hatch_build.sources_key(root / "client") != before


def test_what_the_build_writes_is_no_source(root: Path) -> None:
    """Else every build would ask for the next."""
    before = hatch_build.sources_key(root / "client")
    build_client(root)
    assert hatch_build.sources_key(root / "client") == before


def test_pages_are_served_as_last_built(root: Path) -> None:
    """A page that is no longer built is no longer served."""
    place_pages(root)
    served = root / "src" / "lanterne" / "web" / "pages"
    (served / "old.html").write_text("of an earlier build")
    (root / "client" / "index.ts").write_text("second")
    place_pages(root)
    assert (served / "index.html").read_text() == "second"
    assert not (served / "old.html").exists()


def test_a_wheel_takes_the_built_pages(root: Path) -> None:
    """They are not under version control, so hatchling has to be told of them."""
    build_data: dict[str, dict[str, str]] = {"force_include": {}}
    hook(root).initialize("standard", build_data)
    assert build_data["force_include"] == {str(root / "client" / "dist"): "lanterne/web/pages"}


def test_without_network_one_line_says_what_to_do(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Npm's own many lines are kept back."""
    (root / "unreachable").touch()
    with pytest.raises(ClientBuildError, match=r"^npm ci.*: no way to its registry \(ENOTFOUND\); connect"):
        build_client(root)
    assert "npm error" not in capsys.readouterr().err


def test_a_failing_build_shows_its_own_words_and_leaves_no_stamp(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """So that the next run tries again."""
    (root / "client" / "broken.ts").touch()
    with pytest.raises(ClientBuildError, match="npm run build failed"):
        build_client(root)
    assert "broken.ts: no such thing" in capsys.readouterr().err
    (root / "client" / "broken.ts").unlink()
    assert (build_client(root) / "index.html").read_text() == "first"


def test_a_missing_client_is_said(root: Path) -> None:
    """A part of the repository makes no package."""
    shutil.rmtree(root / "client")
    with pytest.raises(ClientBuildError, match=r"package-lock\.json is missing"):
        build_client(root)


@pytest.mark.parametrize("version", ["v20.19.0", "v22.12.0", "v24.1.0"])
def test_a_node_that_vite_accepts_is_used(root: Path, monkeypatch: pytest.MonkeyPatch, version: str) -> None:
    """Then nothing is downloaded."""
    put_node(root, monkeypatch, version)
    assert hook(root).dependencies() == []


@pytest.mark.parametrize("version", ["v18.20.4", "v20.18.9", "v21.7.0", "v22.11.0"])
def test_a_node_that_is_too_old_is_passed_over_for_a_wheel(
    root: Path, monkeypatch: pytest.MonkeyPatch, version: str
) -> None:
    """Debian 12 ships Node 18."""
    put_node(root, monkeypatch, version)
    assert hook(root).dependencies() == [hatch_build.NODE_REQUIREMENT]


def test_without_node_the_mend_is_named(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Reached when pip is told not to fetch the build's own dependencies."""
    monkeypatch.setenv("PATH", str(root / "nowhere"))
    with pytest.raises(ClientBuildError, match=r"no Node 20\.19\+ or 22\.12\+ with npm"):
        build_client(root)
