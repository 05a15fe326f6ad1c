"""The pages of supply and its API: who may, what bad input does, what a deed leaves behind."""

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.database.api_client import Machine
from tests.people import signed_in
from tests.shop import Company, incoming, line

PAGES = ("", "/transfers", "/counts", "/buying", "/lots", "/ring-fenced", "/told")


def goods(*lines: tuple[str, str]) -> dict[str, str]:
    """The lines of a form as a browser sends them."""
    told = {"line-TOTAL_FORMS": str(len(lines)), "line-INITIAL_FORMS": "0"}
    for at, (sku, units) in enumerate(lines):
        told |= {f"line-{at}-sku": sku, f"line-{at}-quantity": units}
    return told


def client(role: str, **scope: list[int]) -> Client:
    return signed_in(role, **scope)


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_every_page_of_supply_is_shown_empty_and_full(company: Company, language: str) -> None:
    manager = client("warehouse_manager")
    manager.cookies["language"] = language
    for page in PAGES:
        assert manager.get(f"/supply{page}").status_code == 200, page
    mug = company.sku("MUG", HZ=0, BJ=3)
    company.send(incoming("A1", line("MUG", 2)))
    company.run()
    hz, bj = company.warehouses["HZ"], company.warehouses["BJ"]
    told = {"warehouse": hz, "number": "P1", **goods(("MUG", "5"))}
    assert manager.post("/supply/purchase/new", told).status_code == 302
    moved = {"source": bj, "target": hz, **goods(("MUG", "1"))}
    assert manager.post("/supply/transfer/new", moved).status_code == 302
    for page in ("/supply/purchase/new", "/supply/transfer/new"):
        assert manager.get(page).status_code == 200, page
    assert manager.post("/supply/buying/measure").status_code == 200
    for page in PAGES:
        assert manager.get(f"/supply{page}").status_code == 200, page
    purchase, move = company.one("SELECT id FROM purchase"), company.one("SELECT id FROM transfer")
    for page in (f"/supply/purchase/{purchase}", f"/supply/transfer/{move}", f"/stock/sku/{mug}?shop={company.shop}"):
        assert manager.get(page).status_code == 200, page
    assert manager.get(f"/stock/{mug}/{bj}").status_code == 200
    assert b"P1" in manager.get("/supply").content


def test_goods_are_ordered_and_received_on_the_pages(company: Company) -> None:
    mug = company.sku("MUG", HZ=0)
    company.send(incoming("A1", line("MUG", 2)))
    company.run()
    manager = client("warehouse_manager")
    manager.post("/supply/purchase/new", {"warehouse": company.warehouses["HZ"], **goods(("mug", "5"))})
    purchase = company.one("SELECT id FROM purchase")
    wrong = manager.post(f"/supply/purchase/{purchase}/receive", {f"units_{mug}": "-1"})
    assert wrong.status_code == 422
    assert manager.post(f"/supply/purchase/{purchase}/receive", {}).status_code == 422, "nothing came"
    assert manager.post(f"/supply/purchase/{purchase}/receive", {f"units_{mug}": "2"}).status_code == 200
    company.run()
    assert company.order("A1")[1] == "warehouse"
    assert company.rows("SELECT state FROM purchase") == [("PARTIALLY_RECEIVED",)]


@pytest.mark.parametrize(
    ("lines", "words", "at"),
    [
        ((), "Name at least one SKU with its units.", None),
        ((("", ""),), "Name at least one SKU with its units.", None),
        ((("CUP", "1"), ("NONE", "5")), "No SKU has this code.", 1),
        ((("CUP", "1"), ("MUG", "")), "This field is required.", 1),
        ((("CUP", "1"), ("", "5")), "This field is required.", 1),
        ((("CUP", "1"), ("MUG", "x")), "Enter a whole number.", 1),
        ((("CUP", "1"), ("MUG", "0")), "greater than or equal to 1", 1),
        ((("CUP", "1"), ("MUG", "-1")), "greater than or equal to 1", 1),
        ((("MUG", "1"), ("", ""), ("mug", "2")), "This SKU stands twice.", 2),
        ((("MUG", "1"), ("690000000001", "2")), "This SKU stands twice.", 1),
        ((("CUP", "1"), ("MUG", "99999999")), "less than or equal to", 1),
        ((("MUG\0", "1"),), "Null characters are not allowed.", 0),
    ],
)
def test_a_wrong_line_is_named_where_it_stands_and_nothing_is_ordered(
    company: Company, lines: tuple[tuple[str, str], ...], words: str, at: int | None
) -> None:
    company.sku("MUG"), company.sku("CUP")
    company.connection.execute("UPDATE sku SET barcode = '690000000001' WHERE code = 'MUG'")
    told = {"warehouse": company.warehouses["HZ"], **goods(*lines)}
    answer = client("operator").post("/supply/purchase/new", told)

    assert answer.status_code == 422
    rows = answer.content.decode().split("<tbody>")[1].split("</tbody>")[0].split("<tr>")[1:]
    assert [words in row for row in rows] == [place == at for place in range(len(lines))]
    assert words in answer.content.decode()
    assert company.one("SELECT count(*) FROM purchase") == 0


