"""Commands by the API: by version, one or many, an answer each."""

import pytest

from orderway.api.command_forms import KINDS, form_of
from orderway.flow.goods import Change, change_goods
from orderway.journey.commands import COMMANDS
from orderway.kernel.limits import COMMAND_ORDERS_MAX
from tests.database.api_client import Machine, faults, order, told
from tests.shop import Company, incoming, line


@pytest.fixture
def machine(company: Company) -> Machine:
    company.sku("MUG", HZ=10)
    made = Machine()
    for number in (1, 2, 3):
        made.post(
            "orders",
            order(f"A{number}", lines=[{**order()["lines"][0], "quantity": 1}], total_minor=8_900, paid_minor=8_900),
        )
    company.read()
    return made


def test_a_command_needs_the_version_that_was_read(company: Company, machine: Machine) -> None:
    etag = machine.get("orders/own/A1").headers["ETag"]
    missing = machine.post("orders/own/A1/add_note", {"text": "x"})
    assert (missing.status_code, told(missing)["code"]) == (428, "version_missing")
    done = machine.post("orders/own/A1/add_note", {"text": "x"}, If_Match=etag)
    assert (done.status_code, told(done)["version"], done.headers["ETag"]) == (200, 2, '"2"')
    stale = machine.post("orders/own/A1/add_note", {"text": "y"}, If_Match=etag)
    assert (stale.status_code, told(stale)["version"], stale.headers["ETag"]) == (412, 2, '"2"')
    assert machine.post("orders/own/A1/add_note", {"text": "z"}, If_Match="*").status_code == 200
    assert machine.post("orders/own/A1/add_note", {"text": "z"}, If_Match="seven").status_code == 412
    assert company.rows("SELECT text FROM note ORDER BY id") == [("x",), ("z",)]


def test_a_refusal_is_a_conflict_with_its_code_and_changes_nothing(company: Company, machine: Machine) -> None:
    line_id = company.one("SELECT id FROM order_line ORDER BY id LIMIT 1")
    body = {"lines": {str(line_id): 1}, "reason": "other"}
    response = machine.post("orders/own/A1/request_return", body, If_Match="*")
    assert response.status_code == 409
    assert told(response)["code"] == "not_delivered_yet"
    assert company.order("A1", "version") == (1,)


def test_many_orders_have_an_answer_each(company: Company, machine: Machine) -> None:
    company.must("add_note", "A2", text="since")
    body = {
        "args": {"text": "all"},
        "orders": [
            {"shop": "own", "external_id": "A1", "version": 1},
            {"shop": "own", "external_id": "A2", "version": 1},
            {"shop": "own", "external_id": "A3"},
            {"shop": "own", "external_id": "A9", "version": 1},
            {"shop": "none", "external_id": "A1", "version": 1},
            {"shop": "own", "external_id": "A1", "version": 1, "args": {"text": "own words"}},
        ],
    }
    answer = told(machine.post("commands/add_note", body))
    assert [(one["status_code"], one.get("code", "")) for one in answer["results"]] == [
        (200, ""),
        (412, "changed_since"),
        (428, "version_missing"),
        (404, "unknown_order"),
        (404, "unknown_order"),
        (200, ""),
    ]
    assert (answer["done"], answer["refused"]) == (2, 4)
    assert company.rows("SELECT text FROM note ORDER BY id") == [("since",), ("all",), ("own words",)]


def test_any_version_may_be_named_for_all(company: Company, machine: Machine) -> None:
    orders = [{"shop": "own", "external_id": f"A{n}"} for n in (1, 2, 3)]
    answer = told(machine.post("commands/pick", {"orders": orders, "any_version": True}))
    assert answer["done"] == 3
    assert company.rows("SELECT DISTINCT state FROM fulfilment") == [("PICKED",)]


