"""Orders of one buyer and address in one box: who may, one label, one number to all, and what stops it."""

from datetime import datetime, timedelta
from typing import Any

import msgspec
import pytest

from orderway.flow.batch import Batch
from orderway.flow.command import Actor, Target, run
from orderway.journey.commands import COMMANDS
from orderway.journey.intake.update import apply_document
from orderway.journey.pick.wave import make_wave
from orderway.kernel import clock
from orderway.ports.channel import Document, IncomingOrder, Receiver
from tests.people import signed_in
from tests.shop import GOOD_RECEIVER, NOW, Company, incoming, line

AUTO = {"merge": "auto", "buffer_minutes": 30}
MINUTES = timedelta(minutes=1)


def bought(company: Company, shop: int, number: str, at: datetime, sku: str = "MUG", **more: Any) -> IncomingOrder:
    order = incoming(number, line(sku), ship_to=more.pop("ship_to", GOOD_RECEIVER), placed_at=at, **more)
    with clock.held_at(at):
        company.send(order, shop=shop)
        company.run()
    return order


def goods(company: Company) -> None:
    company.sku("MUG", HZ=9, GZ=9)
    company.sku("CAP", HZ=9, GZ=9)


@pytest.fixture
def pair(company: Company) -> int:
    """Two orders 20 minutes apart, in one box."""
    shop = company.add_shop("tmall", "orderway", AUTO)
    goods(company)
    bought(company, shop, "A", NOW)
    bought(company, shop, "B", NOW + 20 * MINUTES, "CAP")
    with clock.held_at(NOW + 30 * MINUTES):
        company.run()
    return shop


def leads(company: Company) -> list[str | None]:
    rows = company.rows("SELECT l.external_id FROM orders o LEFT JOIN orders l ON l.id = o.lead_id ORDER BY o.id")
    return [row[0] for row in rows]


def code(result: Any) -> str:
    assert result.refusal is not None
    return str(result.refusal.code)


def test_two_orders_leave_in_one_box_with_the_earlier_deadline_and_freight_paid_once(
    company: Company, pair: int
) -> None:
    assert leads(company) == ["A", "A"]
    assert company.order("B") == ("RELEASED", "warehouse", "warehouse"), "its own buffer would have ended later"
    deadline = NOW + timedelta(hours=48)
    assert company.rows("SELECT ship_by FROM orders ORDER BY id") == [(deadline,), (deadline,)]
    assert company.rows("SELECT ship_by, warehouse_id, cost_minor FROM fulfilment ORDER BY id") == [
        (deadline, company.warehouses["HZ"], 850),
        (deadline, company.warehouses["HZ"], 50),
    ]


def test_one_number_is_bought_and_told_to_both_orders(company: Company, pair: int) -> None:
    for number in ("A", "B"):
        company.must("want_label", number)
    assert company.one("SELECT count(*) FROM outbox WHERE topic = 'label'") == 2, "asked again for the same parcel"
    assert company.one("SELECT count(DISTINCT payload->>'parcel') FROM outbox WHERE topic = 'label'") == 1
    company.must("label", "B", tracking_number="SF1")
    for number in ("A", "B"):
        company.must("pick", number)
        company.must("pack", number)
    assert company.rows("SELECT tracking_number, weight_grams FROM parcel ORDER BY id") == [("SF1", 1100), ("SF1", 500)]
    company.must("hand_over", "A", tracking_number="SF1")
    told = (
        "SELECT o.external_id, p.tracking_number FROM outbox b JOIN orders o ON o.id = b.order_id "
        "JOIN parcel p ON p.id = (b.payload->>'parcel')::bigint WHERE b.topic = 'channel.shipped' ORDER BY 1"
    )
    assert company.rows(told) == [("A", "SF1"), ("B", "SF1")]
    company.must("scan", "A", code="delivered")
    assert company.rows("SELECT status FROM orders") == [("DELIVERED",), ("DELIVERED",)]
    assert company.rows("SELECT sum(on_hand), sum(reserved) FROM stock") == [(34, 0)]


