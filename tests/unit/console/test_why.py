"""Decisions in sentences, from the evidence alone."""

from datetime import UTC, datetime

from django.utils import translation

from orderway.console.timeline import Happened
from orderway.console.why import decisions, fact_words
from orderway.flow.order import Order

NOW = datetime(2026, 11, 22, tzinfo=UTC)
ORDER = Order(1, 1, "A1", "A1", NOW, NOW, "CNY", total_minor=8900, stage="release")
SOURCE = {
    "lines": [[1, 2, 500]],
    "candidates": [[["HZ"], 900, "", 300, 600, 0], [["GZ"], 1200, "", 300, 900, 0], [["BJ"], None, "stock", 0, 0, 0]],
    "chosen": [[0, "HZ", 2]],
    "removed": {"XJ": "no_rate"},
    "total": 900,
}


def told(*steps: list[object]) -> list[dict[str, object]]:
    with translation.override("en"):
        return decisions(ORDER, [Happened(1, NOW, "intake", "channel", list(steps))], {"HZ": "Hangzhou One"}, "CNY")


def test_the_cheapest_warehouse_is_named_with_what_the_next_would_cost() -> None:
    (found,) = told(["source", "pass", SOURCE])

    assert found["sentence"] == (
        "Ships from Hangzhou One: the cheapest of 2 by ¥3.00; BJ had too little stock; XJ does not send there."
    )
    assert found["facts"] == [("Runner-up", "GZ, ¥3.00 more")]
    rows = found["candidates"]
    assert isinstance(rows, list)
    assert [
        (row["place"], row.get("total"), row.get("more"), bool(row.get("chosen")), row.get("out")) for row in rows
    ] == [
        ("Hangzhou One", 900, None, True, ""),
        ("GZ", 1200, 300, False, ""),
        ("BJ", None, None, False, "not enough stock"),
        ("XJ", None, None, False, "no rate to this address"),
    ]


def test_only_the_last_verdict_of_a_gate_counts() -> None:
    with translation.override("en"):
        events = [
            Happened(2, NOW, "correct_address", "anna", [["check", "pass", {}]]),
            Happened(1, NOW, "intake", "channel", [["check", "hold", {"defects": ["phone_missing"]}]]),
        ]
        (found,) = decisions(ORDER, events, {}, "CNY")

    assert found["sentence"] == "Nothing is missing: buyer, address, goods and amounts are complete."


def test_a_shortage_says_what_is_missing() -> None:
    (found,) = told(["promise", "wait", {"reserved": [[1, "HZ", 1]], "short": {"MUG": 2}, "waits_for": "stock"}])

    assert found["sentence"] == "1 unit reserved at Hangzhou One. Missing: MUG × 2."


def test_facts_of_a_hold_are_read_as_money() -> None:
    with translation.override("en"):
        assert fact_words({"limit": 500000, "total": 650000}, "CNY") == "total: ¥6,500.00 · limit: ¥5,000.00"
        assert fact_words({"units": 120, "limit": 100}, "CNY") == "limit: 100 · units: 120"
