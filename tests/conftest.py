"""What holds for every test: none fails for a slow machine, and browser tests need a browser."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile("any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("any machine")


@pytest.fixture
def shared() -> Path:
    """The folder of real files beside the repository; the test is skipped where there is none."""
    path = Path(__file__).parents[2] / "shared"
    if not path.is_dir():
        pytest.skip("no folder ../shared with real files")
    return path


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip the tests that drive chromium on a machine that cannot run it."""
    browser_tests = [item for item in items if "chromium" in getattr(item, "fixturenames", ())]
    lack = _lack() if browser_tests else None
    if lack:
        for item in browser_tests:
            item.add_marker(pytest.mark.skip(reason=lack))


def _lack() -> str | None:
    if not shutil.which("chromium"):
        return "no chromium on this machine; Debian: apt-get install chromium"
    asked = [sys.executable, "-m", "playwright", "--version"]
    if subprocess.run(asked, capture_output=True, check=False).returncode:
        return "playwright's driver does not start; Debian: apt-get install libatomic1"
    return None
