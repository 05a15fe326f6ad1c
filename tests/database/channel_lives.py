"""What each channel tells over the life of its orders: made of the examples of the suite of channels.

A channel's example is told of several orders; each of them lives on one stage longer than the one before.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

EXAMPLES = Path(__file__).parent.parent / "adapters" / "examples"
Edit = dict[str, str]
"""Key of a JSON object to its new value, as JSON writes it; each place of the key is changed."""


class Life(NamedTuple):
    """One channel's example, the number of its order, and what changes at each stage after the last."""

    channel: str
    file: str
    number: str
    stages: tuple[Edit, ...]


def at(minute: int, form: str = '"2026-11-20T01:{:02d}:00Z"') -> str:
    return form.format(minute)


GMT = '"2026-11-20T01:{:02d}:00"'
CLOCK = '"2026-11-20 09:{:02d}:00"'
LIVES = (
    Life("shopify", "order_updated.json", "5500000000001", (
        {"financial_status": '"pending"', "updated_at": at(1), "current_quantity": "1"},
        {"financial_status": '"paid"', "updated_at": at(2)},
        {"current_quantity": "0", "updated_at": at(3)},
        {"cancelled_at": at(4), "financial_status": '"refunded"', "updated_at": at(4)},
    )),
    Life("woocommerce", "order.json", "501", (
        {"status": '"pending"', "date_modified_gmt": at(1, GMT), "date_paid_gmt": "null"},
        {"status": '"processing"', "date_modified_gmt": at(2, GMT), "date_paid_gmt": at(2, GMT)},
        {"address_1": '"13 rue de la Paix"', "date_modified_gmt": at(3, GMT)},
        {"status": '"cancelled"', "date_modified_gmt": at(4, GMT)},
    )),
    Life("magento", "order.json", "57", (
        {"state": '"new"', "status": '"pending"', "total_paid": "0", "amount_paid": "0", "updated_at": at(1, CLOCK)},
        {"state": '"processing"', "total_paid": "127.33", "amount_paid": "127.33", "updated_at": at(2, CLOCK)},
        {"state": '"holded"', "status": '"holded"', "updated_at": at(3, CLOCK)},
        {"state": '"canceled"', "status": '"canceled"', "updated_at": at(4, CLOCK)},
    )),
    Life("taobao", "trade.json", "3001234567890123456", (
        {"status": '"WAIT_BUYER_PAY"', "refund_status": '"NO_REFUND"', "pay_time": '""', "modified": at(1, CLOCK)},
        {"status": '"WAIT_SELLER_SEND_GOODS"', "pay_time": at(2, CLOCK), "modified": at(2, CLOCK)},
        {"refund_status": '"WAIT_SELLER_AGREE"', "modified": at(3, CLOCK)},
        {"status": '"TRADE_CLOSED"', "refund_status": '"SUCCESS"', "modified": at(4, CLOCK)},
    )),
    Life("jd", "order.json", "298765432101", (
        {"orderState": '"NOT_PAY"', "paymentConfirmTime": '""', "modified": at(1, CLOCK)},
        {"orderState": '"WAIT_SELLER_STOCK_OUT"', "paymentConfirmTime": at(2, CLOCK), "modified": at(2, CLOCK)},
        {"orderState": '"LOCKED"', "modified": at(3, CLOCK)},
        {"orderState": '"TRADE_CANCELED"', "modified": at(4, CLOCK)},
    )),
    Life("pdd", "order.json", "260203-123456789012345", (
        {"order_status": "1", "refund_status": "1", "updated_at": at(1, CLOCK)},
        {"order_status": "1", "refund_status": "1", "buyer_memo": '"急"', "updated_at": at(2, CLOCK)},
        {"refund_status": "2", "updated_at": at(3, CLOCK)},
        {"refund_status": "4", "updated_at": at(4, CLOCK)},
    )),
    Life("douyin", "order.json", "6920000000000000001", (
        {"order_status": "1", "pay_time": "0", "update_time": "1795136460"},
        {"order_status": "2", "pay_time": "1795136520", "update_time": "1795136520"},
        {"after_sale_status": "6", "refund_status": "1", "update_time": "1795136580"},
        {"order_status": "4", "after_sale_status": "12", "refund_status": "3", "update_time": "1795136640"},
    )),
    Life("amazon", "orders_2026.json", "111-2222222-3333333", (
        {"fulfillmentStatus": '"PENDING"', "lastUpdatedTime": at(1)},
        {"fulfillmentStatus": '"UNSHIPPED"', "lastUpdatedTime": at(2)},
        {"quantityOrdered": "1", "lastUpdatedTime": at(3)},
        {"fulfillmentStatus": '"CANCELLED"', "lastUpdatedTime": at(4)},
    )),
    Life("ebay", "orders.json", "12-34567-89012", (
        {"orderPaymentStatus": '"PENDING"', "paymentStatus": '"PENDING"', "lastModifiedDate": at(1)},
        {"orderPaymentStatus": '"PAID"', "paymentStatus": '"PAID"', "lastModifiedDate": at(2)},
        {"cancelState": '"IN_PROGRESS"', "lastModifiedDate": at(3)},
        {"cancelState": '"CANCELED"', "orderPaymentStatus": '"FULLY_REFUNDED"', "lastModifiedDate": at(4)},
    )),
    Life("orderway", "order.json", "W-1001", (
        {"payment_status": '"unpaid"', "paid_minor": "0", "version": '"1"'},
        {"payment_status": '"paid"', "paid_minor": "12800", "version": '"2"'},
        {"street": '"文二路22号2幢101"', "quantity": "1", "version": '"3"'},
        {"payment_status": '"refunded"', "refunded_minor": "12800", "status": '"cancelled"', "version": '"4"'},
    )),
)  # fmt: skip


class Told(NamedTuple):
    """One message of a channel."""

    channel: str
    body: bytes
    topic: str = ""


def told(copies: int = 1) -> Iterator[Told]:
    """Every example as it stands, then the lives: `copies` orders of each length of life, stage by stage."""
    for folder in sorted(EXAMPLES.iterdir()):
        for path in sorted(folder.iterdir()):
            if path.suffix != ".xlsx" and folder.name != "csv":
                yield Told(folder.name, path.read_bytes())
    for life in LIVES:
        yield from _lived(life, copies)


def _lived(life: Life, copies: int) -> Iterator[Told]:
    text = (EXAMPLES / life.channel / life.file).read_text(encoding="utf-8")
    for stage in range(len(life.stages)):
        for edit in life.stages[stage : stage + 1]:
            text = _edited(text, edit)
        for length in range(stage, len(life.stages)):
            for copy in range(copies):
                yield Told(
                    life.channel, text.replace(life.number, _number(life.number, 7 + length + 10 * copy)).encode()
                )


def _number(number: str, nth: int) -> str:
    """Another number of the same length, as long as that suffices."""
    return f"{number[:-2]}{nth:02d}" if nth < 100 and len(number) > 3 else f"{number}{nth:04d}"


def _edited(text: str, edit: Edit) -> str:
    for key, value in edit.items():
        text, found = re.subn(rf'("{key}"\s*:\s*)("[^"]*"|-?[\d.]+|null)', rf"\g<1>{value}", text)
        if not found:  # a key that the example leaves out stands at the order's own level
            assert text.lstrip().startswith("{"), key
            text = text.replace("{", f'{{"{key}": {value}, ', 1)
    return text
