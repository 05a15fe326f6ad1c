"""Gifts by rule: how many, from where, until when, and what becomes of them when their goods leave."""

from datetime import timedelta
from typing import Any

import msgspec
import pytest

from orderway.kernel import clock
from tests.rulings import in_force, table_of
from tests.shop import NOW, Company, incoming, line

GIFTS = "SELECT sku_code, ordered - cancelled, shipped FROM order_line WHERE added_by LIKE 'gift:%%' ORDER BY id"
SINCE = NOW - timedelta(days=1)


def rule(*rows: dict[str, str], **more: Any) -> None:
    with clock.held_at(SINCE):
        in_force(table_of("gift", *rows), **more)


@pytest.fixture
def goods(company: Company) -> Company:
    company.sku("COAT", category="coats", HZ=50, GZ=50)
    company.sku("CAP", HZ=50)
    company.sku("SOCKS", grams=80, HZ=20)
    company.sku("PEN", grams=20, HZ=20)
    return company


def buy(company: Company, number: str, *lines: Any, **more: Any) -> None:
    company.send(incoming(number, *lines, **more))
    company.run()


def given(company: Company) -> list[tuple[Any, ...]]:
    return company.rows(GIFTS)


def test_a_gift_comes_with_what_was_bought_costs_nothing_and_weighs(goods: Company) -> None:
    rule({"amount_minor": ">= 199", "gift": "SOCKS", "units": "1"})
    buy(goods, "A", line("COAT", price=19900))
    buy(goods, "B", line("CAP", price=4900))
    assert given(goods) == [("SOCKS", 1, 0)]
    assert goods.order("A", "standing, total_minor, weight_grams, line_count") == ("warehouse", 19900, 580, 2)
    assert goods.rows("SELECT sku_code, paid_share_minor, unit_price_minor FROM order_line WHERE gift") == [
        ("SOCKS", 0, 0)
    ]
    assert goods.one("SELECT count(*) FROM fulfilment_line") == 3, "the gift lies in the same parcel"
    steps = [step for row in goods.rows("SELECT data FROM event") for step in row[0]["steps"] if step[0] == "gift"]
    assert [(step[1], step[2]["sku"], step[2]["units"]) for step in steps] == [("given", "SOCKS", 1)]


@pytest.mark.parametrize(
    ("row", "units"),
    [
        ({"per_units": "2", "units": "1"}, 2),
        ({"per_units": "2", "units": "3"}, 6),
        ({"per_units": "2", "units": "3", "order_max": "4"}, 4),
        ({"per_amount": "199", "units": "1"}, 5),
        ({"per_amount": "199", "units": "1", "of": "CAP"}, 0),
        ({"per_units": "1", "units": "1", "of": "COAT"}, 4),
        ({"per_units": "6", "units": "1"}, 0),
    ],
)
def test_how_many_follows_from_units_or_amount_within_the_cap(goods: Company, row: dict[str, str], units: int) -> None:
    rule({"gift": "SOCKS", **row})
    buy(goods, "A", line("COAT", 4, price=24900), line("CAP", 1, price=100))
    assert given(goods) == ([("SOCKS", units, 0)] if units else [])


def test_a_limited_gift_is_given_to_the_first_and_never_beyond(goods: Company) -> None:
    rule({"gift": "SOCKS", "units": "2", "total_max": "5"})
    for number in ("A", "B", "C", "D"):
        buy(goods, number, line("COAT"))
    assert [row[1] for row in given(goods)] == [2, 2, 1]
    assert goods.rows("SELECT units FROM gift_given") == [(5,)]
    goods.must("cancel", "A", reason="buyer")
    assert goods.rows("SELECT units FROM gift_given") == [(3,)]
    buy(goods, "E", line("COAT"))
    assert goods.rows("SELECT units FROM gift_given") == [(5,)]


def test_one_batch_of_buyers_shares_what_is_left_of_a_limited_gift(goods: Company) -> None:
    rule({"gift": "SOCKS", "units": "2", "total_max": "5"})
    goods.send(*[incoming(f"A{n}", line("COAT")) for n in range(4)])
    goods.run()
    assert sorted(row[1] for row in given(goods)) == [1, 2, 2]
    assert goods.rows("SELECT units FROM gift_given") == [(5,)]


