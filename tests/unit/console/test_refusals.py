"""Every refusal of every command has its sentence."""

import re
from pathlib import Path

import pytest
from django.utils import translation

import orderway
from orderway.console.refusals import TEXTS, refusal_text
from orderway.console.supply.words import REFUSALS
from orderway.kernel.errors import Refusal

CODE = re.compile(r"Refusal\(\s*\"([a-z_]+)\"")
ONLY_INSIDE = {"done"}


def test_every_code_that_a_command_can_answer_has_its_words() -> None:
    package = Path(orderway.__file__).parent
    places = [*package.glob("journey/**/*.py"), *package.glob("flow/*.py")]
    codes = {code for place in places for code in CODE.findall(place.read_text(encoding="utf-8"))}

    assert codes - ONLY_INSIDE - set(TEXTS) - set(REFUSALS) == set()


@pytest.mark.parametrize(
    ("refusal", "words"),
    [
        (Refusal("already_shipped", {"status": "SHIPPED"}), "only a return is possible now. Now: Shipped."),
        (Refusal("not_your_role", {"roles": ["reviewer"]}), "Another role decides this. (Reviewer)"),
        (Refusal("more_than_paid", {"left": 12345}), "More than was paid and is not refunded yet. ¥123.45 left."),
        (Refusal("some_new_code"), "some_new_code"),
    ],
)
def test_a_refusal_says_its_facts(refusal: Refusal, words: str) -> None:
    with translation.override("en"):
        assert refusal_text(refusal).endswith(words)
