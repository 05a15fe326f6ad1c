"""A rate card that leaves something open or says it twice is refused when it is saved, with the cell named."""

from __future__ import annotations

import pytest
from django.test import Client

from orderway.console.settings.card_check import open_zones
from orderway.records.models import Carrier, Rate, Warehouse, Zone
from tests.database.test_settings import upload
from tests.people import signed_in
from tests.shop import Company, incoming, line

HEAD = "warehouse,carrier,zone,weight_grams_from,weight_grams_max,price,days_min,days_max\n"
GRID = "/settings/rate-card?warehouse=HZ&carrier=sf"
Told = dict[str, str]


@pytest.fixture
def admin(company: Company) -> Client:
    return signed_in("admin", name="ada")


def prices(zone: str, place: str = "HZ", carrier: str = "sf") -> list[tuple[int, int]]:
    cells = Rate.objects.filter(warehouse__code=place, carrier__code=carrier, zone=zone).order_by("weight_grams_max")
    return list(cells.values_list("weight_grams_max", "price_minor"))


def grid(*columns: tuple[str, str, tuple[str, ...]], weights: tuple[str, ...] = ("1000", "5000")) -> Told:
    """A form of the table: name of the zone, its days, its prices."""
    told = {f"w{at}": weight for at, weight in enumerate(weights)}
    for at, (zone, days, cells) in enumerate(columns):
        told |= {f"z{at}": zone, f"d{at}": days} | {f"p{row}-{at}": text for row, text in enumerate(cells)}
    return told


FAR, WORLD = ("far", "2-3", ("9", "18")), ("world", "5-12", ("90", "180"))


@pytest.mark.parametrize(
    ("start", "said"),
    [
        ("1500", "Nothing is said of 1,001 to 1,499 g: the lighter band ends at 1,000 g."),
        ("500", "500 to 1,000 g stand in a lighter band already, which ends at 1,000 g."),
        ("3000", "Less than the grams up to which the price holds, please."),
    ],
)
def test_a_file_whose_bands_do_not_join_changes_nothing(admin: Client, start: str, said: str) -> None:
    before = prices("near")
    page = upload(admin, "rates", f"{HEAD}HZ,sf,near,0,1000,1.00,1,1\nHZ,sf,near,{start},3000,2.00,1,1\n")
    assert said in page and "nothing was changed" in page and "weight_grams_from" in page
    assert prices("near") == before


def test_a_first_band_that_leaves_out_the_lightest_is_refused(admin: Client) -> None:
    page = upload(admin, "rates", f"{HEAD}HZ,sf,near,100,1000,1.00,1,1\n")
    assert "The first band begins at 0 g: nothing is said of less than 100 g." in page


def test_bands_that_join_are_taken_in_both_ways_of_writing(admin: Client) -> None:
    lines = "HZ,sf,near,0,1000,1.00,1,1\nHZ,sf,near,1001,3000,2.00,1,1\nHZ,sf,near,3000,5000,3.00,1,1\n"
    assert "1 new, 2 changed" in upload(admin, "rates", HEAD + lines)
    assert prices("near") == [(1000, 100), (3000, 200), (5000, 300), (30000, 3000)]


def test_a_new_price_without_days_is_refused(admin: Client) -> None:
    page = upload(admin, "rates", "warehouse,carrier,zone,weight_grams_max,price\nHZ,sf,near,2000,7.00\n")
    assert page.count("This field is required.") == 2 and "days_min" in page
    assert (2000, 700) not in prices("near")


def test_a_file_may_be_the_whole_card(admin: Client) -> None:
    lines = "".join(f"HZ,sf,{zone},,2000,4.00,1,2\n" for zone in ("near", "far", "world"))
    answer = upload(admin, "rates", HEAD + lines, whole="1")
    assert "3 new, 0 changed" in answer and "9 are gone." in answer
    assert (prices("near"), prices("near", "GZ")[0]) == ([(2000, 400)], (1000, 600))


def test_a_whole_card_that_forgets_a_destination_is_refused_with_its_name(admin: Client) -> None:
    before = prices("far")
    answer = upload(admin, "rates", f"{HEAD}HZ,sf,near,,2000,4.00,1,2\nHZ,sf,world,,2000,4.00,1,2\n", whole="1")
    assert "HZ: no carrier has a price to far, so nothing could be sent to CN." in answer
    assert "nothing was changed" in answer and prices("far") == before


def test_a_destination_in_a_zone_without_price_is_refused_until_it_is_said_on_purpose(admin: Client) -> None:
    told = {"warehouse": "HZ", "country": "CN", "province": "西藏自治区", "zone": "remote"}
    answer = admin.post("/settings/zones/new", told)
    assert answer.status_code == 422
    assert "HZ: no carrier has a price to remote, so nothing could be sent to 西藏自治区." in answer.content.decode()
    assert not Zone.objects.filter(zone="remote").exists()
    assert admin.post("/settings/zones/new", {**told, "zone": "-"}).status_code == 302
    assert open_zones() == []


def test_a_new_zone_is_made_by_its_price_first(admin: Client) -> None:
    told = {
        "warehouse": "HZ",
        "carrier": "sf",
        "zone": "remote",
        "weight_grams_max": "1000",
        "price": "30",
        "days_min": "3",
    }
    assert admin.post("/settings/rates/new", {**told, "days_max": "9"}).status_code == 302
    page = upload(admin, "zones", "warehouse,country,province,zone\nHZ,CN,西藏自治区,remote\n")
    assert "1 new" in page and open_zones() == []


