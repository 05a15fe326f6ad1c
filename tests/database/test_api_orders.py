"""Orders by the API: kept once, answered alike, read afterwards."""

import json
import threading

import msgspec
import pytest
from django.db import connection

from orderway.journey.intake import api
from orderway.ports.channel import IncomingOrder
from tests.database.api_client import Machine, faults, line, lines_of, order, stored, told
from tests.shop import NOW, Company, incoming
from tests.shop import line as incoming_line


def test_an_order_is_accepted_with_its_address_and_becomes_one(company: Company, machine: Machine) -> None:
    response = machine.post("orders", order("A/1 ü"))
    assert response.status_code == 202
    assert response.headers["Location"] == "/api/v1/orders/own/A%2F1%20%C3%BC"
    where = response.headers["Location"].removeprefix("/api/v1/")
    waiting = machine.get(where)
    assert (waiting.status_code, told(waiting)["state"]) == (202, "accepted")
    company.read()
    shown = machine.get(where)
    assert shown.status_code == 200
    assert shown.headers["ETag"] == '"1"'
    seen = told(shown)
    assert (seen["standing"], seen["captured_minor"], seen["lines"][0]["released"]) == ("warehouse", 17_800, 2)
    assert seen["ship_to"]["name"] == "王小明"


def test_the_message_is_in_our_own_form_with_every_field(company: Company, machine: Machine) -> None:
    body = order(
        number="N1",
        bill_to={"name": "B"},
        tax_minor=1,
        tax_included=True,
        shipping_minor=2,
        discount_minor=3,
        subsidy_minor=4,
        payment_method="alipay",
        paid_at="2026-11-20T01:00:00Z",
        buyer_id="b",
        buyer_note="礼物 🎁",
        seller_note="s",
        language="zh-hans",
        version="2",
        wishes={"locker": "7"},
        extra={"tag": "vip", "n": 3, "ok": True, "none": None},
        lines=[line(listing="L", discount_minor=1, tax_minor=2, variant="red", weight_grams=5, gift=True, ships=False)],
    )
    assert machine.post("orders", body).status_code == 202
    topic, source, raw = company.rows("SELECT topic, source, body FROM inbox")[0]
    kept = msgspec.to_builtins(msgspec.json.decode(raw, type=IncomingOrder))
    assert (topic, source) == ("order", machine_source(machine))
    for name, value in body.items():
        if name not in ("shop", "placed_at", "lines", "ship_to", "bill_to"):
            assert kept[name] == value, name
    assert kept["lines"] == body["lines"] or kept["lines"][0].items() >= body["lines"][0].items()


def machine_source(machine: Machine) -> str:
    return f"key:{machine.key.prefix}"


def test_the_same_order_again_is_answered_the_same_and_kept_once(company: Company, machine: Machine) -> None:
    first = machine.post("orders", order())
    reordered = dict(reversed(order().items()))
    for body in (order(), reordered, order(placed_at="2026-11-20T09:00:00.000+08:00")):
        again = machine.post("orders", body)
        assert (again.status_code, again.content) == (first.status_code, first.content)
    company.read()
    again = machine.post("orders", order())
    assert (again.status_code, again.content) == (202, first.content)
    assert stored(company) == 1


@pytest.mark.parametrize("read_between", [False, True])
def test_an_order_with_other_content_is_in_conflict(company: Company, machine: Machine, read_between: bool) -> None:
    machine.post("orders", order())
    if read_between:
        company.read()
    response = machine.post("orders", order(total_minor=1))
    assert (response.status_code, told(response)["code"]) == (409, "exists")
    assert stored(company) == 1


def test_an_order_that_came_another_way_is_in_conflict_unless_it_is_the_same(
    company: Company, machine: Machine
) -> None:
    company.send(incoming("A1", incoming_line("MUG")))
    machine.post("orders", order("A2"))
    company.read()
    assert machine.post("orders", order("A1")).status_code == 409
    assert machine.post("orders", order("A2")).status_code == 202
    assert stored(company) == 2


def test_the_shop_may_be_left_out_where_there_is_only_one(company: Company, machine: Machine) -> None:
    body = order()
    del body["shop"]
    assert machine.post("orders", body).status_code == 202
    company.add_shop("other", "orderway", {})
    assert faults(machine.post("orders", body)) == ["#/shop"]


