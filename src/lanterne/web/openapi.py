"""The description of the API: what the routes say of themselves, and the events as their types say."""

from __future__ import annotations

from typing import Any, get_args

import msgspec
from litestar import Request, Router
from litestar.openapi import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin

import lanterne
from lanterne.events import Event
from lanterne.journal.base import Receipt
from lanterne.views import (
    AgreeView,
    CheerView,
    FamilyView,
    MedicalView,
    RadioView,
    SagView,
    StationPageView,
    SweepView,
)
from lanterne.web.access import Access

POSTS = (SweepView, SagView, StationPageView, CheerView, MedicalView, FamilyView, RadioView, AgreeView)
"""What a post's page is sent, by role."""

REFERENCE = "#/components/schemas/{name}"
STREAM_TEXT = (
    "Server-sent events: the newest frame of each view at once, then each newer one; a comment every 10 s."
)


class Description(JsonRenderPlugin):
    """Serves the OpenAPI document, with the raw routes and the events written in."""

    def render(self, request: Request[Any, Any, Any], openapi_schema: dict[str, Any]) -> bytes:
        """The document as JSON."""
        return msgspec.json.encode(described(openapi_schema))


def openapi_config(path: str) -> OpenAPIConfig:
    """The document at ``openapi.json`` under a path, open to anyone, and no pages that show it."""
    router = Router(path, route_handlers=[], include_in_schema=False, opt={"access": Access.OPEN})
    plugins = [Description()]
    return OpenAPIConfig("Lanterne", lanterne.__version__, openapi_router=router, render_plugins=plugins)


def described(document: dict[str, Any]) -> dict[str, Any]:
    """A document of the framework's routes, with the raw ones and the events added."""
    (receipt,), receipts = msgspec.json.schema_components([Receipt], ref_template=REFERENCE)
    _, events = msgspec.json.schema_components(get_args(Event), ref_template=REFERENCE)
    schemas = document.get("components", {}).get("schemas", {}) | receipts | events
    _, views = msgspec.json.schema_components(POSTS, ref_template=REFERENCE)
    schemas |= views
    paths = {
        "/api/v1/events": {"post": _post_events(receipt, sorted(events))},
        "/api/v1/post": {"get": _get_post()},
        "/api/v1/reads": {"post": _post_reads()},
        "/api/v1/stream": {"get": _stream()},
    }
    return document | {"paths": document["paths"] | paths, "components": {"schemas": schemas}}


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


def _get_post() -> dict[str, Any]:
    views = {"anyOf": [{"$ref": REFERENCE.format(name=view.__name__)} for view in POSTS]}
    return {
        "summary": "What a post's page is sent",
        "description": "A link's own post; race control names the post. 304 where the ETag still holds.",
        "operationId": "Post",
        "parameters": [{"name": "id", "in": "query", "schema": {"type": "string"}, "required": False}],
        "responses": {
            "200": {"description": "The view", "content": {"application/json": {"schema": views}}},
            "304": {"description": "It is as it was"},
            "400": {"description": "Race control has named no post"},
            "403": {"description": "A link of another post"},
            "404": {"description": "There is no such post"},
        },
    }


def _post_reads() -> dict[str, Any]:
    return {
        "summary": "Take in a table of reads",
        "description": "A CSV with columns bib or chip, point and time. The answer names each row not taken.",
        "operationId": "PostReads",
        "requestBody": {"required": True, "content": {"text/csv": {"schema": {"type": "string"}}}},
        "responses": {
            "200": {"description": "All sound rows are on disk", "content": {"text/plain": {}}},
            "413": {"description": "The table is too long; send it in parts"},
            "422": {"description": "It is no such table", "content": {"text/plain": {}}},
            "507": {"description": "Nothing could be stored; send it again"},
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
