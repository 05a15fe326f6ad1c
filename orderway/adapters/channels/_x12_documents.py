"""What we tell in X12: order answers, despatches, invoices, stock levels, shipping orders, as segments. Pure.

Source: ASC X12 004010, sets 855, 865, 856, 810, 846, 940. TDS01 and SAC05 have two implied decimals.
"""

from __future__ import annotations

from datetime import datetime

import msgspec

from orderway.adapters.channels._edi_text import Letters, Unsayable, hundredths, kilograms
from orderway.ports.edi import Answer, Despatch, Invoice, Item, Levels, Partner, Party, ShipOrder, Told

KINDS = {"855": "PR", "865": "CA", "856": "SH", "810": "IN", "846": "IB", "940": "OW"}
"""Sets that we write, with their functional ids."""
PO_CHARS_MAX, ITEM_CHARS_MAX, NAME_CHARS_MAX, STREET_CHARS_MAX, CITY_CHARS_MAX, TITLE_CHARS_MAX = 22, 48, 60, 55, 30, 80
_VERDICTS = {"accepted": "AD", "changed": "AC", "rejected": "RD"}
_CHANGE_VERDICTS = {"accepted": "AT", "changed": "AC", "rejected": "RJ"}
_DATED = ("IA", "IB", "ID", "IQ", "IP")

Rows = list[list[str]]


def document(partner: Partner, told: Told) -> tuple[str, Rows]:
    """The set's number and the segments between ST and SE; raises Unsayable where it cannot be written."""
    pen = _Pen(partner)
    if isinstance(told, Answer):
        return ("865", pen.change(told)) if told.change else ("855", pen.answer(told))
    if isinstance(told, Despatch):
        return "856", pen.despatch(told)
    if isinstance(told, Invoice):
        return "810", pen.invoice(told)
    if isinstance(told, Levels):
        return "846", pen.levels(told)
    return "940", pen.ship_order(told)


def _day(at: datetime | None) -> str:
    return at.strftime("%Y%m%d") if at else ""


def _clock(at: datetime) -> str:
    return at.strftime("%H%M")


