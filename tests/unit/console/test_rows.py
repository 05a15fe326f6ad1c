"""The rows of order lists."""

import pytest

from orderway.console.rows import _buyer


@pytest.mark.parametrize(
    ("receiver", "city", "parts"),
    [
        ("Ann Lee", "San Francisco", ["A*** L***", "· San Francisco"]),
        ("王小明", "杭州市", ["王*明", "· 杭州市"]),
        ("王小明", "", None),
        (None, "<b>", None),
    ],
)
def test_a_buyer_is_cut_before_the_city_is(receiver: str | None, city: str, parts: list[str] | None) -> None:
    made = _buyer({"receiver": receiver, "city": city})
    assert ('class="clip pair"' in made) is (parts is not None)
    if parts is not None:
        assert "".join(f'<span class="clip">{part}</span>' for part in parts) in made
    assert "Ann Lee" not in made and "王小明" not in made and "<b>" not in made
