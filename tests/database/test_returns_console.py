"""After-sales in the console: one of three units of a discounted line, each step by the role that has it."""

from http import HTTPStatus

import pytest
from django.test import Client

from orderway.records.models import User
from tests.shop import Company, incoming, line

SHARE = 2999
"""8,999 fen were paid for three units: the first carries 2,999, the others 3,000 each."""


def as_role(role: str, name: str = "", **scope: list[int]) -> Client:
    client = Client()
    client.force_login(User.objects.create(username=name or role, roles=[role], **scope))
    return client


@pytest.fixture
def asked(company: Company) -> dict[str, int]:
    """A delivered order of three units, one of which the buyer wants to send back."""
    company.sku("MUG", HZ=10)
    company.send(incoming("A1", line("MUG", 3, price=3333), discount_minor=1000))
    company.read()
    for name, args in (("pick", {}), ("pack", {}), ("label", {"tracking_number": "SF1"}), ("hand_over", {})):
        company.must(name, "A1", **args)
    company.must("scan", "A1", code="delivered")
    line_id = company.one("SELECT id FROM order_line")
    company.must("request_return", "A1", lines={str(line_id): 1}, reason="changed_mind")
    return {
        "line": line_id,
        "case": company.one("SELECT id FROM return_case"),
        "order": company.one("SELECT id FROM orders"),
    }


def step(client: Client, kind: str, row: int, command: str, **said: object) -> int:
    return client.post(f"/aftersales/{kind}/{row}/{command}", {k: str(v) for k, v in said.items()}).status_code


def test_each_step_is_done_by_its_role_and_the_stored_share_is_paid_once(
    company: Company, asked: dict[str, int]
) -> None:
    service, picker, manager = as_role("service"), as_role("picker"), as_role("warehouse_manager")
    reviewer = as_role("reviewer")
    case, line_id = asked["case"], asked["line"]

    assert step(service, "return", case, "approve_return") == HTTPStatus.OK
    assert step(picker, "return", case, "receive_return", **{f"received_{line_id}": 1}) == HTTPStatus.OK
    assert (
        step(manager, "return", case, "inspect_return", decision="accept", **{f"sellable_{line_id}": 1})
        == HTTPStatus.OK
    )
    refund = company.one("SELECT id FROM refund")
    assert company.rows("SELECT amount_minor, state, units FROM refund") == [(SHARE, "APPROVED", 0)]
    assert step(reviewer, "refund", refund, "pay_refund", reference="R1") == HTTPStatus.OK

    assert company.order("A1", "refunded_minor, refund_open_minor, captured_minor") == (SHARE, 0, 8999)
    assert company.rows("SELECT state, refund_minor FROM return_case") == [("COMPLETED", SHARE)]
    assert company.rows("SELECT on_hand, damaged FROM stock") == [(8, 0)]


def test_a_second_refund_is_refused_and_nothing_changes(company: Company, asked: dict[str, int]) -> None:
    for name in ("approve_return", "receive_return", "inspect_return"):
        company.must(name, "A1")
    company.must("pay_refund", "A1", reference="R1")
    refund = company.one("SELECT id FROM refund")
    before = company.order("A1", "refunded_minor, version")
    reviewer = as_role("reviewer")

    answer = reviewer.post(f"/aftersales/refund/{refund}/pay_refund", {"reference": "R2"})

    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "It is refunded already." in answer.content.decode()
    assert company.order("A1", "refunded_minor, version") == before


@pytest.mark.parametrize(
    ("role", "command"),
    [
        ("picker", "approve_return"),
        ("reviewer", "approve_return"),
        ("service", "receive_return"),
        ("picker", "inspect_return"),
        ("service", "inspect_return"),
    ],
)
def test_a_role_without_the_permission_is_told_whose_step_it_is(
    company: Company, asked: dict[str, int], role: str, command: str
) -> None:
    answer = as_role(role).post(f"/aftersales/return/{asked['case']}/{command}")

    assert answer.status_code == HTTPStatus.FORBIDDEN
    assert "Not allowed for your role." in answer.content.decode()
    assert company.rows("SELECT state FROM return_case") == [("REQUESTED",)]


