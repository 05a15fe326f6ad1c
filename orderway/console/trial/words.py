"""What a trial changes and what came of it, in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from orderway.console.settings.policy import AMOUNTS, PolicyFields
from orderway.console.why_source import PARTS
from orderway.insight.replay.changes import Changes, RatePercent, WarehouseChange
from orderway.web.templatetags.figures import money_text, number
from orderway.web.words_holds import reason_word

Said = Callable[[], str]

STATES: dict[str, tuple[Said, str, str]] = {
    "WAITING": (lambda: _("waits"), "info", "clock"),
    "RUNNING": (lambda: _("runs"), "info", "refresh"),
    "DONE": (lambda: _("done"), "good", "check"),
    "FAILED": (lambda: _("failed"), "bad", "alert-triangle"),
    "STOPPED": (lambda: _("stopped"), "calm", "ban"),
}


def said(changes: Changes, currency: str) -> list[str]:
    """Each change in one line, and which shops are counted where not all are."""
    lines = [
        _policy(shop, key, value, currency) for shop, keys in changes.policy.items() for key, value in keys.items()
    ]
    lines += [_percent(one) for one in changes.rates_percent]
    for cell in changes.rate_cells:
        words = {"place": cell.warehouse, "carrier": cell.carrier, "zone": cell.zone, "grams": cell.weight_grams_max}
        price = money_text(cell.price_minor, currency)
        lines.append(
            _("%(carrier)s from %(place)s to %(zone)s up to %(grams)s g: %(price)s") % {**words, "price": price}
        )
    if changes.rates:
        cards = sorted({f"{cell.carrier} / {cell.warehouse}" for cell in changes.rates})
        text = ngettext(
            "New rate card: %(cards)s, %(many)s price", "New rate card: %(cards)s, %(many)s prices", len(changes.rates)
        )
        lines.append(text % {"cards": _(", ").join(cards), "many": number(len(changes.rates))})
    lines += [_("Table %(name)s (%(kind)s) as drafted") % {"name": one.name, "kind": one.kind} for one in changes.rules]
    lines += [_warehouse(code, one, currency) for code, one in changes.warehouses.items()]
    for new in changes.new_warehouses:
        words = {"code": new.code, "model": new.copy_of, "share": new.stock_percent}
        lines.append(_("New warehouse %(code)s like %(model)s with %(share)s%% of its goods") % words)
    for move in changes.stock:
        words = {
            "share": move.percent,
            "from": move.from_warehouse,
            "to": move.to_warehouse,
            "sku": move.sku or _("all goods"),
        }
        lines.append(_("%(share)s%% of %(sku)s at %(to)s instead of %(from)s") % words)
    if changes.zones and not changes.new_warehouses:
        lines.append(_("Other zones: %(many)s") % {"many": len(changes.zones)})
    if changes.only_shops:
        lines.append(_("Counted are orders of %(shops)s") % {"shops": _(", ").join(changes.only_shops)})
    return lines


def _warehouse(code: str, one: WarehouseChange, currency: str) -> str:
    """What is otherwise at a warehouse, figure by figure."""
    said = [_("closed")] if one.closed else []
    for label, minor in (
        (_("an order handled %(amount)s"), one.handling_order_minor),
        (_("a unit handled %(amount)s"), one.handling_unit_minor),
        (_("a full day adds %(amount)s"), one.load_minor),
    ):
        said += [label % {"amount": money_text(minor, currency)}] if minor is not None else []
    if one.daily_orders_max is not None:
        said.append(_("at most %(many)s orders a day") % {"many": number(one.daily_orders_max)})
    if one.cut_off is not None:
        said.append(_("leaves the same day until %(time)s") % {"time": one.cut_off or "24:00"})
    return f"{code}: " + _(", ").join(said)


def _policy(shop: str, key: str, value: Any, currency: str) -> str:
    name = key.removesuffix("_minor")
    field = PolicyFields.base_fields.get(name)
    label = str(field.label) if field is not None else key
    if name in AMOUNTS and value is not None:
        told = money_text(int(value), currency)
    else:
        told = (
            _("none") if value is None else (_("yes") if value else _("no")) if isinstance(value, bool) else str(value)
        )
    where = _("every shop") if shop == "*" else shop
    return _("%(label)s: %(value)s (%(shop)s)") % {"label": label, "value": told, "shop": where}


def _percent(one: RatePercent) -> str:
    which = _(", ").join(filter(None, (one.carrier, one.warehouse, one.zone))) or _("every price")
    return _("Prices %(percent)+d%% (%(which)s)") % {"percent": one.percent, "which": which}


def tiles(result: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The figures at the top of a result."""
    found = [
        _tile(
            _("Orders compared"),
            number(result["orders"]),
            _("%(many)s decisions") % {"many": number(result["decisions"])},
        ),
        _tile(
            _("Fare otherwise"),
            number(result["changed"]),
            _("%(many)s from elsewhere") % {"many": number(result["moved"])},
        ),
    ]
    for currency, cost in result["cost"].items():
        saving = cost["saving_minor"]
        label = _("Saving") if saving >= 0 else _("Costs more")
        note = _sides(*(money_text(cost[side]["total"], currency) for side in ("before", "after")))
        found.append(
            _tile(label, money_text(abs(saving), currency), note, "good" if saving > 0 else "bad" if saving else "")
        )
    for key, label in (("splits", _("Orders split")), ("late_orders", _("Later than promised"))):
        side = result[key]
        tone = "good" if side["after"] < side["before"] else "warn" if side["after"] > side["before"] else ""
        found.append(
            _tile(label, number(side["after"]), _("before: %(many)s") % {"many": number(side["before"])}, tone)
        )
    both = result["sourced"]["both"]
    if both:
        days = [result["days"][side] / both for side in ("before", "after")]
        tone = "good" if days[1] < days[0] else "warn" if days[1] > days[0] else ""
        before = _("before: %(many)s") % {"many": f"{days[0]:.2f}"}
        found.append(_tile(_("Days on the road, on average"), f"{days[1]:.2f}", before, tone))
    return found


