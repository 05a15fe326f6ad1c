"""The API's description: OpenAPI 3.1 for machines, a page for people. Both come from the table of routes."""

from __future__ import annotations

from functools import cache
from importlib.metadata import version
from typing import Any

import msgspec
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from orderway.api import commands, edi, options, orders, stock, supply
from orderway.api.command_forms import form_of
from orderway.journey.confirm import door as texts
from orderway.journey.intake import api as intake
from orderway.journey.review import door as payments
from orderway.web.auth import SCOPES
from orderway.web.engine import commands as known_commands
from orderway.web.openapi import document
from orderway.web.openapi_route import Answer, Call, Route
from orderway.web.permissions import open_to_all

DESCRIPTION = (
    "Orders in, commands on them, stock. Amounts are integers of minor units, instants RFC 3339 with an offset. "
    "Every refusal is a problem document (RFC 9457) that names the field. Keys: Authorization: Bearer ow_…; scopes: "
    + ", ".join(SCOPES)
)


def machine(_call: Call) -> Answer:
    """The OpenAPI 3.1 document; open to all: it holds nothing that is not in the project's source."""
    return Answer(_encoded(), headers={"Cache-Control": "max-age=300"})


@cache
def _encoded() -> bytes:
    return msgspec.json.encode(whole())


def whole() -> dict[str, Any]:
    """The document, with the form of each command's arguments beside those of the routes."""
    made = document(TABLE, "Orderway", version("orderway"), DESCRIPTION)
    forms = {name: form_of(command) for name, command in known_commands().items()}
    refs, schemas = msgspec.json.schema_components(forms.values(), ref_template="#/components/schemas/{name}")
    made["components"]["schemas"].update(schemas)
    told = ", ".join(f"{name} takes {form.__name__}" for name, form in forms.items())
    for where, methods in made["paths"].items():
        if where.endswith("/{command}"):
            (named,) = [one for one in methods["post"]["parameters"] if one["name"] == "command"]
            named["schema"] = {"type": "string", "enum": list(forms)}
            named["description"] = f"Says which arguments are taken: {told}."
            (body,) = methods["post"]["requestBody"]["content"].values()
            body["schema"] = body["schema"] or {"anyOf": list(refs)}
    return made


@open_to_all
def page(request: HttpRequest) -> HttpResponse:
    """The same for people; open to all: who connects a shop need not be a user."""
    made = whole()
    entries = [
        {"method": method.upper(), "path": where, **operation}
        for where, methods in made["paths"].items()
        for method, operation in methods.items()
    ]
    deeds = [
        {
            "name": command.name,
            "permission": command.permission,
            "scope": next((name for name, allowed in SCOPES.items() if command.permission in allowed), ""),
            "text": form_of(command).__doc__,
            "args": list(command.args.items()),
        }
        for command in known_commands().values()
    ]
    context = {
        "entries": entries,
        "commands": deeds,
        "scopes": SCOPES,
        "problems": problem_words(),
        "schemas": [(name, _shape(schema)) for name, schema in sorted(made["components"]["schemas"].items())],
    }
    return render(request, "api/docs.html", context)


def problem_words() -> list[tuple[str, int, str]]:
    """The codes of problems that a client meets: code, status, what to do."""
    return [
        ("malformed", 400, _("The body is no JSON; errors[0].pointer names the place.")),
        ("unknown_caller", 401, _("Send a key that is known, not revoked, and not expired.")),
        ("signature", 401, _("The webhook's signature or time is wrong; nothing was stored.")),
        ("not_allowed", 403, _("The key lacks the scope that is named.")),
        ("no_such_order", 404, _("There is no such order, or it is not read yet.")),
        ("exists", 409, _("The order was told before with other content: change it by commands.")),
        ("replay", 409, _("This delivery was received before; nothing was stored again.")),
        ("changed_since", 412, _("Read the order again, then decide again.")),
        ("too_large", 413, _("Send less at once.")),
        ("wrong_field", 422, _("Correct the field that errors[].pointer names.")),
        ("idempotency_key", 422, _("This Idempotency-Key was used for another request: take a new one.")),
        ("version_missing", 428, _("Send If-Match with the version you read, or *.")),
        ("rush", 503, _("More comes in than can be taken now. Nothing was kept: send it again after Retry-After.")),
        ("busy", 503, _("Others work on the same rows: try again after Retry-After.")),
    ]


def _shape(schema: dict[str, Any]) -> str:
    return msgspec.json.format(msgspec.json.encode(schema), indent=2).decode()


ROUTES = (Route("GET", "api/v1/openapi.json", "api_document", "", machine, "This document", open=True, answer=None),)
TABLE = (
    *intake.ROUTES, *payments.ROUTES, *texts.ROUTES, *ROUTES, *options.ROUTES, *commands.ROUTES, *orders.ROUTES,
    *stock.ROUTES, *supply.ROUTES, *edi.ROUTES,
)  # fmt: skip
"""All routes, the more particular path before the more general one."""