def test_a_defective_unit_is_paid_back_but_not_restocked(company: Company, asked: dict[str, int]) -> None:
    company.must("approve_return", "A1")
    company.must("receive_return", "A1")
    manager = as_role("warehouse_manager")

    step(manager, "return", asked["case"], "inspect_return", decision="accept", **{f"sellable_{asked['line']}": 0})

    assert company.rows("SELECT on_hand, damaged FROM stock") == [(7, 1)]
    assert company.rows("SELECT amount_minor FROM refund") == [(SHARE,)]


def test_what_is_not_accepted_pays_nothing_and_goes_back_to_the_buyer(company: Company, asked: dict[str, int]) -> None:
    company.must("approve_return", "A1")
    company.must("receive_return", "A1")
    manager = as_role("warehouse_manager")

    step(manager, "return", asked["case"], "inspect_return", decision="send_back", **{f"sellable_{asked['line']}": 1})

    assert company.rows("SELECT state FROM return_case") == [("SENT_BACK",)]
    assert company.rows("SELECT id FROM refund") == []
    assert company.order("A1", "refunded_minor, refund_open_minor") == (0, 0)


def test_declining_needs_a_note_that_the_buyer_reads(company: Company, asked: dict[str, int]) -> None:
    service = as_role("service")

    assert step(service, "return", asked["case"], "decline_return", note=" ") == HTTPStatus.UNPROCESSABLE_ENTITY
    assert step(service, "return", asked["case"], "decline_return", note="It was used") == HTTPStatus.OK
    assert company.rows("SELECT state, note FROM return_case") == [("DECLINED", "It was used")]


def test_the_list_shows_what_a_return_will_pay_and_the_panel_each_share(
    company: Company, asked: dict[str, int]
) -> None:
    service = as_role("service")

    page = service.get("/aftersales").content.decode()
    panel = service.get(f"/aftersales/return/{asked['case']}").content.decode()

    assert "To decide" in page and "¥29.99" in page and "Changed their mind" in page
    assert "¥29.99" in panel and "¥89.99" in panel and "王*明" in panel and "王小明" not in panel


def test_a_person_of_another_shop_or_warehouse_sees_nothing_of_it(company: Company, asked: dict[str, int]) -> None:
    elsewhere = as_role("service", "other", shop_ids=[company.shop + 1])
    gz = as_role("warehouse_manager", "gz", warehouse_ids=[company.warehouses["GZ"]])

    for client in (elsewhere, gz):
        assert "A1" not in client.get("/aftersales?view=decide").content.decode()
        assert client.get(f"/aftersales/return/{asked['case']}").status_code == HTTPStatus.NOT_FOUND
        assert step(client, "return", asked["case"], "approve_return") == HTTPStatus.NOT_FOUND


def test_somebody_was_faster_is_said_and_nothing_is_done_twice(company: Company, asked: dict[str, int]) -> None:
    service = as_role("service")
    company.must("add_note", "A1", text="hello")

    answer = service.post(f"/aftersales/return/{asked['case']}/approve_return", {"version": "1"})

    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert company.rows("SELECT state FROM return_case") == [("REQUESTED",)]


def test_a_buyers_message_lies_on_the_stack_until_it_is_answered(company: Company, asked: dict[str, int]) -> None:
    company.must("contact_shop", "A1", text="Where do I send it?")
    service = as_role("service")

    assert "Where do I send it?" in service.get("/aftersales?view=messages").content.decode()
    assert step(service, "message", asked["order"], "reply_buyer", text="To Hangzhou.") == HTTPStatus.OK
    assert "Where do I send it?" not in service.get("/aftersales?view=messages").content.decode()
