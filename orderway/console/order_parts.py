"""The parts of an order's page: lines with buckets, money that adds up, parcels, holds. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from orderway.console.why import fact_words
from orderway.flow.order import Order, Person
from orderway.flow.parting import host_of
from orderway.flow.sources import tenders
from orderway.flow.taking import SUBSTITUTED
from orderway.places import masks
from orderway.places.tracking_numbers import of_carrier
from orderway.web import words, words_holds
from orderway.web.words_pay import source_word
from orderway.web.words_places import country_word


def lines_of(order: Order, places: Mapping[int, str], skus: Mapping[int, tuple[str, str]]) -> list[dict[str, Any]]:
    """Each line with its quantity by bucket, price, discount, sum and place. `skus`: code and name by SKU id."""
    found = []
    for line in order.lines:
        code, name = skus.get(line.sku_id or 0, ("", ""))
        at = [
            places.get(r.warehouse_id, "?")
            for r in order.reservations
            if r.line_id == line.id and r.state in ("SOFT", "HARD", "CONSUMED")
        ]
        found.append(
            {
                "id": line.id,
                "position": line.position,
                "title": line.title or name or line.sku_code,
                "variant": line.variant,
                "sku": code,
                "told": line.sku_code or line.listing,
                "bundle": (line.sku_code or line.listing) if line.bundle_units else "",
                "ordered": line.ordered,
                "buckets": {name: getattr(line, name) for name in words.BUCKETS},
                "price": line.unit_price_minor,
                "discount": line.discount_minor,
                "sum": line.gross_minor() - line.discount_minor,
                "gift": line.gift,
                "host": host_of(line, order),
                "instead": (order.extra.get(SUBSTITUTED) or {}).get(str(line.id), {}).get("was", ""),
                "returned": line.returned,
                "places": _(", ").join(dict.fromkeys(at)),
            }
        )
    return found


def money_of(order: Order) -> list[dict[str, Any]]:
    """The money as sums that add up: what is owed, and what came and went back. A difference is shown as one."""
    line_discounts = sum(line.discount_minor for line in order.lines)
    goods = sum(line.gross_minor() for line in order.lines)
    rows: list[tuple[str, int, str]] = [(_("Goods"), goods, "")]
    discount = max(order.discount_minor, line_discounts)
    rows += [(_("Discount"), -discount, "")] if discount else []
    rows.append((_("Freight"), order.shipping_minor, ""))
    if order.tax_minor and not order.tax_included:
        rows.append((_("Tax"), order.tax_minor, ""))
    if order.subsidy_minor:
        rows.append((_("Paid by the platform"), -order.subsidy_minor, ""))
    rest = order.total_minor - sum(amount for _label, amount, _kind in rows)
    if rest:
        rows.append((_("Other, as told by the channel"), rest, ""))
    rows.append((_("Total"), order.total_minor, "total"))
    if order.cancelled_minor:
        rows.append((_("No longer due"), -order.cancelled_minor, ""))
        rows.append((pgettext("amount", "Due"), order.due_minor(), "total"))
    rows.append((_("Paid"), order.captured_minor, ""))
    rows += [(_("with %(what)s") % {"what": source_word(s)}, minor, "note") for s, minor in tenders(order).items()]
    if order.authorised_minor > order.captured_minor:
        rows.append((_("Authorised"), order.authorised_minor, ""))
    if order.refunded_minor:
        rows.append((_("Refunded"), -order.refunded_minor, ""))
    if order.refund_open_minor:
        rows.append((_("Refund under way"), -order.refund_open_minor, ""))
    left = order.due_minor() - order.captured_minor + order.refunded_minor + order.refund_open_minor
    if left:
        rows.append((_("Still to pay") if left > 0 else _("Paid too much"), abs(left), "total"))
    included = [(_("Tax in it"), order.tax_minor, "note")] if order.tax_minor and order.tax_included else []
    return [{"label": label, "amount": amount, "kind": kind} for label, amount, kind in [*rows, *included]]


def parcels_of(order: Order, places: Mapping[int, str], carriers: Mapping[int, str]) -> list[dict[str, Any]]:
    """Each parcel with its carrier, number, state and when it is expected."""
    owner = {fulfilment.id: fulfilment for fulfilment in order.fulfilments}
    carried = {p.id: carriers.get(p.carrier_id or owner_carrier(owner, p.fulfilment_id), "") for p in order.parcels}
    return [
        {
            "number": parcel.tracking_number,
            **_carried(parcel.tracking_number, carried[parcel.id]),
            "state": parcel.state,
            "place": places.get(owner[parcel.fulfilment_id].warehouse_id, "") if parcel.fulfilment_id in owner else "",
            "due": parcel.due_until if parcel.state not in ("DELIVERED", "VOIDED", "RETURNED", "LOST") else None,
            "delivered": parcel.delivered_at,
            "grams": parcel.weight_grams,
        }
        for parcel in order.parcels
    ]


def _carried(number: str, carrier: str) -> dict[str, str]:
    """The carrier of a parcel, where none is known the one whose numbers look like this, and its page about it."""
    fit = of_carrier(number, carrier) if number else None
    return {"carrier": carrier or (fit.courier_name if fit else ""), "link": fit.link if fit else ""}


def owner_carrier(owner: Mapping[int, Any], fulfilment_id: int) -> int:
    """The carrier that a fulfilment was priced with; 0 where there is none."""
    found = owner.get(fulfilment_id)
    return (found.carrier_id or 0) if found else 0


def fulfilments_of(order: Order, places: Mapping[int, str], carriers: Mapping[int, str]) -> list[dict[str, Any]]:
    """What each warehouse was told to ship."""
    return [
        {
            "id": fulfilment.id,
            "place": places.get(fulfilment.warehouse_id, ""),
            "state": fulfilment.state,
            "carrier": carriers.get(fulfilment.carrier_id or 0, ""),
            "units": sum(part.quantity for part in order.fulfilment_lines if part.fulfilment_id == fulfilment.id),
            "picker": fulfilment.picker,
            "cost": fulfilment.cost_minor,
        }
        for fulfilment in order.fulfilments
    ]


def holds_of(order: Order) -> list[dict[str, Any]]:
    """The open holds, the most urgent first, each with what it blocks and its facts."""
    lines = {line.id: line for line in order.lines}
    return [
        {
            "id": hold.id,
            "reason": hold.reason,
            "since": hold.raised_at,
            "due": hold.due_at,
            "owner": hold.owner_role,
            "claimed_by": hold.claimed_by,
            "note": hold.note,
            "blocks": _(", ").join(str(words_holds.step_word(step)) for step in hold.blocks),
            "facts": fact_words({k: v for k, v in hold.facts.items() if k != "order"}, order.currency),
            "other": hold.facts.get("order") if isinstance(hold.facts.get("order"), int) else None,
            "listing": str(hold.facts.get("listing") or ""),
            "line": lines[hold.line_id].title if hold.line_id in lines else "",
        }
        for hold in sorted(order.open_holds(), key=lambda hold: (hold.due_at or hold.raised_at, hold.id))
    ]


def masked(person: Person) -> dict[str, str]:
    """The receiver so that nobody can be found by it."""
    place = " ".join(part for part in (person.province, person.city, person.district) if part)
    street = masks.mask_street(person.street)
    return {
        "name": masks.mask_name(person.name),
        "phone": masks.mask_phone(person.phone),
        "email": masks.mask_email(person.email) if person.email else "",
        "address": " ".join(part for part in (place, street, person.postcode) if part),
        "country": country_word(person.country),
    }


def revealed(person: Person) -> dict[str, str]:
    """The receiver in full."""
    place = " ".join(part for part in (person.province, person.city, person.district) if part)
    return {
        "name": person.name,
        "phone": person.phone,
        "email": person.email,
        "company": person.company,
        "address": " ".join(part for part in (place, person.street or person.raw, person.postcode) if part),
        "country": country_word(person.country),
    }
