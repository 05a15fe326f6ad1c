"""The warehouse's pages: what may leave leaves, what must not is refused in one word."""

from __future__ import annotations

from collections.abc import Iterator
from unittest.mock import patch

import pytest
from django.template.base import Template
from django.test import Client
from django.test.utils import instrumented_test_render

from orderway.kernel.links import ANSWER, opened
from orderway.records.models import User
from tests.shop import Company, incoming, line

HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def seen_contexts() -> Iterator[None]:
    """Answers know the context of their template."""
    with patch.object(Template, "_render", instrumented_test_render):
        yield


@pytest.fixture
def house(company: Company) -> Iterator[Company]:
    for table in ("shop", "warehouse", "carrier"):
        company.connection.execute(f"UPDATE {table} SET practice = true")
    company.touch()
    company.sku("MUG", HZ=20, GZ=5)
    company.sku("CAP", HZ=20)
    hz = company.warehouses["HZ"]
    for code, aisle, y in (("A-01", 0, 50), ("C-07", 2, 120)):
        company.connection.execute(
            "INSERT INTO bin (warehouse_id, code, aisle, y_dm) VALUES (%s, %s, %s, %s)", [hz, code, aisle, y]
        )
    for sku, code in (("MUG", "C-07"), ("CAP", "A-01")):
        company.connection.execute(
            "UPDATE stock SET bin_code = %s WHERE sku_id = %s AND warehouse_id = %s", [code, company.skus[sku], hz]
        )
    for number in range(3):
        company.send(incoming(f"A{number}", line("MUG", 1 + number), line("CAP", 1)))
    company.read()
    return company


def client(role: str, **scope: list[int]) -> Client:
    made = Client()
    made.force_login(
        User.objects.create(username=f"{role}{User.objects.count()}", roles=[role], **scope),
        "django.contrib.auth.backends.ModelBackend",
    )
    return made


def fulfilment(house: Company, order: str) -> int:
    return int(
        house.one(
            "SELECT max(f.id) FROM fulfilment f JOIN orders o ON o.id = f.order_id WHERE o.external_id = %s",
            [order],
        )
    )


def make_wave(house: Company, who: Client, orders: int = 3) -> str:
    answer = who.post("/warehouse/waves/new", {"w": house.warehouses["HZ"], "orders": orders})
    assert answer.status_code == 204
    return "W" + str(answer["HX-Redirect"].rsplit("/", 1)[1])


def word(answer: object) -> str:
    return str(answer.context["answer"].get("text", ""))  # type: ignore[attr-defined]


def test_a_wave_walks_past_each_bin_once_and_asks_for_its_labels(house: Company) -> None:
    who = client("picker")
    code = make_wave(house, who)
    page = who.get(f"/warehouse/waves/{code[1:]}")
    assert [(s["bin"], s["units"], s["into"]) for s in page.context["stops"]] in (
        [("A-01", 3, [(1, 1), (2, 1), (3, 1)]), ("C-07", 6, [(1, 1), (2, 2), (3, 3)])],
        [("C-07", 6, [(1, 1), (2, 2), (3, 3)]), ("A-01", 3, [(1, 1), (2, 1), (3, 1)])],
    )
    assert "polyline" in page.content.decode()
    assert house.rows("SELECT state, wave_id IS NOT NULL FROM fulfilment") == [("ACCEPTED", True)] * 3
    assert house.one("SELECT count(*) FROM outbox WHERE topic = 'label'") == 3
    again = who.post("/warehouse/waves/new", {"w": house.warehouses["HZ"], "orders": 3})
    assert again.status_code == 422
    assert house.one("SELECT count(*) FROM wave") == 1


@pytest.mark.parametrize("orders", ["0", "61", "-1", "x", "", "１"])
def test_a_wave_of_no_size_is_not_made(house: Company, orders: str) -> None:
    assert client("picker").post("/warehouse/waves/new", {"orders": orders}).status_code == 422
    assert house.one("SELECT count(*) FROM wave") == 0


