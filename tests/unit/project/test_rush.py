"""How long requests wait is what a question of our own waits."""

import pytest

from orderway.project.rush import Rush, reached


@pytest.mark.parametrize(
    ("address", "found"),
    [
        ("127.0.0.1:8000", ("127.0.0.1", 8000)),
        ("0.0.0.0:80", ("127.0.0.1", 80)),
        (":::8000", ("::1", 8000)),
        ("", None),
        ("nowhere", None),
    ],
)
def test_a_web_asks_itself_where_this_machine_reaches_it(address: str, found: tuple[str, int] | None) -> None:
    assert reached(address) == found


def test_nothing_is_waited_for_before_a_question_is_open() -> None:
    assert Rush("127.0.0.1", 1, "/").waited() == 0.0
