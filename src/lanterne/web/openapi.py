"""The description of the API: what the routes say of themselves, and the events as their types say."""

from __future__ import annotations

from typing import Any, get_args

import msgspec
from litestar import Litestar

from lanterne.events import Event
from lanterne.journal.base import Receipt

REFERENCE = "#/components/schemas/{name}"
STREAM_TEXT = (
    "Server-sent events: the newest frame of each view at once, then each newer one; a comment every 10 s."
)


def description(app: Litestar) -> dict[str, Any]:
    """The OpenAPI document, with the raw routes and the events written in."""
    document: dict[str, Any] = app.openapi_schema.to_schema()
    (receipt,), receipts = msgspec.json.schema_components([Receipt], ref_template=REFERENCE)
    _, events = msgspec.json.schema_components(get_args(Event), ref_template=REFERENCE)
    document.setdefault("components", {}).setdefault("schemas", {}).update(receipts | events)
    document["paths"]["/api/v1/events"] = {"post": _post_events(receipt, sorted(events))}
    document["paths"]["/api/v1/stream"] = {"get": _stream()}
    return document


def _post_events(receipt: dict[str, Any], kinds: list[str]) -> dict[str, Any]:
    events = {"type": "array", "items": {"anyOf": [{"$ref": REFERENCE.format(name=kind)} for kind in kinds]}}
    receipts = {"type": "array", "items": receipt}
    return {
        "summary": "Take in events",
        "description": (
            "One receipt for each event, in their order, after all are on disk. A bad event is quarantined "
            "with its reason and the rest goes in. After 503 and 507 nothing is stored: keep the batch and "
            "send it again."
        ),
        "operationId": "PostEvents",
        "requestBody": {"required": True, "content": {"application/json": {"schema": events}}},
        "responses": {
            "200": {"description": "Receipts", "content": {"application/json": {"schema": receipts}}},
            "400": {"description": "Not a JSON array"},
            "413": {"description": "Too large a batch"},
            "503": {"description": "Busy: send again"},
            "507": {"description": "The journal cannot store it: full disk, read-only folder"},
        },
    }


def _stream() -> dict[str, Any]:
    return {
        "summary": "The views as they change",
        "description": STREAM_TEXT,
        "operationId": "Stream",
        "responses": {
            "200": {
                "description": "The stream",
                "content": {"text/event-stream": {"schema": {"type": "string"}}},
            }
        },
    }
