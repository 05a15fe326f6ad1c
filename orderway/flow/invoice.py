"""Invoices (发票): what a buyer wants, what was issued for how much, and what a refund does to it. Pure.

Loaded with their order only where it has any (`Order.extra["invoiced"]`). An invoice is never changed: after a refund
it is reversed by a red-letter one (红票) and, where something is still owed, issued anew for the rest.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime

import msgspec

from orderway.flow import change
from orderway.flow.order import Order
from orderway.flow.world import World
from orderway.history.log import Outgoing
from orderway.kernel.ids import Ids
from orderway.kernel.limits import NAME_CHARS_MAX
from orderway.lifecycle.moves import INVOICE, move
from orderway.places.tax_numbers import tidy

INVOICED = "invoiced"
"""Key in `Order.extra`: 1 an invoice is wanted, 2 one is issued."""
WANTED, PRINTED = 1, 2
NORMAL, SPECIAL, RED = "normal", "special", "red"
KINDS = (NORMAL, SPECIAL)
PERSON, COMPANY = "person", "company"
OPEN_STATES = ("ASKED", "ISSUING", "FAILED")
DONE_STATES = ("ISSUED", "UPLOADED")
ISSUE, UPLOAD = TOPICS = ("invoice", "invoice_upload")
_NUMBER = re.compile(r"(?<![A-Za-z0-9])[A-Za-z0-9]{15,20}(?![A-Za-z0-9])")
_EMAIL = re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+\.[A-Za-z0-9.-]+")
_LABELS = re.compile(
    r"(增值税|普通|电子|专用|纸质|发票|普票|专票|抬头|税号|纳税人识别号|invoice|title|tax|[:：,，;；|])",
    re.IGNORECASE,
)
_FIRMS = ("公司", "集团", "厂", "店", "中心", "大学", "学院", "医院", "Ltd", "GmbH", "Inc", "Co.")


class Invoice(msgspec.Struct):
    """One invoice. Title, tax number and e-mail are the buyer's own data. Columns as in schema/goods.sql."""

    id: int
    order_id: int
    state: str
    kind: str
    """normal (普票), special (专票), red (红票)."""
    holder: str
    """person or company."""
    title: str
    tax_number: str
    email: str
    amount_minor: int
    currency: str
    asked_at: datetime
    asked_by: str
    number: str = ""
    url: str = ""
    issued_at: datetime | None = None
    uploaded_at: datetime | None = None
    reverses_id: int | None = None
    failure: str = ""


class Wish(msgspec.Struct):
    """What the buyer wants on it."""

    title: str
    tax_number: str = ""
    email: str = ""
    kind: str = NORMAL

    def holder(self) -> str:
        """A company where there is a tax number or the name of one."""
        firm = self.tax_number or self.title.strip().endswith(_FIRMS)
        return COMPANY if firm else PERSON


def wish_of(wishes: Mapping[str, str]) -> Wish | None:
    """The wish for an invoice among the wishes of an order: structured, or one text as platforms write it."""
    text = wishes.get("invoice", "").strip()
    title = wishes.get("invoice_title", "").strip()
    if not text and not title:
        return None
    number = _NUMBER.search(text)
    mail = _EMAIL.search(text)
    tax = tidy(wishes.get("invoice_tax_number", "")) or (tidy(number.group()) if number else "")
    email = wishes.get("invoice_email", "").strip() or (mail.group() if mail else "")
    kind = SPECIAL if wishes.get("invoice_kind") == SPECIAL or "专" in text else NORMAL
    if not title:
        rest = text
        for found in (mail, number):
            rest = rest.replace(found.group(), " ") if found else rest
        title = " ".join(_LABELS.sub(" ", rest).split())
    return Wish(title[:NAME_CHARS_MAX], tax[:30], email[:NAME_CHARS_MAX], kind)


def ask(order: Order, wish: Wish, now: datetime, ids: Ids, by: str) -> Invoice:
    """The wish goes into the queue of invoices to issue; another open one of the order is replaced by it."""
    for one in order.invoices:
        if one.state in ("ASKED", "FAILED") and one.kind != RED:
            move(one, INVOICE, "WITHDRAWN")
    made = Invoice(
        ids.next(), order.id, INVOICE.first, wish.kind, wish.holder(), wish.title, wish.tax_number, wish.email,
        max(0, kept_minor(order)), order.currency, now, by,
    )  # fmt: skip
    order.invoices = [*order.invoices, made]
    if order.extra.get(INVOICED) != PRINTED:
        order.extra = {**order.extra, INVOICED: WANTED}
    change.note(order, "invoice", "asked", amount=made.amount_minor)
    return made


def kept_minor(order: Order) -> int:
    """What the buyer paid and does not get back: what an invoice may say."""
    return order.captured_minor - order.refunded_minor - order.refund_open_minor


def send(order: Order, one: Invoice) -> Outgoing:
    """Order it of the issuer, for what the buyer pays in the end."""
    if one.kind != RED:
        one.amount_minor = max(0, kept_minor(order))
    move(one, INVOICE, "ISSUING")
    one.failure = ""
    change.note(order, "invoice", "sent", amount=one.amount_minor)
    return Outgoing(ISSUE, f"shop:{order.shop_id}", {"invoice": one.id}, order.id)


def issued(order: Order, one: Invoice, number: str, url: str, now: datetime) -> Outgoing:
    """It exists: the channel gets it, and the order is never changed behind its back."""
    move(one, INVOICE, "ISSUED")
    one.number, one.url, one.issued_at, one.failure = number, url, now, ""
    order.extra = {**order.extra, INVOICED: PRINTED}
    code = "reversed" if one.kind == RED else "issued"
    change.note(order, "invoice", code, amount=one.amount_minor, number=number)
    return Outgoing(UPLOAD, f"shop:{order.shop_id}", {"invoice": one.id}, order.id)


def keep_right(order: Order, world: World, ids: Ids) -> list[Outgoing]:
    """What must follow by itself: issue where the shop's time has come; reverse what a refund made wrong."""
    policy = world.refs.shops[order.shop_id].policy
    left = (policy.invoice_when == "shipped" and order.shipped_at is not None) or (
        policy.invoice_when == "delivered" and order.delivered_at is not None
    )
    messages = []
    for one in order.invoices:
        if one.kind == RED or one.state == "WITHDRAWN":
            continue
        if one.state == "ASKED" and left and not one.failure and kept_minor(order) > 0:
            messages.append(send(order, one))
        elif one.state in DONE_STATES and one.amount_minor > kept_minor(order):
            messages += reverse(order, one, world, ids)
    return messages


def reverse(order: Order, one: Invoice, world: World, ids: Ids) -> list[Outgoing]:
    """A red-letter invoice over all of it, and a new one for what is left."""
    move(one, INVOICE, "REVERSED")
    red = msgspec.structs.replace(
        one, id=ids.next(), state=INVOICE.first, kind=RED, asked_at=world.now, number="", url="", issued_at=None,
        uploaded_at=None, reverses_id=one.id,
    )  # fmt: skip
    order.invoices = [*order.invoices, red]
    messages = [send(order, red)]
    if kept_minor(order) > 0:
        anew = msgspec.structs.replace(red, id=ids.next(), state=INVOICE.first, kind=one.kind, reverses_id=None)
        order.invoices = [*order.invoices, anew]
        messages.append(send(order, anew))
    return messages
