"""What the desk does: actions on one order and on many, queues, the palette."""

import base64
import json
import re
from typing import Any

import msgspec
import pytest
from django.core.cache import cache
from django.test import Client

from orderway.console import bulk
from orderway.records.models import Reveal, User
from orderway.web import engine
from tests.people import signed_in
from tests.shop import GOOD_RECEIVER, Company, incoming, line

RIGHT = {
    "country": "CN",
    "province": "浙江省",
    "city": "杭州市",
    "district": "西湖区",
    "street": "文三路478号3幢1202室",
}


def client(name: str, *roles: str, **more: Any) -> Client:
    return signed_in(*roles, name=name, **more)


@pytest.fixture
def shop(company: Company) -> Company:
    cache.clear()
    company.sku("MUG", HZ=20, GZ=20)
    street = msgspec.structs.replace(GOOD_RECEIVER, street="文三路", phone="13911112222")
    company.send(
        incoming("A1", line("MUG", 2)),
        incoming("A2", line("MUG", 1), ship_to=street),
        incoming("A3", line("MUG", 1), paid=False),
        incoming("A6", line("MUG", 1, price=900000)),
        incoming("A7", line("MUG", 1, price=800000)),
    )
    company.read()
    return company


@pytest.fixture
def operator(shop: Company) -> Client:
    return client("olga", "operator")


@pytest.fixture
def reviewer(shop: Company) -> Client:
    return client("rita", "reviewer")


def order_id(company: Company, external_id: str) -> int:
    return int(company.one("SELECT id FROM orders WHERE external_id = %s", [external_id]))


def do(one: Client, company: Company, external_id: str, command: str, **told: Any) -> Any:
    return one.post(f"/orders/{order_id(company, external_id)}/do/{command}", told)


def told(response: Any) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(response["HX-Trigger"])
    return found


# -- one order --------------------------------------------------------------------------------------------------------


def test_a_wrong_address_is_corrected_and_the_order_goes_on(shop: Company, operator: Client) -> None:
    form = operator.get(f"/orders/{order_id(shop, 'A2')}/do/correct_address")
    assert "文三路" in form.content.decode()
    assert list(Reveal.objects.values_list("reason")) == [("correct_address",)]

    done = do(operator, shop, "A2", "correct_address", **RIGHT, name="李雷", phone="13911112222", version="1")
    assert told(done)["toast"]["text"] == "Address changed"
    assert (shop.order("A2"), shop.holds("A2")) == (("RELEASED", "warehouse", "warehouse"), [])


def test_who_changes_an_address_that_the_channel_wants_kept_is_told(shop: Company, operator: Client) -> None:
    amazon = shop.add_shop("there", "amazon", {})
    shop.send(incoming("Z1", line("MUG", 1)), shop=amazon)
    shop.read()
    words = "the buyer cancels and orders again"
    assert words in operator.get(f"/orders/{order_id(shop, 'Z1')}/do/correct_address").content.decode()
    assert words not in operator.get(f"/orders/{order_id(shop, 'A2')}/do/correct_address").content.decode()


def test_the_suggestion_is_taken_into_the_form_and_nothing_is_saved_by_it(shop: Company, operator: Client) -> None:
    given = {
        "country": "CN",
        "province": "浙江省",
        "city": "长沙市",
        "district": "西湖区",
        "street": "文三路478号3幢1202室",
    }
    page = do(operator, shop, "A2", "correct_address", **given, use="1")

    assert 'value="杭州市"' in page.content.decode()
    assert shop.one("SELECT city FROM person WHERE order_id = %s", [order_id(shop, "A2")]) == "杭州市"
    assert shop.order("A2", "version") == (1,)


def test_a_cancellation_of_no_units_cancels_nothing(shop: Company, operator: Client) -> None:
    line_id = shop.one("SELECT l.id FROM order_line l JOIN orders o ON o.id = l.order_id WHERE o.external_id = 'A1'")
    version = str(shop.order("A1", "version")[0])
    answer = do(operator, shop, "A1", "cancel", reason="buyer", version=version, **{f"units_{line_id}": "0"})
    assert (answer.status_code, shop.order("A1")[0]) == (422, "RELEASED")


