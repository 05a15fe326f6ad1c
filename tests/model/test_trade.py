"""Everything a company does, at random and by short named seeds: the books stay right, and each verb is reached.

ORDERWAY_TRADE_ROUNDS makes it long, ORDERWAY_TRADE_SEEDS names other seeds (with commas between).
"""

from __future__ import annotations

import os

import psycopg
import pytest

from tests.model.trade import Trade
from tests.model.verbs import VERBS
from tests.shop import Company

ROUNDS = int(os.environ.get("ORDERWAY_TRADE_ROUNDS", "4"))
SEEDS = [int(seed) for seed in os.environ.get("ORDERWAY_TRADE_SEEDS", "1").split(",")]
BETWEEN_AUDITS = int(os.environ.get("ORDERWAY_TRADE_AUDITS", "4"))
ENOUGH_ROUNDS = 100
"""Of so many no verb is always refused."""
WRONG = {
    "a gift limit": (
        "SELECT count(*) FROM gift_given g WHERE g.units <> (SELECT coalesce(sum(ordered - cancelled), 0) "
        "FROM order_line WHERE added_by = 'gift:' || g.rule)"
    ),
    "a shipment told twice": (
        "SELECT count(*) FROM (SELECT payload->>'parcel' FROM outbox WHERE topic = 'channel.shipped' "
        "GROUP BY 1 HAVING count(*) > 1) d"
    ),
    "money kept for nothing": (
        "SELECT count(*) FROM orders WHERE captured_minor - refunded_minor - refund_open_minor "
        "> greatest(total_minor - cancelled_minor, 0) AND payment_state <> 'OVERPAID' AND standing = 'cancelled'"
    ),
    "half a box": (
        "SELECT count(*) FROM orders o WHERE lead_id IS NOT NULL AND NOT EXISTS ("
        "SELECT 1 FROM orders b WHERE b.lead_id = o.lead_id AND b.id = o.lead_id)"
    ),
}


@pytest.mark.parametrize("seed", SEEDS)
def test_a_company_that_does_everything_keeps_its_books(
    company: Company, db: psycopg.Connection[tuple[object, ...]], seed: int
) -> None:
    trade = Trade(company, seed)
    for nth in range(1, ROUNDS + 1):
        trade.round()
        if nth % BETWEEN_AUDITS == 0 or nth == ROUNDS:
            assert company.broken() == [], f"seed {seed}, round {nth}"
            for what, query in WRONG.items():
                assert company.one(query) == 0, f"{what}: seed {seed}, round {nth}"
    for name in sorted({*trade.done, *trade.refused, *VERBS}):
        print(f"{name:24} {trade.done[name]:6} done {trade.refused[name]:6} refused")
    if len(SEEDS) == 1:
        assert len([name for name in VERBS if trade.done[name]]) > len(VERBS) // 3, "too little was carried out"
    if ROUNDS >= ENOUGH_ROUNDS:
        assert [name for name in VERBS if not trade.done[name]] == []