def test_scans_pick_into_baskets_and_the_walk_ends(house: Company) -> None:
    who = client("picker")
    url = f"/pick/{make_wave(house, who)}"
    assert word(who.post(url, {"code": "NOPE"}, headers=HTMX)) == "Not in this walk"
    seen = []
    for _ in range(20):
        page = who.get(url)
        part = page.context["part"]
        if part is None:
            break
        other = "CAP" if part.sku == "MUG" else "MUG"
        assert word(who.post(url, {"code": other}, headers=HTMX)) == "Other item"
        assert word(who.post(url, {"code": page.context["stop"].bin.lower()}, headers=HTMX)) == "Right bin"
        answer = who.post(url, {"code": part.sku.lower()}, headers=HTMX)
        assert answer.context["answer"]["right"]
        seen.append((part.sku, page.context["basket"]))
    assert sorted(seen) == [
        ("CAP", 1),
        ("CAP", 2),
        ("CAP", 3),
        ("MUG", 1),
        ("MUG", 2),
        ("MUG", 2),
        ("MUG", 3),
        ("MUG", 3),
        ("MUG", 3),
    ]
    assert house.rows("SELECT state FROM fulfilment") == [("PICKED",)] * 3
    assert house.rows("SELECT done_at IS NOT NULL, picker <> '' FROM wave") == [(True, True)]


def test_what_is_counted_is_taken_at_once(house: Company) -> None:
    who = client("picker")
    code = f"F{fulfilment(house, 'A2')}"
    for _ in range(2):
        who.post(f"/pick/{code}", {"all": "1"}, headers=HTMX)
    assert house.rows(
        "SELECT l.picked FROM fulfilment_line l JOIN fulfilment f ON f.id = l.fulfilment_id "
        ""
        "WHERE f.state = 'PICKED' ORDER BY 1"
    ) == [(1,), (3,)]


def test_a_missing_unit_comes_from_the_other_house(house: Company) -> None:
    who = client("picker")
    code = f"F{fulfilment(house, 'A2')}"
    page = who.get(f"/pick/{code}")
    while page.context["part"].sku != "MUG":
        who.post(f"/pick/{code}", {"all": "1"}, headers=HTMX)
        page = who.get(f"/pick/{code}")
    stop = page.context["stop"].key
    refused = who.post(f"/pick/{code}/short", {"stop": stop, "units": "9", "reason": "not_found"}, headers=HTMX)
    assert not refused.context["answer"]["right"]
    done = who.post(f"/pick/{code}/short", {"stop": stop, "units": "1", "reason": "misplaced"}, headers=HTMX)
    assert done.context["answer"]["right"]
    assert done["HX-Trigger"] == "closeDialog"
    places = house.rows(
        "SELECT w.code FROM fulfilment f JOIN warehouse w ON w.id = f.warehouse_id "
        "JOIN orders o ON o.id = f.order_id WHERE o.external_id = 'A2' ORDER BY f.id"
    )
    assert places == [("HZ",), ("GZ",)]


def test_a_picker_of_another_house_sees_none_of_it(house: Company) -> None:
    stranger = client("picker", warehouse_ids=[house.warehouses["BJ"]])
    wave = make_wave(house, client("picker"))
    for path in (
        f"/pick/{wave}",
        f"/warehouse/waves/{wave[1:]}",
        f"/pack/F{fulfilment(house, 'A1')}",
        f"/pick/{wave}/list.pdf",
        f"/handover/labels.pdf?wave={wave[1:]}",
        f"/pack/slips.pdf?wave={wave[1:]}",
    ):
        assert stranger.get(path).status_code == 404, path
    assert "A1" not in stranger.get("/warehouse").content.decode()


