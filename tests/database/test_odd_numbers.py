"""Numbers in addresses and forms that are none: they are passed over, and what they name is not there."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.people import signed_in
from tests.shop import Company, incoming, line

SQUARE = "²"
"""A digit for `isdigit`, none for `int`."""
LONG = "9" * 25
"""No table can hold it."""
LISTS = (
    "/outgoing?before={}", "/mailbox?before={}", "/edi?before={}", "/edi/stock?before={}", "/invoices?after={}",
    "/inbox?after={}", "/payments/days?days={}", "/stock?w={}", "/stock?after=MUG~{}", "/warehouse?w={}",
    "/aftersales?after=infinity~{}", "/settings/skus?after={}", "/supply/lots?lot=L1&sku={}",
    "/settings/rules/new?shop={}",
)  # fmt: skip
PAPERS = ("/handover/labels.pdf?fulfilments={0}&wave={0}", "/pack/slips.pdf?fulfilments={0}&wave={0}", "/pick/W{}")
THINGS = ("/orders/{}", "/orders/{}/panel", "/aftersales/return/{}", "/invoices/{}", "/edi/{}", "/imports/{}",
          "/channels/{}", "/settings/rules/{}", "/settings/skus/{}", "/payments/{}/match")  # fmt: skip


@pytest.fixture
def web(company: Company) -> Client:
    company.sku("MUG", HZ=9)
    company.send(incoming("A", line("MUG")))
    company.read()
    return signed_in("admin", "operator", "service", "finance", "reviewer", "warehouse_manager", "picker")


def test_an_odd_number_is_no_number_and_no_id(web: Client) -> None:
    assert {path: web.get(path.format(SQUARE)).status_code for path in LISTS} == dict.fromkeys(LISTS, 200)
    assert {path: web.get(path.format(LONG)).status_code for path in PAPERS} == dict.fromkeys(PAPERS, 404)
    assert {path: web.get(path.format(LONG)).status_code for path in THINGS} == dict.fromkeys(THINGS, 404)


def test_a_deed_on_an_odd_version_is_a_deed_on_the_order_as_it_is(web: Client, company: Company) -> None:
    order_id = company.one("SELECT id FROM orders")
    told = {"version": "²", "seen": "²", "part": "²", "reason": "manual", "note": "look"}
    assert web.post(f"/orders/{order_id}/do/hold", told).status_code in (200, 422)
