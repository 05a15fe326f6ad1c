"""Prices computed again, what is ticked off before release, and the review of finance."""

from typing import Any

import msgspec
import pytest

from orderway.kernel.money import split
from tests.rulings import in_force, table_of
from tests.shop import GOOD_RECEIVER, NOW, Company, incoming, line


@pytest.fixture
def shop(company: Company) -> Company:
    for code in ("MUG", "TEA"):
        company.sku(code, HZ=5000)
    return company


def price(shop: Company, sku: str, minor: int, customer: str = "", units_from: int = 1, **more: Any) -> None:
    shop.insert(
        "price", shop_id=shop.shop, sku_id=shop.skus[sku], customer=customer, units_from=units_from, unit_minor=minor,
        currency="CNY", **more,
    )  # fmt: skip
    shop.touch()


def place(shop: Company, name: str, *lines: Any, **more: Any) -> list[str]:
    shop.send(incoming(name, *lines, **more))
    shop.run()
    return shop.holds(name)


def differs(shop: Company, name: str) -> dict[str, Any]:
    return shop.one(
        "SELECT facts FROM hold h JOIN orders o ON o.id = h.order_id "
        "WHERE reason = 'price_differs' AND external_id = %s",
        [name],
    )


def test_a_price_below_the_list_holds_with_what_each_line_should_cost(shop: Company) -> None:
    price(shop, "MUG", 8900)
    assert place(shop, "right", line("MUG", 2)) == []
    assert place(shop, "wrong", line("MUG", 2, price=8000), line("TEA", 1, price=500)) == ["price_differs"]
    told = differs(shop, "wrong")
    assert (told["expected"], told["charged"], told["freight"]) == (18300, 16500, [0, 0])
    assert told["lines"] == [
        [1, "MUG", 2, 17800, 16000, "list", 8900, []],
        [2, "TEA", 1, 500, 500, "told", 500, []],
    ]
    shop.must("approve", "wrong")
    assert (shop.holds("wrong"), shop.order("wrong", "standing")) == ([], ("warehouse",))


def test_the_contract_goes_before_the_member_and_the_member_before_the_list_and_scales_count(shop: Company) -> None:
    price(shop, "MUG", 8900)
    price(shop, "MUG", 8000, units_from=10)
    price(shop, "MUG", 8500, customer="level:gold")
    price(shop, "MUG", 9100, customer="acme ltd")
    acme = msgspec.structs.replace(GOOD_RECEIVER, company="ACME Ltd", phone="13911112222")
    gold = {"member_level": "Gold"}
    assert place(shop, "ten", line("MUG", 10, price=8000)) == []
    assert place(shop, "nine", line("MUG", 9, price=8000)) == ["price_differs"]
    assert place(shop, "gold", line("MUG", 1, price=8500), extra=gold) == []
    assert place(shop, "plain", line("MUG", 1, price=8500)) == ["price_differs"]
    assert place(shop, "acme", line("MUG", 1, price=9100), ship_to=acme) == []


def test_a_price_holds_for_orders_placed_within_its_days(shop: Company) -> None:
    price(shop, "MUG", 8900, until=NOW.replace(day=21))
    price(shop, "MUG", 9900, since=NOW.replace(day=21))
    assert place(shop, "before", line("MUG", 1)) == []
    assert place(shop, "after", line("MUG", 1), placed_at=NOW.replace(day=21)) == ["price_differs"]


def test_of_two_prices_that_hold_at_once_the_one_that_began_last_counts(shop: Company) -> None:
    price(shop, "MUG", 8900)
    price(shop, "MUG", 7900, since=NOW.replace(day=1), until=NOW.replace(day=25))
    assert place(shop, "action", line("MUG", 1, price=7900)) == []
    assert place(shop, "list", line("MUG", 1, price=8900)) == ["price_differs"]


def test_a_promotion_is_computed_again_and_a_difference_names_it(shop: Company) -> None:
    in_force(
        table_of(
            "promotion",
            {"action": "off", "off": "20", "from_amount": "200", "every": "yes", "id": "full"},
            {"coupons": 'contains($, "TEN")', "action": "percent", "percent": "10", "id": "ten"},
            {"action": "freight", "off": "8", "id": "post"},
        ),
        name="Autumn",
    )  # fmt: skip
    ok = {"discount_minor": 2000, "shipping_minor": 800}
    assert place(shop, "right", line("MUG", 3), **ok) == []
    assert place(shop, "more", line("MUG", 3), discount_minor=5000, shipping_minor=800) == ["price_differs"]
    assert place(shop, "free", line("MUG", 3), discount_minor=2000) == ["price_differs"]
    told = differs(shop, "more")
    assert (told["expected"], told["charged"]) == (26700 - 2000 + 800, 26700 - 5000 + 800)
    assert told["lines"][0][7] == [["Autumn full", 2000]]
    assert differs(shop, "free")["freight"] == [800, 0]


