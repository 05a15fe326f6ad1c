"""The gate of completeness. Pure; each defect becomes a hold of its own, so an order can show several causes at
once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from orderway.flow.bundle import explode_all, sold
from orderway.flow.expected import price_holds
from orderway.flow.gate import PASS, Raise, Verdict
from orderway.flow.listed import listed_holds
from orderway.flow.order import Order
from orderway.flow.reference import ShopPolicy
from orderway.flow.rule_holds import black_holds, credit_holds, set_priorities, with_holds
from orderway.flow.world import World
from orderway.journey.check.buyer import buyer_defects
from orderway.kernel.ids import Ids


class CheckGate:
    """Completeness of buyer, address, goods and amounts."""

    name = "check"

    def __init__(self, ids: Ids) -> None:
        self._ids = ids

    def decide_all(self, orders: Sequence[Order], world: World) -> list[Verdict]:
        """A verdict with one hold a defect, or a plain pass."""
        verdicts = [self._decide(order, world) for order in orders]
        refs = world.refs
        if refs.rules or refs.black_list or refs.credit or refs.prices:
            verdicts = with_holds(self.name, orders, verdicts, world, (black_holds, credit_holds, price_holds))
            set_priorities(orders, world)
        return verdicts

    def _decide(self, order: Order, world: World) -> Verdict:
        policy = world.refs.shops[order.shop_id].policy
        holds = buyer_defects(order, policy, world)
        holds += goods_defects(order, world)
        holds += listed_holds(order, world)
        exploded = explode_all(order, world, self._ids) if world.refs.bundles else []
        holds += amount_defects(order, policy)
        holds += duplicate_defects(order, world, policy)
        evidence: dict[str, Any] = {"bundles": exploded} if exploded else {}
        if holds:
            return Verdict({**evidence, "defects": [h.reason for h in holds]}, holds)
        return Verdict(evidence) if evidence else PASS


def goods_defects(order: Order, world: World) -> list[Raise]:
    """Lines that name no SKU of ours, and orders without anything to ship."""
    holds = []
    for line in order.lines:
        if line.sku_id is None:
            line.sku_id = world.refs.sku_of(order.shop_id, line.listing, line.sku_code)
            if line.sku_id is not None and line.sku_id in world.refs.skus:
                line.weight_grams = world.refs.skus[line.sku_id].weight_grams
        if line.sku_id is None and line.ordered > line.cancelled:
            holds.append(
                Raise("listing_unmatched", {"listing": line.listing or line.sku_code, "code": line.sku_code}, line.id)
            )
    if not any([line.ordered for line in order.lines]):  # noqa: C419 - twice as fast
        holds.append(Raise("no_lines", {"lines": len(order.lines)}))
    return holds


def amount_defects(order: Order, policy: ShopPolicy) -> list[Raise]:
    """Lines - discount + freight (+ tax) = buyer's total + platform's subsidy; nothing for nothing but gifts."""
    holds = []
    if order.extra.get("contradictions"):
        holds.append(Raise("channel_contradiction", {"told": len(order.extra["contradictions"])}))
    goods = order.goods_minor
    computed = goods - order.discount_minor + order.shipping_minor + order.extra.get("fees", 0) - order.subsidy_minor
    if not order.tax_included:
        computed += order.tax_minor
    if abs(computed - order.total_minor) > policy.price_tolerance_minor:
        holds.append(Raise("amount_mismatch", {"computed": computed, "told": order.total_minor}))
    if (
        order.total_minor <= 0
        and any(not line.gift for line in order.lines)
        and goods > 0
        and order.discount_minor == 0
    ):
        holds.append(Raise("price_zero", {"told": order.total_minor}))
    return holds


def duplicate_defects(order: Order, world: World, policy: ShopPolicy) -> list[Raise]:
    """Another open order of the same phone with the same goods within the shop's minutes."""
    recent: dict[int, list[tuple[int, Any, str]]] = world.facts.get("recent", {})
    same = recent.get(order.person.phone_hash or 0)
    if not same:
        return []
    mine = goods_key(order)
    for other_id, placed_at, key in same:
        if (
            other_id < order.id
            and key == mine
            and abs((order.placed_at - placed_at).total_seconds()) <= policy.duplicate_minutes * 60
        ):
            return [Raise("duplicate_suspect", {"order": other_id})]
    return []


def goods_key(order: Order) -> str:
    """What was ordered, in a form that compares; components of a bundle count as what was sold."""
    return ",".join(sorted(f"{line.listing or line.sku_code}x{line.ordered}" for line in sold(order)))
