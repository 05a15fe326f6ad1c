"""Every kind of step that the engine writes down has its sentence."""

import re
from pathlib import Path

import pytest
from django.utils import translation

import orderway
from orderway.console.event_words import _TEXTS, GATES, step_text

NOTE = re.compile(r"change\.note\(\s*order,\s*\"([a-z_]+)\"|(?<!change\.)\bnote\(order, \"([a-z_]+)\"")


def test_every_step_that_is_written_has_its_words() -> None:
    package = Path(orderway.__file__).parent
    found: set[str] = set()
    for place in (*package.glob("journey/**/*.py"), *package.glob("flow/*.py")):
        for one, other in NOTE.findall(place.read_text(encoding="utf-8")):
            found.add(one or other)

    assert found - set(_TEXTS) - set(GATES) == set()


@pytest.mark.parametrize(
    ("step", "words"),
    [
        (["check", "pass", {}], ""),
        (["check", "hold", {"defects": ["phone_missing"]}], "Held at Check: Phone missing"),
        (["promise", "wait", {"waits_for": "stock"}], "Waits at Promise: Await the stock"),
        (["release", "pass", {"to": ["HZ", "GZ"]}], "Released to HZ, GZ"),
        (["payment", "PAID", {"kind": "captured", "amount": 8900}], "Payment: Paid ¥89.00"),
        (["cancel", "done", {"reason": "buyer", "dropped": 8900}], "Cancelled (the buyer asked), ¥89.00 less to pay"),
        (["something_new", "done", {}], "something_new: done"),
    ],
)
def test_a_step_is_a_sentence(step: list[object], words: str) -> None:
    with translation.override("en"):
        assert step_text(step, "CNY") == words