def test_who_was_overtaken_is_told_what_changed(shop: Company, operator: Client) -> None:
    before = shop.order("A1", "version, event_seq")
    shop.must("hold", "A1", note="wait")
    answer = do(operator, shop, "A1", "cancel", reason="buyer", version=str(before[0]), seen=str(before[1]))
    text = answer.content.decode()

    assert answer.status_code == 422
    assert "Somebody changed the order since you opened it" in text
    assert "anna: Held: Held by hand" in text
    assert shop.order("A1")[0] != "CANCELLED"
    again = do(operator, shop, "A1", "cancel", reason="buyer", version=str(shop.order("A1", "version")[0]))
    assert again.status_code == 200
    assert shop.order("A1")[0] == "CANCELLED"


def test_a_part_is_cancelled_and_the_rest_goes_on(shop: Company, operator: Client) -> None:
    line_id = shop.one("SELECT id FROM order_line WHERE order_id = %s", [order_id(shop, "A1")])
    do(operator, shop, "A1", "cancel", reason="buyer", **{f"units_{line_id}": "1"})

    assert shop.rows("SELECT ordered, cancelled FROM order_line WHERE id = %s", [line_id]) == [(2, 1)]
    assert shop.rows("SELECT amount_minor FROM refund WHERE order_id = %s", [order_id(shop, "A1")]) == [(8900,)]


def test_a_payment_recorded_by_hand_lets_the_order_go_on(shop: Company, reviewer: Client) -> None:
    form = reviewer.get(f"/orders/{order_id(shop, 'A3')}/do/record_payment").content.decode()
    assert 'value="89.00"' in form
    wrong = do(reviewer, shop, "A3", "record_payment", kind="captured", amount_minor="eighty", reference="B1")
    assert (wrong.status_code, "Not an amount." in wrong.content.decode()) == (422, True)
    do(reviewer, shop, "A3", "record_payment", kind="captured", amount_minor="89.00", reference="B1")

    assert shop.order("A3") == ("RELEASED", "warehouse", "warehouse")
    twice = do(reviewer, shop, "A3", "record_payment", kind="captured", amount_minor="89.00", reference="B1")
    assert "A payment with this reference is recorded already." in twice.content.decode()


def test_only_the_role_that_may_can_do_it(shop: Company, operator: Client) -> None:
    refused = do(operator, shop, "A6", "approve")

    assert refused.status_code == 403
    assert shop.holds("A6") == ["large_amount"]
    assert "/do/approve" not in operator.get(f"/orders/{order_id(shop, 'A6')}").content.decode()


def test_what_is_not_possible_stands_greyed_with_its_reason(shop: Company, reviewer: Client) -> None:
    page = reviewer.get(f"/orders/{order_id(shop, 'A1')}").content.decode()

    assert 'aria-disabled="true" data-tip="No hold is open, so there is nothing to approve."' in page


def test_an_approval_is_given_and_taken_back(shop: Company, reviewer: Client) -> None:
    done = do(reviewer, shop, "A6", "approve", note="checked")
    undo = told(done)["toast"]["undo"]

    assert shop.order("A6") == ("RELEASED", "warehouse", "warehouse")
    assert told(reviewer.post(undo))["toast"]["text"] == "Taken back: Approve"
    assert shop.holds("A6") == ["withdrawn"]


def test_a_question_is_asked_and_its_answer_goes_into_the_order(shop: Company, operator: Client) -> None:
    do(operator, shop, "A2", "ask", field="address", text="Which number?", channel="sms", hours="24")
    question = shop.one("SELECT id FROM question")
    page = operator.get(f"/orders/{order_id(shop, 'A2')}").content.decode()
    assert "Which number?" in page
    do(operator, shop, "A2", "answer", part=str(question), street="文三路478号3幢1202室")

    assert shop.rows("SELECT state FROM question") == [("CLOSED",)]
    assert shop.order("A2")[0] == "RELEASED"


