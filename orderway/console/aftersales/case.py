"""One return or refund as its panel shows it: exact shares, what happened, and what can be done by whom."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from orderway.console import trying
from orderway.console.aftersales.stacks import MESSAGE, REFUND, RETURN
from orderway.console.aftersales.sums import Purse, Share, expected_minor, line_minor, unit_shares, units_of
from orderway.console.aftersales.words import OF_REFUND, OF_RETURN, STEPS
from orderway.console.refusals import refusal_text
from orderway.console.timeline import machine_word
from orderway.flow.order import Line, Order, Refund, Return
from orderway.kernel.errors import Refusal
from orderway.web.engine import commands, engine
from orderway.web.permissions import PERMISSIONS, actor_of, may
from orderway.web.words_holds import role_word
from orderway.web.words_returns import return_reason

UNITS_SHOWN = 12
"""Shares of single units that are listed; of more only their sum."""
ID_ARGUMENT = {RETURN: "return_id", REFUND: "refund_id"}
BEFORE_INSPECTION = ("REQUESTED", "DISPUTED", "APPROVED", "AWAITING_PARCEL", "PARTIALLY_RECEIVED", "RECEIVED")


def return_of(order: Order, return_id: int) -> Return | None:
    """A return of the order, or None."""
    return next((case for case in order.returns if case.id == return_id), None)


def refund_of(order: Order, refund_id: int) -> Refund | None:
    """A refund of the order, or None."""
    return next((refund for refund in order.refunds if refund.id == refund_id), None)


def share_of(line: Line) -> Share:
    """What a line carries."""
    return Share(
        line.paid_share_minor, line.ordered, line.refunded_units, line.refunded_minor, line.shipped, line.returned
    )


def purse_of(order: Order) -> Purse:
    """The order's money."""
    return Purse(order.captured_minor, order.refunded_minor, order.refund_open_minor, order.due_minor())


def parts_of(order: Order, case: Return) -> list[dict[str, Any]]:
    """The lines of a return with their counts and what exactly each pays back."""
    found = []
    for entry in case.lines:
        line = order.line(entry["line_id"])
        units = units_of(entry, case.state)
        shares = unit_shares(share_of(line), units) if case.state in BEFORE_INSPECTION else []
        found.append(
            {
                "line": line,
                **entry,
                "open": entry["asked"] - entry["received"],
                "minor": line_minor(entry, case.state, share_of(line)),
                "shares": shares if 1 < len(shares) <= UNITS_SHOWN else [],
                "inspected": case.state not in BEFORE_INSPECTION,
            }
        )
    return found


def sum_of(order: Order, case: Return) -> int:
    """What a return pays back: as stored at its inspection, before it what it would be now."""
    if case.state not in BEFORE_INSPECTION:
        return case.refund_minor
    shares = {line.id: share_of(line) for line in order.lines}
    return expected_minor(case.kind, case.state, case.lines, shares, purse_of(order))


def steps_of(order: Order, case: Return) -> list[dict[str, Any]]:
    """What happened to a return, as entries of a timeline."""
    asked = _("Asked for: %(reason)s") % {"reason": return_reason(case.reason)}
    actor = "buyer" if case.asked_by == "buyer" else "carrier" if case.kind == "refused" else "person"
    entries = [{"actor": actor, "who": machine_word(case.asked_by), "text": asked, "at": case.asked_at}]
    if case.received_at:
        text = _("Received: %(units)s") % {"units": sum(entry["received"] for entry in case.lines)}
        entries.append({"actor": "warehouse", "who": "", "text": text, "at": case.received_at})
    if case.inspected_at:
        counts = {"good": sum(e["sellable"] for e in case.lines), "bad": sum(e["defective"] for e in case.lines)}
        text = _("Inspected: %(good)s sellable, %(bad)s damaged") % counts
        entries.append(
            {"actor": "warehouse", "who": machine_word(case.inspected_by), "text": text, "at": case.inspected_at}
        )
    refund = next((refund for refund in order.refunds if refund.return_id == case.id), None)
    if refund and refund.settled_at:
        paid = _("Refund paid: %(reference)s") % {"reference": refund.external_id or "–"}
        text = paid if refund.state == "SUCCEEDED" else _("Refund rejected")
        entries.append(
            {"actor": "person", "who": machine_word(refund.approved_by), "text": text, "at": refund.settled_at}
        )
    return entries


def actions(order: Order, kind: str, row_id: int, names: Sequence[str], user: Any) -> list[dict[str, Any]]:
    """What can be done now, each with the reason why this person cannot where that is so; the first is the main one."""
    args: dict[str, Any] = {ID_ARGUMENT[kind]: row_id} if kind in ID_ARGUMENT else {}
    wanted = [(name, {**args, "note": "-", "reference": "-", "text": "-"}) for name in names]
    refusals = trying.refusals(order, wanted, actor_of(user)) if wanted else []
    found: list[dict[str, Any]] = []
    for name, refusal in zip(names, refusals, strict=True):
        permission = commands()[name].permission
        why = "" if may(user, permission) else role_says(permission)
        if not why and refusal is not None:
            why = refusal_text(refusal, order.currency)
        found.append({"step": STEPS[name], "refused": why})
    main = next((one for one in found if not one["refused"] and not one["step"].danger), None)
    return [{**one, "main": one is main} for one in found]


def role_says(permission: str) -> str:
    """Who may do it, for those who may not."""
    roles = _(", ").join(str(role_word(role)) for role in PERMISSIONS[permission])
    return f"{refusal_text(Refusal('no_permission'))} ({roles})"


def names_of(order: Order, kind: str, row_id: int) -> tuple[str, ...]:
    """The commands that make sense for a return, a refund or a message as it stands."""
    if kind == MESSAGE:
        return ("reply_buyer", "claim_talk", "end_talk")
    if kind == REFUND:
        refund = refund_of(order, row_id)
        return OF_REFUND.get(refund.state, ()) if refund else ()
    case = return_of(order, row_id)
    return OF_RETURN.get(case.state, ()) if case else ()


def place_of(order: Order, case: Return) -> str:
    """The warehouse that takes a return."""
    found = engine().references.warehouses.get(case.warehouse_id or 0)
    return found.name if found else ""