def test_4_the_second_is_refunded_after_printing_its_item_is_taken_out_and_the_first_ships(
    company: Company, pair: int
) -> None:
    company.must("label", "A", tracking_number="SF1")
    for number in ("A", "B"):
        company.must("pick", number)
    company.must("pack", "A")
    refund(company, pair, "B")
    assert company.rows("SELECT state FROM fulfilment ORDER BY id") == [("READY",), ("STOP_REQUESTED",)]
    assert code(company.do("hand_over", "A", tracking_number="SF1")) == "pull_from_box"
    company.must("answer_stop", "B", agree=True)
    assert leads(company) == [None, None]
    assert company.rows(
        "SELECT o.external_id, p.state FROM parcel p JOIN orders o ON o.id = p.order_id ORDER BY 1"
    ) == [
        ("A", "LABELLED"),
        ("B", "VOIDED"),
    ]
    assert company.one("SELECT count(*) FROM outbox WHERE topic = 'void_label'") == 0, "the number is still the first's"
    company.must("hand_over", "A", tracking_number="SF1")
    company.must("cancel", "B", reason="buyer")
    assert company.order("A")[0] == "SHIPPED"
    assert company.order("B", "standing, refund_open_minor, ship_by") == (
        "cancelled",
        8900,
        NOW + timedelta(hours=48, minutes=20),
    )
    assert company.one("SELECT sum(reserved) FROM stock") == 0


def refund(company: Company, shop: int, number: str) -> None:
    order_id = company.one("SELECT id FROM orders WHERE external_id = %s", [number])
    document = Document(kind="refund_request", number="R1", order_external_id=number, amount_minor=8900)

    def work(batch: Batch) -> None:
        (order,) = batch.load([order_id])
        apply_document(order, document, batch.world, company.engine.ids)
        company.engine.advance(batch)
        batch.save("channel", "intake")

    company.engine.transact("test", work)


def test_a_box_packed_whole_is_weighed_again_when_something_is_taken_out(company: Company, pair: int) -> None:
    company.must("label", "A", tracking_number="SF1")
    for number in ("A", "B"):
        company.must("pick", number)
        company.must("pack", number, parcels=None)
    refund(company, pair, "B")
    assert code(company.do("weigh", "A", weight_grams=600)) == "pull_from_box"
    company.must("answer_stop", "B", agree=True)
    assert code(company.do("hand_over", "A", tracking_number="SF1")) == "weigh_again"
    assert code(company.do("weigh", "A", weight_grams=5000)) == "weight_far_off"
    company.must("weigh", "A", weight_grams=590)
    company.must("hand_over", "A", tracking_number="SF1")
    assert company.rows("SELECT weight_grams FROM parcel WHERE state <> 'VOIDED'") == [(590,)]


def test_when_the_lead_is_stopped_its_label_is_void_and_the_other_gets_its_own(company: Company, pair: int) -> None:
    company.must("label", "A", tracking_number="SF1")
    for number in ("A", "B"):
        company.must("pick", number)
        company.must("pack", number)
    refund(company, pair, "A")
    company.must("answer_stop", "A", agree=True)
    assert company.rows("SELECT payload->>'tracking_number' FROM outbox WHERE topic = 'void_label'") == [("SF1",)]
    assert code(company.do("hand_over", "B", tracking_number="SF1")) == "label_void"
    company.must("label", "B", tracking_number="SF2")
    company.must("hand_over", "B", tracking_number="SF2")
    assert company.order("B")[0] == "SHIPPED"


def test_a_box_with_an_order_that_is_not_packed_stays(company: Company, pair: int) -> None:
    company.must("label", "A", tracking_number="SF1")
    company.must("pick", "A")
    company.must("pack", "A")
    assert code(company.do("hand_over", "A", tracking_number="SF1")) == "box_not_complete"


def test_a_changed_address_takes_its_order_out_of_the_box(company: Company, pair: int) -> None:
    company.must("correct_address", "B", street="天目山路18号5楼")
    assert leads(company) == [None, None]
    assert company.order("B")[1] == "warehouse"
    assert company.one("SELECT count(*) FROM fulfilment WHERE state = 'SENT'") == 2


def test_unmerged_by_hand_each_goes_alone_with_its_own_deadline_and_no_rule_joins_them_again(
    company: Company, pair: int
) -> None:
    company.must("unmerge", "B")
    assert leads(company) == [None, None]
    assert company.order("B", "standing, ship_by") == ("warehouse", NOW + timedelta(hours=48, minutes=20))
    assert code(company.do("unmerge", "B")) == "travels_alone"
    for number in ("A", "B"):
        company.must("label", number, tracking_number=f"SF-{number}")


@pytest.mark.parametrize(
    ("policy", "more"),
    [
        ({"merge_units_max": 1}, {}),
        ({"merge_orders_max": 1}, {}),
        ({"merge_grams_max": 900}, {}),
        ({}, {"ship_to": msgspec.structs.replace(GOOD_RECEIVER, phone="13800138001")}),
        ({}, {"ship_to": msgspec.structs.replace(GOOD_RECEIVER, name="王大明")}),
        ({}, {"ship_to": msgspec.structs.replace(GOOD_RECEIVER, street="文三路478号3幢1203室")}),
        ({}, {"paid": False, "payment_status": "cod_due"}),
        ({"merge_within_hours": 0}, {}),
        ({"merge": "off"}, {}),
    ],
)
def test_orders_that_differ_or_are_too_much_together_go_alone(
    company: Company, policy: dict[str, Any], more: dict[str, Any]
) -> None:
    shop = company.add_shop("tmall", "orderway", {**AUTO, "confirm_cod": False, **policy})
    goods(company)
    bought(company, shop, "A", NOW)
    bought(company, shop, "B", NOW + 20 * MINUTES, "CAP", **more)
    with clock.held_at(NOW + 50 * MINUTES):
        company.run()
    assert leads(company) == [None, None]
    assert [row[0] for row in company.rows("SELECT standing FROM orders")] == ["warehouse", "warehouse"]


