"""Shortages from the choice to the goods: by people, by the buyer, and again when a day is not kept."""

from __future__ import annotations

from datetime import datetime, timedelta

from orderway.flow import supply
from orderway.flow.choice import Choice
from orderway.flow.dating import date_waiting
from orderway.flow.order import Order
from orderway.flow.short_policy import decide_by_policy
from orderway.flow.short_supply import ways_out
from orderway.journey.commands import COMMANDS
from orderway.kernel import clock
from orderway.kernel.errors import Refusal
from orderway.records.models import Substitute
from orderway.stock import dates
from orderway.stock.purchases import Purchase
from tests.rulings import in_force, table_of
from tests.shop import NOW, Company, incoming, line

DAY = timedelta(days=1)


def order(company: Company, name: str) -> Order:
    key = company.one("SELECT id FROM orders WHERE external_id = %s", [name])
    found: list[Order] = company.engine.transact("look", lambda batch: batch.load([key]))
    return found[0]


def ways(company: Company, name: str) -> dict[str, Choice]:
    made = order(company, name)
    return {one.kind: one for one in reversed(ways_out(company.engine, [made]).get(made.id, []))}


def coming(company: Company, sku: int, units: int, at: datetime) -> Purchase:
    made = supply.place(company.engine, company.warehouses["HZ"], {sku: units}, "x", expected_on=at)
    assert isinstance(made, Purchase)
    return made


def refused(company: Company, name: str, **args: str) -> str:
    refusal = company.do("decide_shortage", name, **args).refusal
    assert isinstance(refusal, Refusal)
    return refusal.code


def test_a_substitute_is_sent_for_the_price_agreed(company: Company) -> None:
    mug, pen = company.sku("MUG", HZ=0), company.sku("PEN", HZ=5)
    company.sku("CAP", HZ=3)
    company.send(incoming("A1", line("MUG", 2, price=1000), line("CAP", 1, price=500)))
    company.run()
    assert refused(company, "A1", choice="substitute") == "not_offered"
    Substitute.objects.create(sku_id=mug, instead_id=pen, rank=0)
    assert ways(company, "A1")["substitute"].facts["substitutes"][str(mug)]["code"] == "PEN"
    company.must("decide_shortage", "A1", choice="substitute", consent="by phone")
    assert company.order("A1") == ("RELEASED", "warehouse", "warehouse")
    lines = company.rows("SELECT sku_id, sku_code, released, paid_share_minor FROM order_line ORDER BY position")
    assert lines[0] == (pen, "MUG", 2, 2000), "the channel still knows it by its own code"
    assert company.rows("SELECT sku_id, on_hand, reserved FROM stock WHERE sku_id = %s", [pen]) == [(pen, 5, 2)]
    assert company.one("SELECT coalesce(sum(waiting), 0) FROM stock_demand") == 0
    assert company.order("A1", "total_minor, captured_minor, refund_open_minor") == (2500, 2500, 0)


def test_of_a_line_that_is_partly_there_only_the_rest_becomes_other_goods(company: Company) -> None:
    mug, pen = company.sku("MUG", HZ=1), company.sku("PEN", HZ=5)
    Substitute.objects.create(sku_id=mug, instead_id=pen, rank=0)
    company.send(incoming("A1", line("MUG", 3, price=1000), discount_minor=1))
    company.run()
    assert ways(company, "A1")["substitute"].facts["substitutes"][str(mug)]["units"] == 2
    company.must("decide_shortage", "A1", choice="substitute", consent="by phone")
    assert company.order("A1") == ("RELEASED", "warehouse", "warehouse")
    lines = company.rows(
        "SELECT sku_id, external_id, position, ordered, released, paid_share_minor FROM order_line ORDER BY id"
    )
    assert lines == [(mug, "MUG", 1, 1, 1, 999), (pen, "MUG", 1, 2, 2, 2000)]
    company.send(incoming("A1", line("MUG", 3, price=1000), discount_minor=1, version="2"))
    company.run()
    assert company.rows("SELECT ordered, cancelled FROM order_line ORDER BY id") == [(1, 0), (2, 0)], "told again"
    company.must("cancel", "A1", reason="wish", units={str(order(company, "A1").lines[1].id): 2})
    assert company.order("A1", "refund_open_minor, total_minor - cancelled_minor") == (2000, 999)


