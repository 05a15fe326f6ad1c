"""Orders read again at their platform before release: what it says is stored, and the order goes on or stops."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from orderway.adapters.channels import channels
from orderway.flow.channel_news import ASK
from orderway.flow.command import Actor, Target, run
from orderway.flow.engine import Engine
from orderway.history.log import Taken
from orderway.journey.commands import COMMANDS
from orderway.journey.intake import traffic
from orderway.kernel import clock
from orderway.ports.channel import Channel
from orderway.ports.platform import Message
from orderway.project.relay import Call, Outcome
from orderway.project.relay_channel import Way, shop_of, ways

CHANNEL = Actor("channel", "machine")
SHIPPED = ("fulfilled", "partial")


class Answered(list[Message]):
    """What the platform gave of the order, and the channel that reads it; empty: it is not there."""

    def __init__(self, messages: Sequence[Message], channel: str) -> None:
        super().__init__(messages)
        self.channel = channel


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
                word, numbers = word_of(channels()[answer.channel], answer, str(message.payload["order"]))
                outcomes[message.id] = Outcome({"word": word})
                targets.append(Target(message.order_id or 0, args={"word": word, "numbers": numbers}))
        if targets:
            run(engine, COMMANDS["channel_word"], targets, {}, CHANNEL)
        return outcomes


def word_of(channel: Channel, messages: Sequence[Message], order: str) -> tuple[str, str]:
    """What the platform says: open, shipped, cancelled, refund (asked, not decided), gone (it is not there); and the
    numbers of the refunds asked, by commas."""
    for message in messages:
        parsed = channel.parse(message.body, topic=message.topic)
        for one in parsed.orders:
            if one.external_id == order:
                sent = any(
                    document.kind == "fulfilment" and document.status not in ("cancelled", "failure", "error")
                    for document in parsed.documents
                )
                if one.status == "cancelled":
                    return "cancelled", ""
                there = one.status == "closed" or one.extra.get("fulfillment_status") in SHIPPED or sent
                asked = [
                    document.number
                    for document in parsed.documents
                    if document.kind == "refund" and document.status == "requested"
                ]
                return "shipped" if there else "refund" if asked else "open", ",".join(asked)
    return "gone", ""


def _fetch(way: Way, message: Taken) -> Answered | Outcome:
    answer = way.gate.ask(lambda: way.platform.fetch(way.account, [str(message.payload["order"])]))
    return answer if isinstance(answer, Outcome) else Answered(answer, way.platform.code)
