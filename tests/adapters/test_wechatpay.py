"""What WeChat Pay answers about several refunds of one payment."""

from __future__ import annotations

from orderway.adapters.channels.wechatpay import CHANNEL


def test_every_refund_of_an_answer_is_a_document() -> None:
    parts = "".join(
        f"<out_refund_no_{n}>R{n}</out_refund_no_{n}><refund_id_{n}>5{n}</refund_id_{n}><refund_fee_{n}>{fee}</refund_fee_{n}>"
        f"<refund_status_{n}>{state}</refund_status_{n}>"
        for n, fee, state in ((0, 40, "SUCCESS"), (1, 25, "PROCESSING"))
    )
    body = (
        "<xml><return_code>SUCCESS</return_code><result_code>SUCCESS</result_code><out_trade_no>OT1</out_trade_no>"
        f"<total_fee>100</total_fee><refund_fee>65</refund_fee><refund_count>2</refund_count>{parts}"
        "<refund_success_time_0>2016-07-25 15:26:26</refund_success_time_0></xml>"
    )
    documents = CHANNEL.parse(body.encode()).documents
    assert [(one.kind, one.number, one.order_external_id, one.amount_minor, one.status) for one in documents] == [
        ("refund", "R0", "OT1", 40, "SUCCESS"),
        ("refund", "R1", "OT1", 25, "PROCESSING"),
    ]
    assert [one.at.isoformat() if one.at else "" for one in documents] == ["2016-07-25T07:26:26+00:00", ""]