def test_a_key_of_one_shop_neither_writes_nor_reads_another(company: Company) -> None:
    company.sku("MUG", HZ=10)
    other = company.add_shop("other", "orderway", {})
    stranger = Machine(shop_ids=(other,))
    assert faults(stranger.post("orders", order())) == ["#/shop"]
    Machine().post("orders", order())
    company.read()
    assert stranger.get("orders/own/A1").status_code == 404
    assert told(stranger.get("orders"))["orders"] == []
    assert stranger.post("orders/own/A1/add_note", {"text": "x"}, If_Match="*").status_code == 404
    many = {"args": {"text": "x"}, "any_version": True, "orders": [{"shop": "own", "external_id": "A1"}]}
    assert told(stranger.post("commands/add_note", many))["results"][0]["status_code"] == 404
    assert company.one("SELECT count(*) FROM note") == 0


def test_a_list_goes_through_all_orders_once_newest_first(company: Company, machine: Machine) -> None:
    for number in range(5):
        machine.post("orders", order(f"A{number}", lines=[line()], total_minor=100, paid_minor=100))
        company.read()
    seen, after = [], ""
    while True:
        page = told(machine.get(f"orders?limit=2&after={after}"))
        seen += [one["external_id"] for one in page["orders"]]
        after = page["next"]
        if not after:
            break
    assert seen == ["A4", "A3", "A2", "A1", "A0"]
    assert len(told(machine.get("orders?standing=warehouse"))["orders"]) == 5
    assert told(machine.get("orders?standing=held&shop=own"))["orders"] == []
    assert faults(machine.get("orders?standing=lost")) == ["#/standing"]
    assert faults(machine.get("orders?colour=red")) == ["#/colour"]
    assert faults(machine.get("orders?after=nonsense")) == ["#/after"]
    assert faults(machine.get("orders?limit=0")) == ["#/limit"]
    assert faults(machine.get("orders?shop=nobody")) == ["#/shop"]


# -- many at once ------------------------------------------------------------------------------------------------------


def test_each_line_of_a_batch_has_its_own_answer(company: Company, machine: Machine) -> None:
    good = [json.dumps(order(f"B{number}")) for number in range(3)]
    bad = json.dumps(order("C1", currency="ZZZ"))
    other = json.dumps(order("B1", total_minor=3))
    body = "\n".join([*good, "", bad, "{broken", other, good[0]]).encode()
    response = machine.post("orders/batch", body)
    assert response.status_code == 202
    assert response.headers["Content-Type"] == "application/jsonl"
    answers = lines_of(response)
    assert [(one["line"], one["status"]) for one in answers] == [
        (1, 202),
        (2, 202),
        (3, 202),
        (5, 422),
        (6, 400),
        (7, 409),
        (8, 202),
    ]
    assert answers[3]["external_id"] == "C1"
    assert answers[3]["problem"]["errors"][0]["pointer"] == "#/currency"
    assert stored(company) == 3
    company.read()
    assert company.one("SELECT count(*) FROM orders") == 3


def test_a_thousand_orders_are_one_insert_and_all_become_orders(company: Company, machine: Machine) -> None:
    body = "\n".join(json.dumps(order(f"B{number}")) for number in range(1_000)).encode()
    response = machine.post("orders/batch", body)
    assert {one["status"] for one in lines_of(response)} == {202}
    assert company.one("SELECT count(DISTINCT xmin::text) FROM inbox") == 1
    assert stored(company) == 1_000
    again = machine.post("orders/batch", body)
    assert again.content == response.content
    assert stored(company) == 1_000


@pytest.mark.parametrize("read_between", [False, True])
def test_of_a_batch_only_what_is_new_is_kept(company: Company, machine: Machine, read_between: bool) -> None:
    machine.post("orders", order("B2"))
    machine.post("orders", order("B4", total_minor=1))
    if read_between:
        company.read()
    before = stored(company)
    answers = lines_of(machine.batch(order(f"B{number}") for number in (5, 4, 3, 2, 1)))
    assert [(one["external_id"], one["status"]) for one in answers] == [
        ("B5", 202),
        ("B4", 409),
        ("B3", 202),
        ("B2", 202),
        ("B1", 202),
    ]
    assert stored(company) == before + 3
    assert company.one(
        "SELECT array_agg(order_key ORDER BY order_key) FROM inbox_todo WHERE order_key NOT IN ('B2', 'B4')"
    ) == [
        "B1",
        "B3",
        "B5",
    ]


def test_a_batch_with_no_good_line_is_refused_as_a_whole(company: Company, machine: Machine) -> None:
    response = machine.post("orders/batch", json.dumps(order(currency="ZZZ")).encode())
    assert response.status_code == 422
    assert stored(company) == 0


