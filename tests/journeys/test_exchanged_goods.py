"""The buyer chooses another colour on the platform: the same position, other goods."""

from __future__ import annotations

from typing import Any

from tests.shop import Company, incoming, line

RED: dict[str, Any] = {"external_id": "oid-1", "listing": "1", "variant": "颜色:红色"}
BLUE: dict[str, Any] = {"external_id": "oid-1", "listing": "2", "variant": "颜色:蓝色"}
RESERVED = "SELECT s.code, t.reserved FROM stock t JOIN sku s ON s.id = t.sku_id WHERE t.reserved <> 0 ORDER BY 1"


def test_another_colour_is_what_ships_and_the_first_is_free_again(company: Company) -> None:
    company.sku("RED", HZ=5)
    company.sku("BLUE", HZ=5)
    company.send(incoming("E1", line("RED", 2, **RED), paid=False))
    company.read()
    assert company.rows(RESERVED) == [("RED", 2)]
    company.send(incoming("E1", line("BLUE", 2, **BLUE), version="2"))
    company.read()
    assert company.order("E1") == ("RELEASED", "warehouse", "warehouse")
    assert company.rows(RESERVED) == [("BLUE", 2)]
    told = "SELECT s.code, l.sku_code, l.listing, l.variant FROM order_line l JOIN sku s ON s.id = l.sku_id"
    assert company.rows(told) == [("BLUE", "BLUE", "2", "颜色:蓝色")]
    assert company.broken() == []
    steps = company.rows(
        "SELECT step FROM event e, jsonb_array_elements(e.data->'steps') step WHERE step->>0 = 'exchange'"
    )
    assert steps == [(["exchange", "done", {"was": "RED", "now": "BLUE", "line": 1}],)]


def test_goods_that_wait_for_stock_become_goods_that_are_there(company: Company) -> None:
    company.sku("RED", HZ=0)
    company.sku("BLUE", HZ=5)
    company.send(incoming("E1", line("RED", **RED)))
    company.read()
    assert company.order("E1")[1] == "short"
    company.send(incoming("E1", line("BLUE", **BLUE), version="2"))
    company.read()
    assert company.order("E1")[1] == "warehouse"
    assert company.broken() == []


def test_what_a_warehouse_has_and_another_price_wait_for_a_person(company: Company) -> None:
    company.sku("RED", HZ=5)
    company.sku("BLUE", HZ=5)
    company.send(incoming("E1", line("RED", **RED)), incoming("E2", line("RED", **RED), paid=False))
    company.read()
    company.send(
        incoming("E1", line("BLUE", **BLUE), version="2"),
        incoming("E2", line("BLUE", price=9900, **BLUE), paid=False, version="2"),
    )
    company.read()
    found = company.rows(
        "SELECT o.external_id, h.facts FROM hold h JOIN orders o ON o.id = h.order_id "
        "WHERE h.reason = 'channel_contradiction' ORDER BY 1"
    )
    assert found == [
        ("E1", {"what": "goods", "why": "with_warehouse"}),
        ("E2", {"what": "goods", "why": "price_changed"}),
    ]
    assert company.rows(RESERVED) == [("RED", 2)]


def test_the_same_message_again_changes_nothing(company: Company) -> None:
    company.sku("RED", HZ=5)
    company.sku("BLUE", HZ=5)
    for version, goods in (("1", line("RED", **RED)), ("2", line("BLUE", **BLUE)), ("1", line("RED", **RED))):
        company.send(incoming("E1", goods, version=version, paid=False))
        company.read()
    company.send(incoming("E1", line("BLUE", **BLUE), version="2", paid=False, buyer_note="again"))
    company.read()
    assert company.rows(RESERVED) == [("BLUE", 1)]
    many = "SELECT count(*) FROM event e, jsonb_array_elements(e.data->'steps') step WHERE step->>0 = 'exchange'"
    assert company.one(many) == 1


def test_the_same_listing_worded_otherwise_is_no_news_and_another_colour_is_compared_again(company: Company) -> None:
    company.sku("TEE", HZ=5)
    row = {"title": "", "mapped_by": "", "seller_code": "", "spec": "红色"}
    company.insert("listing", shop_id=company.shop, key="1", sku_id=company.skus["TEE"], **row)
    company.touch()
    for version, variant in (("1", "颜色:红色"), ("2", "Color: Red"), ("3", "Color: Blue")):
        goods = line("TEE", external_id="oid-1", listing="1", variant=variant)
        company.send(incoming("E1", goods, version=version, paid=False))
        company.read()
    assert company.holds("E1") == ["goods_differ"]
    many = "SELECT count(*) FROM event e, jsonb_array_elements(e.data->'steps') step WHERE step->>0 = 'exchange'"
    assert company.one(many) == 1
    assert company.one("SELECT variant FROM order_line") == "Color: Blue"
