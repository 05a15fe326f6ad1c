"""Words of what could not be read."""

from __future__ import annotations

from django.utils import translation

from orderway.console.inbox.reasons import detail, way


def test_what_a_message_is_about_and_how_it_came_are_said_in_words() -> None:
    with translation.override("zh-hans"):
        assert detail({"order": "A1", "kind": "payment"}) == "A1 · 付款"
        assert detail({"order": "A1", "kind": "odd"}) == "A1 · odd"
        assert way("hand:olga") == "手工录入"
    assert way("webhook") == "Webhook"
    assert way("file:orders.csv#12") == "orders.csv · 12"