def test_lines_without_number_and_goods_by_barcode_are_ordered_in_one_query(company: Company) -> None:
    skus = {company.sku(f"S{at}"): at + 1 for at in range(30)}
    company.connection.execute("UPDATE sku SET barcode = '69' || code")
    lines = [((f"69S{at}", f"s{at}")[at % 2], str(at + 1)) for at in range(30)]
    with CaptureQueriesContext(connection) as asked:
        answer = client("operator").post(
            "/supply/purchase/new", {"warehouse": company.warehouses["HZ"], **goods(*lines)}
        )

    assert answer["Location"] == f"/supply/purchase/{company.one('SELECT id FROM purchase')}"
    assert dict(company.rows("SELECT sku_id, ordered FROM purchase_line")) == skus
    assert len([query for query in asked.captured_queries if 'LOWER("sku"."code")' in query["sql"]]) == 1


def test_lines_beyond_the_limit_are_refused_not_cut(company: Company) -> None:
    company.sku("MUG", BJ=3)
    told = {"source": company.warehouses["BJ"], "target": company.warehouses["HZ"], **goods(("MUG", "1"))}
    answer = client("operator").post("/supply/transfer/new", {**told, "line-TOTAL_FORMS": "501"})
    assert answer.status_code == 422
    assert "at most 500" in answer.content.decode()
    assert company.one("SELECT count(*) FROM transfer") == 0


def test_a_transfer_between_houses_of_others_is_proposed_and_the_list_opens(company: Company) -> None:
    company.sku("MUG", BJ=3)
    told = {"source": company.warehouses["BJ"], "target": company.warehouses["HZ"], **goods(("MUG", "1"))}
    far = client("operator", warehouse_ids=[company.warehouses["GZ"]])
    assert far.post("/supply/transfer/new", told)["Location"] == "/supply/transfers"
    assert far.post("/supply/transfer/new", {**told, "target": told["source"]}).status_code == 422


def test_goods_are_found_by_name_barcode_and_many_codes(company: Company) -> None:
    company.sku("MUG"), company.sku("CUP")
    company.connection.execute("UPDATE sku SET barcode = '690000000001', name = 'Big <mug>' WHERE code = 'MUG'")
    operator = client("operator")
    option = '<option value="MUG" data-barcode="690000000001">Big &lt;mug&gt;</option>'
    for query in ({"q": "mu"}, {"q": "690000000001"}, {"q": "<mug"}, {"code": ["mug", "none"]}):
        assert operator.get("/supply/goods", query).content.decode().strip() == option, query
    assert operator.get("/supply/goods", {"code": ["CUP", "MUG"]}).content.decode().count("<option") == 2
    assert operator.get("/supply/goods").content.decode().strip() == ""


def test_roles_keep_their_deeds(company: Company) -> None:
    company.sku("MUG", BJ=3)
    operator, picker, analyst = client("operator"), client("picker"), client("analyst")
    told = {"source": company.warehouses["BJ"], "target": company.warehouses["HZ"], **goods(("MUG", "2"))}
    assert picker.post("/supply/transfer/new", told).status_code == 403
    assert operator.post("/supply/transfer/new", told).status_code == 302
    move = company.one("SELECT id FROM transfer")
    operator.post(f"/supply/transfer/{move}/approve")
    assert company.one("SELECT state FROM transfer") == "PROPOSED"
    client("warehouse_manager").post(f"/supply/transfer/{move}/approve")
    assert company.one("SELECT state FROM transfer") == "APPROVED"
    analyst.post(f"/supply/transfer/{move}/ship")
    assert company.one("SELECT state FROM transfer") == "APPROVED"
    picker.post(f"/supply/transfer/{move}/ship")
    assert company.one("SELECT state FROM transfer") == "SHIPPED"
    far = client("warehouse_manager", warehouse_ids=[company.warehouses["GZ"]])
    assert far.get(f"/supply/transfer/{move}").status_code == 404