@pytest.mark.parametrize(
    ("by", "name", "street", "together"),
    [
        ("receiver", "王小明", "文三路 478号 3幢1202室", True),
        ("receiver", "王小明", "文三路478号3幢1202室", True),
        ("phone", "小明", "文三路478号3幢1202室", True),
        ("receiver", "小明", "文三路478号3幢1202室", False),
    ],
)
def test_spaces_and_widths_make_no_other_address(
    company: Company, by: str, name: str, street: str, together: bool
) -> None:
    shop = company.add_shop("tmall", "orderway", {**AUTO, "merge_by": by})
    goods(company)
    bought(company, shop, "A", NOW)
    other = msgspec.structs.replace(GOOD_RECEIVER, name=name, street=street)
    bought(company, shop, "B", NOW + 20 * MINUTES, "CAP", ship_to=other)
    with clock.held_at(NOW + 50 * MINUTES):
        company.run()
    assert leads(company) == (["A", "A"] if together else [None, None])


@pytest.mark.parametrize(("token", "together"), [("oaid-1", True), ("oaid-2", False)])
def test_an_encrypted_receiver_is_the_same_where_the_platforms_token_is(
    company: Company, token: str, together: bool
) -> None:
    shop = company.add_shop("douyin", "orderway", AUTO)
    goods(company)
    hidden = Receiver(
        name="张**", phone="*******8000", country="CN", province="浙江省", city="杭州市", street="***", token="oaid-1"
    )
    bought(company, shop, "A", NOW, ship_to=hidden)
    bought(company, shop, "B", NOW + 20 * MINUTES, "CAP", ship_to=msgspec.structs.replace(hidden, token=token))
    with clock.held_at(NOW + 50 * MINUTES):
        company.run()
    assert leads(company) == (["A", "A"] if together else [None, None])


@pytest.mark.parametrize(("both", "together"), [(True, True), (False, False)])
def test_two_shops_share_a_box_only_where_both_say_so(company: Company, both: bool, together: bool) -> None:
    one = company.add_shop("one", "orderway", {**AUTO, "merge_shops": ["two"]})
    two = company.add_shop("two", "orderway", {**AUTO, "merge_shops": ["one"] if both else []})
    goods(company)
    bought(company, one, "A", NOW)
    bought(company, two, "B", NOW + 20 * MINUTES, "CAP")
    with clock.held_at(NOW + 50 * MINUTES):
        company.run()
    assert leads(company) == (["A", "A"] if together else [None, None])


def test_goods_of_two_warehouses_come_from_the_one_that_has_both(company: Company) -> None:
    shop = company.add_shop("tmall", "orderway", AUTO)
    company.sku("MUG", HZ=1, GZ=5)
    company.sku("CAP", GZ=5)
    bought(company, shop, "A", NOW)
    bought(company, shop, "B", NOW + 20 * MINUTES, "CAP")
    with clock.held_at(NOW + 30 * MINUTES):
        company.run()
    assert leads(company) == ["A", "A"]
    assert company.rows("SELECT DISTINCT warehouse_id FROM fulfilment") == [(company.warehouses["GZ"],)]


def test_a_shop_that_wants_to_be_asked_gets_a_hold_and_merges_by_hand(company: Company) -> None:
    shop = company.add_shop("tmall", "orderway", {**AUTO, "merge": "propose"})
    goods(company)
    bought(company, shop, "A", NOW)
    bought(company, shop, "B", NOW + 20 * MINUTES, "CAP")
    with clock.held_at(NOW + 30 * MINUTES):
        company.run()
        other = company.one("SELECT id FROM orders WHERE external_id = 'B'")
        assert company.rows("SELECT reason, facts FROM hold WHERE state = 'OPEN'") == [
            ("merge_offer", {"orders": [other]})
        ]
        company.must("merge", "A", **{"with": [other]})
    assert (leads(company), company.holds("A")) == (["A", "A"], [])
    assert company.rows("SELECT standing FROM orders") == [("warehouse",), ("warehouse",)]


