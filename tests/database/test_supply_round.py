"""What supply does by itself: shops are told, transfers proposed, bins counted again, options named, serials kept."""

import json
from datetime import timedelta
from typing import Any

from django.test import Client

from orderway.flow import counting, supply, transfer
from orderway.flow.options import Option, options
from orderway.flow.order import Order
from orderway.flow.proposing import propose_for_short
from orderway.flow.publish import publish_stock
from orderway.kernel.errors import Refusal
from orderway.project.relay_promise import promise_letter
from orderway.project.supplying import each_day, each_hour, supply_round
from orderway.records.models import ChannelSafety, PublishRule, SkuSupply, Substitute
from orderway.stock.counts import Task
from orderway.stock.purchases import Purchase
from orderway.stock.transfers import Transfer
from tests.database.api_client import Machine
from tests.people import signed_in
from tests.shop import NOW, Company, incoming, line


def order(company: Company, name: str) -> Order:
    key = company.one("SELECT id FROM orders WHERE external_id = %s", [name])
    found: list[Order] = company.engine.transact("look", lambda batch: batch.load([key]))
    return found[0]


def told(company: Company, shop: int) -> dict[str, int]:
    rows = company.rows(
        "SELECT k.code, p.units FROM published p JOIN sku k ON k.id = p.sku_id WHERE p.shop_id = %s", [shop]
    )
    return dict(rows)


def far_away(company: Company, place: str) -> None:
    """A warehouse whose goods reach no buyer, but can be brought elsewhere."""
    company.connection.execute("DELETE FROM zone WHERE warehouse_id = %s", [company.warehouses[place]])
    company.touch()


def test_only_what_changed_is_told_and_by_rule(company: Company) -> None:
    company.sku("MUG", HZ=10, BJ=10)
    company.sku("CAP", HZ=4)
    mall = company.add_shop("mall", "taobao", {})
    PublishRule.objects.create(shop_id=mall, formula="available * 50%", without="BJ", minimum=3)
    assert publish_stock(company.engine) == 4
    assert told(company, company.shop) == {"MUG": 20, "CAP": 4}
    assert told(company, mall) == {"MUG": 5, "CAP": 0}, "two caps are fewer than the minimum"
    assert publish_stock(company.engine) == 0
    company.send(incoming("A1", line("MUG", 4)))
    company.run()
    assert publish_stock(company.engine) == 2
    assert (told(company, company.shop)["MUG"], told(company, mall)["MUG"]) == (16, 3)
    ChannelSafety.objects.create(shop_id=mall, units=2)
    company.touch()
    company.connection.execute("UPDATE stock SET unpublished = true")
    publish_stock(company.engine)
    assert told(company, mall)["MUG"] == 0, "half of four is two: fewer than the minimum"


def test_a_channel_that_is_told_of_stock_gets_one_message_a_figure(company: Company) -> None:
    company.sku("MUG", HZ=10)
    mall = company.add_shop("mall", "shopify", {})
    company.engine.references.tells = {}
    publish_stock(company.engine)
    assert company.one("SELECT count(*) FROM outbox WHERE topic = 'channel.stock'") == 0
    company.engine.references.tells = {mall: frozenset(["stock"])}
    company.connection.execute("DELETE FROM published")
    company.connection.execute("UPDATE stock SET unpublished = true")
    publish_stock(company.engine)
    rows = company.rows("SELECT target, payload FROM outbox WHERE topic = 'channel.stock'")
    assert rows == [(f"shop:{mall}", {"sku": "MUG", "quantity": 10})]