class _Pen:
    """Writes for one partner."""

    def __init__(self, partner: Partner) -> None:
        self.partner = partner
        barred = partner.element + partner.component + partner.terminator + "^"
        self.letters = Letters(partner.charset or "UTF-8", barred)

    def _number(self, value: str, what: str) -> str:
        if not value:
            raise Unsayable(f"{what} is missing")
        return self.letters.exact(value, what, PO_CHARS_MAX)

    def _unit(self, item: Item) -> str:
        return self.partner.units.get(item.unit, item.unit)

    def _ids(self, item: Item) -> list[str]:
        """Qualifier and number, ours first."""
        found = []
        if item.sku:
            found += [self.partner.our_item, self.letters.exact(item.sku, "item number", ITEM_CHARS_MAX)]
        if item.listing and item.listing != item.sku:
            found += [self.partner.their_item, self.letters.exact(item.listing, "item number", ITEM_CHARS_MAX)]
        return found

    def _line(self, item: Item) -> str:
        return self.letters.exact(item.line, "line number", 20)

    def _verdicts(self, item: Item) -> Rows:
        return [
            ["ACK", each.code, str(each.units), self._unit(item)]
            + (["068", _day(each.at)] if each.at and each.code in _DATED else [])
            for each in item.verdicts
        ]

    def _totals(self, items: list[Item], hashed: int) -> list[str]:
        return ["CTT", str(len(items)), *([str(hashed)] if hashed else [])]

    def answer(self, told: Answer) -> Rows:
        """855."""
        order = self._number(told.order, "order number")
        rows = [["BAK", "00", _VERDICTS[told.verdict], order, _day(told.placed_at) or _day(told.at)]]
        rows[0] += ["", "", "", "", _day(told.at)]
        rows.append(["CUR", "SE", told.currency])
        for item in told.items:
            rows.append(["PO1", self._line(item), str(item.units), self._unit(item), item.price, "", *self._ids(item)])
            rows += self._verdicts(item)
        return [*rows, self._totals(told.items, sum(item.units for item in told.items))]

    def change(self, told: Answer) -> Rows:
        """865."""
        order = self._number(told.order, "order number")
        number = self.letters.exact(told.change_number, "change number", 8)
        rows = [["BCA", "00", _CHANGE_VERDICTS[told.verdict], order, "", number, _day(told.at)]]
        rows.append(["CUR", "SE", told.currency])
        for item in told.items:
            kind = item.change or "NC"
            line = ["POC", self._line(item), kind, str(item.units), str(item.left), self._unit(item), item.price, ""]
            rows.append(line + self._ids(item))
            rows += self._verdicts(item)
        return [*rows, self._totals(told.items, sum(item.units for item in told.items))]

    def _party(self, role: str, party: Party) -> Rows:
        """The receiver's address must arrive whole; ours (SF) is a description."""
        letters = self.letters
        if role == "SF":
            party = Party(*[letters.text(part, STREET_CHARS_MAX) for part in msgspec.structs.astuple(party)])
        name = letters.name(party.name, "name", NAME_CHARS_MAX)
        rows = [["N1", role, name, *(["92", letters.exact(party.id, "place", 80)] if party.id else [])]]
        street = letters.name(party.street, "street", 2 * STREET_CHARS_MAX)
        region = letters.name(party.region, "region", CITY_CHARS_MAX)
        state = region if len(region) == 2 else ""
        if street or (region and not state):
            rows.append(
                [
                    "N3",
                    street[:STREET_CHARS_MAX].strip(),
                    street[STREET_CHARS_MAX:].strip() or ("" if state else region),
                ]
            )
        city = letters.name(party.city, "city", CITY_CHARS_MAX)
        if city or state or party.postcode or party.country:
            rows.append(["N4", city, state, letters.exact(party.postcode, "postcode", 15), party.country[:3]])
        if party.phone:
            rows.append(["PER", "IC", "", "TE", letters.exact(party.phone, "phone", 80)])
        return rows

    def despatch(self, told: Despatch) -> Rows:
        """856: shipment, order, packs, items."""
        number = self.letters.exact(told.number, "shipment number", 30)
        rows = [["BSN", "00", number, _day(told.at), _clock(told.at), "0001"], ["HL", "1", "", "S"]]
        grams = sum(pack.grams for pack in told.packs)
        weight = ["", "", "", "G", kilograms(grams), "KG"] if grams else []
        rows.append(["TD1", "CTN", str(len(told.packs)), *weight])
        if told.carrier:
            rows.append(["TD5", "", "2", self.letters.exact(told.carrier, "carrier", 80), "M"])
        numbers = [pack.tracking for pack in told.packs if pack.tracking]
        rows += [["REF", "CN", self.letters.exact(each, "tracking number", 30)] for each in numbers[:1]]
        rows.append(["DTM", "011", _day(told.at), _clock(told.at)])
        rows += [["DTM", "017", _day(told.due_at)]] if told.due_at else []
        rows += self._party("SF", told.sender) + self._party("ST", told.receiver)
        rows += [["HL", "2", "1", "O"], ["PRF", self._number(told.order, "order number"), "", "", _day(told.placed_at)]]
        level = 2
        for pack in told.packs:
            level += 1
            parent = level
            rows.append(["HL", str(level), "2", "P"])
            rows += [["MAN", "GM", pack.sscc]] if pack.sscc else []
            rows += [["MAN", "CP", self.letters.exact(pack.tracking, "tracking number", 48)]] if pack.tracking else []
            for item in pack.items:
                level += 1
                rows += [["HL", str(level), str(parent), "I"], ["LIN", self._line(item), *self._ids(item)]]
                rows.append(["SN1", self._line(item), str(item.units), self._unit(item)])
        units = sum(item.units for pack in told.packs for item in pack.items)
        return [*rows, ["CTT", str(level), str(units)]]

    def invoice(self, told: Invoice) -> Rows:
        """810. The total is exact to the minor unit."""
        coin = told.currency
        number = self._number(told.number, "invoice number")
        order = self._number(told.order, "order number")
        rows = [["BIG", _day(told.at), number, _day(told.placed_at), order], ["CUR", "SE", coin]]
        if told.receiver.name:
            rows += self._party("ST", told.receiver)
        rows.append(["ITD", "01", "3", "", "", "", "", str(self.partner.net_days)])
        for item in told.items:
            rows.append(["IT1", self._line(item), str(item.units), self._unit(item), item.price, "", *self._ids(item)])
            if item.title:
                rows.append(["PID", "F", "", "", "", self.letters.text(item.title, TITLE_CHARS_MAX)])
        rows.append(["TDS", hundredths(told.total_minor, coin)])
        if told.tax_minor:
            rows.append(["TXI", "TX", _decimal(hundredths(told.tax_minor, coin))])
        if told.allowance_minor:
            rows.append(["SAC", "A", "C310", "", "", hundredths(told.allowance_minor, coin)])
        if told.freight_minor:
            rows.append(["SAC", "C", "D240", "", "", hundredths(told.freight_minor, coin)])
        return [*rows, self._totals(told.items, sum(item.units for item in told.items))]

    def levels(self, told: Levels) -> Rows:
        """846: what is free to sell (33)."""
        rows = [["BIA", "00", "DD", self._number(told.number, "report number"), _day(told.at), _clock(told.at)]]
        for place, item in enumerate(told.items, 1):
            rows += [["LIN", str(place), *self._ids(item)], ["QTY", "33", str(item.units), self._unit(item)]]
        return [*rows, ["CTT", str(len(told.items))]]

    def ship_order(self, told: ShipOrder) -> Rows:
        """940. A cancelled one has status F."""
        number = self._number(told.number, "shipping order")
        rows = [["W05", "F" if told.cancel else "N", number, self.letters.exact(told.order[:22], "order number", 22)]]
        rows += self._party("ST", told.receiver)
        if told.warehouse:
            rows.append(["N1", "WH", "", "92", self.letters.exact(told.warehouse, "warehouse", 80)])
        if told.note:
            rows.append(["NTE", "WHI", self.letters.text(told.note, 80)])
        if told.ship_by:
            rows.append(["G62", "10", _day(told.ship_by)])
        if told.carrier:
            rows.append(["W66", "CC", "M", "", "", self.letters.text(told.carrier, 35)])
        for place, item in enumerate(told.items, 1):
            rows.append(["LX", str(place)])
            rows.append(["W01", str(item.units), self._unit(item), "", *self._ids(item)])
            rows += [["N9", "LI", self._line(item)]]
        return [*rows, ["W76", str(sum(item.units for item in told.items))]]


def _decimal(cents: str) -> str:
    """A text with two implied decimals as one with a point."""
    sign, digits = ("-", cents[1:]) if cents.startswith("-") else ("", cents)
    return f"{sign}{digits.zfill(3)[:-2]}.{digits.zfill(3)[-2:]}"
