"""Phone numbers."""

import pytest

from orderway.places.phones import mobile_of, normalise


@pytest.mark.parametrize(
    "raw",
    [
        "13812345678",
        "138 1234 5678",
        "+86 138-1234-5678",
        "8613812345678",
        "008613812345678",
        "86+86 13812345678",
        "１３８１２３４５６７８",
        "+86 138‑1234‑5678",
        "手机：13812345678",
        "13812345678（王先生）",
    ],
)
def test_one_chinese_mobile_is_one_number_however_written(raw: str) -> None:
    assert normalise(raw, "CN") == ("+8613812345678", "mobile", True, "CN", None)


@pytest.mark.parametrize("raw", ["13812345678-1234", "13812345678转1234", "138 1234 5678,1234", "13812345678 ext.1234"])
def test_virtual_number_keeps_its_extension(raw: str) -> None:
    assert normalise(raw, "CN") == ("+8613812345678", "mobile", True, "CN", "1234")


@pytest.mark.parametrize(
    ("raw", "e164", "kind", "extension"),
    [
        ("0571-88157858", "+8657188157858", "fixed_line", None),
        ("(0571)88157858", "+8657188157858", "fixed_line", None),
        ("86-571-88157858", "+8657188157858", "fixed_line", None),
        ("0571-88157858-801", "+8657188157858", "fixed_line", "801"),
        ("0571-88157858转801", "+8657188157858", "fixed_line", "801"),
        ("400-820-8820", "+864008208820", "shared_cost", None),
    ],
)
def test_chinese_landlines_and_services_are_read(raw: str, e164: str, kind: str, extension: str | None) -> None:
    assert normalise(raw, "CN") == (e164, kind, True, "CN", extension)


@pytest.mark.parametrize("raw", ["", "abc", "1381234567", "138123456789", "14112345678", "138****5678", "1" * 1000])
def test_what_is_no_number_is_invalid(raw: str) -> None:
    assert normalise(raw, "CN") == (None, "invalid_length_or_range", False, None, None)


@pytest.mark.parametrize(
    ("raw", "region", "e164", "kind", "country", "extension"),
    [
        ("020 7946 0958 x12", "GB", "+442079460958", "fixed_line", "GB", "12"),
        ("+1 (415) 555-2671", "CN", "+14155552671", "fixed_line_or_mobile", "US", None),
        ("9123 4567", "hk", "+85291234567", "mobile", "HK", None),
        ("+8613812345678", "US", "+8613812345678", "mobile", "CN", None),
    ],
)
def test_other_countries_go_by_metadata(
    raw: str, region: str, e164: str, kind: str, country: str, extension: str | None
) -> None:
    assert normalise(raw, region) == (e164, kind, True, country, extension)


def test_chinese_mobile_without_a_code_is_none_of_another_country() -> None:
    assert not normalise("13812345678", "US").valid


def test_unknown_region_reads_only_full_numbers() -> None:
    assert not normalise("0571-88157858", "ZZ").valid
    assert normalise("+8657188157858", "ZZ").e164 == "+8657188157858"


@pytest.mark.parametrize(
    ("raw", "number"),
    [
        ("13812345678", "+8613812345678"), ("+85291234567", "+85291234567"), ("+14155552671", "+14155552671"),
        ("0571-88157858", ""), ("+86138****5678", ""), ("13812345678转1234", ""), ("", ""),
    ],
)  # fmt: skip
def test_text_messages_go_to_mobile_numbers_alone(raw: str, number: str) -> None:
    assert mobile_of(raw) == number


@pytest.mark.parametrize(
    ("raw", "region", "e164"),
    [
        ("13800138000/13900139000", "CN", "+8613800138000"),
        ("010-1234，13900139000", "CN", "+8613900139000"),
        ("13800138000、 010-12345678", "CN", "+8613800138000"),
        ("0171/1234567", "DE", "+491711234567"),
        ("555-0100 / 206-555-0100", "US", "+12065550100"),
    ],
)
def test_of_several_numbers_the_first_valid_one_is_taken(raw: str, region: str, e164: str) -> None:
    assert normalise(raw, region).e164 == e164


def test_several_that_are_none_stay_none() -> None:
    assert not normalise("1234567/7654321", "CN").valid
