"""The settings pages: forms, files line by line, the rate card, secrets shown once, users."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from orderway.records.models import ApiKey, Listing, Rate, Shop, Sku, User, Warehouse, Zone
from orderway.web.secrets import unseal
from tests.people import signed_in
from tests.shop import Company


@pytest.fixture
def admin(company: Company) -> Client:
    return signed_in("admin", name="ada")


def version(company: Company) -> int:
    return int(company.one("SELECT version FROM reference_version"))


def upload(client: Client, kind: str, text: str, **more: str) -> str:
    answer = client.post(f"/settings/{kind}/file", {"file": SimpleUploadedFile("x.csv", text.encode()), **more})
    assert answer.status_code in (200, 422)
    return answer.content.decode()


@pytest.mark.parametrize(
    "path",
    [
        "",
        "/skus",
        "/skus/new",
        "/skus/file",
        "/listings",
        "/listings/new",
        "/stock",
        "/stock/new",
        "/warehouses",
        "/zones",
    ]
    + [
        "/rates",
        "/rate-card",
        "/carriers",
        "/carriers/new",
        "/shops",
        "/shops/new",
        "/users",
        "/users/new",
        "/zones/new",
    ],
)
def test_every_page_opens_for_an_administrator_and_for_nobody_else(admin: Client, path: str) -> None:
    assert admin.get(f"/settings{path}").status_code == 200
    picker = signed_in("picker", name="p")
    assert picker.get(f"/settings{path}").status_code == 403
    assert Client().get(f"/settings{path}").status_code == 302


def test_a_form_saves_a_row_and_counts_the_version_up(company: Company, admin: Client) -> None:
    before = version(company)
    told = {"code": "MUG-1", "name": "Mug", "weight_grams": "420", "tracked": "on", "active": "on"}
    assert admin.post("/settings/skus/new", told).status_code == 302
    mug = Sku.objects.get(code="MUG-1")
    assert (mug.weight_grams, mug.tracked, mug.fragile, mug.practice) == (420, True, False, False)
    assert version(company) == before + 1
    again = admin.post("/settings/skus/new", told)
    assert again.status_code == 422 and "There is one already." in again.content.decode()
    told["weight_grams"] = "-3"
    wrong = admin.post(f"/settings/skus/{mug.pk}", told)
    assert wrong.status_code == 422
    assert Sku.objects.get(pk=mug.pk).weight_grams == 420 and version(company) == before + 1


def test_a_file_with_one_wrong_line_changes_nothing_unless_asked(company: Company, admin: Client) -> None:
    text = "code,name,weight_grams\nA,Apple,100\nB,Bread,heavy\nA,Again,5\n"
    before = version(company)
    page = upload(admin, "skus", text)
    assert "2 problems; nothing was changed." in page
    assert ">3<" in page and "heavy" in page and "The same as line 2." in page
    assert Sku.objects.count() == 0 and version(company) == before
    page = upload(admin, "skus", text, partly="1")
    assert "Saved: 1 new, 0 changed, 0 as they were." in page and "2 problems are left" in page
    assert list(Sku.objects.values_list("code", "weight_grams")) == [("A", 100)]
    assert version(company) == before + 1


def test_a_known_key_changes_its_row_and_what_is_left_out_stays(admin: Client) -> None:
    upload(admin, "skus", "code,name,weight_grams,category\nA,Apple,100,food\nB,Bread,500,food\n")
    page = upload(admin, "skus", "code;weight_grams\nA;120\nB;500\n")
    assert "Saved: 0 new, 1 changed, 1 as they were." in page
    assert list(Sku.objects.order_by("code").values_list("code", "name", "weight_grams", "category")) == [
        ("A", "Apple", 120, "food"),
        ("B", "Bread", 500, "food"),
    ]


def test_what_is_exported_can_be_taken_in_again_unchanged(company: Company, admin: Client) -> None:
    company.sku("=SUM(A1)", HZ=5)
    Listing.objects.create(shop_id=company.shop, key="+86", sku_id=company.skus["=SUM(A1)"])
    for kind in ("skus", "listings", "stock", "warehouses", "zones", "rates", "carriers", "shops"):
        text = admin.get(f"/settings/{kind}/template.csv?all=1").content.decode()
        assert "Everything in the file is there already" in upload(admin, kind, text), kind
        assert "\n=" not in text and "\n+" not in text


def test_a_country_by_name_is_the_row_of_its_code(company: Company, admin: Client) -> None:
    upload(admin, "zones", "warehouse,country,zone\nHZ,Germany,world\n")
    page = upload(admin, "zones", "warehouse,country,zone\nHZ,DE,far\n")
    assert "1 changed" in page
    page = upload(admin, "zones", "warehouse,country,zone\nHZ,Germany,near\n")
    assert "1 changed" in page
    assert list(Zone.objects.filter(country="DE").values_list("zone", flat=True)) == ["near"]


def test_opening_stock_is_moved_in_once_and_counted_by_others(company: Company, admin: Client) -> None:
    company.sku("MUG")
    assert "1 new" in upload(admin, "stock", "sku,warehouse,units,bin,safety\nMUG,HZ,40,A-01-01,5\n")
    assert company.rows("SELECT on_hand, safety, bin_code FROM stock") == [(40, 5, "A-01-01")]
    assert company.rows("SELECT quantity, kind, actor FROM movement") == [(40, "opening", "ada")]
    page = upload(admin, "stock", "sku,warehouse,units\nMUG,HZ,50\n")
    assert "There are 40 already" in page
    assert "1 changed" in upload(admin, "stock", "sku,warehouse,bin\nMUG,HZ,B-02-02\n")
    assert company.rows("SELECT on_hand, bin_code FROM stock") == [(40, "B-02-02")]


def test_the_rate_card_is_saved_whole_or_not_at_all(company: Company, admin: Client) -> None:
    address = "/settings/rate-card?warehouse=HZ&carrier=sf"
    assert "6.00" in admin.get(address).content.decode()
    rates = Rate.objects.filter(warehouse_id=company.warehouses["HZ"])
    told = {
        "w0": "1000",
        "w1": "",
        "z0": "near",
        "z1": "",
        "d0": "1–2",
        "d1": "1-3",
        "p0-0": "7.50",
        "p0-1": "",
        "p1-0": "",
        "p1-1": "",
    }
    before = list(rates.values_list("zone", "weight_grams_max", "price_minor"))
    wrong = admin.post(address, {**told, "p1-0": "9"})
    assert wrong.status_code == 422 and "A price needs its weight and its zone." in wrong.content.decode()
    assert list(rates.values_list("zone", "weight_grams_max", "price_minor")) == before
    Zone.objects.filter(warehouse__code="HZ").exclude(zone="near").delete()
    assert admin.post(address, told).status_code == 302
    assert list(rates.values_list("zone", "weight_grams_max", "price_minor", "days_min", "days_max")) == [
        ("near", 1000, 750, 1, 2)
    ]


def test_the_rate_card_says_where_nothing_can_be_sent(company: Company, admin: Client) -> None:
    place = Warehouse.objects.get(code="HZ")
    address = "/settings/rate-card?warehouse=HZ&carrier=sf"
    assert "No carrier has a price" not in admin.get(address).content.decode()
    Zone.objects.create(warehouse=place, country="CN", province="西藏自治区", zone="remote")
    page = admin.get(address).content.decode()
    assert "No carrier has a price to remote: nothing can be sent to 西藏自治区." in page


def test_a_dearer_cell_of_the_card_moves_the_next_order_to_another_warehouse(company: Company, admin: Client) -> None:
    from tests.shop import incoming, line

    company.sku("MUG", HZ=5, GZ=5)
    chosen = "SELECT w.code FROM fulfilment f JOIN warehouse w ON w.id = f.warehouse_id ORDER BY f.id DESC LIMIT 1"
    company.send(incoming("A1", line("MUG")))
    company.read()
    assert company.one(chosen) == "HZ"
    upload(admin, "rates", "warehouse,carrier,zone,weight_grams_max,price\nHZ,sf,near,1000,99.00\n")
    company.send(incoming("A2", line("MUG")))
    company.read()
    assert company.one(chosen) == "GZ"


def test_a_shops_policy_is_kept_as_its_decisions_read_it(company: Company, admin: Client) -> None:
    page = admin.get("/settings/shops/new").content.decode()
    assert "Ship within hours" in page
    told = {
        "code": "corner", "name": "Corner", "channel": "orderway", "currency": "EUR", "country": "Netherlands",
        "time_zone": "Europe/Amsterdam", "language": "en", "active": "on", "ship_within_hours": "24",
        "unpaid_hours": "12", "review_amount": "", "review_categories": "knives, wine", "refund_limit": "50",
        "shortage": "part",
        "splits_max": "1", "return_days": "14", "duplicate_minutes": "10", "split": "2.50",
    }  # fmt: skip
    assert admin.post("/settings/shops/new", told).status_code == 302
    shop = Shop.objects.get(code="corner")
    assert (shop.country, shop.own, shop.practice) == ("NL", False, False)
    wanted = {
        "review_amount_minor": None,
        "refund_limit_minor": 5000,
        "review_categories": ["knives", "wine"],
        "shortage": "part",
    }
    assert {key: shop.settings[key] for key in wanted} == wanted
    renamed = admin.post(f"/settings/shops/{shop.pk}", {**told, "code": "other"})
    assert renamed.status_code == 422 and "A shop keeps its code" in renamed.content.decode()


def test_a_secret_and_a_key_are_shown_once_and_kept_sealed(company: Company, admin: Client) -> None:
    address = f"/settings/shops/{company.shop}/access"
    page = admin.post(address, {"made": "1"}).content.decode()
    shop = Shop.objects.get(pk=company.shop)
    secret = unseal(shop.secret)
    assert secret.startswith("whsec_") and secret in page and secret not in shop.secret
    assert secret not in admin.get(address).content.decode()
    page = admin.post(address, {"key": "1", "name": "till", "scopes": ["orders:write"]}).content.decode()
    key = ApiKey.objects.get()
    assert f"ow_{key.prefix}_" in page and (key.shop_ids, key.made_by) == ([company.shop], "ada")
    admin.post(f"/settings/shops/{company.shop}/keys/{key.pk}/revoke")
    assert ApiKey.objects.get().revoked_at is not None


def test_a_new_user_gets_a_password_that_is_shown_once(company: Company, admin: Client) -> None:
    told = {
        "username": "pia",
        "roles": ["picker"],
        "warehouses": [str(company.warehouses["HZ"])],
        "language": "en",
        "is_active": "on",
    }
    page = admin.post("/settings/users/new", told).content.decode()
    password = page.partition('id="shown-once"')[2].partition(">")[2].partition("<")[0]
    pia = User.objects.get(username="pia")
    assert pia.check_password(password) and pia.warehouse_ids == [company.warehouses["HZ"]]
    assert "Somebody has this name already." in admin.post("/settings/users/new", told).content.decode()


def test_nobody_takes_the_keys_from_themselves(admin: Client) -> None:
    ada = User.objects.get(username="ada")
    answer = admin.post(
        f"/settings/users/{ada.pk}", {"username": "ada", "roles": ["picker"], "language": "en", "is_active": "on"}
    )
    assert answer.status_code == 422
    assert User.objects.get(pk=ada.pk).roles == ["admin"]


def test_a_listing_is_removed_and_a_warehouse_taken_out_of_use(company: Company, admin: Client) -> None:
    company.sku("MUG")
    upload(admin, "listings", "shop,key,sku\nown,TM-1,MUG\n")
    one = Listing.objects.get()
    assert admin.post(f"/settings/listings/{one.pk}/remove").status_code == 302
    assert Listing.objects.count() == 0
    assert "1 changed" in upload(admin, "warehouses", "code,active\nBJ,no\n")
    assert Warehouse.objects.get(code="BJ").active is False


def test_prices_by_file_are_kept_by_period_and_customer(admin: Client, company: Company) -> None:
    company.sku("MUG", HZ=1)
    head = "shop,sku,customer,units_from,currency,unit,since,until\n"
    rows = "own,MUG,,1,CNY,89.00,,\nown,MUG,,10,CNY,80,2026-12-01 00:00,2026-12-31\nown,MUG,ACME  Ltd,1,CNY,75,,\n"
    assert "3 new" in upload(admin, "prices", head + rows)
    assert company.rows("SELECT customer, units_from, unit_minor, since IS NULL FROM price ORDER BY unit_minor") == [
        ("acme ltd", 1, 7500, True),
        ("", 10, 8000, False),
        ("", 1, 8900, True),
    ]
    assert "1 changed" in upload(admin, "prices", head + "own,MUG,,10,CNY,79,2026-12-01 00:00,2026-12-31\n")
    refused = upload(admin, "prices", head + "own,NONE,,1,CNY,1,,\nown,MUG,,1,CNY,-1,,\n")
    assert "2 problems" in refused


def test_prices_whose_times_cross_are_refused_at_their_beginning(company: Company, admin: Client) -> None:
    company.sku("MUG")
    head = "shop,sku,unit,since,until\n"
    page = upload(admin, "prices", f"{head}own,MUG,10,2026-12-01,2026-12-20\nown,MUG,9,2026-12-10,2026-12-30\n")
    assert (
        "It crosses the price since 2026-12-01 00:00 until 2026-12-20 00:00" in page and "nothing was changed" in page
    )
    within = f"{head}own,MUG,12,,\nown,MUG,10,2026-12-01,2026-12-20\nown,MUG,9,2026-12-10,2026-12-15\n"
    assert "4 new" in upload(admin, "prices", f"{within}own,MUG,8,2026-12-20,2026-12-30\n")
    told = {"shop": "own", "sku": "MUG", "units_from": "1", "currency": "CNY", "unit": "7", "since": "2026-12-29 00:00"}
    answer = admin.post("/settings/prices/new", {**told, "until": "2027-01-05 00:00"})
    assert answer.status_code == 422 and "It crosses the price since" in answer.content.decode()
