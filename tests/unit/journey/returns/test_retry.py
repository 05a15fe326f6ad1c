"""A refund that the gateway refused is asked of it again, once, under the same key."""

from tests.unit.flow.making import HZ, MUG, Desk, line


def test_a_failed_refund_is_asked_again_and_its_return_goes_on() -> None:
    desk = Desk({MUG: {HZ: 9}})
    made = desk.go(line())
    desk.ship(made)
    desk.must("scan", made, code="delivered")
    desk.must("request_return", made, lines={str(made.lines[0].id): 1}, reason="missing")
    desk.must("approve_return", made)
    desk.must("receive_return", made)
    desk.must("inspect_return", made)
    desk.must("fail_refund", made, note="card closed")
    assert (made.refunds[0].state, made.returns[0].state, made.next_action) == ("FAILED", "MANUAL", "settle_refund")
    before = list(desk.outgoing)
    desk.must("retry_refund", made)
    assert (made.refunds[0].state, made.returns[0].state) == ("PROCESSING", "SETTLING")
    assert [(o.topic, o.payload) for o in desk.outgoing if o not in before] == [
        ("refund", {"refund": made.refunds[0].id})
    ]
    refused = desk.do("retry_refund", made)
    assert refused is not None
    assert refused.code == "not_in_this_state"
    desk.must("pay_refund", made, reference="R")
    assert (made.refunds[0].state, made.returns[0].state, made.returns[0].reason) == (
        "SUCCEEDED",
        "COMPLETED",
        "missing",
    )
