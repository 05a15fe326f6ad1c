"""A program that knows only the OpenAPI document knows every address, answer, command and argument."""

import json
import re
from typing import Any

import pytest

from orderway.api import docs
from orderway.web.engine import commands


@pytest.fixture(scope="module")
def document() -> Any:
    return json.loads(json.dumps(docs.whole()))


def test_every_reference_leads_to_a_form_with_a_plain_name(document: Any) -> None:
    forms = document["components"]["schemas"]
    named = set(re.findall(r'"#/components/schemas/([^"]+)"', json.dumps(document)))
    assert named - set(forms) == set()
    assert [name for name in forms if not name.isalnum()] == []


@pytest.mark.parametrize("where", ["/api/v1/orders/{shop}/{external_id}/{command}", "/api/v1/commands/{command}"])
def test_commands_are_listed_with_their_arguments(document: Any, where: str) -> None:
    (named,) = [one for one in document["paths"][where]["post"]["parameters"] if one["name"] == "command"]
    assert named["schema"]["enum"] == list(commands())
    told = dict(re.findall(r"(\w+) takes (\w+)", named["description"]))
    assert list(told) == list(commands())
    for name, form in told.items():
        assert list(document["components"]["schemas"][form]["properties"]) == list(commands()[name].args)


def test_each_good_answer_of_an_order_is_told(document: Any) -> None:
    told = document["paths"]["/api/v1/orders"]["post"]
    assert [status for status in told["responses"] if status < "300"] == ["201", "202"]
    assert [one["name"] for one in told["parameters"]] == ["Prefer", "Idempotency-Key"]
    shown = document["paths"]["/api/v1/orders/{shop}/{external_id}"]["get"]["responses"]
    assert shown["202"]["content"]["application/json"]["schema"] == {"$ref": "#/components/schemas/Unread"}