def test_a_count_is_blind_and_a_large_difference_needs_a_second_person(company: Company) -> None:
    company.sku("MUG", HZ=50)
    company.connection.execute("UPDATE stock SET bin_code = 'A-01'")
    boss, second = client("warehouse_manager"), client("warehouse_manager")
    sheet = {"warehouse": company.warehouses["HZ"], "first": "A", "last": "B"}
    assert boss.post("/supply/counts/sheet", sheet).status_code == 200
    task = company.one("SELECT id FROM count_task")
    form = boss.get(f"/supply/counts/{task}")
    assert not re.search(rb"\b50\b", form.content), "as a word: a token of the form may hold any two digits"
    assert boss.post(f"/supply/counts/{task}", {"found": "-1"}).status_code == 422
    assert boss.post(f"/supply/counts/{task}", {"found": "20"}).status_code == 200
    assert company.rows("SELECT state FROM count_task") == [("COUNTED",)]
    assert company.one("SELECT on_hand FROM stock") == 50
    boss.post(f"/supply/counts/{task}/agree")
    assert company.one("SELECT on_hand FROM stock") == 50, "who counted does not decide"
    second.post(f"/supply/counts/{task}/agree")
    assert company.one("SELECT on_hand FROM stock") == 20
    assert company.one("SELECT quantity FROM movement WHERE kind = 'count'") == -30


def test_the_company_decides_which_differences_one_person_books(company: Company) -> None:
    company.sku("MUG", HZ=50)
    company.connection.execute("UPDATE stock SET bin_code = 'A-01'")
    boss, admin = client("warehouse_manager"), client("admin")
    assert boss.get("/settings/stock-limits").status_code == 403
    told: dict[str, Any] = {"demand_days": 10, "lead_days": 3, "cover_days": 20, "slow_days": 15, "excess_days": 90}
    wrong = admin.post("/settings/stock-limits", {**told, "count_units": "-1", "count_percent": "200"})
    assert (wrong.status_code, company.one("SELECT count(*) FROM setting WHERE key = 'stock_limits'")) == (422, 0)
    told |= {"count_units": "0", "count_percent": "10", "count_second_person": "on"}
    assert admin.post("/settings/stock-limits", told).status_code == 302
    assert 'value="90"' in admin.get("/settings/stock-limits").content.decode()
    sheet = {"warehouse": company.warehouses["HZ"], "first": "A", "last": "B"}

    def count(found: int) -> tuple[str, int]:
        boss.post("/supply/counts/sheet", sheet)
        task = company.one("SELECT max(id) FROM count_task")
        boss.post(f"/supply/counts/{task}", {"found": found})
        return company.one("SELECT state FROM count_task WHERE id = %s", [task]), company.one(
            "SELECT on_hand FROM stock"
        )

    assert count(45) == ("BOOKED", 45), "5 of 50 are 10 percent"
    assert count(40) == ("COUNTED", 45)
    admin.post("/settings/stock-limits", {**told, "count_second_person": ""})
    boss.post(f"/supply/counts/{company.one('SELECT max(id) FROM count_task')}/agree")
    assert company.one("SELECT on_hand FROM stock") == 40, "nobody else is there: who counted decides"
    assert count(1) == ("BOOKED", 1)


