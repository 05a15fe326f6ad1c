"""Orders that want the same goods are collected for a moment and decided together, with no transaction open."""

from datetime import timedelta

import msgspec

from orderway.journey.source.window import decide_windows
from orderway.kernel import clock
from tests.shop import GOOD_RECEIVER, NOW, Company, incoming, line

SICHUAN = {"province": "四川省", "city": "成都市", "district": "武侯区", "street": "人民南路四段9号"}
BEIJING = {"province": "北京市", "city": "北京市", "district": "朝阳区", "street": "建国路88号"}


def collected(company: Company) -> None:
    """Two orders that both want the mug in 杭州; the second needs it more. 北京 has none, 广州 is dear to the north."""
    shop = "UPDATE shop SET settings = settings || '{\"source_window_seconds\": 5}'"
    company.connection.execute(shop)
    company.connection.execute(
        "UPDATE rate SET price_minor = 1900 WHERE zone = 'far' AND warehouse_id = %s", [company.warehouses["GZ"]]
    )
    company.insert("zone", warehouse_id=company.warehouses["GZ"], country="CN", province="四川省", zone="near")
    company.touch()
    company.sku("MUG", HZ=1, GZ=1)
    with clock.held_at(NOW):
        for code, where in (("A1", SICHUAN), ("A2", BEIJING)):
            there = msgspec.structs.replace(GOOD_RECEIVER, phone=f"1380013800{code[1]}", **where)
            company.send(incoming(code, line("MUG"), ship_to=there))
            company.read()


def places(company: Company) -> dict[str, str]:
    sent = "fulfilment f JOIN orders o ON o.id = f.order_id JOIN warehouse w ON w.id = f.warehouse_id"
    return dict(company.rows(f"SELECT o.external_id, w.code FROM {sent}"))


def test_rivals_wait_for_each_other_and_get_the_cheapest_for_all(company: Company) -> None:
    collected(company)
    assert company.rows("SELECT external_id, waits_for, standing FROM orders ORDER BY external_id") == [
        ("A1", "sourcing", "waiting"),
        ("A2", "sourcing", "waiting"),
    ]
    with clock.held_at(NOW + timedelta(seconds=4)):
        assert decide_windows(company.engine) == 0
    with clock.held_at(NOW + timedelta(seconds=5)):
        assert decide_windows(company.engine) == 2
    assert places(company) == {"A1": "GZ", "A2": "HZ"}
    joint = company.one(
        "SELECT step->2->'joint' FROM event, jsonb_array_elements(data->'steps') step "
        "WHERE step->>0 = 'source' AND step->2 ? 'joint' LIMIT 1"
    )
    assert joint == [2, 850 + 850, 850 + 2150, 1700]
    assert company.broken() == []


def test_an_order_changed_meanwhile_is_decided_in_turn_and_nothing_is_taken_twice(company: Company) -> None:
    collected(company)
    with clock.held_at(NOW + timedelta(seconds=2)):
        company.must("cancel", "A2")
    with clock.held_at(NOW + timedelta(seconds=6)):
        decide_windows(company.engine)
    assert places(company) == {"A1": "HZ"}
    assert company.broken() == []


def test_a_window_that_nobody_decides_ends_by_itself(company: Company) -> None:
    collected(company)
    with clock.held_at(NOW + timedelta(seconds=36)):
        company.engine.look_again()
    assert len(places(company)) == 2
    assert company.broken() == []