def pack(house: Company, who: Client, order: str, extra: dict[str, str] | None = None) -> str:
    house.must("pick", order)
    url = f"/pack/F{fulfilment(house, order)}"
    seen = ""
    for _ in range(20):
        page = who.post(url, {"code": "MUG", "scanned": seen}, headers=HTMX)
        seen = page.context["scanned"]
        if not page.context["answer"]["right"]:
            break
    page = who.post(url, {"code": "CAP", "scanned": seen}, headers=HTMX)
    assert page.context["left"] == 0
    answer = who.post(url, {"close": "1", "scanned": page.context["scanned"], **(extra or {})}, headers=HTMX)
    return word(answer)


def test_a_parcel_is_checked_weighed_closed_and_labelled(house: Company) -> None:
    who = client("picker")
    assert pack(house, who, "A1", {"grams": "90000"}) == "Weight far off"
    assert pack_again(house, who, "A1", {"grams": "90000", "confirmed": "1"}) == "Packed"
    assert house.rows("SELECT weight_grams FROM parcel") == [(90000,)]
    house.deliver()
    assert house.rows("SELECT state FROM fulfilment WHERE state IN ('PACKED', 'READY')") == [
        ("PACKED",)
    ]  # too heavy for the carrier


def pack_again(house: Company, who: Client, order: str, extra: dict[str, str]) -> str:
    lines = house.rows(
        "SELECT id, picked FROM fulfilment_line WHERE fulfilment_id = %s ORDER BY id", [fulfilment(house, order)]
    )
    text = ",".join(f"{key}:{units}" for key, units in lines)
    return word(who.post(f"/pack/F{fulfilment(house, order)}", {"close": "1", "scanned": text, **extra}, headers=HTMX))


def test_two_parcels_leave_together(house: Company) -> None:
    who = client("picker")
    house.must("pick", "A1")
    url = f"/pack/F{fulfilment(house, 'A1')}"
    seen = who.post(url, {"code": "CAP"}, headers=HTMX).context["scanned"]
    seen = who.post(url, {"box": "1", "scanned": seen}, headers=HTMX).context["scanned"]
    for _ in range(2):
        seen = who.post(url, {"code": "MUG", "scanned": seen}, headers=HTMX).context["scanned"]
    assert word(who.post(url, {"close": "1", "scanned": seen}, headers=HTMX)) == "Packed"
    house.deliver()
    first, second = (row[0] for row in house.rows("SELECT tracking_number FROM parcel ORDER BY id"))
    one = who.post("/handover", {"code": first}, headers=HTMX)
    assert word(one) == "Parcel 1 of 2: scan the other"
    assert house.rows("SELECT state FROM fulfilment WHERE id = %s", [fulfilment(house, "A1")]) == [("READY",)]
    both = who.post("/handover", {"code": second, "seen": one.context["seen"]}, headers=HTMX)
    assert word(both) == "SF"
    assert house.rows("SELECT state FROM fulfilment WHERE id = %s", [fulfilment(house, "A1")]) == [("SHIPPED",)]


def ready(house: Company, order: str) -> str:
    for name in ("pick", "pack", "want_label"):
        house.must(name, order)
    house.deliver()
    return str(
        house.one(
            "SELECT p.tracking_number FROM parcel p JOIN orders o ON o.id = p.order_id "
            "WHERE o.external_id = %s AND p.state = 'LABELLED'",
            [order],
        )
    )


def test_the_old_label_of_a_changed_address_is_refused_at_the_door(house: Company) -> None:
    who = client("picker")
    number = ready(house, "A1")
    house.connection.execute("UPDATE person SET version = version + 1")
    assert word(who.post("/handover", {"code": number}, headers=HTMX)) == "Old address: new label"
    assert house.rows("SELECT state FROM fulfilment WHERE id = %s", [fulfilment(house, "A1")]) == [("READY",)]
    assert who.get(f"/handover/labels.pdf?fulfilments={fulfilment(house, 'A1')}").status_code == 409


