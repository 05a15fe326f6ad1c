"""Situations 1, 2, 3, 6, 7 and 9 of the trade, each with its exact outcome."""

from datetime import timedelta

import msgspec

from orderway.kernel import clock
from orderway.ports.channel import Receiver
from tests.shop import GOOD_RECEIVER, NOW, Company, incoming, line


def buyer(**fields: str) -> Receiver:
    return msgspec.structs.replace(GOOD_RECEIVER, **fields)


def deliver(company: Company, order: str, number: str) -> None:
    company.must("pick", order)
    company.must("pack", order)
    company.must("label", order, tracking_number=number)
    company.must("hand_over", order)


def test_1_the_answer_with_the_house_number_releases_within_48_hours(company: Company) -> None:
    company.sku("MUG", HZ=5)
    company.send(incoming("T1", line("MUG", price=8900), ship_to=buyer(street="文三路")))
    company.read()
    assert company.holds("T1") == ["house_number_missing"]
    assert company.order("T1") == ("REVIEW", "held", "confirm")
    assert company.rows("SELECT on_hand, reserved FROM stock") == [(5, 1)], (
        "the unit is reserved while the buyer is asked"
    )
    hold = company.one("SELECT id FROM hold")
    company.must("ask", "T1", field="address", channel="platform", text="请问门牌号?", hold_id=hold)
    assert company.rows("SELECT topic, target FROM outbox WHERE topic = 'question'") == [
        ("question", f"shop:{company.shop}")
    ]
    with clock.held_at(NOW + timedelta(hours=30)):
        company.must("answer", "T1", question_id=company.one("SELECT id FROM question"), house_number="478号3幢1202")
    assert company.one("SELECT street FROM person") == "文三路478号3幢1202"
    assert company.holds("T1") == []
    assert company.order("T1") == ("RELEASED", "warehouse", "warehouse")
    released = company.one("SELECT sent_at FROM fulfilment")
    assert released - NOW == timedelta(hours=30) < timedelta(hours=48)


def test_2_a_hot_sku_sells_its_100_units_to_the_first_100_of_160_and_stands_at_zero_in_all_three_shops(
    company: Company,
) -> None:
    company.sku("HOT", HZ=100)
    shops = [company.shop, company.add_shop("jd", "orderway", {}), company.add_shop("douyin", "orderway", {})]
    for number in range(160):
        paid_at = NOW + timedelta(seconds=60 * number / 160)
        order = incoming(f"H{number:03d}", line("HOT", price=9900), placed_at=NOW)
        company.send(msgspec.structs.replace(order, paid_at=paid_at), shop=shops[number % 3])
    company.read()
    assert company.rows("SELECT on_hand, reserved FROM stock") == [(100, 100)]
    assert company.one("SELECT waiting FROM stock_demand") == 60
    standing = "SELECT standing, count(*), min(external_id), max(external_id) FROM orders GROUP BY 1 ORDER BY 1"
    assert company.rows(standing) == [("short", 60, "H100", "H159"), ("warehouse", 100, "H000", "H099")]
    told = "SELECT target, payload->>'sku', (payload->>'available')::int FROM outbox WHERE topic = 'stock' ORDER BY id"
    assert company.rows(told) == [(f"shop:{shop}", "HOT", 0) for shop in sorted(shops)]


def test_3_the_first_line_ships_and_exactly_45_45_of_128_go_back(company: Company) -> None:
    company.sku("SHIRT", HZ=5)
    company.sku("CAP", HZ=0)
    company.send(incoming("T3", line("SHIRT", price=8900), line("CAP", price=4900), discount_minor=1000))
    company.read()
    assert company.order("T3", "total_minor, standing") == (12800, "short")
    company.must("ask", "T3", field="shortage", channel="platform", text="帽子缺货,先发衬衫、退帽子可以吗?")
    assert company.order("T3")[1] == "short", "asked, waiting for the buyer, and still waiting for stock"
    company.must("answer", "T3", question_id=company.one("SELECT id FROM question"), choice="cancel_short")
    company.must("decide_shortage", "T3", choice="cancel_short", consent="platform message")
    assert company.order("T3") == ("RELEASED", "warehouse", "warehouse")
    deliver(company, "T3", "SF3")
    company.must("pay_refund", "T3", reference="R3")
    assert company.rows("SELECT amount_minor, state FROM refund") == [(4545, "SUCCEEDED")]
    assert company.order("T3", "refunded_minor, captured_minor - refunded_minor, payment_state") == (4545, 8255, "PAID")
    assert company.rows("SELECT sku_code, shipped, cancelled FROM order_line ORDER BY position") == [
        ("SHIRT", 1, 0),
        ("CAP", 0, 1),
    ]


def test_6_an_address_changed_after_the_label_voids_it_and_the_old_label_is_refused_at_hand_over(
    company: Company,
) -> None:
    company.sku("MUG", HZ=5)
    shanghai = buyer(province="上海市", city="上海市", district="徐汇区", street="漕溪北路18号2楼")
    company.send(incoming("T6", line("MUG"), ship_to=shanghai))
    company.read()
    company.must("label", "T6", tracking_number="SF-OLD")
    suzhou = {"province": "江苏省", "city": "苏州市", "district": "姑苏区", "street": "观前街120号"}
    company.must("correct_address", "T6", **suzhou)
    assert company.rows("SELECT state, reason FROM fulfilment ORDER BY id") == [
        ("CANCELLED", "address_changed"),
        ("SENT", ""),
    ]
    assert company.rows("SELECT tracking_number, state FROM parcel") == [("SF-OLD", "VOIDED")]
    assert company.rows("SELECT target, payload->>'tracking_number' FROM outbox WHERE topic = 'void_label'") == [
        (f"carrier:{company.carrier}", "SF-OLD")
    ]
    company.must("pick", "T6")
    company.must("pack", "T6")
    company.must("label", "T6", tracking_number="SF-NEW")
    old = company.do("hand_over", "T6", tracking_number="SF-OLD")
    assert not old.done and old.refusal is not None and old.refusal.code == "label_void"
    assert company.rows("SELECT on_hand FROM stock") == [(5,)], "nothing has left"
    company.must("hand_over", "T6", tracking_number="SF-NEW")
    assert company.rows("SELECT tracking_number, state, address_version FROM parcel ORDER BY id") == [
        ("SF-OLD", "VOIDED", 1),
        ("SF-NEW", "LABELLED", 2),
    ]
    assert company.order("T6", "status, city") == ("SHIPPED", "苏州市")


