from orderway.kernel.links import ANSWER, TRACK, opened, signed_path

KEY = b"k" * 32


def parts(path: str) -> tuple[str, str]:
    _, _, code, sign = path.split("/")
    return code, sign


def test_a_signed_path_opens_what_it_was_made_for() -> None:
    assert opened(KEY, TRACK, *parts(signed_path(KEY, TRACK, 1234567))) == 1234567


def test_another_kind_another_key_another_number_open_nothing() -> None:
    code, sign = parts(signed_path(KEY, TRACK, 1234567))
    other, _ = parts(signed_path(KEY, TRACK, 1234568))
    assert opened(KEY, ANSWER, code, sign) is None
    assert opened(b"x" * 32, TRACK, code, sign) is None
    assert opened(KEY, TRACK, other, sign) is None
    assert opened(KEY, TRACK, "%%", sign) is None
    assert opened(KEY, TRACK, code, "é") is None
