"""What a policy takes of the ways that are offered."""

from typing import Any

import pytest

from orderway.flow.choice import Choice
from orderway.flow.short_policy import chosen


def way(kind: str, total: int | None = 0, **more: Any) -> Choice:
    return Choice(kind, None, None, 0, 0, 0, 0, 0, total, "CNY", {}, **more)


@pytest.mark.parametrize(
    ("policy", "ways", "taken"),
    [
        ("substitute", [way("wait"), way("substitute", 300)], "substitute"),
        ("substitute", [way("wait")], "ask"),
        ("cancel_short", [way("cancel_short", punished=True)], "ask"),
        ("cancel_short", [way("cancel_short")], "cancel_short"),
        ("cheapest", [way("cancel", 0), way("cancel_short", 0), way("part", 200), way("wait", 900)], "part"),
        ("cheapest", [way("transfer", 10, whole=False), way("wait", 900)], "wait"),
        ("cheapest", [way("wait", None), way("cancel", 0)], "ask"),
        ("cheapest", [], "ask"),
    ],
)
def test_a_policy_takes_what_is_offered_and_never_what_is_punished(policy: str, ways: list[Choice], taken: str) -> None:
    assert chosen(policy, ways) == taken
