"""What people and issuers do with invoices, and the erasing of buyers at the very end."""

from __future__ import annotations

from orderway.flow import change, invoice
from orderway.flow.command import Args, Command, Scene
from orderway.flow.invoice import Invoice, Wish
from orderway.flow.naming import names_nothing
from orderway.flow.order import Order
from orderway.journey.settle.erasing import COMMANDS as ERASING
from orderway.kernel.errors import Refusal
from orderway.kernel.limits import NAME_CHARS_MAX
from orderway.lifecycle.moves import INVOICE, may_move, move
from orderway.places.tax_numbers import is_tax_number, tidy

INVOICES_MAX = 20
"""Invoices of one order, reversed ones included."""
NUMBER_CHARS_MAX = 50


def _found(order: Order, args: Args, *states: str) -> Invoice | Refusal:
    """The invoice named by `invoice_id`, else the newest in one of the states."""
    wanted = args.get("invoice_id")
    for one in reversed(order.invoices):
        if str(one.id) == str(wanted) or (not wanted and one.state in states):
            return one if one.state in states else Refusal("not_in_this_state", {"invoice": one.state})
    return names_nothing("no_such_invoice", "invoice_id")


def request_invoice(order: Order, args: Args, scene: Scene) -> Refusal | None:
    """The buyer wants an invoice: `title`, `tax_number`, `email`, `kind` (normal, special)."""
    wish = Wish(
        str(args.get("title") or "").strip()[:NAME_CHARS_MAX],
        tidy(str(args.get("tax_number") or "")),
        str(args.get("email") or "").strip()[:NAME_CHARS_MAX],
        str(args.get("kind") or invoice.NORMAL),
    )
    if not wish.title:
        return Refusal("title_missing")
    if wish.kind not in invoice.KINDS:
        return Refusal("unknown_kind", {"known": list(invoice.KINDS)})
    if (wish.tax_number or wish.kind == invoice.SPECIAL) and not is_tax_number(wish.tax_number, order.country):
        return Refusal("tax_number_wrong")
    if wish.email and "@" not in wish.email:
        return Refusal("email_wrong")
    if len(order.invoices) >= INVOICES_MAX or any(i.state in invoice.DONE_STATES for i in order.invoices):
        return Refusal("invoice_there")
    invoice.ask(order, wish, scene.world.now, scene.ids, scene.actor.name)
    return None


def withdraw_invoice(order: Order, args: Args, scene: Scene) -> Refusal | None:
    """No invoice is wanted any more; one that is issued is only reversed."""
    one = _found(order, args, "ASKED", "FAILED")
    if isinstance(one, Refusal):
        return one
    move(one, INVOICE, "WITHDRAWN")
    change.note(order, "invoice", "withdrawn")
    return None


def issue_invoice(order: Order, args: Args, scene: Scene) -> Refusal | None:
    """Order the invoice of the issuer, for what the buyer paid and does not get back."""
    one = _found(order, args, "ASKED", "FAILED")
    if isinstance(one, Refusal):
        return one
    if one.tax_number and not is_tax_number(one.tax_number, order.country):
        return Refusal("tax_number_wrong")
    if one.kind != invoice.RED and invoice.kept_minor(order) <= 0:
        return Refusal("nothing_paid")
    scene.batch.outgoing.append(invoice.send(order, one))
    return None


def invoice_issued(order: Order, args: Args, scene: Scene) -> Refusal | None:
    """It was issued: `number`, and `url` where it can be read; by the issuer, or by a person who did it by hand."""
    one = _found(order, args, "ASKED", "ISSUING", "FAILED")
    if isinstance(one, Refusal):
        return one
    number = str(args.get("number") or "").strip()[:NUMBER_CHARS_MAX]
    if not number:
        return Refusal("number_missing")
    if one.state == "ASKED" and one.kind != invoice.RED:
        one.amount_minor = max(0, invoice.kept_minor(order))
    scene.batch.outgoing.append(invoice.issued(order, one, number, str(args.get("url") or "")[:400], scene.world.now))
    return None


def invoice_failed(order: Order, args: Args, scene: Scene) -> Refusal | None:
    """The issuer says no: `note` says why."""
    one = _found(order, args, "ISSUING")
    if isinstance(one, Refusal):
        return one
    move(one, INVOICE, "FAILED")
    one.failure = str(args.get("note") or "")[:NAME_CHARS_MAX]
    change.note(order, "invoice", "failed")
    return None


def invoice_uploaded(order: Order, args: Args, scene: Scene) -> Refusal | None:
    """The channel has the invoice."""
    one = _found(order, args, "ISSUED", "REVERSED")
    if isinstance(one, Refusal):
        return one
    one.uploaded_at = scene.world.now
    if may_move(INVOICE, one.state, "UPLOADED"):
        move(one, INVOICE, "UPLOADED")
        change.note(order, "invoice", "uploaded", number=one.number)
    return None


def reverse_invoice(order: Order, args: Args, scene: Scene) -> Refusal | None:
    """Take an issued invoice back by a red-letter one, and issue it anew as the order is now: a wrong title …"""
    one = _found(order, args, *invoice.DONE_STATES)
    if isinstance(one, Refusal):
        return one
    if one.kind == invoice.RED:
        return Refusal("not_in_this_state", {"invoice": one.state})
    scene.batch.outgoing += invoice.reverse(order, one, scene.world, scene.ids)
    return None


WISH_ARGS = {"title": "text", "tax_number": "text", "email": "text", "kind": "text"}
COMMANDS = (
    Command("request_invoice", "order.contact", request_invoice, WISH_ARGS, bulk=False),
    Command("withdraw_invoice", "order.contact", withdraw_invoice, {"invoice_id": "id"}, bulk=False),
    Command("issue_invoice", "invoice.issue", issue_invoice, {"invoice_id": "id"}),
    Command(
        "invoice_issued", "invoice.issue", invoice_issued, {"invoice_id": "id", "number": "text", "url": "text"},
        bulk=False,
    ),
    Command("invoice_failed", "invoice.issue", invoice_failed, {"invoice_id": "id", "note": "text"}, bulk=False),
    Command("invoice_uploaded", "invoice.issue", invoice_uploaded, {"invoice_id": "id"}),
    Command("reverse_invoice", "invoice.issue", reverse_invoice, {"invoice_id": "id"}, bulk=False),
    *ERASING,
)  # fmt: skip