def test_a_shop_on_a_platform_is_left_to_the_platform_and_the_tolerance_is_the_shops(shop: Company) -> None:
    price(shop, "MUG", 8900)
    shop.policy(price_tolerance_minor=100)
    assert place(shop, "near", line("MUG", 1, price=8800)) == []
    assert place(shop, "far", line("MUG", 1, price=8799)) == ["price_differs"]
    shop.connection.execute("UPDATE shop SET own = false")
    shop.touch()
    assert place(shop, "there", line("MUG", 1, price=100)) == []


def test_what_is_cancelled_later_does_not_change_what_the_order_should_have_cost(shop: Company) -> None:
    in_force(table_of("promotion", {"units": ">= 3", "action": "off", "off": "30"}))
    shop.policy(review_remarks=True)
    assert place(shop, "A1", line("MUG", 3), discount_minor=3000, buyer_note="gift") == ["remark_present"]
    row = shop.one("SELECT l.id FROM order_line l")
    shop.must("change_quantity", "A1", line_id=row, quantity=1)
    assert shop.holds("A1") == ["remark_present"]
    assert shop.one("SELECT sum(amount_minor) FROM refund") == sum(split(23700, [1, 1, 1])[:2])


def test_what_must_be_ticked_off_holds_until_somebody_has_seen_each_of_it(shop: Company) -> None:
    shop.policy(tick_off=["remarks", "wishes"])
    assert place(shop, "plain", line("MUG")) == []
    more = {"buyer_note": "leave at the door", "wishes": {"gift_message": "for Lin"}}
    assert place(shop, "A1", line("MUG"), **more) == ["unsettled"]
    assert shop.do("approve", "A1").refusal.code == "correct_the_cause"  # type: ignore[union-attr]
    shop.must("tick_off", "A1", keys="buyer_note")
    assert shop.holds("A1") == ["unsettled"]
    assert shop.do("tick_off", "A1", keys="buyer_note").refusal.code == "nothing_to_tick"  # type: ignore[union-attr]
    shop.must("tick_off", "A1", keys="wish:gift_message", who="lin")
    assert (shop.holds("A1"), shop.order("A1", "standing")) == ([], ("warehouse",))
    ticked = shop.one("SELECT extra->'ticked' FROM orders WHERE external_id = 'A1'")
    assert {key: value[0] for key, value in ticked.items()} == {"buyer_note": "anna", "wish:gift_message": "lin"}


def test_finance_looks_last_and_nobody_approves_twice(shop: Company) -> None:
    shop.policy(review_amount_minor=10000, finance_amount_minor=20000)
    assert place(shop, "small", line("MUG", 2)) == ["large_amount"]
    assert place(shop, "big", line("MUG", 3)) == ["large_amount"]
    refused = shop.do("approve", "big", roles=["finance"], who="fin")
    assert refused.refusal is not None and refused.refusal.code == "not_your_role"
    assert shop.do("approve", "big", roles=["reviewer", "finance"], who="rev").done
    assert shop.holds("big") == ["finance_review"]
    for who, roles, code in (("rev", ["reviewer", "finance"], "own_review"), ("anna", ["reviewer"], "not_your_role")):
        refused = shop.do("approve", "big", roles=roles, who=who)
        assert refused.refusal is not None and refused.refusal.code == code
    assert shop.do("approve", "big", roles=["finance"], who="fin").done
    assert (shop.holds("big"), shop.order("big", "standing, approved_by")) == ([], ("warehouse", "fin"))
    assert shop.do("approve", "small", roles=["reviewer"], who="rev").done
    assert shop.order("small", "standing") == ("warehouse",)


def test_finance_looks_at_large_discounts(shop: Company) -> None:
    shop.policy(finance_discount_percent=30)
    assert place(shop, "less", line("MUG", 1), discount_minor=2600) == []
    assert place(shop, "much", line("MUG", 1), discount_minor=2670) == ["finance_review"]


def test_an_edit_of_the_address_is_seen_by_a_second_person_where_the_shop_wants_it(shop: Company) -> None:
    shop.policy(second_pair_amount_minor=0, second_pair_delivery=True, review_remarks=True)
    assert place(shop, "A1", line("MUG"), buyer_note="x") == ["remark_present"]
    shop.must("correct_address", "A1", street="文三路480号")
    assert shop.holds("A1") == ["edited", "remark_present"]
    refused = shop.do("approve", "A1")
    assert refused.refusal is not None and refused.refusal.code == "own_edit"
    assert shop.do("approve", "A1", who="bo").done
