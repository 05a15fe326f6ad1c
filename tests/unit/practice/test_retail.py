"""Real orders keep their lines and amounts; only dates are shifted and receivers made up."""

import csv
from datetime import UTC, datetime, timedelta
from importlib import resources

from orderway.adapters.channels import channels
from orderway.practice import retail

UNTIL = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)


def test_each_invoice_is_one_order_with_its_lines_to_the_penny() -> None:
    orders = {o.external_id: o for o in retail.read_orders(channels()["csv"].parse, UNTIL)}
    text = resources.files("orderway.practice").joinpath("data", retail.FILE).read_text(encoding="utf-8")
    rows = list(csv.DictReader(text.splitlines()))
    assert len(orders) == 168 == len({r["InvoiceNo"] for r in rows})
    for number, order in orders.items():
        mine = [r for r in rows if r["InvoiceNo"] == number]
        pence = sum(round(float(r["UnitPrice"]) * 100) * int(r["Quantity"]) for r in mine)
        assert (len(order.lines), order.total_minor, order.paid_minor, order.currency) == (
            len(mine),
            pence,
            pence,
            "GBP",
        )


def test_the_last_one_is_placed_just_before_the_end_and_the_distances_stay() -> None:
    orders = sorted(retail.read_orders(channels()["csv"].parse, UNTIL), key=lambda o: o.placed_at)
    assert UNTIL - orders[-1].placed_at == timedelta(minutes=15)
    text = resources.files("orderway.practice").joinpath("data", retail.FILE).read_text(encoding="utf-8")
    times = [datetime.fromisoformat(row["InvoiceDate"]) for row in csv.DictReader(text.splitlines())]
    assert orders[-1].placed_at - orders[0].placed_at == max(times) - min(times)


def test_postage_has_no_stock_and_every_article_is_asked_for() -> None:
    found = retail.goods_of(retail.read_orders(channels()["csv"].parse, UNTIL))
    services = {goods.code for goods, _ in found if goods.category == "service"}
    assert services == {"POST", "M"}
    assert len(found) == 606 and all(units > 0 for _, units in found)