def test_the_last_price_of_a_destination_is_not_removed(admin: Client) -> None:
    cells = list(Rate.objects.filter(warehouse__code="HZ", zone="near").order_by("weight_grams_max"))
    for cell in cells:
        admin.post(f"/settings/rates/{cell.pk}/remove")
    assert prices("near") == [(30000, 3000)]


def test_an_old_gap_may_stand_while_the_rest_is_edited(company: Company, admin: Client) -> None:
    Zone.objects.create(warehouse=Warehouse.objects.get(code="HZ"), country="CN", province="西藏自治区", zone="remote")
    assert "1 changed" in upload(admin, "rates", f"{HEAD}HZ,sf,near,,1000,7.00,1,1\n")
    Zone.objects.filter(zone="remote").update(zone="-")
    assert open_zones() == []


def test_the_first_card_of_a_warehouse_is_saved_for_all_its_zones_at_once(company: Company, admin: Client) -> None:
    Rate.objects.filter(warehouse__code="HZ").delete()
    assert "no carrier has a price to far" in upload(admin, "rates", f"{HEAD}HZ,sf,near,,1000,7.00,1,1\n")
    lines = "".join(f"HZ,sf,{zone},,1000,7.00,1,1\n" for zone in ("near", "far", "world"))
    assert "3 new" in upload(admin, "rates", HEAD + lines)


@pytest.mark.parametrize(
    ("near", "said"),
    [
        (("", "12"), "near, up to 1,000 g: there is no price, so a parcel would pay that of a heavier one."),
        (("–", "12"), "near, up to 1,000 g: there is no price, so a parcel would pay that of a heavier one."),
        (("6", ""), "near, up to 5,000 g: write a price, or – where it is not carried."),
    ],
)
def test_a_hole_in_the_table_is_refused(admin: Client, near: tuple[str, str], said: str) -> None:
    before = prices("near")
    answer = admin.post(GRID, grid(("near", "1", near), FAR, WORLD))
    assert answer.status_code == 422 and said in answer.content.decode()
    assert prices("near") == before


def test_weights_written_twice_in_two_ways_are_refused(admin: Client) -> None:
    answer = admin.post(GRID, grid(("near", "1", ("6", "7")), FAR, WORLD, weights=("1,000", "1000")))
    assert answer.status_code == 422 and "Two lines have the same weight." in answer.content.decode()


@pytest.mark.parametrize(("days", "status"), [("", 422), ("3-1", 422), ("1-2-3", 422), ("2", 302)])
def test_days_that_are_missing_or_cross_are_refused(admin: Client, days: str, status: int) -> None:
    assert admin.post(GRID, grid(("near", days, ("6", "12")), FAR, WORLD)).status_code == status


def test_a_zone_forgotten_in_the_table_is_refused_and_dashes_say_it_on_purpose(company: Company, admin: Client) -> None:
    near = ("near", "1", ("6", "12"))
    answer = admin.post(GRID, grid(near, WORLD))
    assert answer.status_code == 422
    assert "far: no carrier has a price, so nothing could be sent to CN." in answer.content.decode()
    assert prices("far") == [(1000, 600), (5000, 1200), (30000, 3000)]
    assert admin.post(GRID, grid(near, ("far", "1-3", ("–", "-")), WORLD)).status_code == 302
    assert (prices("near"), prices("far")) == ([(1000, 600), (5000, 1200)], [])
    shown = admin.get(GRID).content.decode()
    assert 'value="far"' in shown and "No carrier has a price to far" in shown
    Carrier.objects.create(code="yt", name="YT")
    answer = admin.post("/settings/rate-card?warehouse=HZ&carrier=yt", grid(("far", "2", ("8", "16"))))
    assert answer.status_code == 302 and open_zones() == []


def test_the_table_shows_the_price_that_holds_and_keeps_days_by_weight(company: Company, admin: Client) -> None:
    lines = "HZ,sf,near,,2000,8.00,1,1\nHZ,sf,near,,30000,40.00,2,4\n"
    upload(admin, "rates", HEAD + lines)
    page = admin.get(GRID).content.decode()
    assert "The days differ by weight in near" in page
    fields = {}
    for piece in page.split("<input ")[1:]:
        tag = piece.split(">")[0]
        if 'name="' in tag and "csrf" not in tag:
            name = tag.split('name="')[1].split('"')[0]
            fields[name] = tag.split('value="')[1].split('"')[0] if 'value="' in tag else ""
    assert (fields["w1"], fields["p1-1"]) == ("2000", "12.00"), "far has no band up to 2 kg: that of 5 kg holds"
    assert admin.post(GRID, fields).status_code == 302
    days = Rate.objects.filter(warehouse__code="HZ", zone="near").order_by("weight_grams_max")
    assert list(days.values_list("weight_grams_max", "days_min", "days_max")) == [
        (1000, 1, 1), (2000, 1, 1), (5000, 1, 1), (30000, 2, 4)
    ]  # fmt: skip


def test_where_no_rate_is_the_order_waits_with_its_reason(company: Company) -> None:
    company.sku("ANVIL", HZ=1, GZ=1, BJ=1)
    company.connection.execute("UPDATE sku SET weight_grams = 31000 WHERE code = 'ANVIL'")
    company.sku("MUG", HZ=1)
    company.send(incoming("HEAVY", line("ANVIL")))
    company.read()
    assert company.holds("HEAVY") == ["unreachable"]
    company.connection.execute("DELETE FROM rate")
    company.connection.execute("UPDATE reference_version SET version = version + 1")
    company.send(incoming("FAR", line("MUG")))
    company.read()
    assert company.holds("FAR") == ["unreachable"]