def test_what_is_short_is_replaced_or_left_out_and_never_holds_the_order(goods: Company) -> None:
    goods.connection.execute("UPDATE stock SET safety = 20 WHERE sku_id = %s", [goods.skus["SOCKS"]])
    rule({"gift": "SOCKS", "units": "1", "instead": "PEN"})
    buy(goods, "A", line("COAT"))
    goods.connection.execute("UPDATE stock SET safety = 20 WHERE sku_id = %s", [goods.skus["PEN"]])
    buy(goods, "B", line("COAT"))
    assert given(goods) == [("PEN", 1, 0)]
    assert [goods.order(number)[1] for number in ("A", "B")] == ["warehouse", "warehouse"]


def test_ranks_and_a_rule_that_stands_alone_decide_between_rules(goods: Company) -> None:
    rule(
        {"gift": "SOCKS", "units": "1", "rank": "2"},
        {"gift": "PEN", "units": "1", "rank": "1", "alone": "yes"},
    )
    buy(goods, "A", line("COAT"))
    assert given(goods) == [("PEN", 1, 0)]


def test_the_time_of_the_payment_decides_not_the_time_of_the_look(goods: Company) -> None:
    rule({"paid_stamp": ">= 202611201000 and $ <= 202611201100", "gift": "SOCKS", "units": "1"})
    unpaid = incoming("A", line("COAT"), paid=False)
    goods.send(unpaid)
    goods.run()
    assert given(goods) == [], "nothing is earned before it is paid"
    late = msgspec.structs.replace(
        unpaid, version="2", paid_minor=8900, payment_status="paid", paid_at=NOW + timedelta(minutes=30)
    )
    with clock.held_at(NOW + timedelta(hours=5)):
        goods.send(late)
        goods.run()
        buy(goods, "B", line("COAT"), placed_at=NOW + timedelta(hours=5))
    assert given(goods) == [("SOCKS", 1, 0)]


def test_the_room_of_a_live_show_and_a_remark_earn_gifts(goods: Company) -> None:
    rule({"live_room": '"room-7"', "gift": "SOCKS", "units": "1"})
    buy(goods, "A", line("COAT"), extra={"live_room": "room-7"})
    buy(goods, "B", line("COAT"))
    assert given(goods) == [("SOCKS", 1, 0)]


def test_a_gift_leaves_with_its_line_and_stays_with_the_others(goods: Company) -> None:
    rule({"gift": "SOCKS", "units": "1", "of": "CAP"}, {"gift": "PEN", "units": "1", "of": "COAT"})
    order = incoming("A", line("COAT"), line("CAP"))
    goods.send(order)
    goods.run()
    assert given(goods) == [("SOCKS", 1, 0), ("PEN", 1, 0)]
    gone = [msgspec.structs.replace(one, current_quantity=0 if one.sku == "CAP" else None) for one in order.lines]
    goods.send(msgspec.structs.replace(order, version="2", lines=gone, refunded_minor=8900))
    goods.run()
    assert given(goods) == [("SOCKS", 0, 0), ("PEN", 1, 0)]
    assert goods.order("A")[1] == "warehouse"
    goods.must("cancel", "A", reason="buyer")
    assert goods.order("A")[1] == "cancelled", "a gift alone never ships"
    assert goods.one("SELECT sum(reserved) FROM stock") == 0


def test_fewer_units_earn_fewer_gifts(goods: Company) -> None:
    rule({"gift": "SOCKS", "units": "1", "per_units": "2"})
    order = incoming("A", line("COAT", 4))
    goods.send(order)
    goods.run()
    fewer = [msgspec.structs.replace(order.lines[0], current_quantity=2)]
    goods.send(msgspec.structs.replace(order, version="2", lines=fewer, refunded_minor=17800))
    goods.run()
    assert given(goods) == [("SOCKS", 1, 0)]
    assert goods.order("A", "standing, total_minor - cancelled_minor") == ("warehouse", 17800)


def test_an_update_of_the_channel_knows_nothing_of_our_gifts_and_takes_none_away(goods: Company) -> None:
    rule({"gift": "SOCKS", "units": "1"})
    order = incoming("A", line("COAT"))
    goods.send(order)
    goods.run()
    goods.send(msgspec.structs.replace(order, version="2", seller_note="?"))
    goods.run()
    assert given(goods) == [("SOCKS", 1, 0)]


