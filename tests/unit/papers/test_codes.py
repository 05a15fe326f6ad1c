import pytest

from orderway.papers.codes import CODE128_CHARS_MAX, QR_CHARS_MAX, CodeError, code128, qr


@pytest.mark.parametrize("text", ["", "订单", "a\nb", "x" * (CODE128_CHARS_MAX + 1)])
def test_what_bars_cannot_hold_is_refused(text: str) -> None:
    with pytest.raises(CodeError):
        code128(text)


@pytest.mark.parametrize("text", ["", "x" * (QR_CHARS_MAX + 1)])
def test_what_a_qr_code_should_not_hold_is_refused(text: str) -> None:
    with pytest.raises(CodeError):
        qr(text)


def test_codes_are_drawn_as_paths_without_words() -> None:
    assert code128("A1").count("<path") >= 1
    assert "<text" not in code128("A1") + qr("A1")
