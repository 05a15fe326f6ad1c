"""Answering a question, sending something back, and the survey: by signed link, once, with what follows from it."""

from datetime import timedelta
from http import HTTPStatus

import msgspec
import pytest
from django.test import Client
from psycopg import Rollback

from orderway.buyer import links
from orderway.journey.returns.expiry import expire_returns
from orderway.journey.survey.answers import Judgement, take_answer
from orderway.journey.survey.send import DELIVERED_DAYS_MAX, WAIT_HOURS, send_due_surveys
from orderway.kernel import clock
from tests.shop import GOOD_RECEIVER, NOW, Company, incoming, line

BARE_STREET = msgspec.structs.replace(GOOD_RECEIVER, street="文三路")


def text_of(path: str) -> str:
    return Client().get(path).content.decode()


def deliver(company: Company, order: str = "A1", units: int = 3) -> int:
    company.sku("MUG", HZ=10)
    company.send(incoming(order, line("MUG", units, price=3333, title="Mug"), discount_minor=1000))
    company.read()
    for name, args in (("pick", {}), ("pack", {}), ("label", {"tracking_number": "SF1"}), ("hand_over", {})):
        company.must(name, order, **args)
    company.must("scan", order, code="delivered")
    return int(company.one("SELECT id FROM orders WHERE external_id = %s", [order]))


def asked(company: Company, field: str = "address", **more: object) -> int:
    company.must("ask", "A1", field=field, **more)
    return int(company.one("SELECT max(id) FROM question"))


def held_without_house_number(company: Company) -> int:
    company.sku("MUG", HZ=10)
    company.send(incoming("A1", line("MUG", 1), ship_to=BARE_STREET))
    company.read()
    assert company.holds("A1") == ["house_number_missing"]
    return asked(company, text="请补充门牌号。")


def test_the_house_number_completes_the_street_and_the_order_goes_on(company: Company) -> None:
    question = held_without_house_number(company)
    path = links.answer_path(question)
    page = text_of(path)
    assert "请补充门牌号。" in page and "Now: 文三路***" in page

    answer = Client().post(
        path, {"province": "浙江省", "city": "杭州市", "district": "西湖区", "house_number": "478号3幢1202室"}
    )

    assert answer["Location"] == path
    assert company.rows("SELECT street FROM person") == [("文三路478号3幢1202室",)]
    assert company.holds("A1") == []
    assert company.order("A1")[1] == "warehouse"
    assert company.rows("SELECT state, answer->'fields' FROM question") == [("CLOSED", ["street"])]
    assert company.one("SELECT actor FROM event WHERE kind = 'answer'") == "buyer"


def test_a_question_is_answered_once(company: Company) -> None:
    path = links.answer_path(held_without_house_number(company))
    Client().post(path, {"house_number": "478号"})

    again = Client().post(path, {"house_number": "999号"})

    assert "Thank you, we have your answer" in again.content.decode()
    assert company.rows("SELECT street FROM person") == [("文三路478号",)]


def test_an_empty_answer_is_sent_back_and_changes_nothing(company: Company) -> None:
    path = links.answer_path(held_without_house_number(company))

    answer = Client().post(path, {"province": "浙江省", "city": "杭州市", "district": "西湖区"})

    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert company.rows("SELECT state FROM question") == [("SENT",)]


def test_a_question_closed_by_staff_says_so_kindly_and_an_old_link_ends(company: Company) -> None:
    question = held_without_house_number(company)
    company.must("close_question", "A1", question_id=question)

    assert "This question is closed" in text_of(links.answer_path(question))
    with clock.held_at(NOW + timedelta(days=links.ANSWER_DAYS, minutes=1)):
        assert Client().get(links.answer_path(question)).status_code == HTTPStatus.GONE


def test_a_choice_about_a_shortage_is_carried_out(company: Company) -> None:
    company.sku("MUG", HZ=1)
    company.send(incoming("A1", line("MUG", 3, price=1000)))
    company.read()
    question = asked(company, "shortage")

    Client().post(links.answer_path(question), {"choice": "cancel_short"})

    assert company.rows("SELECT cancelled, released FROM order_line") == [(2, 1)]
    assert company.rows("SELECT amount_minor, kind FROM refund") == [(2000, "before_ship")]


