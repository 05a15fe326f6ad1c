"""What may be done to an order: for each command the orders it fits (a condition on `orders o`), and its arguments."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.model.trade import Trade

PLACES = ("HZ", "GZ", "BJ")
Args = dict[str, Any]
Draw = Callable[["Trade", int], Args]

_LIVE = "EXISTS (SELECT 1 FROM fulfilment f WHERE f.order_id = o.id AND f.state IN ({}))"
_CASE = "EXISTS (SELECT 1 FROM return_case r WHERE r.order_id = o.id AND r.state IN ({}))"
_BACK = "EXISTS (SELECT 1 FROM refund r WHERE r.order_id = o.id AND r.state IN ({}))"
_PAPER = "EXISTS (SELECT 1 FROM invoice i WHERE i.order_id = o.id AND i.state IN ({}))"
_HELD = "EXISTS (SELECT 1 FROM hold h WHERE h.order_id = o.id AND h.state = 'OPEN')"
_ASKED = "EXISTS (SELECT 1 FROM question q WHERE q.order_id = o.id AND q.state IN ('DRAFT', 'SENT'))"
_EARLY = "o.stage IN ('check', 'promise', 'confirm', 'review', 'source', 'release')"


def line_of(trade: Trade, order: int) -> int:
    """One of its lines."""
    return trade.pick_one("SELECT id FROM order_line WHERE order_id = %s ORDER BY id", order)


def _parts(trade: Trade, order: int) -> Args:
    return {str(line_of(trade, order)): trade.chance.randint(1, 2)}


def _words(*options: str) -> Callable[[Trade], str]:
    return lambda trade: trade.chance.choice(options)


_codes = _words(
    *"picked_up picked_up in_transit out_for_delivery delivered delivered refused exception lost returned".split()
)

VERBS: dict[str, tuple[str, Draw]] = {
    "approve": (_HELD, lambda t, o: {}),
    "release_hold": (_HELD, lambda t, o: {"reason": t.pick_word("SELECT reason FROM hold WHERE order_id = %s", o)}),
    "unapprove": (_LIVE.format("'SENT', 'ACCEPTED'"), lambda t, o: {}),
    "withdraw": (_LIVE.format("'SENT', 'PICKING', 'PICKED', 'PACKED'"), lambda t, o: {}),
    "hold": (_EARLY, lambda t, o: {"note": "?", "hours": t.chance.choice((1, 30)), "at_end": t.ends()}),
    "cancel": (
        "true",
        lambda t, o: {"reason": "buyer", **({"units": _parts(t, o)} if t.chance.random() < 0.8 else {})},
    ),
    "expire": ("o.standing = 'unpaid'", lambda t, o: {}),
    "check_again": (_EARLY, lambda t, o: {}),
    "change_quantity": (_EARLY, lambda t, o: {"line_id": line_of(t, o), "quantity": t.chance.randint(0, 4)}),
    "change_remark": ("true", lambda t, o: {"which": "buyer_note", "text": t.chance.choice(("", "不要发顺丰", "急"))}),
    "correct_address": ("true", lambda t, o: {"street": t.chance.choice(("文三路1号", "文二路22号2幢", "路"))}),
    "tick_off": ("true", lambda t, o: {}),
    "go_now": ("o.waits_for = 'buffer'", lambda t, o: {}),
    "merge": ("o.merge_key IS NOT NULL AND o.lead_id IS NULL", lambda t, o: {"with": t.alike(o)}),
    "unmerge": ("o.lead_id IS NOT NULL", lambda t, o: {}),
    "decide_shortage": (
        "EXISTS (SELECT 1 FROM order_line l WHERE l.order_id = o.id AND l.backordered > 0)",
        lambda t, o: {"choice": t.ways_out(), "consent": t.chance.choice(("", "said so"))},
    ),
    "agree_ship_date": (_EARLY, lambda t, o: {"date": f"{t.at + timedelta(days=5):%Y-%m-%d}", "consent": "phone"}),
    "ask": (_EARLY, lambda t, o: {"field": "address", "hours": 5, "default_action": t.silence()}),
    "answer": (_ASKED, lambda t, o: {"question_id": t.question(o), "house_number": "8号"}),
    "close_question": (_ASKED, lambda t, o: {"question_id": t.question(o)}),
    "record_payment": ("o.standing = 'unpaid'", lambda t, o: t.money(o)),
    "capture": ("o.authorised_minor > o.captured_minor", lambda t, o: t.part_of_money()),
    "captured": (
        "o.authorised_minor > o.captured_minor",
        lambda t, o: {**t.taken(o), "used_up": t.chance.random() < 0.2},
    ),
    "voided": ("o.authorised_minor > o.captured_minor", lambda t, o: {"reference": f"hold{o}"}),
    "authorisation_ends": ("o.authorised_minor > o.captured_minor", lambda t, o: {}),
    "choose_warehouse": (_EARLY, lambda t, o: {"warehouse": t.chance.choice((*PLACES, ""))}),
    "accept": (_LIVE.format("'SENT'"), lambda t, o: t.part(o, "SENT")),
    "start_pick": (_LIVE.format("'SENT', 'ACCEPTED'"), lambda t, o: t.part(o, "SENT", "ACCEPTED")),
    "pick": (_LIVE.format("'SENT', 'ACCEPTED', 'PICKING'"), lambda t, o: t.part(o, "SENT", "ACCEPTED", "PICKING")),
    "short": (
        _LIVE.format("'PICKING'"),
        lambda t, o: {
            "sku_id": t.sku_of(o),
            "units": 1,
            "reason": t.chance.choice(("not_found", "damaged", "misplaced")),
        },
    ),
    "reject": (_LIVE.format("'SENT', 'ACCEPTED'"), lambda t, o: {"reason": "broken", **t.part(o, "SENT", "ACCEPTED")}),
    "answer_stop": (
        _LIVE.format("'STOP_REQUESTED'"),
        lambda t, o: {"agree": t.chance.random() < 0.7, **t.part(o, "STOP_REQUESTED")},
    ),
    "pack": (_LIVE.format("'PICKED'"), lambda t, o: t.part(o, "PICKED")),
    "weigh": (
        _LIVE.format("'PACKED', 'READY'"),
        lambda t, o: {"weight_grams": 900, "weight_confirmed": True, **t.part(o, "PACKED", "READY")},
    ),
    "label": (
        _LIVE.format("'PICKED', 'PACKED'"),
        lambda t, o: {"tracking_number": t.number(), "parcel_id": t.parcel(o, "LABELLED")},
    ),
    "void_label": (_LIVE.format("'READY'"), lambda t, o: {"parcel_id": t.parcel(o, "LABELLED")}),
    "hand_over": (_LIVE.format("'READY'"), lambda t, o: t.part(o, "READY")),
    "scan": (
        "EXISTS (SELECT 1 FROM parcel p WHERE p.order_id = o.id AND p.state NOT IN ('VOIDED', 'RETURNED', 'LOST'))",
        lambda t, o: {"code": _codes(t), "parcel_id": t.parcel(o)},
    ),
    "request_return": (
        "o.standing IN ('road', 'completed')",
        lambda t, o: {"lines": _parts(t, o), "reason": "defective"},
    ),
    "approve_return": (_CASE.format("'REQUESTED'"), lambda t, o: {}),
    "cancel_return": (_CASE.format("'REQUESTED', 'AWAITING_PARCEL'"), lambda t, o: {}),
    "receive_return": (_CASE.format("'AWAITING_PARCEL', 'PARTIALLY_RECEIVED'"), lambda t, o: {}),
    "inspect_return": (
        _CASE.format("'RECEIVED'"),
        lambda t, o: {"sellable": t.sellable(o), "accept": t.chance.random() < 0.9},
    ),
    "complete": ("o.standing = 'road'", lambda t, o: {}),
    "propose_refund": ("o.captured_minor > 0", lambda t, o: t.pay_back(o)),
    "approve_refund": (_BACK.format("'REQUESTED'"), lambda t, o: {}),
    "reject_refund": (_BACK.format("'REQUESTED', 'APPROVED', 'FAILED'"), lambda t, o: {}),
    "pay_refund": (_BACK.format("'APPROVED', 'PROCESSING'"), lambda t, o: {"reference": t.number()}),
    "fail_refund": (_BACK.format("'APPROVED', 'PROCESSING'"), lambda t, o: {"note": "no"}),
    "retry_refund": (_BACK.format("'FAILED'"), lambda t, o: {}),
    "request_invoice": ("o.captured_minor > 0", lambda t, o: {"title": "云起", "tax_number": "91350100M000100Y43"}),
    "withdraw_invoice": (_PAPER.format("'ASKED', 'FAILED'"), lambda t, o: {}),
    "issue_invoice": (_PAPER.format("'ASKED', 'FAILED'"), lambda t, o: {}),
    "invoice_issued": (_PAPER.format("'ASKED', 'ORDERED'"), lambda t, o: {"number": t.number()}),
    "invoice_failed": (_PAPER.format("'ORDERED'"), lambda t, o: {"note": "no"}),
    "invoice_uploaded": (_PAPER.format("'ISSUED'"), lambda t, o: {}),
    "reverse_invoice": (_PAPER.format("'ISSUED', 'UPLOADED'"), lambda t, o: {}),
}
