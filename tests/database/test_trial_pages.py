"""Pages of trials: a change is chosen, the run watched, its figures lead to orders, an administrator activates it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from orderway.insight.replay import kept, tasks
from orderway.insight.replay.changes import StockMove, WarehouseChange
from orderway.kernel import clock
from orderway.records.models import Rate, User, Warehouse, Zone
from orderway.web.engine import engine
from tests.shop import NOW, Company, incoming, line

SINCE, UNTIL = "2026-11-01", "2026-11-30"


@pytest.fixture
def wished(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The trials put into the queue; the test runs them itself."""
    found: list[int] = []
    for module in ("form_page", "acting"):
        monkeypatch.setattr(f"orderway.console.trial.{module}.wish", found.append)
    return found


def signed_in(*roles: str, **more: Any) -> Client:
    client = Client()
    user = User.objects.create(username="-".join(roles), roles=list(roles), **more)
    client.force_login(user, "django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def admin(company: Company) -> Client:
    company.sku("MUG", HZ=50, GZ=50)
    company.send(*[incoming(f"A{at}", line("MUG", 1)) for at in range(3)])
    company.read()
    return signed_in("admin", "operator")


def begin(client: Client, **told: Any) -> Any:
    return client.post("/trial/new", {"since": SINCE, "until": UNTIL, **told})


def run(wished: list[int]) -> str:
    return kept.run(engine(), wished.pop())


def test_a_dearer_card_is_tried_looked_at_and_put_into_force(
    company: Company, admin: Client, wished: list[int]
) -> None:
    answer = begin(admin, percent="100", percent_warehouse="HZ", name="dear")
    assert answer.status_code == 302
    assert "It waits for its turn" in admin.get(answer.url).content.decode()
    assert run(wished) == "DONE"
    page = admin.get(answer.url).content.decode()
    assert "Prices +100% (HZ)" in page and "Put into force" in page and "Costs more" in page
    order_id = company.one("SELECT id FROM orders WHERE external_id = 'A1'")
    both = admin.get(f"{answer.url}/orders/{order_id}").content.decode()
    assert "Ships from HZ: the cheapest of 2 by ¥3.00" in both
    assert "Ships from GZ: the cheapest of 2 by ¥3.00" in both
    assert "dear" in admin.get("/trial").content.decode()
    assert admin.post(f"{answer.url}/activate").status_code == 302
    assert sorted(Rate.objects.filter(warehouse__code="HZ", zone="near").values_list("price_minor", flat=True)) == [
        1200,
        2400,
        6000,
    ]
    with clock.held_at(NOW + timedelta(minutes=1)):
        company.send(incoming("A9", line("MUG", 1)))
        company.read()
    sql = "SELECT w.code FROM fulfilment f JOIN warehouse w ON w.id = f.warehouse_id WHERE f.order_id = "
    assert company.one(sql + "(SELECT id FROM orders WHERE external_id = 'A9')") == "GZ"
    admin.post(f"{answer.url}/activate")
    assert Rate.objects.get(warehouse__code="HZ", zone="near", weight_grams_max=1000).price_minor == 1200


def test_a_card_that_leaves_a_destination_without_price_is_tried_but_not_put_into_force(
    company: Company, admin: Client, wished: list[int]
) -> None:
    head = "warehouse,carrier,zone,weight_grams_from,weight_grams_max,price,days_min,days_max\n"
    gap = SimpleUploadedFile("gap.csv", f"{head}HZ,sf,near,0,1000,1,1,2\nHZ,sf,near,1500,3000,2,1,2\n".encode())
    told = begin(admin, card=gap)
    assert told.status_code == 422
    assert "Line 3, weight_grams_from: Nothing is said of 1,001 to 1,499 g" in told.content.decode()
    card = SimpleUploadedFile("near.csv", f"{head}HZ,sf,near,,30000,5,1,2\nHZ,sf,world,,30000,90,5,9\n".encode())
    url = begin(admin, card=card).url
    assert run(wished) == "DONE"
    page = admin.post(f"{url}/activate", follow=True).content.decode()
    assert "HZ: no carrier has a price to far, so nothing could be sent to CN." in page
    assert Rate.objects.filter(warehouse__code="HZ", zone="far").count() == 3
    assert company.one("SELECT activated_at FROM trial") is None


def test_only_who_may_change_settings_puts_it_into_force(company: Company, admin: Client, wished: list[int]) -> None:
    analyst = signed_in("analyst")
    url = begin(analyst, policy_field="review_amount", policy_shop="own", policy_value="50").url
    assert run(wished) == "DONE"
    assert "An administrator puts it into force" in analyst.get(url).content.decode()
    assert analyst.post(f"{url}/activate").status_code == 403
    assert admin.post(f"{url}/activate").status_code == 302
    assert company.one("SELECT settings->>'review_amount_minor' FROM shop WHERE code = 'own'") == "5000"


def test_who_may_not_try_stays_out(company: Company, admin: Client) -> None:
    assert signed_in("picker").get("/trial").status_code == 403
    assert admin.get("/trial").status_code == admin.get("/trial/new").status_code == 200
    assert admin.get("/trial/77").status_code == 404


def second_shop(company: Company) -> int:
    """Another shop, with one order of its own."""
    other = company.add_shop("other", "orderway", {})
    company.send(incoming("B1", line("MUG", 1)), shop=other)
    company.read()
    return other


def test_who_sees_some_shops_tries_on_their_orders_alone(company: Company, admin: Client, wished: list[int]) -> None:
    other = second_shop(company)
    mine = signed_in("operator", "admin", shop_ids=[other])
    page = mine.get("/trial/new").content.decode()
    assert ">own<" not in page and "every one of my shops" in page
    url = begin(mine, percent="100", percent_warehouse="HZ").url
    assert run(wished) == "DONE"
    one = kept.one(engine().connection, int(url.rsplit("/", 1)[1]))
    assert one is not None
    assert (one.changes.only_shops, one.result["orders"], one.result["moved"]) == (["other"], 1, 1)
    text = mine.get(url).content.decode()
    assert "Counted are orders of other" in text and "B1" in text and "A1" not in text
    assert (
        mine.get(f"{url}/orders/{company.one('SELECT id FROM orders WHERE external_id = %s', ['A1'])}").status_code
        == 404
    )
    assert mine.post(f"{url}/activate").status_code == 403, "carriers' prices are everybody's"
    assert admin.get(url).status_code == 200


def test_trials_of_other_shops_and_of_all_are_not_there_for_who_sees_some(
    company: Company, admin: Client, wished: list[int]
) -> None:
    mine = signed_in("reviewer", shop_ids=[second_shop(company)])
    url = begin(admin, percent="5", name="of all shops").url
    run(wished)
    assert (mine.get(url).status_code, mine.post(f"{url}/remove").status_code) == (404, 404)
    assert "of all shops" not in mine.get("/trial").content.decode()
    number = company.one("SELECT number FROM orders WHERE external_id = 'A1'")
    assert begin(mine, closed="HZ", order=number).status_code == 422
    assert begin(mine, file=SimpleUploadedFile("x.json", b'{"policy": {"own": {"splits_max": 1}}}')).status_code == 422
    assert wished == []


def test_a_policy_of_ones_own_shops_is_put_into_force_for_these(
    company: Company, admin: Client, wished: list[int]
) -> None:
    mine = signed_in("admin", shop_ids=[second_shop(company)])
    url = begin(mine, policy_field="return_days", policy_shop="*", policy_value="30").url
    run(wished)
    assert mine.post(f"{url}/activate").status_code == 302
    rows = company.rows("SELECT code, settings->>'return_days' FROM shop WHERE code IN ('own', 'other') ORDER BY code")
    assert rows == [("other", "30"), ("own", None)]


def test_warehouses_are_put_into_force_and_goods_stay_where_they_are(
    company: Company, admin: Client, wished: list[int]
) -> None:
    told = {"copy_of": "GZ", "copy_code": "CD", "copy_stock": "50", "copy_province": "四川省", "copy_near": "near"}
    url = begin(admin, closed="HZ", **told).url
    assert run(wished) == "DONE"
    assert "goods stay where they are until a transfer moves them" in admin.get(url).content.decode()
    before = company.rows("SELECT warehouse_id, sku_id, on_hand FROM stock ORDER BY 1, 2")
    assert admin.post(f"{url}/activate").status_code == 302
    made = Warehouse.objects.get(code="CD")
    assert (made.province, made.city, made.closed_from) == ("四川省", "", None)
    assert Zone.objects.get(warehouse=made, province="四川省").zone == "near"
    assert Rate.objects.filter(warehouse=made).count() == Rate.objects.filter(warehouse__code="GZ").count() > 0
    assert Warehouse.objects.get(code="HZ").closed_from is not None
    assert company.rows("SELECT warehouse_id, sku_id, on_hand FROM stock ORDER BY 1, 2") == before
    again = begin(admin, file=SimpleUploadedFile("x.json", b'{"warehouses": {"HZ": {"daily_orders_max": 7}}}')).url
    run(wished)
    Warehouse.objects.filter(code="HZ").update(code="HX")
    assert "There is no warehouse HZ any more" in admin.post(f"{again}/activate", follow=True).content.decode()


def test_goods_alone_are_nothing_to_put_into_force(company: Company, admin: Client, wished: list[int]) -> None:
    text = b'{"stock": [{"from_warehouse": "HZ", "to_warehouse": "GZ", "percent": 5}]}'
    url = begin(admin, file=SimpleUploadedFile("x.json", text)).url
    run(wished)
    page = admin.get(url).content.decode()
    assert "Put into force" not in page and "until a transfer moves them" in page
    assert "moved by a transfer" in admin.post(f"{url}/activate", follow=True).content.decode()


def test_every_way_to_say_a_change_arrives_as_it_was_said(company: Company, admin: Client, wished: list[int]) -> None:
    card = "warehouse,carrier,zone,weight_grams_max,price,days_min,days_max\nGZ,sf,far,9000,1.50,1,2\n"
    told = {
        "policy_field": "review_categories",
        "policy_value": "toys, food",
        "cell_warehouse": "HZ",
        "cell_carrier": "sf",
        "cell_zone": "near",
        "cell_grams": "1000",
        "cell_price": "4.20",
        "card": SimpleUploadedFile("card.csv", card.encode()),
        "closed": "BJ",
        "split": "5",
        "figures_of": "HZ",
        "figures_order": "3.50",
        "figures_daily": "40",
        "goods_from": "GZ",
        "goods_to": "BJ",
        "goods_percent": "10",
        "goods_sku": "MUG",
        "copy_of": "GZ",
        "copy_code": "CD",
        "copy_stock": "25",
        "copy_province": "四川省",
        "copy_near": "near",
        "file": SimpleUploadedFile(
            "x.json", b'{"stock": [{"from_warehouse": "HZ", "to_warehouse": "GZ", "percent": 5}]}'
        ),
    }
    assert begin(admin, **told).status_code == 302
    one = kept.one(engine().connection, wished[0])
    assert one is not None
    changes = one.changes
    assert changes.policy == {"*": {"review_categories": ["toys", "food"], "split_minor": 500}}
    assert (changes.rate_cells[0].price_minor, changes.rates[0].price_minor, changes.rates[0].days_max) == (420, 150, 2)
    assert changes.warehouses["BJ"].closed
    assert (changes.new_warehouses[0].code, changes.new_warehouses[0].stock_percent) == ("CD", 25)
    assert (changes.zones[0].warehouse, changes.zones[0].province, changes.zones[0].zone) == ("CD", "四川省", "near")
    assert (changes.stock[0].from_warehouse, changes.stock[0].percent) == ("HZ", 5)
    assert changes.stock[1] == StockMove("GZ", "BJ", 10, "MUG")
    assert changes.warehouses["HZ"] == WarehouseChange(handling_order_minor=350, daily_orders_max=40)
    assert run(wished) == "DONE"
    page = admin.get(f"/trial/{one.id}").content.decode()
    assert "New warehouse CD like GZ with 25% of its goods" in page
    assert "HZ: an order handled ¥3.50, at most 40 orders a day" in page and "BJ: closed" in page
    assert "10% of MUG at BJ instead of GZ" in page
    assert "until a transfer moves them" in page and "Put into force" in page


@pytest.mark.parametrize(
    ("told", "says"),
    [
        ({}, "Say at least one thing"),
        ({"percent": "5", "until": "2020-01-01"}, "At most 400 days"),
        ({"policy_field": "split", "policy_value": "lots"}, "lots"),
        ({"cell_price": "3"}, "needed for one price"),
        ({"copy_code": "HZ", "copy_of": "GZ"}, "of this code already"),
        ({"figures_of": "HZ"}, "at least one figure"),
        ({"figures_of": "HZ", "figures_order": "x"}, "This is no amount in CNY."),
        ({"goods_from": "HZ", "goods_to": "HZ", "goods_percent": "5"}, "This is the same warehouse."),
        ({"goods_from": "HZ", "goods_percent": "5"}, "needed for goods elsewhere"),
        (
            {"goods_from": "HZ", "goods_to": "GZ", "goods_percent": "5", "goods_sku": "X"},
            "There is no SKU of this code.",
        ),
        ({"card": SimpleUploadedFile("x.csv", b"warehouse,price\nXX,1\n")}, "Line 2"),
        ({"file": SimpleUploadedFile("x.json", b'{"x": 1}')}, "unknown field"),
    ],
)
def test_what_cannot_be_tried_is_said_at_its_field(
    admin: Client, wished: list[int], told: dict[str, Any], says: str
) -> None:
    answer = begin(admin, **told)
    assert (answer.status_code, wished) == (422, [])
    assert says in answer.content.decode()


def test_a_trial_is_stopped_run_again_and_removed(company: Company, admin: Client, wished: list[int]) -> None:
    url = begin(admin, percent="5").url
    admin.post(f"{url}/stop")
    assert run(wished) == "STOPPED"
    again = admin.post(f"{url}/again").url
    assert run(wished) == "DONE"
    assert admin.post(f"{url}/remove").url == "/trial"
    assert admin.get(url).status_code == 404
    assert admin.get(again).status_code == 200


def test_too_many_at_once_and_a_change_of_what_is_gone(company: Company, admin: Client, wished: list[int]) -> None:
    for _ in range(kept.WAITING_MAX):
        assert begin(admin, percent="5").status_code == 302
    assert begin(admin, percent="5").status_code == 422
    text = b'{"warehouses": {"XX": {"closed": true}}}'
    admin.post(f"/trial/{wished[0]}/stop")
    answer = begin(admin, file=SimpleUploadedFile("x.json", text))
    assert run(wished) == "FAILED"
    assert "there is no warehouse XX" in admin.get(answer.url).content.decode()


def test_one_order_is_shown_at_once_and_nothing_is_kept(company: Company, admin: Client, wished: list[int]) -> None:
    number = company.one("SELECT number FROM orders WHERE external_id = 'A1'")
    page = begin(admin, closed="HZ", order=number)
    assert page.status_code == 200
    text = page.content.decode()
    assert "Ships from HZ: the cheapest of 2 by ¥3.00" in text
    assert "Ships from GZ: the only choice that can ship all of it; BJ had too little stock; HZ was closed." in text
    assert begin(admin, closed="HZ", order="NOBODY").status_code == 422
    assert (wished, company.one("SELECT count(*) FROM trial")) == ([], 0)


def test_old_trials_are_forgotten(company: Company, admin: Client, wished: list[int]) -> None:
    begin(admin, percent="5")
    run(wished)
    with clock.held_at(NOW + timedelta(days=kept.KEPT_DAYS + 1)):
        tasks.forget_trials(0)
    assert company.one("SELECT count(*) FROM trial") == company.one("SELECT count(*) FROM trial_order") == 0
