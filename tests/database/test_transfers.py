"""Transfers that arrive: booked once however often told, and set apart for nobody who has what they wanted."""

from orderway.flow import transfer
from orderway.flow.goods import Change, change_goods
from orderway.stock.transfers import Transfer
from tests.shop import Company, incoming, line


def on_the_road(company: Company, units: int, **more: object) -> int:
    places = company.warehouses
    made = transfer.propose(
        company.engine,
        places["BJ"],
        places["HZ"],
        {company.skus["MUG"]: units},
        "anna",
        **more,  # type: ignore[arg-type]
    )
    assert isinstance(made, Transfer), made
    for step in (transfer.approve, transfer.ship):
        assert isinstance(step(company.engine, made.id, "anna"), Transfer)
    return made.id


def test_an_arrival_told_twice_under_one_reference_is_booked_once(company: Company) -> None:
    mug = company.sku("MUG", HZ=0, BJ=9)
    moved = on_the_road(company, 5)
    for reference in ("D1", "D1", "D2"):
        assert isinstance(transfer.receive(company.engine, moved, {mug: 2}, "paul", reference=reference), Transfer)
    assert company.rows("SELECT on_hand, in_transit FROM stock ORDER BY warehouse_id") == [(4, 1), (4, 0)]


def test_units_for_an_order_that_was_served_meanwhile_are_everybodys(company: Company) -> None:
    mug = company.sku("MUG", HZ=0, BJ=3)
    company.connection.execute("DELETE FROM zone WHERE warehouse_id = %s", [company.warehouses["BJ"]])
    company.touch()
    for name in ("A1", "A2"):
        company.send(incoming(name, line("MUG", 3)))
        company.run()
    first = company.one("SELECT id FROM orders WHERE external_id = 'A1'")
    moved = on_the_road(company, 3, earmarks={mug: {first: 3}})
    change_goods(company.engine, [Change(mug, company.warehouses["HZ"], 3)], "receive", "", "anna")
    company.run()
    assert [company.order(name)[1] for name in ("A1", "A2")] == ["warehouse", "short"]
    transfer.receive(company.engine, moved, {mug: 3}, "paul")
    assert company.one("SELECT coalesce(sum(units), 0) FROM fence") == 0
    company.run()
    assert company.order("A2")[1] == "warehouse"