def test_a_substitute_that_was_taken_meanwhile_is_not_promised_twice(company: Company) -> None:
    mug, pen = company.sku("MUG", HZ=0), company.sku("PEN", HZ=1)
    Substitute.objects.create(sku_id=mug, instead_id=pen, rank=0)
    company.send(incoming("A1", line("MUG", 1)), incoming("A2", line("MUG", 1)))
    company.run()
    company.must("decide_shortage", "A1", choice="substitute")
    assert refused(company, "A2", choice="substitute") == "not_offered"
    assert [company.order(n)[1] for n in ("A1", "A2")] == ["warehouse", "short"]


def test_circles_among_substitutes_end_where_something_is_there(company: Company) -> None:
    mug, pen = company.sku("MUG", HZ=0), company.sku("PEN", HZ=0)
    Substitute.objects.create(sku_id=mug, instead_id=pen, rank=0)
    Substitute.objects.create(sku_id=pen, instead_id=mug, rank=0)
    company.send(incoming("A1", line("MUG", 1)))
    company.run()
    assert "substitute" not in ways(company, "A1")


def test_who_waits_is_asked_again_when_the_day_is_not_kept(company: Company) -> None:
    mug = company.sku("MUG", HZ=0)
    company.send(incoming("A1", line("MUG", 1)))
    company.run()
    bought = coming(company, mug, 5, NOW + 2 * DAY)
    date_waiting(company.engine, COMMANDS["date_promise"])
    company.must("decide_shortage", "A1", choice="wait", consent="platform message")
    assert company.order("A1", "extra->>'shortage', extra->>'shortage_until'") == (
        "wait",
        (NOW + 2 * DAY).isoformat(),
    )
    assert company.holds("A1") == []
    supply.change(company.engine, bought.id, "x", expected_on=NOW + 1 * DAY)
    date_waiting(company.engine, COMMANDS["date_promise"])
    assert company.holds("A1") == [], "sooner is fine"
    with clock.held_at(NOW + 3 * DAY):
        with company.engine.connection.transaction(), company.engine.connection.cursor() as cursor:
            dates.mark_overdue(cursor, clock.now())
        date_waiting(company.engine, COMMANDS["date_promise"])
    assert company.holds("A1") == ["shortage"]
    company.must("decide_shortage", "A1", choice="wait", consent="waits on")
    assert company.holds("A1") == []


def test_an_order_bound_to_a_warehouse_goes_from_another_or_from_both(company: Company) -> None:
    company.sku("MUG", HZ=3)
    company.sku("CAP", HZ=0, GZ=4)
    for name in ("A1", "A2"):
        company.send(incoming(name, line("CAP", 1)))
    company.connection.execute("UPDATE stock SET on_hand = 0 WHERE warehouse_id = %s", [company.warehouses["GZ"]])
    company.send(incoming("A3", line("MUG", 1), line("CAP", 1)))
    company.run()
    company.must("choose_warehouse", "A3", warehouse="HZ")
    company.must("choose_warehouse", "A2", warehouse="HZ")
    company.must("cancel", "A1")
    company.connection.execute("UPDATE stock SET on_hand = 4 WHERE warehouse_id = %s", [company.warehouses["GZ"]])
    found = ways(company, "A3")
    assert "warehouse" not in found, "GZ has no mug"
    assert found["split"].facts["to_code"] == "GZ"
    company.must("decide_shortage", "A3", choice="split")
    assert company.order("A3")[1] == "warehouse"
    company.must("decide_shortage", "A2", choice="warehouse")
    assert company.order("A2")[1] == "warehouse"
    assert (
        company.one("SELECT count(*) FROM fulfilment f JOIN orders o ON o.id = f.order_id WHERE external_id = 'A3'")
        == 2
    )


