"""Bundles from the message to the door: exploded once mapped, changed and refunded as the channel tells."""

import msgspec
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.shop import Company, incoming, line

COMPONENTS = (
    "SELECT s.code, l.ordered, l.cancelled, l.paid_share_minor, l.external_id "
    "FROM order_line l JOIN sku s ON s.id = l.sku_id ORDER BY l.position, l.id"
)


def bundle(company: Company, code: str, **parts: int) -> None:
    company.sku(code)
    for part, units in parts.items():
        company.insert(
            "bundle_part", bundle_id=company.skus[code], part_id=company.skus[part], units=units, price_weight=0
        )
    company.touch()


def test_a_bundle_ships_as_its_components_and_keeps_the_channel_line(company: Company) -> None:
    company.sku("MUG", HZ=10)
    company.sku("CAP", HZ=10)
    bundle(company, "SET", MUG=2, CAP=1)
    company.send(incoming("B1", line("SET", 2, 9999, external_id="oid-7"), line("MUG", 1, 500)))
    company.read()
    assert company.order("B1") == ("RELEASED", "warehouse", "warehouse")
    rows = company.rows(COMPONENTS)
    assert [(row[0], row[1], row[4]) for row in rows] == [("MUG", 4, "oid-7"), ("CAP", 2, "oid-7"), ("MUG", 1, "MUG")]
    assert sum(row[3] for row in rows) == 20498
    stock = "SELECT s.code, t.reserved FROM stock t JOIN sku s ON s.id = t.sku_id ORDER BY 1"
    assert company.rows(stock) == [("CAP", 2), ("MUG", 5)]


def test_an_unmatched_bundle_explodes_when_its_listing_is_mapped(company: Company) -> None:
    company.sku("MUG", HZ=4)
    company.sku("CAP", HZ=2)
    company.send(incoming("B2", line("unknown", 2, 9999)))
    company.read()
    assert company.holds("B2") == ["listing_unmatched"]
    bundle(company, "SET", MUG=2, CAP=1)
    company.insert(
        "listing", shop_id=company.shop, key="unknown", sku_id=company.skus["SET"], title="", mapped_by="anna"
    )
    company.touch()
    company.must("check_again", "B2")
    assert (company.holds("B2"), company.order("B2")[1]) == ([], "warehouse")
    assert [row[:2] for row in company.rows(COMPONENTS)] == [("MUG", 4), ("CAP", 2)]


def test_a_refund_of_one_of_two_bundles_cancels_its_components_and_the_rest_ships(company: Company) -> None:
    company.sku("MUG", HZ=10)
    company.sku("CAP", HZ=10)
    bundle(company, "SET", MUG=2, CAP=1)
    order = incoming("B3", line("SET", 2, 9999, external_id="oid-7"))
    company.send(order)
    company.read()
    fewer = msgspec.structs.replace(order.lines[0], current_quantity=1)
    told = msgspec.structs.replace(
        order, version="2", lines=[fewer], refunded_minor=9999, payment_status="partially_refunded"
    )
    company.send(told)
    company.read()
    assert [row[:3] for row in company.rows(COMPONENTS)] == [("MUG", 4, 2), ("CAP", 2, 1)]
    money = "captured_minor, refunded_minor, refund_open_minor, total_minor - cancelled_minor, payment_state"
    assert company.order("B3", money) == (19998, 9999, 0, 9999, "PAID")
    assert company.order("B3") == ("RELEASED", "warehouse", "warehouse")
    company.send(msgspec.structs.replace(told, version="3"))
    company.read()
    assert [row[:3] for row in company.rows(COMPONENTS)] == [("MUG", 4, 2), ("CAP", 2, 1)], "told again changes nothing"


def test_a_component_changes_only_with_its_whole_bundle(company: Company) -> None:
    company.sku("MUG", HZ=10)
    company.sku("CAP", HZ=10)
    bundle(company, "SET", MUG=2, CAP=1)
    company.send(incoming("B4", line("SET", 2, 1000)))
    company.read()
    mugs = company.one("SELECT min(id) FROM order_line")
    refused = company.do("change_quantity", "B4", line_id=mugs, quantity=3)
    assert refused.refusal is not None and refused.refusal.code == "whole_bundles"
    company.must("change_quantity", "B4", line_id=mugs, quantity=6)
    assert [row[:2] for row in company.rows(COMPONENTS)] == [("MUG", 6), ("CAP", 3)]
    assert company.order("B4", "total_minor, payment_state") == (3000, "PARTIALLY_PAID")


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    wanted=st.lists(
        st.tuples(st.sampled_from(["S1", "S2", "MUG", "CAP", "PEN"]), st.integers(1, 4)), min_size=1, max_size=5
    )
)
def test_any_mix_of_bundles_and_single_units_never_takes_more_than_there_is(
    dsn: str, clean_tables: None, company: Company, wanted: list[tuple[str, int]]
) -> None:
    for code in ("MUG", "CAP", "PEN"):
        if code not in company.skus:
            company.sku(code, HZ=9)
    if "S1" not in company.skus:
        bundle(company, "S1", MUG=2, CAP=1)
        bundle(company, "S2", MUG=1, CAP=1, PEN=3)
    number = f"P{company.one('SELECT count(*) FROM orders')}"
    company.send(incoming(number, *[line(code, units, external_id=str(n)) for n, (code, units) in enumerate(wanted)]))
    company.read()
    needs = dict.fromkeys(("MUG", "CAP", "PEN"), 0)
    for code, units in wanted:
        for part, each in {"S1": {"MUG": 2, "CAP": 1}, "S2": {"MUG": 1, "CAP": 1, "PEN": 3}}.get(
            code, {code: 1}
        ).items():
            needs[part] += each * units
    asked = (
        "SELECT s.code, sum(l.ordered) FROM order_line l JOIN sku s ON s.id = l.sku_id "
        "JOIN orders o ON o.id = l.order_id "
        "WHERE o.external_id = %s GROUP BY 1"
    )
    assert dict(company.rows(asked, [number])) == {code: units for code, units in needs.items() if units}
    assert company.broken() == []


def test_a_bundle_whose_part_is_short_waits_for_it(company: Company) -> None:
    company.sku("MUG", HZ=10)
    company.sku("CAP", HZ=1)
    bundle(company, "SET", MUG=2, CAP=1)
    company.send(incoming("B5", line("SET", 2, 1000)))
    company.read()
    assert company.order("B5")[1] == "short"
    assert company.rows("SELECT promised, backordered FROM order_line ORDER BY id") == [(4, 0), (1, 1)]
