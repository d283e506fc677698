"""Headers that every answer carries."""

from __future__ import annotations

from litestar.types import Message, Scope

# MapLibre runs a worker and draws from blobs; Svelte and MapLibre set style attributes.
CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self'",
        "worker-src 'self' blob:",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)

EVERY_ANSWER = [
    (b"x-content-type-options", b"nosniff"),
    (b"cross-origin-resource-policy", b"same-origin"),
]
PAGES = [
    (b"content-security-policy", CONTENT_SECURITY_POLICY.encode()),
    (b"x-frame-options", b"DENY"),
    # Under no-referrer a browser says of our own forms that they come from nowhere (Origin: null).
    (b"referrer-policy", b"same-origin"),
]
"""Only documents heed these, and the server checks each header of an answer."""

_NO_STORE = (b"cache-control", b"no-store")


async def add_headers(message: Message, scope: Scope) -> None:
    """Add the security headers, and forbid caching where the route has said nothing about it."""
    if message["type"] != "http.response.start":
        return
    said = dict(message["headers"])
    headers = [*message["headers"], *EVERY_ANSWER]
    if said.get(b"content-type", b"").startswith(b"text/html"):
        headers += PAGES
    if b"cache-control" not in said:
        headers.append(_NO_STORE)
    message["headers"] = headers