@pytest.mark.parametrize(
    ("policy", "back", "refunded"), [("deduct", False, 18910), ("deduct", True, 19900), ("keep", False, 19900)]
)
def test_10_goods_returned_without_their_gift_are_refunded_less_its_value(
    goods: Company, policy: str, back: bool, refunded: int
) -> None:
    shop = goods.add_shop("mall", "orderway", {"gift_return": policy})
    rule({"amount_minor": ">= 199", "gift": "SOCKS", "units": "1", "value": "9.90"})
    goods.send(incoming("T10", line("COAT", price=19900)), shop=shop)
    goods.run()
    goods.must("pick", "T10")
    goods.must("pack", "T10")
    goods.must("label", "T10", tracking_number="SF1")
    goods.must("hand_over", "T10", tracking_number="SF1")
    goods.must("scan", "T10", code="delivered")
    lines = {str(row[0]): 1 for row in goods.rows("SELECT id FROM order_line WHERE NOT gift OR %s", [back])}
    goods.must("request_return", "T10", lines=lines, reason="changed_mind")
    goods.must("approve_return", "T10")
    goods.must("receive_return", "T10")
    goods.must("inspect_return", "T10")
    goods.must("pay_refund", "T10", reference="R1")
    assert goods.order("T10", "refunded_minor, captured_minor - refunded_minor") == (refunded, 19900 - refunded)
    assert goods.rows("SELECT state FROM return_case") == [("COMPLETED",)]
    coats = "SELECT sum(on_hand) FROM stock t JOIN sku s ON s.id = t.sku_id WHERE s.code = 'COAT'"
    assert goods.one(coats) == 100


def test_staff_give_no_more_of_a_gift_than_its_rule_does(goods: Company) -> None:
    rule({"gift": "SOCKS", "units": "1", "total_max": "2"})
    goods.policy(buffer_minutes=30)
    for number in ("A", "B"):
        buy(goods, number, line("COAT"))
    gift = goods.one(
        "SELECT l.id FROM order_line l JOIN orders o ON o.id = l.order_id WHERE gift AND o.external_id = 'A'"
    )
    refused = goods.do("change_quantity", "A", line_id=gift, quantity=2).refusal
    assert refused is not None and refused.code == "gift_by_rule"
    goods.must("change_quantity", "A", line_id=gift, quantity=0)
    assert goods.rows("SELECT units FROM gift_given") == [(1,)]


def test_a_limited_gift_of_an_order_that_ends_unpaid_is_there_for_the_next(goods: Company) -> None:
    rule({"gift": "SOCKS", "units": "1", "total_max": "1"})
    goods.policy(buffer_minutes=30)
    told = msgspec.structs.replace(incoming("A", line("COAT"), paid=False), payment_status="authorized")
    goods.send(told)
    goods.run()
    assert goods.rows("SELECT units FROM gift_given") == [(1,)]
    (reference,) = goods.rows("SELECT external_id FROM payment WHERE kind = 'authorised'")
    goods.must("voided", "A", reference=reference[0])
    with clock.held_at(NOW + timedelta(days=2)):
        goods.run()
    assert goods.order("A")[0] == "CANCELLED"
    assert goods.rows("SELECT units FROM gift_given") == [(0,)]


def test_gifts_that_were_decided_stay_decided_in_a_replay(goods: Company) -> None:
    goods.policy(buffer_minutes=30)
    rule({"amount_minor": ">= 199", "gift": "SOCKS", "units": "1"})
    for number in ("A", "B", "C", "D"):
        buy(goods, number, line("COAT", price=19900))
        goods.must("propose_refund", number, amount_minor=1000, kind="compensation")
        goods.must("add_note", number, text="?", kind="merchant")
    assert [row[1] for row in given(goods)] == [1, 1, 1, 1]
    assert goods.broken() == []


def test_a_limited_gift_freed_by_a_message_goes_to_an_order_of_the_same_batch_in_a_replay_too(goods: Company) -> None:
    rule({"gift": "SOCKS", "units": "1", "total_max": "1"})
    goods.policy(buffer_minutes=30)
    first = incoming("A", line("COAT"))
    goods.send(first)
    goods.run()
    goods.send(msgspec.structs.replace(first, version="2", status="cancelled"), incoming("B", line("COAT")))
    goods.run()
    assert [row[1] for row in given(goods)] == [0, 1]
    assert goods.rows("SELECT units FROM gift_given") == [(1,)]
    assert goods.broken() == []
