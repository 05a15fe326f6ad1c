"""Letters are replaced exactly as `str.translate` does it, also where the table holds what patterns are made of."""

import pytest

from orderway.places.letters import replacing

TABLE = {ord("]"): "[", ord("^"): "!", ord("-"): None, ord("\\"): "/", ord("廣"): "广", ord("Ａ"): ord("A")}


@pytest.mark.parametrize("text", ["", "plain", "廣東", "a-b", "]", "^x", "x^", "\\", "Ａ座", "广", "z[", "!/"])
def test_a_text_is_replaced_as_by_translate(text: str) -> None:
    assert replacing(TABLE)(text) == text.translate(TABLE)


def test_a_text_without_any_of_the_letters_is_the_same_object() -> None:
    text = "文三路478号"
    assert replacing(TABLE)(text) is text
