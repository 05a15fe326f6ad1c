"""The pages of shortages and the API's table: what is offered, chosen for one order and for all of one SKU."""

from __future__ import annotations

from datetime import timedelta
from http import HTTPStatus

from django.test import Client

from orderway.buyer import links
from orderway.flow import supply
from orderway.records.models import Substitute
from tests.database.api_client import Machine
from tests.people import signed_in
from tests.shop import NOW, Company, incoming, line


def desk(*roles: str) -> Client:
    return signed_in(*roles)


def short(company: Company, many: int = 1) -> int:
    mug, pen = company.sku("MUG", HZ=0), company.sku("PEN", HZ=many * 2 - 1)
    company.sku("CAP", HZ=9)
    Substitute.objects.create(sku_id=mug, instead_id=pen, rank=0)
    supply.place(company.engine, company.warehouses["HZ"], {mug: 9}, "x", expected_on=NOW + timedelta(days=2))
    company.send(*[incoming(f"A{n}", line("MUG", 2, price=1000), line("CAP", 1)) for n in range(1, many + 1)])
    company.run()
    return mug


def id_of(company: Company, name: str) -> int:
    return int(company.one("SELECT id FROM orders WHERE external_id = %s", [name]))


def test_the_page_of_an_order_compares_the_ways_and_carries_one_out(company: Company) -> None:
    short(company, 2)
    key = id_of(company, "A1")
    page = desk("operator")
    text = page.get(f"/orders/{key}").content.decode()
    assert "Ways out of the shortage" in text
    assert "2 × PEN" in text
    assert f"/orders/{key}/way/substitute" in text
    dialog = page.get(f"/orders/{key}/way/cancel_short").content.decode()
    assert "20.00" in dialog, "exactly what was paid for the mugs goes back"
    version = company.one("SELECT version FROM orders WHERE id = %s", [key])
    stale = page.post(f"/orders/{key}/way/substitute", {"version": version - 1})
    assert stale.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    done = page.post(f"/orders/{key}/way/substitute", {"version": version, "consent": "by phone"})
    assert done.status_code == HTTPStatus.OK
    assert company.order("A1")[1] == "warehouse"
    assert "Other goods instead: MUG → PEN × 2" in page.get(f"/orders/{key}").content.decode()
    assert "Ways out" not in page.get(f"/orders/{key}").content.decode()
    assert "not possible any more" in page.get(f"/orders/{key}/way/substitute").content.decode()


def test_one_way_is_chosen_for_all_orders_short_of_a_sku(company: Company) -> None:
    mug = short(company, 3)
    page = desk("operator")
    assert f"/shortages/{mug}" in page.get("/shortages").content.decode()
    assert "/shortages" in page.get("/queues/shortages").content.decode()
    assert "3 / 3" in page.get(f"/shortages/{mug}").content.decode()
    preview = page.post(f"/shortages/{mug}/substitute").content.decode()
    assert "Send other goods instead: 3 orders" in preview
    assert company.one("SELECT count(*) FROM orders WHERE standing = 'short'") == 3, "a preview does nothing"
    ids = ",".join(str(id_of(company, f"A{n}")) for n in (1, 2, 3))
    answer = page.post(f"/shortages/{mug}/substitute", {"ids": ids, "confirm": "1"}).content.decode()
    assert "2 of 3" in answer, "of the pens there are five"
    assert company.one("SELECT count(*) FROM orders WHERE standing = 'short'") == 1
    assert company.one("SELECT reserved FROM stock WHERE sku_id = (SELECT id FROM sku WHERE code = 'PEN')") == 4
    assert page.post(f"/shortages/{mug}/nonsense").status_code == HTTPStatus.NOT_FOUND
    assert page.get("/shortages/999999").status_code == HTTPStatus.NOT_FOUND


def test_orders_of_foreign_shops_are_neither_shown_nor_decided(company: Company) -> None:
    mug = short(company)
    other = company.add_shop("other", "orderway", {})
    page = signed_in("operator", name="limited", shop_ids=[other])
    assert f"/shortages/{mug}" not in page.get("/shortages").content.decode()
    key = id_of(company, "A1")
    assert page.get(f"/orders/{key}/way/wait").status_code == HTTPStatus.NOT_FOUND
    page.post(f"/shortages/{mug}/cancel", {"ids": str(key), "confirm": "1"})
    assert company.order("A1")[1] == "short"
    picker = desk("picker")
    assert picker.get(f"/orders/{key}/way/wait").status_code == HTTPStatus.FORBIDDEN


def test_the_api_tells_the_ways_with_days_and_costs(company: Company) -> None:
    short(company)
    machine = Machine()
    told = machine.get("orders/own/A1/options").json()
    assert told.get("options"), told
    assert told["short"] == {"MUG": 2}
    by_choice = {one["choice"]: one for one in told["options"]}
    assert set(by_choice) == {"wait", "part", "cancel_short", "cancel"}, "one pen is not enough for two mugs"
    assert by_choice["wait"]["ship_at"] == "2026-11-22T02:00:00Z"
    assert (by_choice["wait"]["total_minor"], by_choice["cancel_short"]["refund_minor"]) == (0, 2000)
    assert machine.get("orders/own/nobody/options").status_code == HTTPStatus.NOT_FOUND
    assert machine.get("orders/own/A1").json()["standing"] == "short"


def asked(company: Company, name: str) -> str:
    company.must("ask", name, field="shortage", channel="email")
    path: str = links.answer_path(int(company.one("SELECT max(id) FROM question")))
    return path


def test_the_buyer_reads_the_ways_with_their_days_and_one_is_carried_out(company: Company) -> None:
    short(company, 2)
    path = asked(company, "A1")
    text = Client(headers={"accept-language": "en"}).get(path).content.decode()
    assert "Pay back CN¥20.00" in text or "Pay back ¥20.00" in text
    assert "2 × PEN" in text
    assert "Wait until everything is there: it leaves" in text
    assert "transfer" not in text
    Client().post(path, {"choice": "wait"})
    kept = company.order("A1", "extra->>'shortage', extra->>'consent', ship_by")
    assert kept[0] == "wait"
    assert kept[1].startswith("answer ")
    assert kept[2] == NOW + timedelta(days=2), "the day agreed is the deadline now"
    assert company.order("A1")[1] == "short"
    again = asked(company, "A2")
    Client().post(again, {"choice": "substitute"})
    assert company.order("A2")[1] == "warehouse"


def test_where_only_the_buyer_may_file_the_refund_the_order_waits_for_it(company: Company) -> None:
    company.sku("MUG", HZ=0)
    company.sku("CAP", HZ=5)
    mall = company.add_shop("mall", "taobao", {})
    company.send(incoming("T1", line("MUG", 1, price=1000), line("CAP", 1)), shop=mall)
    company.run()
    key = id_of(company, "T1")
    company.must("ask", "T1", field="shortage", channel="platform")
    path = links.answer_path(int(company.one("SELECT max(id) FROM question")))
    Client().post(path, {"choice": "cancel_short"})
    assert company.order("T1", "extra->'refund_awaited'->>'choice', refund_open_minor") == ("cancel_short", 0)
    assert "waits for the buyer" in desk("operator").get(f"/orders/{key}").content.decode()
    company.must("decide_shortage", "T1", choice="cancel_short", consent="refund 88 filed")
    assert company.order("T1", "extra ? 'refund_awaited', refund_open_minor") == (False, 1000)
