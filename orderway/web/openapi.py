"""The OpenAPI 3.1 document of a table of routes; its schemas are what msgspec decodes by, so they cannot differ."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import msgspec

from orderway.web.openapi_once import KEPT_DAYS
from orderway.web.openapi_route import Also, Route
from orderway.web.problems import CONTENT_TYPE, TITLES

_PART = re.compile(r"<(?:\w+:)?(\w+)>")
PROBLEM = {
    "type": "object",
    "required": ["type", "title", "status", "code", "detail"],
    "properties": {
        "type": {"type": "string", "format": "uri-reference"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "code": {"type": "string", "description": "Stable; the detail may be worded anew."},
        "detail": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["pointer", "detail"],
                "properties": {
                    "pointer": {"type": "string", "description": "The field, as a JSON pointer: #/lines/0/quantity"},
                    "detail": {"type": "string"},
                },
            },
        },
    },
}
ONCE = {
    "name": "Idempotency-Key",
    "in": "header",
    "schema": {"type": "string", "maxLength": 255},
    "description": f"The same key and body get the same answer for {KEPT_DAYS} days; with another body, 422.",
}
IF_MATCH = {
    "name": "If-Match",
    "in": "header",
    "required": True,
    "schema": {"type": "string"},
    "description": 'The version that was read, `"7"`; `*` where any will do. 412: changed since; 428: missing.',
}


def document(routes: Sequence[Route], title: str, version: str, description: str) -> dict[str, Any]:
    """The whole document as plain values."""
    types = [
        kind
        for route in routes
        for kind in (route.form, route.answer, *[one.answer for one in route.also])
        if kind is not None
    ]
    refs, schemas = msgspec.json.schema_components(types, ref_template="#/components/schemas/{name}")
    of_type = {id(kind): ref for kind, ref in zip(types, refs, strict=True)}
    paths: dict[str, Any] = {}
    for route in routes:
        where = "/" + _PART.sub(r"{\1}", route.path)
        paths.setdefault(where, {})[route.method.lower()] = _operation(route, of_type)
    return {
        "openapi": "3.1.0",
        "jsonSchemaDialect": "https://json-schema.org/draft/2020-12/schema",
        "info": {"title": title, "version": version, "description": description, "license": _LICENCE},
        "security": [{"key": []}],
        "paths": paths,
        "components": {
            "schemas": {**schemas, "Problem": PROBLEM},
            "securitySchemes": {"key": {"type": "http", "scheme": "bearer", "description": "ow_PREFIX_SECRET"}},
        },
    }


_LICENCE = {"name": "Apache-2.0", "identifier": "Apache-2.0"}


def _operation(route: Route, of_type: dict[int, Any]) -> dict[str, Any]:
    parameters: list[dict[str, Any]] = [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
        for name in _PART.findall(route.path)
    ]
    parameters += [
        {"name": one.name, "in": "query", "schema": {"type": "string"}, "description": one.text} for one in route.query
    ]
    parameters += [
        {"name": one.name, "in": "header", "schema": {"type": "string"}, "description": one.text}
        for one in route.headers
    ]
    parameters += [ONCE] if route.once else []
    parameters += [IF_MATCH] if route.versioned else []
    operation: dict[str, Any] = {
        "operationId": route.name,
        "summary": route.summary,
        "description": " ".join((route.handler.__doc__ or "").split()),
        "responses": {
            **{str(one.status): _good(one, of_type) for one in _answers(route)},
            **{str(status): _problem(status) for status in _statuses(route)},
        },
    }
    if parameters:
        operation["parameters"] = parameters
    if route.form is not None or route.raw:
        kind, schema = (route.raw, {}) if route.raw else ("application/json", of_type[id(route.form)])
        operation["requestBody"] = {"required": True, "content": {kind: {"schema": schema}}}
    if route.open:
        operation["security"] = []
    return operation


def _answers(route: Route) -> list[Also]:
    return sorted([Also(route.status, route.answer, route.summary), *route.also], key=lambda one: one.status)


def _good(one: Also, of_type: dict[int, Any]) -> dict[str, Any]:
    content = {"content": {"application/json": {"schema": of_type[id(one.answer)]}}} if one.answer is not None else {}
    return {"description": one.text, **content}


def _statuses(route: Route) -> list[int]:
    usual = set(route.problems)
    if not route.open:
        usual |= {401, 403}
    if route.method != "GET":
        usual |= {413, 415}
    if route.form is not None or route.raw:
        usual |= {400, 422}
    if route.versioned:
        usual |= {409, 412, 428}
    return sorted(usual | {503})


def _problem(status: int) -> dict[str, Any]:
    schema = {"$ref": "#/components/schemas/Problem"}
    return {"description": TITLES[status], "content": {CONTENT_TYPE: {"schema": schema}}}