def test_a_stopped_a_void_a_strange_and_a_gone_parcel_are_refused(house: Company) -> None:
    who = client("picker")
    number, other = ready(house, "A1"), ready(house, "A2")
    assert word(who.post("/handover", {"code": "PX1"}, headers=HTMX)) == "Unknown parcel"
    house.must("void_label", "A2")
    assert word(who.post("/handover", {"code": other}, headers=HTMX)) == "Label is void"
    assert word(who.post("/handover", {"code": number}, headers=HTMX)) == "SF"
    assert word(who.post("/handover", {"code": number}, headers=HTMX)) == "Handed over already"
    third = ready(house, "A0")
    house.must("cancel", "A0", reason="changed_mind")
    assert word(who.post("/handover", {"code": third}, headers=HTMX)) == "Stopped: do not ship"


def test_a_stop_is_answered_by_the_manager_alone(house: Company) -> None:
    ready(house, "A0")
    house.must("cancel", "A0", reason="changed_mind")
    manager, picker = client("warehouse_manager"), client("picker")
    assert len(manager.get("/warehouse").context["stops"]) == 1
    url = f"/warehouse/stops/{fulfilment(house, 'A0')}"
    assert picker.post(url, {"agree": "1"}).status_code == 403
    assert manager.post(url, {"agree": "1"}).status_code == 200
    assert house.order("A0") == ("CANCELLED", "cancelled", "closed")


def test_labels_and_slips_are_printed_and_every_print_is_counted(house: Company) -> None:
    who = client("picker")
    ready(house, "A1")
    ids = fulfilment(house, "A1")
    for count in (1, 2):
        answer = who.get(f"/handover/labels.pdf?fulfilments={ids}")
        assert answer.content.startswith(b"%PDF")
        assert house.rows("SELECT prints FROM parcel") == [(count,)]
    assert "王小明" in who.get(f"/handover/labels.pdf?fulfilments={ids}&form=zpl").content.decode()
    with patch("orderway.journey.pack.prints.paper.packing_slips", side_effect=lambda slips: repr(slips).encode()):
        slip = who.get(f"/pack/slips.pdf?fulfilments={ids}").content.decode()
    assert "王*明" in slip
    assert "13800" not in slip
    assert "文三路" not in slip
    assert client("operator").get(f"/handover/labels.pdf?fulfilments={ids}").status_code == 403


def test_the_desk_sorts_by_the_time_left(house: Company) -> None:
    house.connection.execute(
        "UPDATE fulfilment SET ship_by = %s WHERE id = %s", ["2026-11-19T00:00Z", fulfilment(house, "A0")]
    )
    house.connection.execute(
        "UPDATE fulfilment SET ship_by = %s WHERE id = %s", ["2026-11-20T15:59Z", fulfilment(house, "A1")]
    )
    house.connection.execute(
        "UPDATE fulfilment SET ship_by = %s WHERE id = %s", ["2026-11-20T16:01Z", fulfilment(house, "A2")]
    )
    columns = client("warehouse_manager").get("/warehouse").context["columns"]
    assert [[t["number"] for t in column["tickets"]] for column in columns] == [
        ["A0"],
        ["A1"],
        ["A2"],
    ]  # midnight in Shanghai


