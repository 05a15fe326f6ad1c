"""Commands by the API that name another thing, and commands that destroy something when a field is forgotten."""

from typing import Any

import pytest

from tests.database.api_client import Machine, faults, order, told
from tests.people import signed_in
from tests.shop import Company

NOTHING = 999_999_999


@pytest.fixture
def machine(company: Company) -> Machine:
    company.sku("MUG", HZ=10, GZ=10)
    made = Machine()
    for number in (1, 2):
        made.post("orders", order(f"A{number}"))
    company.read()
    return made


def _refused(machine: Machine, command: str, args: dict[str, Any], number: str = "A1") -> tuple[int, str, list[str]]:
    response = machine.post(f"orders/own/{number}/{command}", args, If_Match="*")
    return response.status_code, told(response).get("code", ""), faults(response)


def test_what_names_nothing_is_refused_by_its_field_and_nothing_is_stored(company: Company, machine: Machine) -> None:
    unknown = str(NOTHING)
    before_the_door: list[tuple[str, dict[str, Any], str, str]] = [
        ("accept", {"fulfilment_id": NOTHING}, "unknown_fulfilment", "#/fulfilment_id"),
        ("join_wave", {"wave_id": NOTHING}, "unknown_wave", "#/wave_id"),
        ("join_wave", {}, "unknown_wave", "#/wave_id"),
        ("pick", {"picked": {unknown: 1}}, "unknown_line", f"#/picked/{unknown}"),
        ("short", {"sku_id": NOTHING, "units": 1, "reason": "not_found"}, "unknown_line", "#/sku_id"),
        ("short", {"line_id": NOTHING, "units": 1, "reason": "not_found"}, "unknown_line", "#/line_id"),
        ("answer_stop", {"fulfilment_id": NOTHING, "agree": True}, "unknown_fulfilment", "#/fulfilment_id"),
        ("change_quantity", {"line_id": NOTHING, "quantity": 1}, "unknown_line", "#/line_id"),
        ("cancel", {"units": {unknown: 1}}, "unknown_line", f"#/units/{unknown}"),
        ("ask", {"field": "phone", "hold_id": NOTHING}, "no_such_hold", "#/hold_id"),
        ("answer", {"question_id": NOTHING}, "unknown_question", "#/question_id"),
        ("close_question", {"question_id": NOTHING}, "unknown_question", "#/question_id"),
        ("log_call", {"outcome": "reached", "question_id": NOTHING}, "unknown_question", "#/question_id"),
        ("propose_refund", {"line_id": NOTHING, "units": 1}, "unknown_line", "#/line_id"),
        ("label", {"parcel_id": NOTHING, "tracking_number": "SF1"}, "unknown_parcel", "#/parcel_id"),
        ("print_label", {"parcel_id": NOTHING}, "unknown_parcel", "#/parcel_id"),
        ("scan", {"tracking_number": "SF9", "code": "delivered"}, "unknown_parcel", "#/tracking_number"),
        ("pay_refund", {"refund_id": NOTHING}, "unknown_refund", "#/refund_id"),
        ("withdraw_invoice", {"invoice_id": NOTHING}, "no_such_invoice", "#/invoice_id"),
    ]
    for command, args, code, pointer in before_the_door:
        assert (command, *_refused(machine, command, args)) == (command, 409, code, [pointer])
    assert company.order("A1", "version") == (1,)
    company.must("pick", "A1")
    company.must("pack", "A1")
    assert _refused(machine, "label", {"parcel_id": NOTHING, "tracking_number": "SF1"})[1] == "unknown_parcel"
    company.must("label", "A1", tracking_number="SF1")
    company.must("hand_over", "A1")
    both = {"parcel_id": NOTHING, "tracking_number": "SF1", "code": "delivered"}
    assert _refused(machine, "scan", both) == (409, "unknown_parcel", ["#/parcel_id"])
    company.must("scan", "A1", code="delivered")
    line_id = company.one("SELECT l.id FROM order_line l JOIN orders o ON o.id = l.order_id WHERE o.external_id = 'A1'")
    assert _refused(machine, "request_return", {"lines": {unknown: 1}})[1:] == ("unknown_line", [f"#/lines/{unknown}"])
    company.must("request_return", "A1", lines={str(line_id): 1}, reason="other")
    assert _refused(machine, "cancel_return", {"return_id": NOTHING})[1:] == ("unknown_return", ["#/return_id"])
    company.must("approve_return", "A1")
    for command, field in (("receive_return", "received"), ("inspect_return", "sellable")):
        refused = _refused(machine, command, {field: {unknown: 1}})
        assert (command, *refused) == (command, 409, "unknown_line", [f"#/{field}/{unknown}"])
        if command == "receive_return":
            company.must(command, "A1")
    serials = {"sellable": {}, "serials": {unknown: ["S1"]}}
    assert _refused(machine, "inspect_return", serials)[1:] == ("unknown_line", [f"#/serials/{unknown}"])
    assert company.rows("SELECT state FROM return_case") == [("RECEIVED",)]


