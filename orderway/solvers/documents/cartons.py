"""`{"cartons": […], "shipments": […]}` and how each shipment lies in its cartons."""

from __future__ import annotations

from time import perf_counter
from typing import Annotated, Any, Literal

import msgspec

from orderway.solvers.cartons import Carton, Item, Packing, pack
from orderway.solvers.documents.reading import DocumentError, read

Length = Annotated[int, msgspec.Meta(ge=1, le=1_000_000)]
Grams = Annotated[int, msgspec.Meta(ge=0, le=1_000_000_000)]
BOXES_PER_SHIPMENT_MAX = 20_000
"""A shipment of more boxes is refused: it is loaded, not packed into cartons."""


class CartonForm(msgspec.Struct):
    """A kind of carton, any number at hand."""

    id: str
    inner_mm: tuple[Length, Length, Length]
    max_weight_grams: Grams
    cost_minor: Annotated[int, msgspec.Meta(ge=0)] = 0


class ItemForm(msgspec.Struct):
    """So many boxes that are alike."""

    id: str
    size_mm: tuple[Length, Length, Length]
    weight_grams: Grams
    quantity: Annotated[int, msgspec.Meta(ge=0)] = 1
    rotation: Literal["any", "flat", "none"] = "any"
    fragile: bool = False
    mix: str = ""


class ShipmentForm(msgspec.Struct):
    """What must go out together."""

    id: str
    items: list[ItemForm]


class CartonsDocument(msgspec.Struct):
    """All cartons there are, and all shipments."""

    cartons: list[CartonForm]
    shipments: list[ShipmentForm]


def solve(body: bytes, effort: str = "normal") -> dict[str, Any]:
    """Each shipment with its cartons, the place of everything in them, `bound` cartons at least, and what is left."""
    document = read(body, CartonsDocument)
    if len({carton.id for carton in document.cartons}) < len(document.cartons):
        raise DocumentError("two cartons have the same id")
    for shipment in document.shipments:
        if sum(item.quantity for item in shipment.items) > BOXES_PER_SHIPMENT_MAX:
            raise DocumentError(f"shipment {shipment.id}: quantity sums up to more than {BOXES_PER_SHIPMENT_MAX} boxes")
    begun = perf_counter()
    cartons = [Carton(one.id, one.inner_mm, one.max_weight_grams, one.cost_minor) for one in document.cartons]
    shipments = [
        {"id": shipment.id, **_packed(pack([_item(item) for item in shipment.items], cartons, effort))}
        for shipment in document.shipments
    ]
    return {"shipments": shipments, "seconds": round(perf_counter() - begun, 6)}


def _item(item: ItemForm) -> Item:
    return Item(item.id, item.size_mm, item.weight_grams, item.quantity, item.rotation, item.fragile, item.mix)


def _packed(packing: Packing) -> dict[str, Any]:
    return {
        "cartons": [
            {
                "carton": packed.carton,
                "items": [{"id": one.id, "at_mm": one.at, "size_mm": one.size} for one in packed.items],
            }
            for packed in packing.cartons
        ],
        "bound": packing.bound,
        "unpacked": [{"id": one, "quantity": quantity} for one, quantity in packing.unpacked],
    }
