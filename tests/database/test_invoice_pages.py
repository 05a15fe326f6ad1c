"""The queue of invoices and the forms about them."""

import pytest
from django.test import Client

from tests.people import signed_in
from tests.shop import Company, incoming, line


@pytest.fixture
def desk(company: Company) -> Client:
    company.sku("MUG", HZ=9)
    company.send(incoming("A", line("MUG"), wishes={"invoice": "李小芳"}), incoming("B", line("MUG")))
    company.read()
    return signed_in("service", name="sue")


def order_id(company: Company, number: str) -> int:
    return int(company.one("SELECT id FROM orders WHERE external_id = %s", [number]))


def test_the_queue_masks_the_name_and_one_invoice_shows_it_and_writes_that_down(company: Company, desk: Client) -> None:
    page = desk.get("/invoices").content.decode()
    assert "李*芳" in page or "李**" in page
    assert "李小芳" not in page
    invoice = company.one("SELECT id FROM invoice")
    one = desk.get(f"/orders/{order_id(company, 'A')}/invoices/{invoice}").content.decode()
    assert "李小芳" in one
    assert company.one("SELECT count(*) FROM reveal") == 1


def test_all_of_a_page_are_ordered_with_one_click_and_one_by_hand(company: Company, desk: Client) -> None:
    invoice = company.one("SELECT id FROM invoice")
    assert desk.post("/invoices/issue", {"ids": str(invoice)}).status_code == 200
    assert company.rows("SELECT state FROM invoice") == [("ISSUING",)]
    form = {"part": str(invoice), "number": "0330012345"}
    assert desk.post(f"/orders/{order_id(company, 'A')}/do/invoice_issued", form).status_code == 200
    assert company.rows("SELECT state, number FROM invoice") == [("ISSUED", "0330012345")]
    assert "0330012345" in desk.get(f"/orders/{order_id(company, 'A')}").content.decode()


def test_an_invoice_is_asked_for_on_the_page_of_the_order(company: Company, desk: Client) -> None:
    one = order_id(company, "B")
    wrong = {"title": "云起公司", "tax_number": "123", "kind": "normal"}
    assert desk.post(f"/orders/{one}/do/request_invoice", wrong).status_code == 422
    right = {"title": "云起公司", "tax_number": "91350100M000100Y43", "kind": "special"}
    assert desk.post(f"/orders/{one}/do/request_invoice", right).status_code == 200
    assert company.rows("SELECT kind, holder FROM invoice WHERE order_id = %s", [one]) == [("special", "company")]


def test_who_may_not_issue_sees_no_queue(desk: Client) -> None:
    picker = signed_in("picker", name="p")
    assert picker.get("/invoices").status_code == 403