def test_a_page_of_every_kind_of_order_opens_in_both_languages(shop: Company, operator: Client) -> None:
    for name in ("pick", "pack"):
        shop.must(name, "A1")
    shop.must("label", "A1", tracking_number="SF1")
    shop.must("hand_over", "A1")
    shop.must("scan", "A1", code="delivered", place="杭州")
    line_id = shop.one("SELECT id FROM order_line WHERE order_id = %s", [order_id(shop, "A1")])
    shop.must("request_return", "A1", lines={str(line_id): 1}, reason="defective")
    shop.must("add_note", "A1", text="called the buyer")
    for language in ("en", "zh-hans"):
        operator.cookies["orderway_language"] = language
        for external_id in ("A1", "A2", "A3", "A6"):
            page = operator.get(f"/orders/{order_id(shop, external_id)}")
            assert page.status_code == 200
            assert "called the buyer" in page.content.decode() or external_id != "A1"
            assert operator.get(f"/orders/{order_id(shop, external_id)}/panel").status_code == 200


# -- many orders ------------------------------------------------------------------------------------------------------


def ids(company: Company, *names: str) -> str:
    return ",".join(str(order_id(company, name)) for name in names)


def test_a_bulk_action_previews_then_reports_each_order_and_can_be_undone(shop: Company, reviewer: Client) -> None:
    chosen = ids(shop, "A1", "A6", "A7")
    preview = reviewer.post("/orders/bulk/approve", {"ids": chosen}).content.decode()
    assert "Approve: 3 orders" in preview
    assert "Approve: 2 orders" in preview
    assert "1 cannot, and will be left as it is" in preview
    assert shop.holds("A6") == ["large_amount"]

    done = reviewer.post("/orders/bulk/approve", {"ids": chosen, "confirm": "1", "note": "ok"}).content.decode()
    assert "Approved: 2 of 3" in done
    assert "No hold is open, so there is nothing to approve." in done
    assert (shop.holds("A6"), shop.holds("A7")) == ([], [])

    undo = done.split('hx-post="')[1].split('"')[0]
    assert "Taken back: Approve: 2 of 2" in reviewer.post(undo).content.decode()
    assert (shop.holds("A6"), shop.holds("A7")) == (["withdrawn"], ["withdrawn"])
    assert "can no longer be taken back" in reviewer.post(undo).content.decode()


def test_goods_without_a_title_of_the_channel_have_the_name_of_their_sku(shop: Company, operator: Client) -> None:
    shop.connection.execute("UPDATE sku SET name = 'Blue mug', name_zh = '蓝色马克杯'")
    shop.send(incoming("A9", msgspec.structs.replace(line("MUG", 1), title="")))
    shop.run()
    one = order_id(shop, "A9")
    for page in ("/orders?q=A9", f"/orders/{one}", f"/orders/{one}/panel"):
        assert "Blue mug" in operator.get(page).content.decode(), page
    operator.cookies["orderway_language"] = "zh-hans"
    assert "蓝色马克杯" in operator.get("/orders?q=A9").content.decode()


def test_many_results_are_counted_by_reason_and_all_stand_in_a_file(
    shop: Company, reviewer: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk, "SHOWN_MAX", 1)
    told = {"ids": ids(shop, "A1", "A6", "A7"), "confirm": "1", "note": "ok"}
    page = reviewer.post("/orders/bulk/approve", told).content.decode()
    assert page.count("<li>") == 1 and "and 2 more" in page
    assert ">1</span> No hold is open, so there is nothing to approve." in page
    rows = base64.b64decode(page.split("base64,")[1].split('"')[0]).decode("utf-8-sig").splitlines()
    assert rows[0] == "Order,Result"
    assert [row.split(",", 1) for row in rows[1:]] == [
        ["A1", '"No hold is open, so there is nothing to approve."'], ["A6", "done"], ["A7", "done"]
    ]  # fmt: skip


