"""The gate of payment and approval."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from orderway.flow import buckets, change, gift, money, presale, settling, travel
from orderway.flow.gate import Raise, Verdict, same_cause
from orderway.flow.order import Order
from orderway.flow.reference import ShopPolicy, ship_by_of
from orderway.flow.rule_holds import floor_holds, with_holds
from orderway.flow.world import World
from orderway.journey.review.merging import merge
from orderway.kernel.ids import Ids


class ReviewGate:
    """Paid, authorised or cash on delivery; thresholds of amount, quantity and category ask for a person."""

    name = "review"

    def __init__(self, ids: Ids) -> None:
        self._ids = ids

    def decide_all(self, orders: Sequence[Order], world: World) -> list[Verdict]:
        """Wait for payment until the order expires; raise what a reviewer must see; then for company, where wanted."""
        verdicts = [self._decide(order, world) for order in orders]
        if world.refs.rules or world.refs.floors:
            verdicts = self._with_rules(orders, verdicts, world)
        for order, verdict in zip(orders, verdicts, strict=True):
            if money.is_settled(order):
                _last_eyes(order, verdict, world.refs.shops[order.shop_id].policy)
        return merge(orders, verdicts, world, self._ids) if world.refs.merging else verdicts

    def _with_rules(self, orders: Sequence[Order], verdicts: list[Verdict], world: World) -> list[Verdict]:
        """What is not paid yet is not looked at: it comes again with its money."""
        at = [nth for nth, order in enumerate(orders) if money.is_settled(order)]
        found = with_holds(self.name, [orders[nth] for nth in at], [verdicts[nth] for nth in at], world, (floor_holds,))
        for nth, verdict in zip(at, found, strict=True):
            verdicts[nth] = verdict
        return verdicts

    def _decide(self, order: Order, world: World) -> Verdict:
        shop = world.refs.shops[order.shop_id]
        if not money.is_settled(order):
            return self._unpaid(order, world, shop.policy)
        if order.ship_by is None:
            order.ship_by = ship_by_of(shop, presale.clock_start(order, world.now))
        evidence: dict[str, Any] = {
            "payment": order.payment_state,
            "captured": order.captured_minor,
            "due": order.due_minor(),
        }
        gifts = gift.settle(order, world, self._ids)
        if gifts:
            evidence["gifts"] = gifts
        holds = review_holds(order, world, shop.policy)
        if order.ship_from is not None and order.ship_from > world.now:
            return Verdict(evidence, holds, "ship_date", order.ship_from)
        buffer = travel.buffer_end(order, world) if shop.policy.buffer_minutes else None
        if buffer is not None:
            return Verdict(evidence, holds, "buffer", buffer)
        return Verdict(evidence, holds)

    def _unpaid(self, order: Order, world: World, policy: ShopPolicy) -> Verdict:
        if presale.deposit_paid(order):
            return self._balance(order, world)
        until = order.placed_at + timedelta(hours=policy.unpaid_hours)
        evidence = {"payment": order.payment_state, "captured": order.captured_minor, "due": order.due_minor()}
        if world.now < until or order.captured_minor:
            return Verdict(evidence, waits_for="payment", until=until if world.now < until else None)
        for line in order.lines:
            buckets.cancel_units(order, line, line.ordered, world, self._ids, "EXPIRED")
        money.drop_rest(order)
        change.close_open_things(order, world, "review")
        return Verdict({**evidence, "expired": True})

    def _balance(self, order: Order, world: World) -> Verdict:
        """The deposit is there: wait for the balance; whoever misses its time loses the order and the deposit."""
        evidence = {"payment": order.payment_state, "deposit": order.deposit_minor, "due": order.due_minor()}
        if not presale.balance_missed(order, world.now):
            return Verdict(evidence, waits_for="payment", until=order.balance_due_at)
        change.cancel(order, world, self._ids, "balance_missed", "review")
        return Verdict({**evidence, "balance_missed": True})


def _last_eyes(order: Order, verdict: Verdict, policy: ShopPolicy) -> None:
    """What must be ticked off; and when nobody else has anything to say any more, finance."""
    if policy.tick_off:
        missing = settling.missing(order, policy.tick_off)
        if missing:
            verdict.holds = [*verdict.holds, Raise("unsettled", {"keys": missing})]
    if policy.finance_amount_minor is None and policy.finance_discount_percent is None:
        return
    facts = settling.wants_finance(order, policy)
    if facts and not any(not _let_go(order, one) for one in verdict.holds) and not _others_hold(order):
        verdict.holds = [*verdict.holds, Raise(settling.FINANCE, facts)]


def _let_go(order: Order, one: Raise) -> bool:
    return any(
        h.reason == one.reason and h.state == "RELEASED" and h.note != "cause_gone" and same_cause(one.facts, h.facts)
        for h in order.holds
    )


def _others_hold(order: Order) -> bool:
    return any(hold.reason != settling.FINANCE and not hold.line_only for hold in order.open_holds())


def review_holds(order: Order, world: World, policy: ShopPolicy) -> list[Raise]:
    """What the shop's thresholds want a person to look at."""
    holds = []
    if order.payment_state == "OVERPAID":
        holds.append(Raise("overpaid", {"captured": order.captured_minor, "due": order.due_minor()}))
    if policy.review_amount_minor is not None and order.total_minor >= policy.review_amount_minor:
        holds.append(Raise("large_amount", {"total": order.total_minor, "limit": policy.review_amount_minor}))
    if policy.review_quantity is not None and order.units >= policy.review_quantity:
        holds.append(Raise("large_quantity", {"units": order.units, "limit": policy.review_quantity}))
    if policy.review_categories:
        skus = world.refs.skus
        for line in order.lines:
            if line.sku_id in skus and skus[line.sku_id].category in policy.review_categories:
                holds.append(Raise("category_review", {"category": skus[line.sku_id].category}, line.id))
    if policy.review_remarks and order.buyer_note:
        holds.append(Raise("remark_present", {"chars": len(order.buyer_note)}))
    if order.payment_state == "COD_DUE" and policy.confirm_cod:
        holds.append(Raise("cod_confirm", {"amount": order.due_minor()}))
    return holds
