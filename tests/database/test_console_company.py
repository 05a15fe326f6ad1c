"""The page of an order offers to ship it with others of the same receiver, and says why not."""

import pytest
from django.test import Client

from tests.people import signed_in
from tests.shop import GOOD_RECEIVER, Company, incoming, line


@pytest.fixture
def desk(company: Company) -> Client:
    company.sku("MUG", HZ=9)
    company.sku("CAP", HZ=9)
    for number, sku in (("A", "MUG"), ("B", "CAP")):
        company.send(incoming(number, line(sku), ship_to=GOOD_RECEIVER))
    company.read()
    return signed_in("operator", name="olga")


def order_id(company: Company, number: str) -> int:
    return int(company.one("SELECT id FROM orders WHERE external_id = %s", [number]))


def test_another_order_of_the_receiver_is_chosen_in_the_form_and_both_travel_together(
    company: Company, desk: Client
) -> None:
    one, other = order_id(company, "A"), order_id(company, "B")
    assert "can travel in one box" in desk.get(f"/orders/{one}").content.decode()
    form = desk.get(f"/orders/{one}/do/merge").content.decode()
    assert f'value="{other}"' in form
    assert desk.post(f"/orders/{one}/do/merge", {"with": [str(other)]}).status_code in (200, 204, 302)
    assert company.rows("SELECT lead_id FROM orders") == [(one,), (one,)]
    assert "in the same box" in desk.get(f"/orders/{other}").content.decode()
    answer = desk.post(f"/orders/{other}/do/unmerge", {"version": ""})
    assert answer.status_code in (200, 204), answer.content.decode()
    assert company.rows("SELECT DISTINCT lead_id FROM orders") == [(None,)]


def test_the_page_says_why_an_order_cannot_travel_along(company: Company, desk: Client) -> None:
    company.must("label", "B", tracking_number="SF1")
    page = desk.get(f"/orders/{order_id(company, 'A')}").content.decode()
    assert "its label is printed" in page and "can travel in one box" not in page