def test_a_transfer_is_proposed_where_it_is_sooner_than_waiting(company: Company) -> None:
    company.sku("MUG", HZ=0, BJ=5)
    for code in ("GZ", "BJ"):
        far_away(company, code)
    company.send(incoming("A1", line("MUG", 2)), incoming("A2", line("MUG", 1)))
    company.run()
    found = {one.kind: one for one in options(company.engine, order(company, "A1"))}
    assert found["wait"].at is None
    assert found["transfer"].units == {company.skus["MUG"]: 2}
    assert found["transfer"].facts["from_code"] == "BJ"
    assert propose_for_short(company.engine) == 1
    assert propose_for_short(company.engine) == 0, "those orders are helped"
    assert company.rows("SELECT units FROM transfer_line") == [(3,)]
    assert company.rows("SELECT units FROM earmark ORDER BY units") == [(1,), (2,)]
    kinds = company.one("SELECT jsonb_path_query_array(facts, '$.options[*].kind') FROM transfer")
    assert kinds == ["wait", "transfer"]
    move = company.one("SELECT id FROM transfer")
    for deed in (transfer.approve, transfer.ship):
        assert not isinstance(deed(company.engine, move, "boss"), Refusal)
    transfer.receive(company.engine, move, {company.skus["MUG"]: 3}, "boss")
    company.run()
    assert [company.order(n)[1] for n in ("A1", "A2")] == ["warehouse", "warehouse"]


def test_waiting_is_kept_where_the_goods_come_sooner(company: Company) -> None:
    mug = company.sku("MUG", HZ=0, BJ=5)
    for code in ("GZ", "BJ"):
        far_away(company, code)
    company.send(incoming("A1", line("MUG", 2)))
    company.run()
    soon = NOW + timedelta(hours=2)
    assert isinstance(supply.place(company.engine, company.warehouses["HZ"], {mug: 9}, "x", expected_on=soon), Purchase)
    wait = options(company.engine, order(company, "A1"))[0]
    assert (wait.kind, wait.at, wait.whole, wait.facts["source"]) == ("wait", soon, True, "purchase")
    assert propose_for_short(company.engine) == 0


def test_a_substitute_that_is_there_and_a_split_are_offered(company: Company) -> None:
    mug, cap = company.sku("MUG", HZ=0), company.sku("CAP", HZ=3)
    pen, pin = company.sku("PEN", HZ=1), company.sku("PIN", HZ=9)
    for at, other in enumerate((pen, pin)):
        Substitute.objects.create(sku_id=mug, instead_id=other, rank=at)
    company.send(incoming("A1", line("MUG", 2), line("CAP", 1)))
    company.run()
    found: dict[str, Option] = {one.kind: one for one in options(company.engine, order(company, "A1"))}
    assert found["substitute"].facts["substitutes"][str(mug)]["code"] == "PIN", "of the pens there is one only"
    assert found["split"].cost_minor == 200 + 600, "one more parcel from HZ"
    assert found["substitute"].whole
    assert cap not in found["wait"].units
    company.must("cancel", "A1")
    assert options(company.engine, order(company, "A1")) == []


def test_an_empty_bin_is_counted_again_and_told_to_every_shop(company: Company) -> None:
    mug = company.sku("MUG", HZ=3)
    company.add_shop("mall", "taobao", {})
    company.send(incoming("A1", line("MUG", 1)))
    company.run()
    company.must("start_pick", "A1")
    company.must("short", "A1", sku_id=str(mug), units=1, reason="not_found")
    assert company.rows("SELECT reason, state FROM count_task") == [("empty_bin", "ASKED")]
    assert company.one("SELECT count(*) FROM outbox WHERE topic = 'stock' AND payload->>'available' = '0'") == 2
    task = company.one("SELECT id FROM count_task")
    found = counting.enter(company.engine, task, 2, "peter")
    assert isinstance(found, Task) and found.state == "BOOKED"
    company.run()
    assert company.rows("SELECT on_hand FROM stock") == [(2,)]