def test_too_many_orders_and_wrong_arguments_name_their_field(company: Company, machine: Machine) -> None:
    aim = {"shop": "own", "external_id": "A1", "version": 1}
    assert faults(machine.post("commands/add_note", {"orders": []})) == ["#/orders"]
    too_many = {"orders": [aim] * (COMMAND_ORDERS_MAX + 1)}
    assert faults(machine.post("commands/add_note", too_many)) == ["#/orders"]
    wrong = {"orders": [aim, {**aim, "args": {"text": 7}}]}
    assert faults(machine.post("commands/add_note", wrong)) == ["#/orders/1/args/text"]
    assert faults(machine.post("commands/add_note", {"orders": [aim], "args": {"x": 1}})) == ["#/args/x"]
    assert machine.post("commands/fly", {"orders": [aim]}).status_code == 404
    assert machine.post("orders/own/A1/fly", {}, If_Match="*").status_code == 404
    assert company.one("SELECT count(*) FROM note") == 0


def test_the_journey_goes_by_the_api_alone(company: Company, machine: Machine) -> None:
    def must(command: str, **args: object) -> None:
        response = machine.post(f"orders/own/A1/{command}", args, If_Match="*")
        assert response.status_code == 200, response.content

    must("pick")
    fulfilment = told(machine.get("orders/own/A1"))["fulfilments"][0]
    must("pack", parcels=[{"contents": {str(fulfilment["lines"][0]["id"]): 1}, "weight_grams": 700}])
    must("label", tracking_number="SF1")
    must("hand_over")
    must("scan", code="delivered", at="2026-11-20T02:00:00Z", place="杭州")
    shown = told(machine.get("orders/own/A1"))
    assert (shown["status"], shown["parcels"][0]["state"]) == ("DELIVERED", "DELIVERED")


def test_an_external_id_with_slashes_takes_commands_too(company: Company, machine: Machine) -> None:
    machine.post("orders", order("X/1/pick"))
    company.read()
    assert machine.post("orders/own/X%2F1%2Fpick/add_note", {"text": "x"}, If_Match="*").status_code == 200
    assert company.order("X/1/pick", "version") == (2,)


def test_every_command_has_a_strict_form() -> None:
    for command in COMMANDS.values():
        assert set(command.args.values()) <= KINDS.keys(), command.name
        assert form_of(command).__struct_fields__ == tuple(command.args)


@pytest.mark.parametrize("also", [(), ("line_id", "fulfilment_id")], ids=["none", "only its part"])
def test_a_command_without_its_arguments_is_done_or_refused_never_broken(
    company: Company, machine: Machine, also: tuple[str, ...]
) -> None:
    company.stock("MUG", "GZ", len(COMMANDS))
    company.send(*(incoming(name, line("MUG")) for name in COMMANDS))
    company.read()
    tables = {"line_id": "order_line", "fulfilment_id": "fulfilment"}
    for name, command in COMMANDS.items():
        parts = {
            arg: company.one(f"SELECT p.id FROM {tables[arg]} p JOIN orders o ON o.id = p.order_id "
                             "WHERE o.external_id = %s ORDER BY 1 LIMIT 1", [name])
            for arg in also if arg in command.args
        }  # fmt: skip
        result = company.do(name, name, **parts)
        assert result.done is (result.refusal is None), name


@pytest.mark.parametrize("command", ["record_payment", "captured"])
def test_money_beyond_every_bound_is_refused_to_its_own_order_only(
    company: Company, machine: Machine, command: str
) -> None:
    most = {"kind": "captured", "reference": "P1"}
    amount = "total_minor" if command == "captured" else "amount_minor"
    aims = [
        {"shop": "own", "external_id": "A1", "args": {amount: 10**15}},
        {"shop": "own", "external_id": "A2", "args": {amount: 5}},
    ]
    args = {"reference": "P1"} if command == "captured" else most
    answer = told(machine.post(f"commands/{command}", {"args": args, "orders": aims, "any_version": True}))
    assert [one.get("code", "") for one in answer["results"]] == ["beyond_bounds", ""]
    assert company.order("A1", "version") == (1,)


