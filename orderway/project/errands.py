"""The relay with every topic we deliver, and how it is emptied."""

from __future__ import annotations

from orderway.flow.engine import Engine
from orderway.project.relay import Relay
from orderway.project.relay_alerts import Alerts
from orderway.project.relay_asking import Asking
from orderway.project.relay_captures import Capturing
from orderway.project.relay_channel import Channels
from orderway.project.relay_edi import Outside, Trading
from orderway.project.relay_erasing import Erasing
from orderway.project.relay_invoices import Invoices
from orderway.project.relay_labels import Labels
from orderway.project.relay_letters import Letters
from orderway.project.relay_payments import Verifying
from orderway.project.relay_promise import Promises
from orderway.project.relay_refunds import Refunds, send_agreed
from orderway.project.relay_words import Questions, Surveys

ROUNDS_MAX = 1_000
"""Batches that one call of `drain` takes at most."""


def relay_on(engine: Engine) -> Relay:
    """A relay with every topic we deliver."""
    return Relay(
        engine,
        (
            Labels(),
            Refunds(),
            Verifying(),
            Capturing(),
            Invoices(),
            Erasing(),
            Questions(),
            Surveys(),
            Letters(),
            Alerts(),
            Channels(),
            Asking(),
            Trading(),
            Outside(),
            Promises(),
        ),
    )


def drain(relay: Relay) -> int:
    """Deliver everything that is due now, refunds newly agreed included; how many messages."""
    total = 0
    for _ in range(ROUNDS_MAX):
        done = send_agreed(relay.engine) + relay.tick()
        if not done:
            break
        total += done
    return total