def cash_order(company: Company, number: str) -> None:
    chengdu = buyer(
        province="四川省", city="成都市", district="武侯区", street="人民南路四段11号", phone=f"1390000000{number[-1]}"
    )
    company.send(incoming(number, line("LAMP", price=26800), paid=False, payment_status="cod_due", ship_to=chengdu))
    company.read()
    assert company.holds(number) == ["cod_confirm"]
    company.must("add_note", number, text="电话确认:本人接听,愿意货到付款", kind="contact")
    company.must("release_hold", number, reason="cod_confirm")
    deliver(company, number, f"SF-{number}")
    assert company.rows("SELECT cod_minor FROM parcel WHERE tracking_number = %s", [f"SF-{number}"]) == [(26800,)]


def test_7_refused_cash_on_delivery_comes_back_into_stock_and_owes_nothing(company: Company) -> None:
    company.sku("LAMP", HZ=5)
    cash_order(company, "T7")
    company.must("scan", "T7", code="refused")
    assert company.order("T7") == ("SHIPPED", "road", "road")
    company.must("scan", "T7", code="returned")
    company.must("receive_return", "T7")
    company.must("inspect_return", "T7")
    assert company.rows("SELECT on_hand, reserved, damaged FROM stock") == [(5, 0, 0)]
    assert company.rows("SELECT count(*) FROM refund") == [(0,)]
    assert company.order("T7", "status, standing, payment_state, captured_minor, refunded_minor") == (
        "RETURNED",
        "completed",
        "FAILED",
        0,
        0,
    )


def test_7_its_twin_is_collected_remitted_less_the_fee_and_reconciled(company: Company) -> None:
    company.sku("LAMP", HZ=5)
    cash_order(company, "T8")
    company.must("scan", "T8", code="delivered")
    assert company.order("T8", "payment_state, captured_minor") == ("COLLECTED", 26800)
    company.must("record_payment", "T8", kind="remitted", amount_minor=26532, fee_minor=268, reference="SF-BATCH-1")
    again = company.do(
        "record_payment", "T8", kind="remitted", amount_minor=26532, fee_minor=268, reference="SF-BATCH-1"
    )
    assert again.refusal is not None
    rows = company.rows("SELECT kind, amount_minor, fee_minor FROM payment ORDER BY id")
    assert rows == [("collected", 26800, 0), ("remitted", 26532, 268)]
    assert rows[0][1] == rows[1][1] + rows[1][2], "what was collected is what was remitted and the fee"
    assert company.order("T8", "payment_state, captured_minor") == ("REMITTED", 26800)


def test_9_the_second_unit_comes_from_guangzhou_and_only_both_parcels_complete_the_order(company: Company) -> None:
    company.sku("MUG", HZ=2, GZ=5)
    company.connection.execute(
        "UPDATE stock SET bin_code = 'A-03-12' WHERE warehouse_id = %s", [company.warehouses["HZ"]]
    )
    company.send(incoming("T9", line("MUG", 2)))
    company.read()
    sku, first = str(company.skus["MUG"]), company.one("SELECT id FROM fulfilment")
    company.must("pick", "T9", fulfilment_id=first, picked={sku: 1})
    company.must("short", "T9", fulfilment_id=first, sku_id=sku, units=1, reason="not_found")
    places = "SELECT w.code, f.state FROM fulfilment f JOIN warehouse w ON w.id = f.warehouse_id ORDER BY f.id"
    assert company.rows(places) == [("HZ", "PICKED"), ("GZ", "SENT")]
    second = company.one("SELECT max(id) FROM fulfilment")
    company.must("pick", "T9", fulfilment_id=second)
    for number, fulfilment in (("SF-HZ", first), ("SF-GZ", second)):
        company.must("pack", "T9", fulfilment_id=fulfilment)
        company.must("label", "T9", fulfilment_id=fulfilment, tracking_number=number)
        company.must("hand_over", "T9", tracking_number=number)
    told = company.rows(
        "SELECT p.tracking_number FROM outbox b JOIN parcel p ON p.id = (b.payload->>'parcel')::bigint "
        "WHERE b.topic = 'channel.shipped' ORDER BY b.id"
    )
    assert told == [("SF-HZ",), ("SF-GZ",)], "both numbers are written back"
    company.must("scan", "T9", tracking_number="SF-HZ", code="delivered")
    assert company.order("T9") == ("SHIPPED", "road", "road")
    refused = company.do("complete", "T9")
    assert not refused.done
    company.must("scan", "T9", tracking_number="SF-GZ", code="delivered")
    company.must("complete", "T9")
    assert company.order("T9") == ("COMPLETED", "completed", "closed")
    rows = company.rows(
        "SELECT w.code, s.on_hand, s.reserved FROM stock s JOIN warehouse w ON w.id = s.warehouse_id ORDER BY w.id"
    )
    assert rows == [("HZ", 0, 0), ("GZ", 4, 0)]
