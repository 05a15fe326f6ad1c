"""A channel that tells of one order: the same desk, the same order, message after message."""

from __future__ import annotations

from typing import Any

from orderway.flow.order import Order
from orderway.journey.intake.make import make_order
from orderway.journey.intake.update import apply_document, update
from orderway.ports.channel import Document, IncomingOrder
from tests.shop import incoming, line
from tests.unit.flow.making import CAP, GZ, HZ, KEY, MUG, SHOP, Desk


class Channel:
    """One order as a channel tells of it, by messages of rising versions unless one says otherwise."""

    def __init__(self, **policy: Any) -> None:
        self.desk = Desk({MUG: {HZ: 9, GZ: 9}, CAP: {HZ: 0}}, **policy)
        self.version = 1

    def make(self, *lines: Any, **more: Any) -> Order:
        """The first message."""
        desk = self.desk
        made = make_order(self.message(*lines, **more), desk.world.refs.shops[SHOP], desk.world.now, desk.ids, KEY)
        for each in made.lines:
            each.sku_id = desk.world.refs.codes.get(each.sku_code)
        desk.advance(made)
        made.event_seq = 1
        return made

    def message(self, *lines: Any, version: int | None = None, **more: Any) -> IncomingOrder:
        """A message of the next version."""
        self.version += 1
        return incoming("A1", *(lines or (line("MUG"),)), version=f"{version or self.version:06d}", **more)

    def tell(self, made: Order, *lines: Any, **more: Any) -> str:
        """A later message about the order."""
        desk = self.desk
        outcome = update(made, self.message(*lines, **more), desk.world, desk.ids, KEY)
        for each in made.lines:
            each.sku_id = each.sku_id or desk.world.refs.codes.get(each.sku_code)
        desk.advance(made)
        return outcome

    def document(self, made: Order, kind: str, **more: Any) -> str:
        """A document about the order."""
        desk = self.desk
        told = Document(kind, order_external_id="A1", **more)
        outcome = apply_document(made, told, desk.world, desk.ids)
        desk.advance(made)
        return outcome