def test_too_many_lines_are_refused_before_any_is_kept(company: Company, machine: Machine) -> None:
    response = machine.post("orders/batch", b"{}\n" * 100_000)
    assert (response.status_code, faults(response)) == (413, ["#"])
    assert machine.post("orders/batch", b"\n\n").status_code == 400
    assert stored(company) == 0


# -- Prefer: wait ------------------------------------------------------------------------------------------------------


def test_a_request_may_wait_for_its_order_to_be_read(company: Company, machine: Machine) -> None:
    reader = threading.Thread(target=read_when_it_comes, args=[company])
    reader.start()
    response = machine.post("orders", order(), Prefer="respond-async, wait=9", Idempotency_Key="k")
    reader.join()
    assert (response.status_code, told(response)["state"]) == (201, "created")
    assert response.headers["Preference-Applied"] == "wait=9"
    again = machine.post("orders", order(), Prefer="wait=9", Idempotency_Key="k")
    assert (again.status_code, again.content) == (201, response.content)


def read_when_it_comes(company: Company) -> None:
    """Read as a worker would, woken by the NOTIFY of the request."""
    company.connection.execute("LISTEN orderway_work")
    while not company.read():
        for _ in company.connection.notifies(timeout=0.2, stop_after=1):
            pass


def test_without_a_free_place_the_answer_comes_at_once(company: Company, machine: Machine) -> None:
    taken = [api._places.acquire(blocking=False) for _ in range(api.WAIT_PLACES)]
    try:
        assert machine.post("orders", order(), Prefer="wait=9").status_code == 202
    finally:
        for _ in taken:
            api._places.release()


def test_when_nobody_reads_in_time_the_answer_is_202(company: Company, machine: Machine) -> None:
    assert machine.post("orders", order(), Prefer="wait=1").status_code == 202
    assert machine.post("orders", order("A2"), Prefer="wait=soon").status_code == 400


# -- Idempotency-Key ---------------------------------------------------------------------------------------------------


def test_one_key_is_one_deed_and_one_answer(company: Company, machine: Machine) -> None:
    first = machine.post("orders", order(), Idempotency_Key="k1")
    again = machine.post("orders", order(), Idempotency_Key="k1")
    assert (again.status_code, again.content) == (202, first.content)
    assert again.headers["Location"] == first.headers["Location"]
    assert again.headers["Idempotency-Replayed"] == "true"
    other = machine.post("orders", order("A2"), Idempotency_Key="k1")
    assert (other.status_code, told(other)["code"]) == (422, "idempotency_key")
    assert stored(company) == 1


def test_a_key_belongs_to_its_client(company: Company, machine: Machine) -> None:
    machine.post("orders", order(), Idempotency_Key="k1")
    assert Machine().post("orders", order("A2"), Idempotency_Key="k1").status_code == 202
    assert stored(company) == 2


def test_a_refused_request_leaves_its_key_free(company: Company, machine: Machine) -> None:
    assert machine.post("orders", order(currency="ZZZ"), Idempotency_Key="k1").status_code == 422
    assert machine.post("orders", order(), Idempotency_Key="k1").status_code == 202
    assert machine.post("orders", order(total_minor=5), Idempotency_Key="k2").status_code == 409
    assert company.rows("SELECT key FROM idempotency WHERE starts_with(client, 'key:')") == [("k1",)]


def test_a_key_makes_a_change_of_stock_happen_once(company: Company, machine: Machine) -> None:
    body = {"kind": "receive", "rows": [{"sku": "MUG", "warehouse": "HZ", "units": 5}]}
    for _ in range(3):
        assert told(machine.post("stock", body, Idempotency_Key="r1")) == {"changed": 1}
    assert company.rows("SELECT on_hand FROM stock") == [(15,)]
    assert connection.get_autocommit()


def test_a_crowd_is_read_by_urgency(company: Company, machine: Machine) -> None:
    unpaid = {"payment_status": "unpaid", "paid_minor": 0}
    told_of = {
        "N1": unpaid,
        "P1": {},
        "U1": {"wishes": {"delivery_date": NOW.date().isoformat()}},
        "N2": unpaid,
        "P2": {},
    }
    lines = [json.dumps(order(key, **more)) for key, more in told_of.items()]
    machine.post("orders/batch", "\n".join(lines).encode())
    seen = []
    while company.reader.work(1):
        seen.append(company.one("SELECT external_id FROM orders ORDER BY id DESC LIMIT 1"))
    assert seen == ["U1", "P1", "P2", "N1", "N2"]