def test_a_process_that_has_decided_nothing_yet_offers_every_warehouse(shop: Company, operator: Client) -> None:
    vars(engine._kept).pop("engine", None)
    told = {"ids": ids(shop, "A6"), "confirm": "1", "warehouse": "GZ"}
    assert "Warehouse chosen: 1 of 1" in operator.post("/orders/bulk/choose_warehouse", told).content.decode()


def test_all_that_match_can_be_meant(shop: Company, operator: Client) -> None:
    told_all = {"all": "standing:held", "confirm": "1", "reason": "house_number_missing", "note": ""}
    done = operator.post("/orders/bulk/release_hold", told_all).content.decode()

    assert "Hold released: 1 of 3" in done
    assert (shop.holds("A2"), shop.holds("A6")) == ([], ["large_amount"])


def test_many_holds_begin_with_the_reason_that_lets_orders_go_and_another_can_be_looked_at(
    shop: Company, operator: Client
) -> None:
    chosen = {"ids": ids(shop, "A2", "A6", "A7"), "note": "called"}
    first = operator.post("/orders/bulk/release_hold", chosen).content.decode()
    other = operator.post("/orders/bulk/release_hold", {**chosen, "reason": "large_amount"}).content.decode()
    assert '<option value="house_number_missing" selected>' in first and "Release hold: 1 order<" in first
    assert (
        '<option value="large_amount" selected>' in other
        and "called</textarea>" in other
        and "btn-primary" not in other
    )


def test_what_is_taken_back_is_kept_beside_the_session_and_once(shop: Company, operator: Client) -> None:
    told = {"all": "shop:own", "confirm": "1", "note": "stocktake"}
    done = operator.post("/orders/bulk/hold", told).content.decode()
    (way,) = re.findall(r'hx-post="(/orders/undo/[^"]+)"', done)
    kept = operator.session[bulk.UNDO_KEY]
    assert "ids" in kept and isinstance(kept["ids"], str)
    held = shop.one("SELECT count(*) FROM hold WHERE reason = 'by_hand' AND state = 'OPEN'")
    assert held > 1
    assert f"{held} of {held}" in operator.post(way).content.decode()
    assert shop.one("SELECT count(*) FROM hold WHERE reason = 'by_hand' AND state = 'OPEN'") == 0
    assert "can no longer be taken back" in operator.post(way).content.decode()
    assert shop.rows("SELECT 1 FROM django_session WHERE session_key = %s", [kept["ids"]]) == []


def test_an_action_that_is_not_for_many_or_not_for_this_role_is_refused(shop: Company, operator: Client) -> None:
    assert operator.post("/orders/bulk/correct_address", {"ids": ids(shop, "A1")}).status_code == 404
    assert operator.post("/orders/bulk/approve", {"ids": ids(shop, "A6"), "confirm": "1"}).status_code == 403
    assert shop.holds("A6") == ["large_amount"]


# -- queues -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("queue", "expected"),
    [
        ("exceptions", ["A2"]),
        ("review", ["A6", "A7"]),
        ("questions", []),
        ("shortages", []),
        ("stuck", []),
        ("parcels", []),
        ("aftersales", []),
        ("overdue", []),
    ],
)
def test_each_queue_holds_its_kind_of_work(shop: Company, operator: Client, queue: str, expected: list[str]) -> None:
    page = operator.get(f"/queues/{queue}")

    assert page.status_code == 200
    assert sorted(n for n in ("A1", "A2", "A3", "A6", "A7") if f">{n}</a>" in page.content.decode()) == expected


def test_the_next_free_order_is_claimed_and_opened(shop: Company, reviewer: Client) -> None:
    other = client("rolf", "reviewer")
    first = reviewer.post("/queues/review/next")
    second = other.post("/queues/review/next")

    assert {first["HX-Redirect"], second["HX-Redirect"]} == {f"/orders/{order_id(shop, n)}" for n in ("A6", "A7")}
    assert "HX-Redirect" not in reviewer.post("/queues/review/next")
    assert sorted(shop.rows("SELECT claimed_by FROM hold WHERE reason = 'large_amount'")) == [("rita",), ("rolf",)]
    assert [n for n in ("A6", "A7") if f">{n}</a>" in reviewer.get("/orders?q=claimed:me").content.decode()] == [
        shop.one("SELECT number FROM orders WHERE id = %s", [int(first["HX-Redirect"].split("/")[-1])])
    ]