def test_a_free_answer_becomes_a_message_of_the_buyer(company: Company) -> None:
    company.sku("MUG", HZ=1)
    company.send(incoming("A1", line("MUG", 1)))
    company.read()
    company.must("withdraw", "A1")
    question = asked(company, "specification")

    Client().post(links.answer_path(question), {"text": "Engrave: Li"})

    assert company.rows("SELECT kind, text FROM note") == [("buyer", "Engrave: Li")]
    assert company.rows("SELECT state FROM question") == [("CLOSED",)]


def test_one_of_three_is_sent_back_with_its_exact_share_named_before(company: Company) -> None:
    order = deliver(company)
    path = links.return_path(order)
    line_id = company.one("SELECT id FROM order_line")
    page = text_of(path)
    assert "You have 7 days from delivery to ask." in page
    assert [f"{n} – ¥{sum_}" in page for n, sum_ in ((1, "29.99"), (2, "59.99"), (3, "89.99"))] == [True] * 3

    Client().post(path, {f"units_{line_id}": "1", "reason": "missing", "note": "one is chipped"})

    assert company.rows("SELECT state, reason, note, asked_by, lines->0->'asked' FROM return_case") == [
        ("REQUESTED", "missing", "one is chipped", "buyer", 1)
    ]
    assert "We look at it within a day." in text_of(path)
    for name in ("approve_return", "receive_return", "inspect_return"):
        company.must(name, "A1")
    company.must("pay_refund", "A1", reference="R1")
    assert 'Paid back: <span class="money nowrap">¥29.99</span>' in text_of(path)


@pytest.mark.parametrize("units", ["0", "4", "-1", "x", "99999999999"])
def test_units_that_cannot_come_back_are_refused_kindly(company: Company, units: str) -> None:
    order = deliver(company)
    line_id = company.one("SELECT id FROM order_line")

    answer = Client().post(links.return_path(order), {f"units_{line_id}": units})

    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert company.rows("SELECT id FROM return_case") == []


def test_after_the_days_nothing_is_offered_and_asking_is_refused(company: Company) -> None:
    order = deliver(company)
    line_id = company.one("SELECT id FROM order_line")
    with clock.held_at(NOW + timedelta(days=7, minutes=1)):
        page = text_of(links.return_path(order))
        answer = Client().post(links.return_path(order), {f"units_{line_id}": "1"})

    assert "The 7 days in which you could send it back ended" in page
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert company.rows("SELECT id FROM return_case") == []


def test_the_buyer_keeps_it_after_all_and_may_ask_again(company: Company) -> None:
    order = deliver(company)
    line_id = company.one("SELECT id FROM order_line")
    path = links.return_path(order)
    Client().post(path, {f"units_{line_id}": "3"})
    case = company.one("SELECT id FROM return_case")

    Client().post(f"{path}/cancel", {"return_id": str(case)})
    Client().post(path, {f"units_{line_id}": "3"})

    assert company.rows("SELECT state FROM return_case ORDER BY id") == [("CANCELLED",), ("REQUESTED",)]


def test_a_return_that_is_never_sent_ends_by_itself_and_a_refused_parcel_does_not(company: Company) -> None:
    deliver(company)
    line_id = company.one("SELECT id FROM order_line")
    company.must("request_return", "A1", lines={str(line_id): 1})
    company.must("approve_return", "A1")

    with clock.held_at(NOW + timedelta(days=14, minutes=-1)):
        assert expire_returns(company.engine) == 0
    with clock.held_at(NOW + timedelta(days=14, minutes=1)):
        assert expire_returns(company.engine) == 1
        assert expire_returns(company.engine) == 0
    assert company.rows("SELECT state FROM return_case") == [("EXPIRED",)]


def surveyed(company: Company) -> int:
    order = deliver(company)
    with clock.held_at(NOW + timedelta(hours=WAIT_HOURS)):
        assert send_due_surveys(company.engine) == 1
    return order