def test_stock_is_received_counted_and_never_below_what_orders_hold(house: Company) -> None:
    manager = client("warehouse_manager")
    sku, hz = house.skus["MUG"], house.warehouses["HZ"]
    page = manager.get(f"/stock/{sku}/{hz}")
    assert (page.context["available"], page.context["item"]["reserved"], page.context["sum_moved"]) == (14, 6, 20)
    assert manager.post(f"/stock/{sku}/{hz}/receive", {"units": "5", "reason": "purchase"}).status_code == 200
    assert manager.post(f"/stock/{sku}/{hz}/count", {"units": "5", "reason": "stocktake"}).status_code == 422
    assert manager.post(f"/stock/{sku}/{hz}/adjust", {"units": "0", "reason": "lost"}).status_code == 422
    assert manager.post(f"/stock/{sku}/{hz}/adjust", {"units": "-2", "reason": "nonsense"}).status_code == 422
    assert manager.post(f"/stock/{sku}/{hz}/damage", {"units": "2", "reason": "damaged"}).status_code == 200
    assert house.rows(
        "SELECT on_hand, reserved, damaged FROM stock WHERE sku_id = %s AND warehouse_id = %s", [sku, hz]
    ) == [(23, 6, 2)]
    assert manager.post(f"/stock/{sku}/{hz}/place", {"bin_code": "B-01", "safety": "17"}).status_code == 200
    assert manager.get(f"/stock/{sku}/{hz}").context["available"] == 0
    assert client("picker").post(f"/stock/{sku}/{hz}/receive", {"units": "5", "reason": "purchase"}).status_code == 403


def test_goods_may_arrive_where_they_never_lay(house: Company) -> None:
    manager = client("warehouse_manager")
    fields = {"sku": "cap", "warehouse": house.warehouses["BJ"], "units": "7", "reason": "purchase"}
    assert manager.post("/stock/receive", {**fields, "sku": "HAT"}).status_code == 422
    assert manager.post("/stock/receive", fields).status_code == 200
    assert house.rows(
        "SELECT on_hand FROM stock WHERE sku_id = %s AND warehouse_id = %s", [house.skus["CAP"], house.warehouses["BJ"]]
    ) == [(7,)]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=mu", ["MUG", "MUG"]),
        ("q=%25", []),
        ("q=a%00b", []),
        ("short=1", []),
        ("after=MUG~x", []),
        ("after=CAP~0", ["CAP", "MUG", "MUG"]),
    ],
)
def test_the_stock_list_finds_by_code_and_goes_on_by_page(house: Company, query: str, found: list[str]) -> None:
    page = client("picker").get(f"/stock?{query}")
    assert page.status_code == 200
    if query != "after=MUG~x":
        assert [row["code"] for row in page.context["rows"]] == found


def test_the_mailbox_shows_a_letter_with_a_link_that_opens_its_question(house: Company, settings_key: bytes) -> None:
    house.must("hold", "A0", note="x")
    house.must("ask", "A0", field="address", channel="platform")
    house.deliver()
    page = client("admin").get("/mailbox")
    (letter,) = page.context["letters"]
    assert letter["to"] == "王*明"
    _, _, code, sign = letter["link"].split("/")
    assert opened(settings_key, ANSWER, code, sign) == house.one("SELECT id FROM question")
    assert client("picker").get("/mailbox").status_code == 403


@pytest.fixture
def settings_key() -> bytes:
    from django.conf import settings

    return str(settings.SECRET_KEY).encode()


def test_what_did_not_arrive_waits_with_its_reason_until_somebody_acts(house: Company) -> None:
    house.connection.execute("UPDATE fulfilment SET carrier_id = NULL")
    house.touch()
    house.must("pick", "A0")
    house.must("want_label", "A0")
    house.deliver()
    operator = client("operator")
    (row,) = operator.get("/outgoing").context["rows"]
    assert str(row["why"]) == "No carrier is chosen"
    assert client("reviewer").post("/outgoing/act", {"ids": row["id"], "do": "again"}).status_code == 403
    assert operator.post("/outgoing/act", {"ids": f"{row['id']},x,999", "do": "again"}).status_code == 200
    assert house.rows("SELECT state FROM outbox WHERE topic = 'label'") == [("PENDING",)]
    house.deliver()
    operator.post("/outgoing/act", {"ids": row["id"], "do": "by_hand"})
    assert house.rows("SELECT state, payload->>'by_hand' FROM outbox WHERE topic = 'label'") == [
        ("SENT", operator.get("/outgoing").wsgi_request.user.get_username())
    ]