def test_who_is_limited_to_a_shop_puts_no_other_shops_order_into_a_box(company: Company) -> None:
    shared = {"merge": "propose", "buffer_minutes": 30, "merge_shops": ["tmall", "jd"]}
    shops = {"A": company.add_shop("tmall", "orderway", shared), "B": company.add_shop("jd", "orderway", shared)}
    goods(company)
    for number, shop in shops.items():
        bought(company, shop, number, NOW)
    first, other = (company.one("SELECT id FROM orders WHERE external_id = %s", [number]) for number in "AB")

    def merge(*shop_ids: int) -> Any:
        anna = Actor("anna", "person", ("operator",), shop_ids)
        return run(company.engine, COMMANDS["merge"], [Target(first)], {"with": [other]}, anna)[0]

    assert code(merge(shops["A"])) == "unknown_order"
    assert leads(company) == [None, None]
    assert merge(*shops.values()).done
    assert leads(company) == ["A", "A"]


def test_a_suspected_duplicate_is_merged_cancelled_or_shipped_apart(company: Company) -> None:
    shop = company.add_shop("tmall", "orderway", {})
    goods(company)
    bought(company, shop, "A", NOW)
    bought(company, shop, "B", NOW + 20 * MINUTES)
    assert (company.holds("B"), company.order("A")[1]) == (["duplicate_suspect"], "warehouse")
    company.must("merge", "B", **{"with": [company.one("SELECT id FROM orders WHERE external_id = 'A'")]})
    assert (leads(company), company.holds("B")) == (["A", "A"], [])
    states = company.rows(
        "SELECT o.external_id, f.state FROM fulfilment f JOIN orders o ON o.id = f.order_id ORDER BY f.id"
    )
    assert states == [("A", "CANCELLED"), ("A", "SENT"), ("B", "SENT")]


@pytest.mark.parametrize(
    ("deed", "args", "why"),
    [
        ("label", {"tracking_number": "SF9"}, "label_printed"),
        ("start_pick", {}, "being_picked"),
        ("withdraw", {}, "held"),
    ],
)
def test_what_is_printed_picked_or_held_stays_out_and_the_reason_is_told(
    company: Company, deed: str, args: dict[str, Any], why: str
) -> None:
    shop = company.add_shop("tmall", "orderway", {})
    goods(company)
    bought(company, shop, "A", NOW)
    bought(company, shop, "B", NOW + 20 * MINUTES, "CAP")
    company.must(deed, "A", **args)
    result = company.do("merge", "B", **{"with": str(company.one("SELECT id FROM orders WHERE external_id = 'A'"))})
    assert result.refusal is not None
    assert (result.refusal.code, result.refusal.facts) == ("cannot_travel", {"order": "A", "why": why})
    assert leads(company) == [None, None]


def test_a_unit_that_is_not_found_comes_from_elsewhere_in_a_parcel_of_its_own(company: Company, pair: int) -> None:
    cap = str(company.skus["CAP"])
    company.must("short", "B", sku_id=cap, units=1, reason="not_found")
    assert company.rows(
        "SELECT w.code, f.state FROM fulfilment f JOIN warehouse w ON w.id = f.warehouse_id ORDER BY f.id"
    ) == [
        ("HZ", "SENT"),
        ("HZ", "CANCELLED"),
        ("GZ", "SENT"),
    ]
    assert leads(company) == [None, None]


def test_a_wave_walks_for_the_whole_box_and_the_packing_table_names_the_others(company: Company, pair: int) -> None:
    first = company.one("SELECT min(id) FROM fulfilment")
    wave = make_wave(company.warehouses["HZ"], Actor("mo", "machine"), limit=1, ids=[first])
    assert company.rows("SELECT wave_id FROM fulfilment ORDER BY id") == [(wave,), (wave,)]
    for number in ("A", "B"):
        company.must("pick", number)
    company.must("pack", "B")
    client = signed_in("picker", name="p")
    page = client.get(f"/pack/F{first}").content.decode()
    assert "One box with:" in page and ">B<" in page


def test_who_is_taken_along_by_an_order_that_came_with_old_news_is_saved_too(company: Company) -> None:
    shop = company.add_shop("tmall", "orderway", AUTO)
    goods(company)
    other = msgspec.structs.replace(GOOD_RECEIVER, phone="13900139000")
    old = bought(company, shop, "Z", NOW, ship_to=other)
    bought(company, shop, "A", NOW + 20 * MINUTES, "CAP")
    with clock.held_at(NOW + 40 * MINUTES):
        company.send(old, incoming("B", line("MUG"), ship_to=GOOD_RECEIVER, placed_at=NOW), shop=shop)
        company.read()
        assert leads(company) == [None, "A", "A"]
        assert company.broken() == []