def test_a_survey_goes_out_once_a_day_after_delivery_with_its_message(company: Company) -> None:
    order = deliver(company)

    with clock.held_at(NOW + timedelta(hours=WAIT_HOURS, minutes=-1)):
        assert send_due_surveys(company.engine) == 0
    with clock.held_at(NOW + timedelta(hours=WAIT_HOURS)):
        assert [send_due_surveys(company.engine), send_due_surveys(company.engine)] == [1, 0]
    place, carrier = company.warehouses["HZ"], company.carrier
    assert company.rows("SELECT order_id, shop_id, warehouse_id, carrier_id FROM survey") == [
        (order, company.shop, place, carrier)
    ]
    assert company.rows("SELECT topic, target, payload, order_id FROM outbox WHERE topic = 'survey'") == [
        ("survey", f"shop:{company.shop}", {"survey": order}, order)
    ]


def test_who_sends_something_back_or_got_it_long_ago_is_not_asked(company: Company) -> None:
    deliver(company)
    line_id = company.one("SELECT id FROM order_line")
    company.must("request_return", "A1", lines={str(line_id): 1})

    with clock.held_at(NOW + timedelta(days=2)):
        assert send_due_surveys(company.engine) == 0
    company.must("cancel_return", "A1")
    with clock.held_at(NOW + timedelta(days=DELIVERED_DAYS_MAX)):
        assert send_due_surveys(company.engine) == 0


def test_buyers_of_a_platform_are_never_written_to(company: Company) -> None:
    company.connection.execute("UPDATE shop SET own = false")
    deliver(company)

    with clock.held_at(NOW + timedelta(days=2)):
        assert send_due_surveys(company.engine) == 0


def test_cut_off_before_its_commit_a_survey_leaves_neither_row_nor_message(company: Company) -> None:
    deliver(company)
    with clock.held_at(NOW + timedelta(days=2)):
        with company.connection.transaction() as outer:
            assert send_due_surveys(company.engine) == 1
            raise Rollback(outer)
        assert company.rows("SELECT count(*) FROM survey") == [(0,)]
        assert company.rows("SELECT count(*) FROM outbox WHERE topic = 'survey'") == [(0,)]
        assert send_due_surveys(company.engine) == 1


def test_a_survey_is_answered_once(company: Company) -> None:
    path = links.survey_path(surveyed(company))
    said = {"product": "5", "delivery": "3", "service": "4", "text": "Fast <b>"}
    with clock.held_at(NOW + timedelta(days=2)):
        first = Client().post(path, said)
        again = Client().post(path, {**said, "product": "1"})

        assert first["Location"] == path
        assert "Thank you" in again.content.decode()
    assert company.rows("SELECT product, delivery, service, text FROM survey") == [(5, 3, 4, "Fast <b>")]


@pytest.mark.parametrize(
    "scores", [{}, {"product": "5", "delivery": "5"}, {"product": "6", "delivery": "5", "service": "5"}]
)
def test_half_a_judgement_is_sent_back(company: Company, scores: dict[str, str]) -> None:
    path = links.survey_path(surveyed(company))
    with clock.held_at(NOW + timedelta(days=2)):
        answer = Client().post(path, scores)

    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert company.rows("SELECT answered_at FROM survey") == [(None,)]


def test_an_old_survey_is_closed_also_for_who_skips_the_page(company: Company) -> None:
    order = surveyed(company)
    late = NOW + timedelta(hours=WAIT_HOURS, days=links.SURVEY_DAYS, minutes=1)
    with clock.held_at(late):
        assert Client().get(links.survey_path(order)).status_code == HTTPStatus.GONE
    cursor = company.connection.cursor()
    assert take_answer(cursor, order, Judgement(5, 5, 5), late, links.SURVEY_DAYS) is False


def test_an_order_without_a_survey_has_no_page(company: Company) -> None:
    assert Client().get(links.survey_path(deliver(company))).status_code == HTTPStatus.GONE
