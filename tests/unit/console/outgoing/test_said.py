"""What the other side says, in the reader's language where it is one of ours."""

import pytest
from django.utils import translation

from orderway.console.outgoing.pages import failure_words


@pytest.mark.parametrize(
    ("failure", "chinese"),
    [
        ("refused: the card was declined", "被拒绝：卡被拒付"),
        ("refused: 31000 g is over 30000 g", "被拒绝：31000 克超过 30000 克"),
        ("refused: Insufficient funds", "被拒绝：Insufficient funds"),
        ("silent", "对方无响应"),
        ("unknown_parcel", "所涉对象已不存在"),
        ("something new", "something new"),
    ],
)
def test_a_failure_is_said_in_chinese_where_it_is_ours(failure: str, chinese: str) -> None:
    with translation.override("zh-hans"):
        assert failure_words(failure) == chinese
