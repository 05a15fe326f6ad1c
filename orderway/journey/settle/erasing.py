"""Erasing a buyer when the order is over, because they ask for it or because the time of keeping has passed."""

from __future__ import annotations

from orderway.flow import change, erasing
from orderway.flow.command import Args, Command, Scene
from orderway.flow.order import Order
from orderway.kernel.errors import Refusal

WHY = ("asked", "time")
"""The buyer asked, or the shop keeps nobody longer."""
STORES = ("messages", "left", "letters", "notes", "former_receivers", "surveys")
"""Where the buyer stood besides the order, as the proof counts them; `left`: messages that nobody has read yet."""


def erase_buyer(order: Order, args: Args, scene: Scene) -> Refusal | None:
    """Erase the buyer from an order that is over: `why` is asked or time. The other stores follow by the relay."""
    why = str(args.get("why") or WHY[0])
    if why not in WHY:
        return Refusal("unknown_choice", {"known": list(WHY)})
    refusal = erasing.erase(order, scene.world.now)
    if refusal is None:
        scene.batch.outgoing.append(erasing.outgoing(order, why))
    return refusal


def buyer_erased(order: Order, args: Args, scene: Scene) -> Refusal | None:
    """The proof: how many rows of each store were emptied (`STORES`)."""
    change.note(order, "buyer", "erased_everywhere", **{store: int(args.get(store) or 0) for store in STORES})
    return None


COMMANDS = (
    Command("erase_buyer", "person.erase", erase_buyer, {"why": "text"}),
    Command("buyer_erased", "person.erase", buyer_erased, dict.fromkeys(STORES, "number"), bulk=False),
)
