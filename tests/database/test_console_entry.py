"""Orders entered by hand: at once in the flow, or refused with nothing stored."""

import pytest
from django.test import Client

from tests.people import signed_in
from tests.shop import Company, incoming, line

ENTRY = {
    "number": "PHONE-1",
    "payment": "paid",
    "name": "王小明",
    "phone": "13800138000",
    "country": "CN",
    "province": "浙江省",
    "city": "杭州市",
    "district": "西湖区",
    "street": "文三路478号3幢1202室",
    "shipping": "5",
    "discount": "1.50",
    "line-TOTAL_FORMS": "2",
    "line-INITIAL_FORMS": "0",
    "line-0-sku": "MUG",
    "line-0-quantity": "2",
    "line-0-price": "44.50",
    "line-1-sku": "",
    "line-1-quantity": "1",
    "line-1-price": "",
}


@pytest.fixture
def operator(company: Company) -> Client:
    """Somebody at the order desk of a company with mugs and one order."""
    company.sku("MUG", HZ=20, GZ=20)
    company.send(incoming("A1", line("MUG", 2)))
    company.read()
    return signed_in("operator", name="olga")


def test_an_order_by_phone_is_entered_read_and_released_at_once(company: Company, operator: Client) -> None:
    answer = operator.post("/orders/new", {**ENTRY, "shop": str(company.shop)})

    made = company.one("SELECT id FROM orders WHERE external_id = 'PHONE-1'")
    assert answer["Location"] == f"/orders/{made}"
    assert company.order("PHONE-1", "status, total_minor, captured_minor, units") == ("RELEASED", 9250, 9250, 2)
    assert company.rows("SELECT source FROM inbox WHERE source = 'hand'") == [("hand",)]
    assert "Entered by hand" in operator.get(answer["Location"]).content.decode()


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"line-0-sku": "NOTHING"}, "No SKU has this code."),
        ({"line-0-price": "1.234"}, "Not an amount."),
        ({"line-0-quantity": "0"}, "greater than or equal to 1"),
        ({"shipping": "-3"}, "Not below zero."),
        ({"number": "A1"}, "This shop has an order of that number."),
        ({"street": ""}, "This field is required."),
        ({"line-0-sku": "", "line-0-price": "", "line-0-quantity": "1"}, "An order needs at least one line."),
    ],
)
def test_a_wrong_entry_is_refused_and_nothing_is_stored(
    company: Company, operator: Client, wrong: dict[str, str], words: str
) -> None:
    before = company.one("SELECT count(*) FROM inbox")
    answer = operator.post("/orders/new", {**ENTRY, "shop": str(company.shop), **wrong})

    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert company.one("SELECT count(*) FROM inbox") == before


def test_a_pasted_receiver_fills_the_fields(company: Company, operator: Client) -> None:
    pasted = "李雷 13911112222 浙江省杭州市西湖区文三路478号3幢1202室"
    page = operator.post("/orders/new", {**ENTRY, "shop": str(company.shop), "pasted": pasted, "read": "1"})
    text = page.content.decode()

    assert page.status_code == 200
    for value in ('value="李雷"', 'value="13911112222"', 'value="西湖区"', 'value="44.50"'):
        assert value in text
    assert company.rows("SELECT 1 FROM orders WHERE external_id = 'PHONE-1'") == []
