"""Whether a packing can be true; shares no code with what makes packings, so that it can judge them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from orderway.solvers.cartons import Carton, Item, Lying, Packing


def faults(items: Sequence[Item], cartons: Sequence[Carton], packing: Packing) -> list[str]:
    """Everything that is wrong with a packing, one line each; empty when it can be packed as it says."""
    found: list[str] = []
    by_carton, by_item = {carton.id: carton for carton in cartons}, {item.id: item for item in items}
    seen: Counter[str] = Counter()
    for place, packed in enumerate(packing.cartons):
        carton = by_carton[packed.carton]
        boxes: list[tuple[Sequence[int], Sequence[int]]] = [
            (lying.at, [a + d for a, d in zip(lying.at, lying.size, strict=True)]) for lying in packed.items
        ]
        seen.update(lying.id for lying in packed.items)
        if not packed.items:
            found.append(f"carton {place} is empty")
        if sum(by_item[lying.id].weight for lying in packed.items) > carton.max_weight:
            found.append(f"carton {place} is too heavy")
        if len({by_item[lying.id].mix for lying in packed.items} - {""}) > 1:
            found.append(f"carton {place} mixes groups")
        for lying, (near, far) in zip(packed.items, boxes, strict=True):
            item = by_item[lying.id]
            if any(a < 0 for a in near) or any(b > room for b, room in zip(far, carton.inner, strict=True)):
                found.append(f"{lying.id} sticks out of carton {place}")
            if not _may_lie(item, lying.size):
                found.append(f"{lying.id} lies as {lying.size}")
        found += _clashes(place, packed.items, boxes, by_item)
    left = Counter(dict(packing.unpacked))
    for item_id in sorted(by_item):
        wanted = sum(item.quantity for item in items if item.id == item_id)
        if seen[item_id] + left[item_id] != wanted:
            found.append(f"{item_id}: {seen[item_id]} packed and {left[item_id]} left of {wanted}")
    return found


def _may_lie(item: Item, size: Sequence[int]) -> bool:
    if item.rotation == "none":
        return tuple(size) == tuple(item.size)
    if item.rotation == "flat":
        return size[2] == item.size[2] and sorted(size[:2]) == sorted(item.size[:2])
    return sorted(size) == sorted(item.size)


def _clashes(
    place: int,
    lying: Sequence[Lying],
    boxes: Sequence[tuple[Sequence[int], Sequence[int]]],
    by_item: dict[str, Item],
) -> list[str]:
    found = []
    for at in range(len(boxes)):
        (near, far), name = boxes[at], lying[at].id
        for other in range(len(boxes)):
            (low, high), against = boxes[other], lying[other].id
            plan = all(near[k] < high[k] and low[k] < far[k] for k in (0, 1))
            if at < other and plan and near[2] < high[2] and low[2] < far[2]:
                found.append(f"{name} and {against} overlap in carton {place}")
            if plan and by_item[name].fragile and low[2] >= far[2]:
                found.append(f"{against} stands on {name} in carton {place}")
    return found
