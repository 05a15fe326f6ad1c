"""Invoices: ordered of the issuer by their own id, and given to the channel when they exist."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from orderway.adapters.invoices import issuers
from orderway.flow.command import Actor, Target, run
from orderway.flow.engine import Engine
from orderway.flow.invoice import ISSUE, UPLOAD
from orderway.history.log import Taken
from orderway.journey.commands import COMMANDS
from orderway.kernel.sql import named
from orderway.ports.invoice import InvoiceIssuer, InvoiceLine, InvoiceRequest, Issued
from orderway.project.relay import Call, Outcome, Refused

ISSUER = Actor("issuer", "machine")
ASKS_US = ("orderway", "csv_file")
"""Channels that read the state of their orders from us."""
_sql = named(__file__, "relay_invoices.sql")


class Invoices:
    """Topics `invoice` (issue, reverse) and `invoice_upload` (the channel gets it)."""

    names = (ISSUE, UPLOAD)

    def prepare(self, engine: Engine, messages: Sequence[Taken]) -> dict[int, Call | Outcome]:
        """Ask for what is still to be issued. An upload needs no call where the channel asks us or is practised."""
        with engine.connection.cursor() as cursor:
            rows = {row[0]: row for row in cursor.execute(_sql.invoices, [[m.payload["invoice"] for m in messages]])}
        return {m.id: self._one(m.topic, rows.get(m.payload["invoice"])) for m in messages}

    def _one(self, topic: str, row: Sequence[Any] | None) -> Call | Outcome:
        if row is None:
            return Outcome(failure="unknown_invoice", final=True)
        invoice_id, state, kind, holder, title, tax_number, email, *rest = row
        amount, currency, reverses, order, channel, practice, wanted, lines = rest
        if topic == UPLOAD:
            told = practice or channel in ASKS_US
            return _uploaded if told else Outcome(failure="by_hand", final=True)
        if state != "ISSUING":
            return Outcome({"state": state})
        issuer = issuer_of(wanted, practice)
        if issuer is None:
            return Outcome(failure="by_hand", final=True)
        goods = [InvoiceLine(*one) for one in lines]
        request = InvoiceRequest(
            str(invoice_id), order, kind, holder, title, tax_number, email, amount, currency, goods, reverses or ""
        )
        return partial(issuer.issue, request)

    def store(self, engine: Engine, answers: Sequence[tuple[Taken, object]]) -> dict[int, Outcome]:
        """The number into the books, or the refusal; what a person must do stands in the queue of invoices."""
        outcomes: dict[int, Outcome] = {}
        deeds: dict[str, list[tuple[Taken, dict[str, Any]]]] = {}
        for message, answer in answers:
            about = {"invoice_id": message.payload["invoice"]}
            if isinstance(answer, Issued):
                deeds.setdefault("invoice_issued", []).append((message, {**about, **_told(answer)}))
            elif isinstance(answer, Refused):
                deeds.setdefault("invoice_failed", []).append((message, {**about, "note": answer.text}))
            elif answer == UPLOAD:
                deeds.setdefault("invoice_uploaded", []).append((message, about))
            else:
                outcomes[message.id] = Outcome(failure="by_hand", final=True)
        for name, mine in deeds.items():
            targets = [Target(message.order_id or 0, args=args) for message, args in mine]
            for (message, _args), result in zip(mine, run(engine, COMMANDS[name], targets, {}, ISSUER), strict=True):
                refused = result.refusal.code if result.refusal else ""
                outcomes[message.id] = Outcome({"done": result.done, "refused": refused})
        return outcomes


def _uploaded() -> str:
    return UPLOAD


def _told(answer: Issued) -> dict[str, str]:
    return {"number": answer.number, "url": answer.url}


def issuer_of(wanted: str, practice: bool) -> InvoiceIssuer | None:
    """The issuer a shop has set (`invoices` in its settings), or the practice one in a practice shop; None: by hand."""
    one = issuers().get(wanted or ("practice" if practice else ""))
    return one if one is not None and (practice or not one.practice) else None
