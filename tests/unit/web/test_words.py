import pytest
from django.utils import translation

from orderway.lifecycle import moves
from orderway.web import words

TONES = {"bad", "warn", "good", "info", "calm"}
SHAPES = {"", "waiting", "ended", "part"}


@pytest.mark.parametrize("machine", moves.MACHINES, ids=lambda machine: machine.name)
def test_every_state_of_every_machine_has_a_word(machine: moves.Machine) -> None:
    assert set(words.STATES[machine.name]) == set(machine.meaning)


def test_every_word_has_a_known_tone_and_shape() -> None:
    known = [
        word for table in (*words.STATES.values(), words.ORDER_PARTIALLY, words.BUCKETS) for word in table.values()
    ]

    assert {word.tone for word in known} <= TONES
    assert {word.shape for word in known} <= SHAPES


def test_a_partly_shipped_order_says_so_in_both_languages() -> None:
    word = words.state_word("order", "SHIPPED", partially=True)

    assert str(word.label) == "Partly shipped"
    with translation.override("zh-hans"):
        assert str(word.label) == "部分发货"


def test_one_english_word_has_the_chinese_of_its_machine() -> None:
    with translation.override("zh-hans"):
        assert str(words.state_word("order", "RELEASED").label) == "已下发"
        assert str(words.state_word("hold", "RELEASED").label) == "已解挂"
        assert str(words.state_word("reservation", "RELEASED").label) == "已释放"


def test_an_unknown_state_stands_for_itself() -> None:
    assert words.state_word("order", "BRAND_NEW") == words.Word("BRAND_NEW", "calm", "")