def test_what_moved_since_is_not_booked_by_a_second_person(company: Company) -> None:
    mug = company.sku("MUG", HZ=50)
    place = company.warehouses["HZ"]
    assert counting.ask(company.engine, [(mug, place), (mug, place)], "spot_check", "x") == 1
    task = company.one("SELECT id FROM count_task")
    counting.enter(company.engine, task, 10, "peter")
    supply_in = supply.place(company.engine, place, {mug: 5}, "x")
    assert isinstance(supply_in, Purchase)
    supply.receive(company.engine, supply_in.id, {mug: supply.Got(5)}, "x")
    answer = counting.decide(company.engine, task, True, "paul")
    assert isinstance(answer, Refusal) and answer.code == "moved_since"
    assert isinstance(counting.decide(company.engine, task, False, "paul"), Task)
    answer = counting.enter(company.engine, task, -1, "peter")
    assert isinstance(answer, Refusal) and answer.code == "bad_units"


def serial_order(company: Company, name: str) -> None:
    company.send(incoming(name, line("MUG", 2)))
    company.run()
    company.must("pick", name)


def test_serial_numbers_go_with_the_parcel_and_are_known_when_they_come_back(company: Company) -> None:
    mug = company.sku("MUG", HZ=9)
    SkuSupply.objects.create(sku_id=mug, serial_kept=True)
    company.touch()
    serial_order(company, "A1")
    refusal = company.do("pack", "A1").refusal
    assert refusal is not None and refusal.code == "serials_missing"
    for wrong, code in ((["S1", "S1"], "serial_twice"), (["S1", "S2", "S3"], "more_than_asked"), ([""], "bad_serial")):
        refusal = company.do("scan_serials", "A1", sku_id=mug, serials=wrong).refusal
        assert refusal is not None and refusal.code == code
    company.must("scan_serials", "A1", sku_id=mug, serials=["S1", "S2"])
    serial_order(company, "A2")
    refusal = company.do("scan_serials", "A2", sku_id=mug, serials=["S2", "S9"]).refusal
    assert refusal is not None and refusal.code == "serial_taken"
    assert company.one("SELECT count(*) FROM serial") == 2, "nothing of the refused deed stays"
    company.must("pack", "A1")
    company.must("label", "A1", tracking_number="SF1")
    company.must("hand_over", "A1")
    assert company.rows("SELECT serial, state FROM serial ORDER BY 1") == [("S1", "SHIPPED"), ("S2", "SHIPPED")]
    company.must("scan", "A1", code="delivered")
    (key,) = company.rows("SELECT l.id FROM order_line l JOIN orders o ON o.id = l.order_id WHERE o.external_id = 'A1'")
    company.must("request_return", "A1", lines={str(key[0]): 1}, reason="defective")
    company.must("approve_return", "A1")
    company.must("receive_return", "A1")
    company.must("inspect_return", "A1", serials={str(key[0]): ["S1", "XX"]}, serials_aside=["S1"])
    assert company.rows("SELECT serial, state FROM serial ORDER BY 1") == [("S1", "SET_ASIDE"), ("S2", "SHIPPED")]


def test_the_rounds_run_and_do_nothing_twice(company: Company) -> None:
    mug = company.sku("MUG", HZ=0)
    company.send(incoming("A1", line("MUG", 2)))
    company.run()
    supply.place(company.engine, company.warehouses["HZ"], {mug: 9}, "x", expected_on=NOW + timedelta(days=1))
    assert supply_round(company.engine) == 2, "a date for the order, a figure for the shop"
    assert supply_round(company.engine) == 0
    each_hour(company.engine)
    each_day(company.engine)
    assert company.rows("SELECT units, days FROM demand_rate WHERE sku_id = %s", [mug]) == [(2, 30)]


def test_the_letter_names_the_day_in_both_languages() -> None:
    day = "2026-11-23T15:59:00+00:00"
    assert promise_letter("A1", day, "", "Asia/Shanghai", "en")[1].endswith("It is expected on Nov. 23, 2026.")
    assert "2026年11月23日" in promise_letter("A1", day, day, "Asia/Shanghai", "zh-hans")[1]
    assert promise_letter("A1", "", day, "Asia/Shanghai", "en")[1].startswith("We cannot name a day")


