"""What a person must have seen before an order is released: remarks, wishes, outcomes of questions, decisions about
shortages, differences of prices, reasons of suspicion. Each is ticked off by somebody, or the order is held. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from orderway.flow.advance import hold_of
from orderway.flow.change import TICKED
from orderway.flow.gate import Raise
from orderway.flow.order import Hold, Order
from orderway.flow.reference import ShopPolicy
from orderway.flow.world import World
from orderway.kernel.errors import Refusal
from orderway.kernel.ids import Ids

REMARKS, WISHES, ANSWERS, SHORTAGE, PRICES, FRAUD = KINDS = (
    "remarks",
    "wishes",
    "answers",
    "shortage",
    "prices",
    "fraud",
)
OF_REASON = {
    **dict.fromkeys(("shortage", "short_pick", "low_value_rest"), SHORTAGE),
    **dict.fromkeys(("price_differs", "price_floor", "price_zero", "amount_mismatch", "overpaid"), PRICES),
    **dict.fromkeys(("payment_mismatch",), PRICES),
    **dict.fromkeys(("fraud_score", "black_list", "credit_limit", "restricted_goods", "restricted_region"), FRAUD),
}
NOT_WISHED = ("invoice",)
"""Wishes that have a queue of their own."""
EDITED = "edited"
FINANCE = "finance_review"


class Item(NamedTuple):
    """One thing to be settled."""

    key: str
    kind: str
    what: str
    """The remark's or wish's name, the question's field, the hold's reason."""
    text: str
    hold: Hold | None
    by: str
    at: int
    """Who ticked it off and when (seconds since 1970); empty and 0: nobody yet."""


def items(order: Order) -> list[Item]:
    """Everything that somebody may have to see, in the order of `KINDS`."""
    found: list[tuple[str, str, str, str, Hold | None]] = []
    for name, text in (("buyer_note", order.buyer_note), ("seller_note", order.seller_note)):
        if text:
            found.append((name, REMARKS, name, text, None))
    for name, text in order.wishes.items():
        if name not in NOT_WISHED:
            found.append((f"wish:{name}", WISHES, name, text, None))
    for question in order.questions:
        if question.state not in ("DRAFT", "SENT"):
            found.append((f"question:{question.id}:{question.state}", ANSWERS, question.field, question.state, None))
    for hold in order.holds:
        kind = OF_REASON.get(hold.reason)
        if kind is not None and not (hold.state == "RELEASED" and hold.note == "cause_gone"):
            found.append((f"hold:{hold.id}", kind, hold.reason, hold.note, hold))
    ticked = order.extra.get(TICKED, {})
    made = [Item(*one, *ticked.get(one[0], ("", 0))) for one in found]
    return sorted(made, key=lambda item: KINDS.index(item.kind))


def missing(order: Order, kinds: Sequence[str]) -> list[str]:
    """The keys of what must be ticked off by the shop's policy and is not."""
    return [item.key for item in items(order) if item.kind in kinds and not item.by]


def tick(order: Order, keys: Sequence[str], by: str, now: datetime) -> list[str]:
    """Tick things off; those that were there and open."""
    open_keys = {item.key for item in items(order) if not item.by}
    done = [key for key in dict.fromkeys(keys) if key in open_keys]
    if done:
        stamp = int(now.timestamp())
        order.extra = {**order.extra, TICKED: {**order.extra.get(TICKED, {}), **{key: [by, stamp] for key in done}}}
    return done


def wants_finance(order: Order, policy: ShopPolicy) -> dict[str, int]:
    """The facts for which finance looks at an order; empty where it need not."""
    facts: dict[str, int] = {}
    if policy.finance_amount_minor is not None and order.total_minor >= policy.finance_amount_minor:
        facts["total"] = order.total_minor
    percent = order.discount_minor * 100 // order.goods_minor if order.goods_minor > 0 else 0
    if policy.finance_discount_percent is not None and percent >= policy.finance_discount_percent:
        facts["percent"] = percent
    return facts


def finance_next(order: Order, world: World, ids: Ids) -> None:
    """After the last hold of an order that the review has passed already was let go: finance, if it looks at such."""
    policy = world.refs.shops[order.shop_id].policy
    if order.stage not in ("source", "release") or order.open_holds():
        return
    facts = wants_finance(order, policy)
    if facts and not any(h.reason == FINANCE and h.facts == facts for h in order.holds):
        order.holds.append(hold_of(order, Raise(FINANCE, facts), "review", world, ids))


def own_review(order: Order, hold: Hold, policy: ShopPolicy, name: str) -> Refusal | None:
    """Why somebody may not approve for finance: they let the order through before."""
    before = {order.approved_by, *(h.resolved_by for h in order.holds if h.state == "RELEASED")}
    if hold.reason == FINANCE and policy.finance_other_person and name in before:
        return Refusal("own_review", {"by": name})
    return None


def second_pair(order: Order, by: str, world: World, ids: Ids) -> None:
    """Goods (by the shop's choice the address too) changed by hand are looked at by somebody else, where the shop wants
    a second pair of eyes from such an amount on."""
    limit = world.refs.shops[order.shop_id].policy.second_pair_amount_minor
    order.edited_by = by
    edited = any(h.reason == EDITED and h.state == "OPEN" for h in order.holds)
    if limit is None or order.total_minor < limit or edited:
        return
    order.holds = [*order.holds, hold_of(order, Raise(EDITED, {"by": by, "version": order.version}), by, world, ids)]
