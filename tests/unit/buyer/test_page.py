import pytest

from orderway.buyer.page import DARK, WHITE, face, policy_from
from orderway.buyer.seen import ShopSeen


def shop(colour: str) -> ShopSeen:
    return ShopSeen(1, "Shop", colour, "", "", "UTC", "en", True)


def contrast(a: str, b: str) -> float:
    from orderway.buyer.page import luminance

    high, low = sorted((luminance(a), luminance(b)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize(
    "colour", ["#000000", "#c8102e", "#e1251b", "#161823", "#2f5d50", "#ffffff", "#ffd400", "#9ad1ff"]
)
def test_letters_can_be_read_on_every_shops_colour(colour: str) -> None:
    made = face(shop(colour))

    assert made["colour"] == colour
    assert contrast(colour, made["on_colour"]) >= 4.5


def test_dark_colours_get_white_letters_and_light_ones_dark() -> None:
    assert face(shop("#1d3f72"))["on_colour"] == WHITE
    assert face(shop("#ffd400"))["on_colour"] == DARK


@pytest.mark.parametrize("colour", ["", "red", "#12345", "#123456;} body{display:none"])
def test_what_is_no_colour_never_reaches_the_page(colour: str) -> None:
    assert face(shop(colour)) == {"name": "Shop", "colour": "", "on_colour": ""}


def test_a_policy_keeps_its_defaults_and_ignores_what_it_does_not_know() -> None:
    policy = policy_from({"return_days": 30, "payment": "stripe"})

    assert (policy.return_days, policy.ship_within_hours) == (30, 48)
