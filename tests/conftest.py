"""What holds for every test: the browser tests run only where there is a browser."""

from __future__ import annotations

import shutil

import pytest


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip the tests marked ``browser`` on a machine without chromium."""
    if shutil.which("chromium"):
        return
    skip = pytest.mark.skip(reason="no chromium on this machine; Debian: apt-get install chromium")
    for item in items:
        if item.get_closest_marker("browser"):
            item.add_marker(skip)