def test_a_wave_is_joined_in_its_own_warehouse_only_and_walked_with_it(company: Company, machine: Machine) -> None:
    place = "SELECT f.warehouse_id FROM fulfilment f JOIN orders o ON o.id = f.order_id WHERE external_id = 'A1'"
    here = company.one(place)
    elsewhere = next(one for one in company.warehouses.values() if one != here)
    add = """INSERT INTO wave (id, warehouse_id, made_at, made_by, picker, plan, done_at)
        VALUES (%s, %s, now(), 't', '', '{}', %s) RETURNING id"""
    other, over = company.one(add, [11, elsewhere, None]), company.one(add, [12, here, "2026-11-20T00:00:00Z"])
    open_one = company.one(add, [13, here, None])
    assert _refused(machine, "join_wave", {"wave_id": other}) == (409, "unknown_wave", ["#/wave_id"])
    assert _refused(machine, "join_wave", {"wave_id": over}) == (409, "wave_over", ["#/wave_id"])
    assert company.rows("SELECT count(*) FROM fulfilment WHERE wave_id IS NOT NULL") == [(0,)]
    joined = machine.post("orders/own/A1/join_wave", {"wave_id": open_one}, If_Match="*")
    assert joined.status_code == 200
    page = signed_in("picker").get(f"/warehouse/waves/{open_one}")
    assert "A1" in page.content.decode()


def test_someone_of_one_warehouse_does_nothing_in_another(company: Company, machine: Machine) -> None:
    here = company.one("SELECT warehouse_id FROM fulfilment ORDER BY id LIMIT 1")
    elsewhere = next(one for one in company.warehouses.values() if one != here)
    client = signed_in("picker", "warehouse_manager", warehouse_ids=[elsewhere])
    for command, args in (("pick", {}), ("reject", {}), ("answer_stop", {"agree": True})):
        body = {"orders": [{"shop": "own", "external_id": "A1"}], "args": args, "any_version": True}
        answer = client.post(f"/api/v1/commands/{command}", body, "application/json").json()
        assert [(one["status_code"], one["code"]) for one in answer["results"]] == [(409, "out_of_scope")], command
    assert company.rows("SELECT DISTINCT state FROM fulfilment") == [("SENT",)]


@pytest.mark.parametrize(
    ("command", "empty", "pointer", "said"),
    [
        ("cancel", {}, "#/reason", {"reason": "buyer asked"}),
        ("change_remark", {"which": "seller_note"}, "#/text", {"which": "seller_note", "text": "x"}),
    ],
)
def test_what_a_forgotten_field_would_destroy_needs_its_word(
    company: Company, machine: Machine, command: str, empty: dict[str, Any], pointer: str, said: dict[str, Any]
) -> None:
    assert _refused(machine, command, empty) == (422, "wrong_field", [pointer])
    many: dict[str, Any] = {
        "orders": [{"shop": "own", "external_id": one} for one in ("A1", "A2")],
        "any_version": True,
    }
    many["orders"][0]["args"] = said
    response = machine.post(f"commands/{command}", {**many, "args": empty})
    assert (response.status_code, faults(response)) == (422, [pointer.replace("#", "#/orders/1/args")])
    assert company.rows("SELECT DISTINCT version FROM orders") == [(1,)]
    assert machine.post(f"commands/{command}", {**many, "args": said}).status_code == 200
    assert company.rows("SELECT DISTINCT version FROM orders") == [(2,)]


def test_no_units_cancel_nothing(company: Company, machine: Machine) -> None:
    line_id = company.one("SELECT id FROM order_line ORDER BY id LIMIT 1")
    for units in ({}, {str(line_id): 0}):
        response = machine.post("orders/own/A1/cancel", {"units": units, "reason": "x"}, If_Match="*")
        assert (response.status_code, told(response)["code"]) == (409, "nothing_asked")
    assert company.order("A1", "status, version") == ("RELEASED", 1)