def admin() -> Client:
    return signed_in("admin", "operator", name="root")


def test_bad_rows_of_the_settings_are_refused_when_they_are_saved(company: Company) -> None:
    for code in ("MUG", "CAP", "PEN"):
        company.sku(code)
    web = admin()

    def save(sheet: str, **fields: Any) -> int:
        return web.post(f"/settings/{sheet}/new", fields).status_code

    assert save("substitutes", sku="MUG", instead="CAP") == 302
    assert save("substitutes", sku="CAP", instead="PEN") == 302
    assert save("substitutes", sku="PEN", instead="MUG") != 302, "a circle"
    assert save("substitutes", sku="PEN", instead="PEN") != 302
    assert Substitute.objects.count() == 2
    for formula in ("1 / 0", "os", "available +", "eval(1)"):
        assert save("publishing", formula=formula) != 302
    assert save("publishing", formula="available", without="HZ GZ BJ") != 302, "every warehouse left out"
    assert save("publishing", formula="available", without="XX") != 302
    assert save("publishing", formula="available * 90%", minimum="2", without="BJ") == 302
    assert save("safeties", units="-1") != 302
    assert save("safeties", shop="own", units="3") == 302
    assert save("suppliers", code="acme", name="Acme", lead_days="x") != 302
    assert save("suppliers", code="acme", name="Acme", lead_days="9") == 302
    assert save("supplies", sku="MUG", supplier="none") != 302
    assert save("supplies", sku="MUG", supplier="acme", lot_kept="yes", near_expiry_days="30") == 302
    assert PublishRule.objects.count() == ChannelSafety.objects.count() == SkuSupply.objects.count() == 1


def test_who_did_what_to_a_transfer_is_remembered_and_shown(company: Company) -> None:
    company.sku("MUG", HZ=9)
    mug, hz, gz = company.skus["MUG"], company.warehouses["HZ"], company.warehouses["GZ"]
    made = transfer.propose(company.engine, hz, gz, {mug: 5}, "anna", facts={"options": []})
    assert isinstance(made, Transfer)
    transfer.approve(company.engine, made.id, "boss")
    transfer.approve(company.engine, made.id, "ben")
    transfer.ship(company.engine, made.id, "peter", {mug: 4})
    transfer.receive(company.engine, made.id, {mug: 3}, "gerda", complete=True)
    done = transfer.settle(company.engine, made.id, "boss2")
    assert isinstance(done, Transfer)
    assert company.one("SELECT facts FROM transfer") == done.facts == {"options": [], "changes": done.changes}
    assert [(c["by"], c["what"], c.get("was"), c.get("became")) for c in done.changes] == [
        ("boss", "approve", None, None),
        ("peter", "ship", 5, 4),
        ("boss2", "settle", 1, 0),
    ], "what was refused is no change; what came stands with the receipts"
    page = signed_in("admin", language="zh-hans").get(f"/supply/transfer/{made.id}").content.decode()
    assert all(word in page for word in ("peter · 已发出", "5 → 4", "boss2 · 余量记为丢失", "boss · 已审核"))
    told = json.loads(Machine("stock:read").get(f"transfers/{made.id}").content)["changes"]
    assert [one["what"] for one in told] == ["approve", "ship", "settle"]


def test_who_called_a_transfer_off_is_remembered(company: Company) -> None:
    company.sku("MUG", HZ=9)
    made = transfer.propose(
        company.engine, company.warehouses["HZ"], company.warehouses["GZ"], {company.skus["MUG"]: 5}, "anna"
    )
    assert isinstance(made, Transfer)
    done = transfer.cancel(company.engine, made.id, "boss")
    assert isinstance(done, Transfer)
    assert [(c["by"], c["what"]) for c in done.changes] == [("boss", "cancel")]
