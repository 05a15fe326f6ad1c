"""From the message to the door, and back."""

from datetime import timedelta

from orderway.flow.goods import Change, change_goods
from orderway.history import log
from orderway.kernel import clock
from orderway.kernel.errors import Refusal
from tests.shop import Company, incoming, line


def ship(company: Company, order: str, number: str = "SF1") -> None:
    company.must("pick", order)
    company.must("pack", order)
    company.must("label", order, tracking_number=number)
    company.must("hand_over", order)


def counted_as_shipped(company: Company) -> int:
    """Orders that the board counts as shipped, in time or late."""
    kept = log.flow_since(company.connection.cursor(), clock.now() - timedelta(hours=1))
    return sum(many for key, many in kept.items() if key.endswith((":on_time", ":late")))


def test_an_order_is_picked_packed_shipped_delivered_and_completed(company: Company) -> None:
    company.sku("MUG", HZ=10)
    company.send(incoming("A1", line("MUG", 2)))
    company.read()
    ship(company, "A1")
    assert company.order("A1") == ("SHIPPED", "road", "road")
    assert company.rows("SELECT on_hand, reserved FROM stock") == [(8, 0)]
    company.must("scan", "A1", code="delivered")
    assert company.order("A1") == ("DELIVERED", "road", "settled")
    company.must("complete", "A1")
    assert company.order("A1") == ("COMPLETED", "completed", "closed")


def test_one_of_three_units_comes_back_and_its_stored_share_is_refunded(company: Company) -> None:
    company.sku("MUG", HZ=10)
    company.send(incoming("A1", line("MUG", 3, price=3333), discount_minor=1000))
    company.read()
    ship(company, "A1")
    company.must("scan", "A1", code="delivered")
    line_id = company.one("SELECT id FROM order_line")
    company.must("request_return", "A1", lines={str(line_id): 1}, reason="changed_mind")
    company.must("approve_return", "A1")
    company.must("receive_return", "A1")
    company.must("inspect_return", "A1")
    company.must("pay_refund", "A1", reference="R1")
    share = 8999 // 3
    assert company.order("A1", "refunded_minor, refund_open_minor, captured_minor, payment_state") == (
        share,
        0,
        8999,
        "PAID",
    )
    assert company.rows("SELECT on_hand, reserved FROM stock") == [(8, 0)]
    again = company.do("pay_refund", "A1")
    assert again.refusal == Refusal("unknown_refund", {"field": "refund_id"})


def test_a_short_pick_comes_from_the_other_warehouse_and_only_both_parcels_complete_it(company: Company) -> None:
    company.sku("MUG", HZ=2, GZ=5)
    company.send(incoming("A1", line("MUG", 2)))
    company.read()
    sku = str(company.skus["MUG"])
    first = company.one("SELECT id FROM fulfilment")
    company.must("pick", "A1", fulfilment_id=first, picked={sku: 1})
    company.must("short", "A1", fulfilment_id=first, sku_id=sku, units=1, reason="not_found")
    assert company.rows(
        "SELECT w.code, f.state FROM fulfilment f JOIN warehouse w ON w.id = f.warehouse_id ORDER BY f.id"
    ) == [
        ("HZ", "PICKED"),
        ("GZ", "SENT"),
    ]
    second = company.one("SELECT max(id) FROM fulfilment")
    company.must("pick", "A1", fulfilment_id=second)
    for at, fulfilment in enumerate((first, second)):
        company.must("pack", "A1", fulfilment_id=fulfilment)
        company.must("label", "A1", fulfilment_id=fulfilment, tracking_number=f"SF{at}")
        company.must("hand_over", "A1", fulfilment_id=fulfilment)
        assert counted_as_shipped(company) == 1, "with its first parcel, and once"
    company.must("scan", "A1", tracking_number="SF0", code="delivered")
    assert company.order("A1")[0] == "SHIPPED"
    company.must("scan", "A1", tracking_number="SF1", code="delivered")
    assert company.order("A1")[0] == "DELIVERED"
    assert company.rows("SELECT on_hand, reserved FROM stock ORDER BY warehouse_id") == [(0, 0), (4, 0)]


def test_the_short_line_is_cancelled_and_exactly_its_share_refunded(company: Company) -> None:
    company.sku("SHIRT", HZ=5)
    company.sku("CAP", HZ=0)
    company.send(incoming("A1", line("SHIRT", 1, price=8900), line("CAP", 1, price=4900), discount_minor=1000))
    company.read()
    assert company.order("A1") == ("RECEIVED", "short", "promise")
    company.must("decide_shortage", "A1", choice="cancel_short", consent="buyer agreed by phone")
    assert company.order("A1") == ("RELEASED", "warehouse", "warehouse")
    assert company.rows("SELECT amount_minor, state FROM refund") == [(4545, "APPROVED")]
    company.must("pay_refund", "A1", reference="R1")
    assert company.order("A1", "captured_minor - refunded_minor") == (8255,)


def test_stock_that_arrives_frees_those_who_paid_first(company: Company) -> None:
    company.sku("MUG", HZ=0)
    for number in range(5):
        company.send(incoming(f"A{number}", line("MUG", 1)))
        company.read()
    assert company.one("SELECT waiting FROM stock_demand") == 5
    change_goods(
        company.engine, [Change(company.skus["MUG"], company.warehouses["HZ"], 3)], "receive", "purchase", "anna"
    )
    company.run()
    assert [company.order(f"A{n}")[1] for n in range(5)] == ["warehouse"] * 3 + ["short"] * 2
    assert company.one("SELECT waiting FROM stock_demand") == 2


def test_the_rest_of_a_part_shipment_waits_and_follows_when_its_stock_comes(company: Company) -> None:
    company.sku("SHIRT", HZ=5)
    company.sku("CAP", HZ=0)
    company.send(incoming("A1", line("SHIRT"), line("CAP")))
    company.read()
    company.must("decide_shortage", "A1", choice="part", consent="buyer agreed")
    assert company.order("A1", "status, partially, waits_for") == ("RELEASED", True, "stock")
    ship(company, "A1")
    assert company.order("A1", "status, partially, standing") == ("SHIPPED", True, "short")
    change = Change(company.skus["CAP"], company.warehouses["HZ"], 1)
    change_goods(company.engine, [change], "receive", "purchase", "anna")
    company.run()
    assert company.order("A1", "status, partially, standing") == ("SHIPPED", True, "warehouse")
    ship(company, "A1", "SF2")
    for number in ("SF1", "SF2"):
        company.must("scan", "A1", tracking_number=number, code="delivered")
    assert company.order("A1", "status, partially") == ("DELIVERED", False)
