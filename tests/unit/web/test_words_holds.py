from django.utils import translation

from orderway.lifecycle.reasons import REASONS
from orderway.web import words_holds
from orderway.web.permissions import ROLES


def test_every_hold_reason_has_words() -> None:
    assert set(REASONS) <= set(words_holds.REASONS)


def test_every_next_action_of_a_reason_has_a_verb() -> None:
    assert {reason.next_action for reason in REASONS.values()} <= set(words_holds.ACTIONS)


def test_every_role_has_a_name() -> None:
    assert set(words_holds.ROLES) == set(ROLES)


def test_every_blocked_step_has_a_name() -> None:
    assert {step for reason in REASONS.values() for step in reason.blocks} <= set(words_holds.STEPS)


def test_words_follow_the_language() -> None:
    with translation.override("zh-hans"):
        assert str(words_holds.reason_word("house_number_missing")) == "缺少门牌号"
        assert str(words_holds.action_word("ask_buyer")) == "询问买家"
        assert str(words_holds.step_word("release")) == "下发"


def test_an_unknown_code_stands_for_itself() -> None:
    assert words_holds.reason_word("something_new") == "something_new"
    assert words_holds.role_word("pilot") == "pilot"
