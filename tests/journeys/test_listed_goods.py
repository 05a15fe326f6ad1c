"""Goods as the shop lists them: an order that says another colour, size, model or code is held, naming both."""

from __future__ import annotations

from typing import Any

import pytest

from orderway.console.why import fact_words
from tests.journeys.test_bundles import bundle
from tests.shop import Company, incoming, line

ITEM: dict[str, Any] = {"listing": "tb:1", "variant": "颜色分类:红色;尺码:XL"}


def listed(company: Company, **said: str) -> None:
    company.sku("TEE", HZ=20)
    row = {"title": "", "mapped_by": "anna", "seller_code": "", "spec": "", **said}
    company.insert("listing", shop_id=company.shop, key="tb:1", sku_id=company.skus["TEE"], **row)
    company.touch()


def facts(company: Company) -> dict[str, Any]:
    found: dict[str, Any] = company.one("SELECT facts FROM hold WHERE reason = 'goods_differ'")
    return found


@pytest.mark.parametrize("told", ["颜色分类:红色;尺码:XL", "尺码：ＸＬ；颜色：红", "Red / XL", "", "颜色:红色"])
def test_goods_as_listed_or_not_told_of_pass(company: Company, told: str) -> None:
    listed(company, spec="颜色分类:红色;尺码:XL")
    company.send(incoming("G1", line("TEE", **{**ITEM, "variant": told})))
    company.read()
    assert (company.holds("G1"), company.order("G1")[1]) == ([], "warehouse")


def test_another_colour_and_size_are_held_naming_both(company: Company) -> None:
    listed(company, spec="颜色分类:红色;尺码:XL")
    company.send(incoming("G1", line("TEE", **{**ITEM, "variant": "Blue / L"})))
    company.read()
    assert (company.holds("G1"), company.order("G1")[1]) == (["goods_differ"], "held")
    told = facts(company)
    assert told == {"listing": "tb:1", "goods": {"colour": ["红色", "Blue"], "size": ["XL", "L"]}}
    assert fact_words(told, "CNY") == "Colour: listed 红色, ordered Blue · Size: listed XL, ordered L · listing: tb:1"
    assert company.broken() == []
    assert company.one("SELECT line_id FROM hold") == company.one("SELECT id FROM order_line")


def test_another_code_of_the_seller_is_held(company: Company) -> None:
    listed(company, seller_code="TEE-RED")
    company.send(incoming("G1", line("tee-red", **ITEM)), incoming("G2", line("TEE-BLUE", **ITEM)))
    company.read()
    assert (company.holds("G1"), company.holds("G2")) == ([], ["goods_differ"])
    assert facts(company)["goods"] == {"sku": ["TEE-RED", "TEE-BLUE"]}


def test_what_a_person_let_go_is_not_held_again_and_a_mended_listing_lets_go_by_itself(company: Company) -> None:
    listed(company, spec="红色")
    company.send(
        incoming("G1", line("TEE", **{**ITEM, "variant": "蓝色"})),
        incoming("G2", line("TEE", **{**ITEM, "variant": "蓝"})),
    )
    company.read()
    company.must("release_hold", "G1", reason="goods_differ")
    assert company.order("G1")[1] == "warehouse"
    company.rows("UPDATE listing SET spec = '红色 | 蓝色' RETURNING id")
    company.touch()
    company.must("check_again", "G2")
    assert (company.holds("G2"), company.order("G2")[1]) == ([], "warehouse")


def test_a_bundle_is_compared_as_it_was_sold(company: Company) -> None:
    company.sku("MUG", HZ=9)
    bundle(company, "SET", MUG=2)
    company.insert(
        "listing", shop_id=company.shop, key="tb:2", sku_id=company.skus["SET"], title="", mapped_by="", spec="2件装"
    )
    company.touch()
    company.send(incoming("G1", line("SET", listing="tb:2", variant="3件装")))
    company.read()
    company.must("check_again", "G1")
    assert company.holds("G1") == ["goods_differ"]


def test_listings_of_other_shops_say_nothing_here(company: Company) -> None:
    listed(company, spec="红色")
    other = company.add_shop("other", "taobao", {})
    company.send(incoming("G1", line("TEE", **{**ITEM, "variant": "蓝色"})), shop=other)
    company.read()
    assert company.one("SELECT count(*) FROM hold WHERE reason = 'goods_differ'") == 0
