"""The pages of EDI: seen masked, sent again, set up in a form that says what does not fit."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import override_settings

from orderway.kernel import clock
from orderway.ports.edi import Partner
from orderway.project.edi.feeds import Row, feed
from orderway.project.edi.partners import partners
from orderway.project.errands import drain
from orderway.records.models import EdiPartner, WarehouseSystem
from tests.database.api_client import Machine
from tests.database.test_edi import Trade, line
from tests.people import signed_in
from tests.shop import NOW, Company


@pytest.fixture
def trade(company: Company, tmp_path: Path) -> Iterator[Trade]:
    company.sku("MUG", HZ=100)
    with override_settings(DATA_FOLDER=tmp_path):
        made = Trade(company, tmp_path)
        made.receive(made.order("PO-1", line(1, 3)))
        made.work()
        yield made


def one(trade: Trade, kind: str) -> int:
    return int(trade.company.one("SELECT id FROM edi_interchange WHERE kind = %s ORDER BY id LIMIT 1", [kind]))


def test_interchanges_stand_with_their_state_and_without_their_persons(trade: Trade) -> None:
    client = signed_in("operator")
    page = client.get("/edi").content.decode()
    assert [kind in page for kind in ("850", "855", "997", "PO-1")] == [True] * 4
    assert "Acknowledgement awaited" in page
    body = client.get(f"/edi/{one(trade, '850')}").content.decode()
    assert "BEG*00*SA*PO-1**20261119~" in body
    for personal in ("North Store", "1 Main Street", "89501", "17755550100"):
        assert personal not in body
    assert signed_in("picker").get("/edi").status_code == 403


def test_who_is_limited_to_other_shops_sees_nothing_of_this_one(trade: Trade) -> None:
    client = signed_in("operator", shop_ids=[trade.company.shop])
    assert "PO-1" not in client.get("/edi").content.decode()
    assert client.get(f"/edi/{one(trade, '855')}").status_code == 404
    assert client.post(f"/edi/{one(trade, '855')}/act", {"do": "again"}).status_code == 404


def test_a_missing_acknowledgement_is_an_alarm_until_it_is_settled(trade: Trade) -> None:
    client = signed_in("operator")
    with clock.held_at(NOW + timedelta(hours=25)):
        page = client.get("/edi?show=late").content.decode()
        assert "was not acknowledged in time" in page
        assert "Ask the partner, or send it again under the same number." in page
        assert json.loads(client.get("/counts").content)["edi"] == 1
        client.post(f"/edi/{one(trade, '855')}/act", {"do": "settle"})
        drain(trade.relay)
        assert "was not acknowledged in time" not in client.get("/edi?show=late").content.decode()


def test_a_message_goes_again_by_a_button(trade: Trade) -> None:
    client = signed_in("operator")
    [path] = trade.folder.joinpath("out").glob("*855*")
    before = path.read_bytes()
    path.unlink()
    assert client.post(f"/edi/{one(trade, '855')}/act", {"do": "again"}).status_code == 200
    drain(trade.relay)
    assert path.read_bytes() == before
    assert signed_in("reviewer").post(f"/edi/{one(trade, '855')}/act", {"do": "again"}).status_code == 403


FORM = {
    "code": "south", "standard": "x12", "active": "yes", "our_id": "US", "our_qualifier": "ZZ", "their_id": "THEM",
    "their_qualifier": "01", "usage": "T", "version": "005010", "element": "|", "component": ":", "terminator": "\\n",
    "charset": "", "check_ids": "yes", "documents": ["855", "810"], "our_item": "VN", "their_item": "IN",
    "units": "EA=PC, CT=CTN", "gs1_prefix": "4012345", "net_days": "14", "stock_minutes": "0", "ack_hours": "8",
}  # fmt: skip


def test_a_partner_is_set_up_in_one_form(company: Company) -> None:
    shop = company.add_shop("south", "x12", {})
    client = signed_in("admin")
    assert client.get("/settings/edi/new").status_code == 200
    version = company.one("SELECT version FROM reference_version")
    assert client.post("/settings/edi/new", {**FORM, "shop": shop}).status_code == 302
    [known] = partners(company.connection, shops=[shop])
    assert (known.code, known.partner) == (
        "south",
        Partner("US", "THEM", "ZZ", "01", usage="T", version="005010", element="|", component=":", terminator="\n",
                documents=["855", "810"], units={"EA": "PC", "CT": "CTN"}, ack_hours=8, gs1_prefix="4012345",
                net_days=14),
    )  # fmt: skip
    assert company.one("SELECT version FROM reference_version") == version + 1
    again = client.get(f"/settings/edi/{known.id}").content.decode()
    assert 'value="\\n"' in again and "edi/south/in" in again
    assert "south" in client.get("/settings/edi").content.decode()


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"element": ":"}, "Three different characters"),
        ({"charset": "UNOA"}, "belongs to the other syntax"),
        ({"standard": "edifact"}, "channel is x12"),
        ({"units": "EA"}, "Write pairs such as EA=PC"),
        ({"shop": ""}, "Choose a shop or a warehouse"),
        ({"gs1_prefix": "12"}, "Enter a valid value"),
    ],
)
def test_a_form_says_what_does_not_fit(company: Company, changes: dict[str, str], said: str) -> None:
    shop = company.add_shop("south", "x12", {})
    answer = signed_in("admin").post("/settings/edi/new", {**FORM, "shop": shop, **changes})
    assert (answer.status_code, said in answer.content.decode()) == (422, True)
    assert EdiPartner.objects.count() == 0


def test_a_warehouse_gets_a_system_and_a_secret_that_is_shown_once(company: Company) -> None:
    client, place = signed_in("admin"), company.warehouses["HZ"]
    page = f"/settings/warehouse-systems/{place}"
    assert client.post(page, {"system": "webhook", "url": ""}).status_code == 422
    shown = client.post(page, {"system": "webhook", "url": "https://wms.example/in"}).content.decode()
    assert "whsec_" in shown
    assert "whsec_" not in client.get(page).content.decode()
    kept = WarehouseSystem.objects.get(warehouse_id=place)
    assert (kept.system, kept.url, "whsec_" in kept.secret) == ("webhook", "https://wms.example/in", False)


def test_an_interchange_comes_by_the_api_with_a_key_of_its_shop(trade: Trade) -> None:
    machine = Machine("orders:write")
    body = trade.order("PO-2", line(1, 1))
    answer = machine.post("channels/north/interchange", body)
    assert (answer.status_code, json.loads(answer.content)["interchanges"][0]["state"]) == (202, "TAKEN")
    assert machine.post("channels/north/interchange", body).status_code == 409
    refused = machine.post("channels/north/interchange", b"nothing of the kind")
    assert (refused.status_code, json.loads(refused.content)["detail"]) == (
        422, "file: no ISA segment: this is no X12 interchange",
    )  # fmt: skip
    assert machine.post("channels/own/interchange", body).status_code == 404
    assert Machine("orders:write", shop_ids=(trade.company.shop,)).post(
        "channels/north/interchange", body
    ).status_code == 404  # fmt: skip
    assert Machine("orders:read").post("channels/north/interchange", body).status_code == 403
    trade.work()
    assert trade.rows("SELECT number FROM orders ORDER BY id") == [("PO-1",), ("PO-2",)]


def test_the_differences_of_a_feed_stand_on_their_page(company: Company) -> None:
    company.sku("MUG", HZ=10)
    feed(company.engine, company.warehouses["HZ"], "count", "k", NOW, [Row("MUG", 7), Row("X", 1)], "wms")
    page = signed_in("warehouse_manager").get("/edi/stock").content.decode()
    assert [word in page for word in ("Ours was different: changed", "Unknown SKU", "MUG", "-3")] == [True] * 4
