"""Orders read again at their platform before release: what it says is stored, and the order goes on or stops."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from orderway.adapters.channels import channels
from orderway.flow.channel_news import ASK
from orderway.flow.command import Actor, Target, run
from orderway.flow.engine import Engine
from orderway.history.log import Taken
from orderway.journey.commands import COMMANDS
from orderway.journey.intake import traffic
from orderway.journey.intake.update import REFUND_ASKED
from orderway.kernel import clock
from orderway.ports.channel import Channel, IncomingOrder, Parsed
from orderway.ports.platform import Message
from orderway.project.relay import Call, Outcome
from orderway.project.relay_channel import Way, shop_of, ways

CHANNEL = Actor("channel", "machine")
SHIPPED = ("fulfilled", "partial")
PENDING = (*REFUND_ASKED, "pending")
"""States of a refund that is not settled: asked, or on its way to the buyer."""
NO_PARCEL = ("cancelled", "failure", "error")
"""States of a shipment that is none (any more)."""


class Answered(list[Message]):
    """What the platform gave of the order, the channel that reads it, and whether the platform shows parts of an order
    as shipped; empty: it is not there."""

    def __init__(self, messages: Sequence[Message], channel: str, parts: bool) -> None:
        super().__init__(messages)
        self.channel = channel
        self.parts = parts


class Asking:
    """Topic `channel.ask`."""

    names = (ASK,)

    def prepare(self, engine: Engine, messages: Sequence[Taken]) -> Mapping[int, Call | Outcome]:
        """Fetch each order anew."""
        found = ways(engine, {shop_of(m) for m in messages})
        prepared: dict[int, Call | Outcome] = {}
        for message in messages:
            way = found[shop_of(message)]
            prepared[message.id] = partial(_fetch, way, message) if isinstance(way, Way) else way(message)
        return prepared

    def store(self, engine: Engine, answers: Sequence[tuple[Taken, object]]) -> dict[int, Outcome]:
        """Store what came as a pull does, and tell the order what it says of shipping and calling off."""
        outcomes: dict[int, Outcome] = {}
        targets: list[Target] = []
        with engine.connection.transaction(), engine.connection.cursor() as cursor:
            for message, answer in answers:
                assert isinstance(answer, Answered)
                traffic.keep(cursor, engine, shop_of(message), answer, clock.now())
                said = word_of(channels()[answer.channel], answer, str(message.payload["order"]), answer.parts)
                outcomes[message.id] = Outcome({"word": said["word"]})
                targets.append(Target(message.order_id or 0, args=said))
        if targets:
            run(engine, COMMANDS["channel_word"], targets, {}, CHANNEL)
        return outcomes


def word_of(channel: Channel, messages: Sequence[Message], order: str, parts: bool = True) -> dict[str, Any]:
    """What the platform says, as arguments of `channel_word`: open, shipped, cancelled, refund (asked or on its way),
    refunded (all money is back and the goods stand open), gone (it is not there); and the numbers of the refunds.

    With shipped: how much of it as far as the platform tells (`parts`: it can), and the word that is true `besides`."""
    for message in messages:
        parsed = channel.parse(message.body, topic=message.topic)
        for one in parsed.orders:
            if one.external_id == order:
                return _said(one, parsed, parts)
    return {"word": "gone"}


def _said(order: IncomingOrder, parsed: Parsed, parts: bool) -> dict[str, Any]:
    if order.status == "cancelled":
        return {"word": "cancelled"}
    sent = [one for one in parsed.documents if one.kind == "fulfilment" and one.status not in NO_PARCEL]
    back = order.payment_status == "refunded"
    money = _money(parsed, back)
    told = order.extra.get("fulfillment_status")
    closed = order.status == "closed" and not back
    if not sent and told not in SHIPPED and not closed:
        return money
    units = sum(line.quantity for one in sent for line in one.lines)
    if not parts or not sent or not all(one.lines for one in sent):
        units = -1
    whole = parts and (told == "fulfilled" or closed)
    return {**money, "word": "shipped", "besides": money["word"], "whole": whole, "units": units}


def _money(parsed: Parsed, back: bool) -> dict[str, Any]:
    asked = [one for one in parsed.documents if one.kind == "refund" and one.status.lower() in PENDING]
    if asked:
        by_line = any(one.lines for one in asked)
        return {"word": "refund", "numbers": ",".join(one.number for one in asked), "by_line": by_line}
    return {"word": "refunded" if back else "open"}


def _fetch(way: Way, message: Taken) -> Answered | Outcome:
    answer = way.gate.ask(lambda: way.platform.fetch(way.account, [str(message.payload["order"])]))
    return answer if isinstance(answer, Outcome) else Answered(answer, way.platform.code, way.able.per_line)