def test_where_the_platform_punishes_it_only_an_agreed_cancellation_is_done(company: Company) -> None:
    company.sku("MUG", HZ=1)
    mall = company.add_shop("mall", "taobao", {})
    company.send(incoming("T1", line("MUG", 1, price=1000), line("CAP", 1, price=500)), shop=mall)
    company.sku("CAP", HZ=0)
    company.read()
    company.must("check_again", "T1")
    one = ways(company, "T1")["cancel_short"]
    assert (one.punished, one.refund_minor) == (True, 500)
    assert refused(company, "T1", choice="cancel_short") == "buyer_must_file"
    assert refused(company, "T1", choice="cancel", consent="") == "buyer_must_file"
    company.must("decide_shortage", "T1", choice="cancel_short", consent="refund 88 filed")
    assert company.rows("SELECT amount_minor FROM refund") == [(500,)]
    assert company.order("T1")[1] == "warehouse"


def test_a_shop_decides_by_itself_and_holds_what_it_cannot(company: Company) -> None:
    auto = company.add_shop("auto", "orderway", {"shortage": "substitute"})
    mug, pen = company.sku("MUG", HZ=0), company.sku("PEN", HZ=3)
    Substitute.objects.create(sku_id=mug, instead_id=pen, rank=0)
    for name in ("P1", "P2"):
        company.send(incoming(name, line("MUG", 2)), shop=auto)
    company.send(incoming("A1", line("MUG", 1)))
    company.run()
    assert decide_by_policy(company.engine, COMMANDS["decide_shortage"]) == 2
    assert [company.order(n)[1] for n in ("P1", "P2", "A1")] == ["warehouse", "held", "short"]
    assert company.holds("P2") == ["shortage"]
    assert decide_by_policy(company.engine, COMMANDS["decide_shortage"]) == 0, "a person decides that one"
    company.must("decide_shortage", "P2", choice="wait", consent="by phone")
    assert company.order("P2")[1] == "short"


def test_the_cheapest_way_is_taken_by_its_costs(company: Company) -> None:
    auto = company.add_shop(
        "auto", "orderway", {"shortage": "cheapest", "deliver_within_days": 1, "late_day_minor": 500}
    )
    mug = company.sku("MUG", HZ=0)
    company.sku("CAP", HZ=9)
    coming(company, mug, 9, NOW + 4 * DAY)
    company.send(incoming("P1", line("MUG", 1), line("CAP", 3)), shop=auto)
    company.run()
    found = ways(company, "P1")
    assert (found["wait"].late_minor, found["part"].late_minor) == (2000, 500)
    assert decide_by_policy(company.engine, COMMANDS["decide_shortage"]) == 1
    assert company.order("P1", "extra->>'shortage', extra->>'shortage_until'") == ("part", (NOW + 4 * DAY).isoformat())


def test_a_rule_goes_before_the_policy(company: Company) -> None:
    company.sku("MUG", HZ=0)
    in_force(table_of("shortage", {"units": "> 2", "choice": "ask"}))
    company.send(incoming("A1", line("MUG", 3)), incoming("A2", line("MUG", 1)))
    company.run()
    assert [company.holds(n) for n in ("A1", "A2")] == [["shortage"], []]


def test_goods_chosen_instead_by_hand_are_looked_at_by_somebody_else_where_the_shop_wants_it(company: Company) -> None:
    shop = company.add_shop("pairs", "orderway", {"second_pair_amount_minor": 1000})
    mug, pen = company.sku("MUG", HZ=0), company.sku("PEN", HZ=5)
    Substitute.objects.create(sku_id=mug, instead_id=pen, rank=0)
    company.send(incoming("A1", line("MUG", 2, price=1000)), shop=shop)
    company.run()
    anna, bert = ({"who": who, "roles": ("operator", "reviewer")} for who in ("anna", "bert"))
    assert company.do("decide_shortage", "A1", choice="substitute", consent="by phone", **anna).done  # type: ignore[arg-type]
    assert (company.holds("A1"), company.rows("SELECT 1 FROM fulfilment")) == (["edited"], [])
    refusal = company.do("release_hold", "A1", reason="edited", **anna).refusal  # type: ignore[arg-type]
    assert isinstance(refusal, Refusal) and refusal.code == "own_edit"
    assert company.do("release_hold", "A1", reason="edited", **bert).done  # type: ignore[arg-type]
    assert company.order("A1")[1] == "warehouse"