def _sides(before: str, after: str) -> str:
    return f"{before} → {after}"


def _tile(label: str, value: str, note: str, tone: str = "") -> dict[str, Any]:
    return {"label": label, "value": value, "note": note, "tone": tone}


def cost_rows(result: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Each part of the costs, before and after."""
    labels = {**PARTS, "total": _("Total")}
    rows = []
    for currency, cost in result["cost"].items():
        for part, label in labels.items():
            before, after = cost["before"][part], cost["after"][part]
            if before or after:
                row = {"label": label, "before": before, "after": after, "more": after - before, "currency": currency}
                rows.append({**row, "total": part == "total"})
    return rows


def side_text(side: Mapping[str, Any], names: Mapping[str, str]) -> str:
    """One side of a changed order: where from at what cost, held why, waiting for what."""
    choice = side.get("choice")
    parts = []
    if choice:
        places = _(", ").join(names.get(code, code) for code in choice["places"])
        parts.append(f"{places} {money_text(choice['total'], choice['currency'])}")
    holds = side.get("holds", ())
    if holds:
        parts.append(_("held: %(reasons)s") % {"reasons": _(", ").join(str(reason_word(code)) for code in holds)})
    if side.get("waits_for"):
        waits = WAITS[side["waits_for"]]() if side["waits_for"] in WAITS else side["waits_for"]
        parts.append(_("waits for %(what)s") % {"what": waits})
    return " · ".join(parts) or _("not yet decided")


WAITS: dict[str, Said] = {
    "stock": lambda: _("stock"),
    "payment": lambda: _("payment"),
    "answer": lambda: _("an answer"),
    "warehouse": lambda: _("a warehouse"),
    "decision": lambda: _("a decision"),
    "sourcing": lambda: _("the joint choice"),
    "channel": lambda: _("the channel"),
}
