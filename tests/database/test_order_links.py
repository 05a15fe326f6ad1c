"""From an order's page to what belongs to it: the page of its buyer, its return."""

import re
from http import HTTPStatus

from tests.people import signed_in
from tests.shop import Company, incoming, line


def returned(company: Company) -> str:
    """The page of an order of which a unit is to come back."""
    company.sku("MUG", HZ=5)
    company.send(incoming("A1", line("MUG", 3)))
    company.read()
    for name, args in (("pick", {}), ("pack", {}), ("label", {"tracking_number": "N-1"}), ("hand_over", {})):
        company.must(name, "A1", **args)
    company.must("scan", "A1", code="delivered")
    line_id = company.one("SELECT id FROM order_line")
    company.must("request_return", "A1", lines={str(line_id): 1}, reason="changed_mind")
    return f"/orders/{company.one('SELECT id FROM orders')}"


def test_service_goes_from_the_order_to_the_buyers_page_and_to_its_return(company: Company) -> None:
    address, service = returned(company), signed_in("service")
    page = service.get(address).content.decode()

    (buyers,) = re.findall(r'href="(/t/[^"]+)"', page)
    assert service.get(buyers).status_code == HTTPStatus.OK
    (case,) = re.findall(r'hx-get="(/aftersales/return/\d+)"', page)
    assert "Changed their mind" in service.get(case).content.decode()


def test_who_may_not_write_to_buyers_is_not_led_to_what_a_buyer_can_do(company: Company) -> None:
    address, finance = returned(company), signed_in("finance")
    page = finance.get(address)

    assert page.status_code == HTTPStatus.OK
    assert 'href="/t/' not in page.content.decode()