def test_the_api_orders_moves_and_receives(company: Company) -> None:
    company.sku("MUG", HZ=0, BJ=5)
    erp = Machine("stock:read", "stock:write")
    body: dict[str, Any] = {"warehouse": "HZ", "rows": [{"sku": "MUG", "units": 4}], "number": "P9"}
    made = erp.post("purchases", body)
    assert made.status_code == 201, made.content
    assert erp.post("purchases", body).json()["code"] == "number_taken"
    where = f"purchases/{made.json()['id']}"
    assert erp.post(f"{where}/change", {"expected_at": "2026-12-01T00:00:00Z"}).json()["version"] == 2
    change = erp.get(where).json()["changes"][0]
    assert (change["what"], change["was"], change["became"]) == ("day", None, "2026-12-01T00:00:00+00:00")
    absurd = erp.post(f"{where}/change", {"expected_at": "9999-12-31T23:59:59-12:00"})
    assert (absurd.status_code, absurd.json()["errors"][0]["pointer"]) == (422, "#/expected_at")
    shown = erp.get("stock/MUG").json()
    assert [(i["number"], i["units"]) for i in shown["inbound"]] == [("P9", 4)]
    got = {"rows": [{"sku": "MUG", "units": 3, "damaged": 1}], "reference": "D1"}
    assert [erp.post(f"{where}/receive", got).json()["state"] for _ in range(2)] == ["RECEIVED", "RECEIVED"]
    assert erp.get("stock/MUG").json()["available"] == 8
    assert erp.get(where).json()["lines"][0]["damaged"] == 1
    assert erp.get("purchases/1").status_code == 404
    move = erp.post("transfers", {"source": "BJ", "target": "HZ", "rows": [{"sku": "MUG", "units": 2}]})
    assert move.status_code == 201
    assert erp.post(f"transfers/{move.json()['id']}/approve", {}).status_code == 403, "a person approves"
    assert erp.post(f"transfers/{move.json()['id']}/ship", {}).json()["code"] == "not_in_this_state"


@pytest.mark.parametrize(
    ("where", "body", "pointer"),
    [
        ("purchases", {"warehouse": "XX", "rows": [{"sku": "MUG", "units": 1}]}, "#/warehouse"),
        ("purchases", {"warehouse": "HZ", "rows": [{"sku": "NO", "units": 1}]}, "#/rows/0/sku"),
        ("purchases", {"warehouse": "HZ", "rows": [{"sku": "MUG", "units": 0}]}, "#/rows/0/units"),
        ("purchases", {"warehouse": "HZ", "rows": []}, "#/rows"),
        ("purchases", {"warehouse": "HZ", "rows": [{"sku": "MUG", "units": 1}] * 2}, "#/rows/1/sku"),
        ("purchases", {"warehouse": "HZ", "rows": [{"sku": "MUG", "units": 1}], "supplier": "X"}, "#/supplier"),
        ("transfers", {"source": "HZ", "target": "XX", "rows": [{"sku": "MUG", "units": 1}]}, "#/target"),
        ("feeds", {"source": "w", "warehouse": "HZ", "sequence": -1, "rows": []}, "#/sequence"),
        ("feeds", {"source": "w", "warehouse": "HZ", "sequence": 10**30, "rows": []}, "#/sequence"),
        (
            "feeds",
            {"source": "w", "warehouse": "HZ", "sequence": 1, "rows": [{"sku": "MUG", "units": -1}]},
            "#/rows/0/units",
        ),
    ],
)
def test_a_wrong_field_is_named_by_the_api(company: Company, where: str, body: Any, pointer: str) -> None:
    company.sku("MUG", HZ=1)
    answer = Machine("stock:write").post(where, body)
    assert answer.status_code == 422, answer.content
    assert answer.json()["errors"][0]["pointer"] == pointer
    assert company.one("SELECT (SELECT count(*) FROM purchase) + (SELECT count(*) FROM transfer)") == 0


def test_a_feed_twice_or_out_of_order_changes_nothing_and_differences_are_shown(company: Company) -> None:
    company.sku("MUG", HZ=5)
    company.send(incoming("A1", line("MUG", 3)))
    company.run()
    wms = Machine("stock:write")

    def tell(number: int, units: int, **more: Any) -> Any:
        rows = [{"sku": "MUG", "units": units}]
        return wms.post("feeds", {"source": "wms", "warehouse": "HZ", "sequence": number, "rows": rows, **more}).json()

    assert tell(7, 9)["differences"] == [{"sku": "MUG", "ours": 5, "theirs": 9, "after": 9}]
    assert tell(7, 1)["code"] == "seen_already"
    assert tell(6, 1)["code"] == "out_of_order"
    assert company.one("SELECT on_hand FROM stock") == 9
    assert tell(8, 1)["held"] == 1
    assert company.one("SELECT on_hand FROM stock") == 3, "orders hold three: the rest is told, not booked"
    assert tell(9, 8, truth=False)["booked"] == 0
    assert company.one("SELECT on_hand FROM stock") == 3
