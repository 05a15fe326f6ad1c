"""Everything a table may give has a word in both languages."""

import pytest
from django.utils import translation

from orderway.console.rules.words import choice_word
from orderway.rules.kinds import KINDS

GIVEN = sorted({(o.name, c) for kind in KINDS.values() for o in kind.outputs for c in o.choices})


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_each_choice_of_an_output_is_worded(language: str) -> None:
    with translation.override(language):
        words = {(name, value): choice_word(name, value) for name, value in GIVEN}
    bare = [key for key, word in words.items() if word == key[1] and (language != "en" or key[1] not in ("yes", "no"))]
    assert bare == []


def test_a_fact_is_not_taken_for_a_choice() -> None:
    with translation.override("en"):
        assert choice_word("province", "off") == "off"
        assert choice_word("language", "no") == "no"
