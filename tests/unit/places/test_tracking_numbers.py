"""Couriers' formats and check digits of tracking numbers."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from orderway.places.tracking_numbers import couriers, fits, mistyped, of_carrier, valid, without_blanks

SAMPLES = Path(__file__).resolve().parents[4] / "shared" / "samples" / "tracking_numbers" / "numbers.csv"
ROWS = list(csv.DictReader(SAMPLES.read_text().splitlines())) if SAMPLES.is_file() else []

GOOD = [
    ("1Z999AA10123456784", "ups", "ups"),
    (" 1z 999 aa1 0123456784 ", "ups", "ups"),
    ("EE123456785US", "s10", "s10"),
    ("RA473124829CN", "s10", "s10"),
    ("61299998820821171811", "fedex", "fedex_ground_sscc_18"),
    ("986578788855", "fedex", "fedex_12"),
    ("9400111206206407628845", "usps", "usps_impb_n"),
    ("0998 0000 0200 34D", "dpd", "dpd_14"),
    ("YT2229521272164447", "yunexpress", "yunexpress"),
]
ONE_DIGIT = ("1Z999AA1012345678{}", "EE12345678{}US", "98657878885{}", "940011120620640762884{}", "C1112155295306{}")


@pytest.mark.skipif(not ROWS, reason="../shared/samples is not here")
@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['courier_code']} {without_blanks(row['number'])}")
def test_sample_numbers_are_judged_as_their_source_judges_them(row: dict[str, str]) -> None:
    hits = [fit for fit in valid(row["number"]) if fit.courier == row["courier_code"]]
    hits = [fit for fit in hits if not row["type_id"] or fit.format == row["type_id"]]
    assert bool(hits) is (row["valid"] == "true")


@pytest.mark.parametrize(("text", "courier", "form"), [row for row in GOOD if row[1] != "fedex" or len(row[0]) == 12])
def test_numbers_fit_their_couriers(text: str, courier: str, form: str) -> None:
    assert (courier, form) in [(fit.courier, fit.format) for fit in valid(text)]


@pytest.mark.parametrize("pattern", ONE_DIGIT)
def test_of_ten_check_digits_one_holds(pattern: str) -> None:
    own = {fit.format for digit in range(10) for fit in fits(pattern.format(digit)) if fit.right is not None}
    for form in own:
        right = [d for d in range(10) for fit in fits(pattern.format(d)) if fit.format == form and fit.right]
        assert len(right) == 1, form
    assert own


def test_a_post_that_does_not_exist_issues_nothing() -> None:
    assert [fit.courier for fit in fits("RB123456785XX") if fit.courier == "s10"] == []
    [fit] = [fit for fit in fits("RB123456785GB") if fit.courier == "s10"]
    assert fit.issuer == "Royal Mail Group plc"


@pytest.mark.parametrize(
    "text", ["", "   ", "hello", "1" * 500, "１２３４５６７８９０", "1Z999AA1012345678४", "<script>"]
)
def test_what_is_no_number_fits_nothing(text: str) -> None:
    assert valid(text) == []


@pytest.mark.parametrize(
    ("number", "carrier", "wrong"),
    [
        ("1Z999AA10123456785", "UPS", True),
        ("1Z999AA10123456785", "ups-express", True),
        ("1Z999AA10123456784", "UPS", False),
        ("1Z999AA10123456785", "SF Express", False),
        ("1Z999AA10123456785", "Cups and mugs", False),
        ("RB123456784GB", "Royal Mail", True),
        ("RB123456784GB", "UPS", False),
        ("9400111206206407628846", "usps", True),
        ("986578788850", "FedEx", False),
        ("SF1234567890123", "UPS", False),
        ("", "UPS", False),
    ],
)
def test_only_a_wrong_check_digit_in_the_carriers_own_format_is_a_typing_error(
    number: str, carrier: str, wrong: bool
) -> None:
    assert (mistyped(number, carrier) is not None) is wrong


def test_the_link_leads_to_the_parcel() -> None:
    [fit] = valid("1Z999AA10123456784")
    assert fit.link == "https://wwwapps.ups.com/WebTracking/track?track=yes&trackNums=1Z999AA10123456784"


@pytest.mark.parametrize(
    ("number", "carrier", "courier"),
    [
        ("1Z999AA10123456784", "UPS", "ups"),
        ("1Z999AA10123456784", "", "ups"),
        ("1Z999AA10123456784", "Our courier", "ups"),
        ("1Z999AA10123456784", "FedEx", ""),
        ("1Z999AA10123456785", "UPS", ""),
        ("986578788855", "FedEx", "fedex"),
        ("986578788855", "Our courier", ""),
        ("YT2229521272164447", "YunExpress", "yunexpress"),
    ],
)
def test_a_parcel_is_looked_up_at_its_own_carrier(number: str, carrier: str, courier: str) -> None:
    found = of_carrier(number, carrier)
    assert (found.courier if found else "") == courier


def test_every_courier_has_formats() -> None:
    assert len(couriers()) == 18
    assert all(one.formats for one in couriers())