@pytest.mark.parametrize(
    ("command", "args", "status", "told_back"),
    [
        ("scan_serials", {"serials": [{"contents": {}}]}, 422, "wrong_field"),
        ("scan_serials", {"sku_id": 1, "serials": ["S1", "S1"]}, 409, "serial_twice"),
        ("inspect_return", {"serials": {"1": 1}}, 422, "wrong_field"),
        ("inspect_return", {"accept": True, "serials": {"1": ["S1"]}}, 409, "unknown_return"),
        ("payment_told", {"kind": "card", "card": {"cvv": 1}}, 422, "wrong_field"),
        ("payment_told", {"kind": "card", "card": {"cvv": "M"}}, 200, ""),
        ("gateway_word", {"told": [{"contents": {}}]}, 422, "wrong_field"),
        ("gateway_word", {"told": [{"reference": "P1", "kind": "captured", "counted": "captured"}]}, 200, ""),
        ("ask", {"field": "phone", "hours": -(10**15)}, 200, ""),
    ],
)
def test_arguments_have_the_form_that_the_command_takes(
    company: Company, machine: Machine, command: str, args: dict[str, object], status: int, told_back: str
) -> None:
    company.must("pick", "A1")
    if "sku_id" in args:
        args = {**args, "sku_id": company.skus["MUG"]}
    response = machine.post(f"orders/own/A1/{command}", args, If_Match="*")
    assert (response.status_code, told(response).get("code", "")) == (status, told_back)


def test_a_gateway_that_tells_of_a_year_that_cannot_be_is_refused(company: Company, machine: Machine) -> None:
    words = {"kind": "captured", "amount_minor": 5, "reference": "P1", "at": 10**15}
    response = machine.post("orders/own/A1/payment_told", words, If_Match="*")
    assert (response.status_code, told(response)["code"]) == (409, "time_unreadable")


# -- stock -------------------------------------------------------------------------------------------------------------


def test_goods_received_free_the_orders_that_waited(company: Company, machine: Machine) -> None:
    company.sku("CAP", HZ=0)
    wanted = [{"external_id": "1", "sku": "CAP", "title": "Cap", "quantity": 2, "unit_price_minor": 8_900}]
    machine.post("orders", order("C1", lines=wanted))
    company.read()
    assert told(machine.get("stock/CAP"))["waiting"] == 2
    body = {"kind": "receive", "reason": "purchase", "rows": [{"sku": "CAP", "warehouse": "HZ", "units": 5}]}
    assert machine.post("stock", body).status_code == 200
    company.run()
    seen = told(machine.get("stock/CAP"))
    assert (seen["available"], seen["waiting"]) == (3, 0)
    assert seen["derivation"] == "on_hand - reserved - safety; HZ: 5 - 2 - 0 = 3"
    place = seen["places"][0]
    assert (place["reserved"], place["reserved_allocated"], place["orders"], place["moved"]) == (2, 2, 1, 5)


def test_what_is_reserved_cannot_be_counted_away(company: Company, machine: Machine) -> None:
    response = machine.post("stock", {"kind": "count", "rows": [{"sku": "MUG", "warehouse": "HZ", "units": 2}]})
    assert (response.status_code, told(response)["code"]) == (409, "below_reserved")
    assert company.rows("SELECT on_hand, reserved FROM stock WHERE sku_id = %s", [company.skus["MUG"]]) == [(10, 3)]


def test_all_rows_of_a_change_or_none(company: Company, machine: Machine) -> None:
    rows = [{"sku": "MUG", "warehouse": "GZ", "units": 5}, {"sku": "MUG", "warehouse": "HZ", "units": -8}]
    assert machine.post("stock", {"kind": "adjust", "rows": rows}).status_code == 409
    assert company.rows("SELECT sum(on_hand)::int FROM stock") == [(10,)]


def test_stock_has_an_upper_bound(company: Company, machine: Machine) -> None:
    change_goods(
        company.engine, [Change(company.skus["MUG"], company.warehouses["HZ"], 10**9 - 10)], "receive", "", "t"
    )
    body = {"kind": "receive", "rows": [{"sku": "MUG", "warehouse": "HZ", "units": 1}]}
    response = machine.post("stock", body)
    assert (response.status_code, told(response)["code"]) == (409, "stock_out_of_bounds")


def test_a_key_used_for_one_order_is_refused_for_another_with_the_same_words(
    company: Company, machine: Machine
) -> None:
    answers = [
        machine.post(f"orders/own/{number}/add_note", {"text": "x"}, If_Match="*", Idempotency_Key="k1")
        for number in ("A1", "A2", "A1")
    ]
    assert [one.status_code for one in answers] == [200, 422, 200]
    assert company.rows("SELECT count(*) FROM note") == [(1,)]
