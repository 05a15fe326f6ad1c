"""Ring-fences, transfers and readers want the same goods at once: nobody gets what is set apart for another."""

from orderway.flow import transfer
from orderway.flow.fencing import set_fence
from orderway.kernel.errors import Overtaken, Refusal
from orderway.stock.transfers import Transfer
from tests.database.racing import race
from tests.shop import Company, incoming, line

ORDERS = 120
FENCED, FREE, LAST = 20, 30, 5
MOVED = 2


def work(company: Company, number: int) -> int:
    """Even ones read orders, odd ones move goods away a few at a time; how many units left."""
    if number % 2 == 0:
        while company.reader.work(10):
            company.engine.look_again(10)
        return 0
    mug, hz, bj = company.skus["MUG"], company.warehouses["HZ"], company.warehouses["BJ"]
    gone = 0
    for _ in range(6):
        made = transfer.propose(company.engine, hz, bj, {mug: MOVED}, f"racer{number}")
        assert isinstance(made, Transfer)
        try:
            agreed = transfer.approve(company.engine, made.id, "boss")
            if isinstance(agreed, Refusal):
                continue
            if not isinstance(transfer.ship(company.engine, made.id, "boss"), Refusal):
                gone += MOVED
        except Overtaken:
            continue  # lost every try; its units are still where they were, set apart or free
    return gone


def test_nobody_gets_what_is_set_apart_for_another(company: Company, dsn: str) -> None:
    mug = company.sku("MUG", HZ=FENCED + FREE)
    own, other = company.add_shop("own2", "orderway", {}), company.add_shop("mall", "taobao", {})
    company.insert("channel_safety", channel="taobao", units=LAST, sku_id=mug)
    company.touch()
    company.connection.execute("DELETE FROM zone WHERE warehouse_id = %s", [company.warehouses["BJ"]])
    assert set_fence(company.engine, mug, company.warehouses["HZ"], own, FENCED, "anna") is None
    for number in range(ORDERS):
        shop = (company.shop, own, other)[number % 3]
        company.send(incoming(f"A{number}", line("MUG")), shop=shop)
    gone = sum(race(dsn, 4, work))
    company.run()
    taken = dict(
        company.rows(
            "SELECT o.shop_id, sum(r.quantity)::bigint FROM reservation r JOIN orders o ON o.id = r.order_id "
            "WHERE r.state IN ('SOFT', 'HARD') GROUP BY 1"
        )
    )
    on_hand, reserved, fenced = company.rows("SELECT on_hand, reserved, fenced FROM stock WHERE on_hand > 0")[0]
    assert on_hand == FENCED + FREE - gone
    assert reserved == sum(taken.values()) <= on_hand
    assert taken.get(own, 0) >= FENCED, "what was its own it got"
    assert taken.get(company.shop, 0) + taken.get(other, 0) <= FREE - gone
    assert fenced == company.one("SELECT coalesce(sum(units), 0) FROM fence")