def test_a_parcel_in_trouble_and_a_late_task_come_into_their_queues(shop: Company, operator: Client) -> None:
    for name in ("pick", "pack"):
        shop.must(name, "A1")
    shop.must("label", "A1", tracking_number="SF1")
    shop.must("hand_over", "A1")
    shop.must("scan", "A1", code="exception")
    shop.connection.execute("UPDATE orders SET due_at = now() - interval '400 days' WHERE external_id = 'A3'")

    assert ">A1</a>" in operator.get("/queues/parcels").content.decode()
    assert ">A3</a>" in operator.get("/queues/overdue").content.decode()


def test_a_tracking_number_with_a_wrong_check_digit_is_taken_only_when_it_is_meant(shop: Company) -> None:
    shop.connection.execute("UPDATE carrier SET code = 'ups', name = 'UPS'")
    shop.touch()
    shop.must("approve", "A6")
    shop.run()
    one = order_id(shop, "A6")
    manager, wrong, other = client("mei", "warehouse_manager"), "1Z999AA10123456785", "1Z999AA10123456786"
    address = f"/orders/{one}/do/label"
    assert address in manager.get(f"/orders/{one}").content.decode()
    assert "number_confirmed" not in manager.get(address).content.decode()

    doubted = manager.post(address, {"tracking_number": wrong})
    assert doubted.status_code == 422
    assert "check digit of this number is wrong" in doubted.content.decode()
    assert f'<input type="checkbox" name="number_confirmed" value="{wrong}"' in doubted.content.decode()
    mended = manager.post(address, {"tracking_number": other, "number_confirmed": wrong})
    assert mended.status_code == 422
    assert f'name="number_confirmed" value="{other}"' in mended.content.decode()
    assert " checked" not in mended.content.decode()
    assert shop.rows("SELECT 1 FROM parcel WHERE tracking_number <> ''") == []

    assert manager.post(address, {"tracking_number": wrong, "number_confirmed": wrong}).status_code == 200
    assert shop.rows("SELECT tracking_number FROM parcel") == [(wrong,)]


# -- from anywhere ----------------------------------------------------------------------------------------------------


def test_the_palette_finds_orders_queues_and_what_can_be_done(shop: Company, operator: Client) -> None:
    assert f"/orders/{order_id(shop, 'A6')}" in operator.get("/go", {"q": "A6"}).content.decode()
    assert f"/orders/{order_id(shop, 'A2')}" in operator.get("/go", {"q": "13911112222"}).content.decode()
    assert "/queues/shortages" in operator.get("/go", {"q": "short"}).content.decode()
    assert "/orders/new" in operator.get("/go", {"q": "enter"}).content.decode()
    assert "/orders" not in client("pia", "picker").get("/go", {"q": "A6"}).content.decode()


def test_the_account_keeps_language_theme_and_password(shop: Company, operator: Client) -> None:
    answer = operator.post("/account", {"look": "1", "language": "zh-hans", "theme": "dark"})
    kept = User.objects.get(username="olga")

    assert (kept.language, kept.theme) == ("zh-hans", "dark")
    assert (answer.cookies["orderway_language"].value, answer.cookies["theme"].value) == ("zh-hans", "dark")
    kept.set_password("a-long-password")
    kept.save()
    operator.force_login(kept, "django.contrib.auth.backends.ModelBackend")
    wrong = {"old_password": "wrong", "new_password1": "another-long-one", "new_password2": "another-long-one"}
    assert operator.post("/account", {"password": "1", **wrong}).status_code == 422
    operator.post("/account", {"password": "1", **wrong, "old_password": "a-long-password"})
    assert User.objects.get(username="olga").check_password("another-long-one")
    assert operator.get("/account").status_code == 200
