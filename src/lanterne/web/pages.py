"""The pages: built files held in memory, so that no request can name any other file."""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final

PAGES_DIR: Final = Path(__file__).parent / "pages"

_TYPES: Final = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".mjs": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".json": "application/json",
    ".webmanifest": "application/manifest+json",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".ico": "image/x-icon",
    ".woff2": "font/woff2",
    ".wasm": "application/wasm",
}
_PACKED: Final = frozenset({".png", ".woff2"})
_FOREVER: Final = b"public, max-age=31536000, immutable"
_ASK_FIRST: Final = b"no-cache"


@dataclass(frozen=True)
class Page:
    """One built file; `path` is where it is served from, such as ``assets/main-1a2b.js``."""

    path: str
    body: bytes

    @property
    def content_type(self) -> bytes:
        """Its media type."""
        return _TYPES.get(Path(self.path).suffix, "application/octet-stream").encode()

    @property
    def cache_control(self) -> bytes:
        """For ever under assets/, whose names change with their content; asked for each time elsewhere."""
        return _FOREVER if self.path.startswith("assets/") else _ASK_FIRST

    @cached_property
    def etag(self) -> bytes:
        """A name of its content."""
        return b'"' + hashlib.blake2b(self.body, digest_size=12).hexdigest().encode() + b'"'

    @cached_property
    def gzipped(self) -> bytes | None:
        """Its body compressed, or None if that makes it no smaller."""
        if Path(self.path).suffix in _PACKED:
            return None
        packed = gzip.compress(self.body, 9, mtime=0)
        return packed if len(packed) < len(self.body) else None


def read_pages(directory: Path = PAGES_DIR) -> Mapping[str, Page]:
    """The built files by the path they are served from; empty if the client was not built."""
    return {
        path: Page(path, file.read_bytes())
        for file in sorted(directory.rglob("*"))
        if file.is_file() and file.suffix  # the build's own mark has none
        for path in [file.relative_to(directory).as_posix()]
    }


def plain_page(title: str, *sentences: str) -> bytes:
    """A page without scripts or styles."""
    said = "".join(f"<p>{sentence}</p>" for sentence in sentences)
    return (
        '<!doctype html><html lang="en"><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width">'
        f"<title>{title}</title><body><h1>{title}</h1>{said}</body></html>"
    ).encode()
