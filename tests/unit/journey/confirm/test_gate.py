"""An open question keeps an order before the gate; its answer patches the order and lets it go on."""

from datetime import timedelta

from orderway.kernel.errors import Refusal
from tests.unit.flow.making import HZ, MUG, NOW, Desk, line, open_reasons

STOCK = {MUG: {HZ: 9}}


def asked(desk: Desk, **more: object) -> object:
    made = desk.order(line(), **more)
    desk.must("ask", made, field="address", text="?", hours=24)
    return made


def test_an_order_without_a_question_passes() -> None:
    assert Desk(STOCK).go(line()).stage == "warehouse"


def test_an_open_question_is_waited_for_until_its_deadline() -> None:
    made = asked(Desk(STOCK))
    assert (made.standing, made.waits_for, made.ready_at) == ("waiting", "answer", NOW + timedelta(hours=24))
    assert (made.next_action, made.owner_role) == ("await_answer", "service")


def test_the_answer_completes_the_street_and_the_order_goes_on() -> None:
    desk = Desk(STOCK)
    made = desk.go(line(), person={"street": "文三路"})
    desk.must("ask", made, field="address", hold_id=made.holds[0].id)
    desk.must("answer", made, question_id=made.questions[0].id, house_number="478号3幢")
    assert (made.person.street, open_reasons(made), made.stage) == ("文三路478号3幢", [], "warehouse")
    assert made.questions[0].answer["fields"] == ["street"]


def test_a_question_is_answered_once() -> None:
    desk = Desk(STOCK)
    made = asked(desk)
    question = made.questions[0].id
    desk.must("answer", made, question_id=question, street="文三路1号")
    assert desk.do("answer", made, question_id=question, street="文三路2号") == Refusal(
        "answered_already", {"state": "CLOSED"}
    )
    assert made.person.street == "文三路1号"


def test_the_answer_releases_the_hold_it_was_asked_for_where_no_machine_checks_its_cause() -> None:
    desk = Desk(STOCK)
    made = desk.go(line())
    desk.must("hold", made, note="colour?")
    desk.must("ask", made, field="specification", hold_id=made.holds[0].id)
    desk.must("answer", made, question_id=made.questions[0].id, choice="blue")
    assert open_reasons(made) == []


def test_a_question_closed_without_an_answer_lets_the_order_go_as_it_is() -> None:
    desk = Desk(STOCK)
    made = asked(desk)
    desk.must("close_question", made, question_id=made.questions[0].id)
    assert made.stage == "warehouse"


def test_by_phone_nothing_is_sent() -> None:
    desk = Desk(STOCK)
    made = desk.order(line())
    desk.must("ask", made, field="phone", channel="phone")
    assert desk.outgoing == []
    desk.must("ask", made, field="phone", channel="email")
    assert [message.topic for message in desk.outgoing] == ["question"]
