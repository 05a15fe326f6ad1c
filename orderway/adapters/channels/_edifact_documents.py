"""What we tell in EDIFACT: ORDRSP, DESADV, INVOIC, INVRPT, INSDES, as segments. Pure.

Source: UN/EDIFACT D.96A, EANCOM 1997.
"""

from __future__ import annotations

from datetime import datetime

import msgspec

from orderway.adapters.channels._edi_text import Letters, Unsayable, amount, kilograms
from orderway.adapters.channels._edifact_write import DEFAULT_CHARSET, Cell
from orderway.ports.edi import Answer, Despatch, Invoice, Item, Levels, Partner, Party, ShipOrder, Told

NUMBER_CHARS_MAX, ITEM_CHARS_MAX, NAME_CHARS_MAX, TITLE_CHARS_MAX = 35, 35, 35, 70
NAMES_MAX, STREETS_MAX = 5, 3
_VERDICTS = {"accepted": "29", "changed": "4", "rejected": "27"}
_ACTIONS = {"IA": "5", "IQ": "3", "IP": "3", "ID": "3", "IB": "3", "IR": "7"}
"""1229: accepted without amendment, changed, not accepted."""
_QUANTITIES = {"IA": "113", "IQ": "113", "IP": "113", "ID": "113", "IB": "83", "IR": "185"}
"""6063: quantity to be delivered, backorder quantity, quantity not to be delivered."""

Rows = list[list[Cell]]


def document(partner: Partner, told: Told) -> tuple[str, Rows]:
    """The message's kind and its segments between UNH and UNT; raises Unsayable where it cannot be written."""
    pen = _Pen(partner)
    if isinstance(told, Answer):
        return "ORDRSP", pen.answer(told)
    if isinstance(told, Despatch):
        return "DESADV", pen.despatch(told)
    if isinstance(told, Invoice):
        return "INVOIC", pen.invoice(told)
    if isinstance(told, Levels):
        return "INVRPT", pen.levels(told)
    return "INSDES", pen.ship_order(told)


def _date(code: str, at: datetime) -> list[Cell]:
    return ["DTM", [code, at.strftime("%Y%m%d%H%M"), "203"]]


def _day(code: str, at: datetime) -> list[Cell]:
    return ["DTM", [code, at.strftime("%Y%m%d"), "102"]]


class _Pen:
    """Writes for one partner."""

    def __init__(self, partner: Partner) -> None:
        self.partner = partner
        self.letters = Letters(partner.charset or DEFAULT_CHARSET)

    def _number(self, value: str, what: str) -> str:
        if not value:
            raise Unsayable(f"{what} is missing")
        return self.letters.exact(value, what, NUMBER_CHARS_MAX)

    def _head(self, code: str, number: str, function: str, at: datetime, order: str) -> Rows:
        rows: Rows = [["BGM", code, self._number(number, "number"), function], _date("137", at)]
        if order:
            rows.append(["RFF", ["ON", self._number(order, "order number")]])
        return rows

    def _sides(self, us: str, them: str) -> Rows:
        return [["NAD", us, [self.partner.our_id, "", "9"]], ["NAD", them, [self.partner.their_id, "", "9"]]]

    def _party(self, role: str, party: Party) -> list[Cell]:
        """The receiver's address must arrive whole; ours (SF) is a description."""
        letters = self.letters
        if role == "SF":
            party = Party(*[letters.text(part, NAME_CHARS_MAX) for part in msgspec.structs.astuple(party)])
        name = letters.name(party.name, "name", NAMES_MAX * NAME_CHARS_MAX)
        street = letters.name(party.street, "street", STREETS_MAX * NAME_CHARS_MAX)
        place = [letters.exact(party.id, "place", 35), "", "92"] if party.id else ""
        region = letters.name(party.region, "region", NAME_CHARS_MAX)
        row: list[Cell] = ["NAD", role, place, "", _cut(name), _cut(street)]
        row += [letters.name(party.city, "city", NAME_CHARS_MAX), region]
        return [*row, letters.exact(party.postcode, "postcode", 9), party.country[:3]]

    def _item(self, item: Item, action: str = "") -> Rows:
        """LIN and PIA: our number as SA, the partner's as the item's own."""
        sku = self.letters.exact(item.sku, "item number", ITEM_CHARS_MAX)
        theirs = self.letters.exact(item.listing, "item number", ITEM_CHARS_MAX)
        general = theirs.isdigit() and len(theirs) in (8, 12, 13, 14)
        line = self.letters.exact(item.line, "line number", 6)
        rows: Rows = [["LIN", line, action, [theirs, "EN" if general else "IN"] if theirs else ""]]
        if sku:
            rows.append(["PIA", "1", [sku, "SA" if self.partner.our_item == "VN" else self.partner.our_item]])
        return rows

    def _quantity(self, code: str, units: int, item: Item) -> list[Cell]:
        unit = self.partner.units.get(item.unit, "PCE" if item.unit == "EA" else item.unit)
        return ["QTY", [code, str(units), unit]]

    def answer(self, told: Answer) -> Rows:
        """ORDRSP, also for a changed order."""
        number = told.number or told.order
        rows = self._head("231", number, _VERDICTS[told.verdict], told.at, told.order)
        if told.change and told.change_number:
            rows.append(["RFF", ["ACW", self._number(told.change_number, "change number")]])
        rows += self._sides("SU", "BY") + [["CUX", ["2", told.currency, "9"]]]
        for item in told.items:
            worst = next(
                (each.code for code in ("IR", "IB", "IQ", "IP", "ID") for each in item.verdicts if each.code == code),
                "IA",
            )
            rows += self._item(item, _ACTIONS["IQ" if worst == "IR" and len(item.verdicts) > 1 else worst])
            rows.append(self._quantity("21", item.units, item))
            for each in item.verdicts:
                rows.append(self._quantity(_QUANTITIES.get(each.code, "113"), each.units, item))
                rows += [_day("67", each.at)] if each.at else []
            rows += [["PRI", ["AAA", item.price]]] if item.price else []
        units = sum(item.units for item in told.items)
        return [*rows, ["UNS", "S"], ["CNT", ["1", str(units)]], ["CNT", ["2", str(len(told.items))]]]

    def despatch(self, told: Despatch) -> Rows:
        """DESADV: the shipment, then each parcel with its SSCC and contents."""
        rows = self._head("351", told.number, "9", told.at, "")
        rows.insert(2, _date("11", told.at))
        rows += [_day("17", told.due_at)] if told.due_at else []
        rows.append(["RFF", ["ON", self._number(told.order, "order number")]])
        rows += [*self._sides("SU", "BY"), self._party("SF", told.sender), self._party("DP", told.receiver)]
        if told.carrier:
            rows.append(["TDT", "20", "", "30", "", [self.letters.text(told.carrier, 17), "", "", ""]])
        rows += [["CPS", "1"], ["PAC", str(len(told.packs))]]
        lines = 0
        for place, pack in enumerate(told.packs, 2):
            rows += [["CPS", str(place), "1"], ["PAC", "1", "", "CT"]]
            rows += [["MEA", "PD", "AAB", ["KGM", kilograms(pack.grams)]]] if pack.grams else []
            if pack.sscc:
                rows += [["PCI", "33E"], ["GIN", "BJ", pack.sscc]]
            if pack.tracking:
                rows += [["PCI", "34E"], ["RFF", ["CN", self._number(pack.tracking, "tracking number")]]]
            for item in pack.items:
                lines += 1
                rows += [*self._item(item), self._quantity("12", item.units, item)]
        return [*rows, ["CNT", ["2", str(lines)]]]

    def invoice(self, told: Invoice) -> Rows:
        """INVOIC. The total is exact to the minor unit."""
        coin = told.currency
        rows = self._head("380", told.number, "9", told.at, told.order)
        rows += self._sides("SU", "BY")
        if told.receiver.name:
            rows.append(self._party("DP", told.receiver))
        rows += [["CUX", ["2", coin, "4"]], ["PAT", "3", "", ["5", "3", "D", str(self.partner.net_days)]]]
        for kind, code, minor in (("A", "DI", told.allowance_minor), ("C", "FC", told.freight_minor)):
            if minor:
                rows += [["ALC", kind, "", "", "", code], ["MOA", ["8", amount(minor, coin)]]]
        for item in told.items:
            rows += self._item(item)
            rows += [["IMD", "F", "", ["", "", "", *self._titles(item)]]] if item.title else []
            rows.append(self._quantity("47", item.units, item))
            rows += [["MOA", ["203", amount(item.amount_minor, coin)]], ["PRI", ["AAA", item.price]]]
        goods = sum(item.amount_minor for item in told.items)
        rows += [["UNS", "S"], ["CNT", ["2", str(len(told.items))]], ["MOA", ["77", amount(told.total_minor, coin)]]]
        rows += [["MOA", ["79", amount(goods, coin)]]]
        if told.tax_minor:
            rows.append(["MOA", ["124", amount(told.tax_minor, coin)]])
        return rows

    def _titles(self, item: Item) -> list[str]:
        text = self.letters.text(item.title, TITLE_CHARS_MAX)
        return [text[:35], text[35:]]

    def levels(self, told: Levels) -> Rows:
        """INVRPT: what is free to sell (145: actual stock)."""
        rows = self._head("35", told.number, "9", told.at, "")
        rows += self._sides("SU", "BY")
        for item in told.items:
            rows += [*self._item(item), self._quantity("145", item.units, item)]
        return [*rows, ["CNT", ["2", str(len(told.items))]]]

    def ship_order(self, told: ShipOrder) -> Rows:
        """INSDES; function 1 takes it back."""
        rows = self._head("220", told.number, "1" if told.cancel else "9", told.at, told.order[:NUMBER_CHARS_MAX])
        rows += [_day("2", told.ship_by)] if told.ship_by else []
        rows += [["FTX", "DEL", "", "", self.letters.text(told.note, 70)]] if told.note else []
        rows += [*self._sides("GM", "WH"), self._party("DP", told.receiver)]
        if told.receiver.phone:
            rows += [["CTA", "IC"], ["COM", [self.letters.exact(told.receiver.phone, "phone", 512), "TE"]]]
        for item in told.items:
            rows += [*self._item(item), self._quantity("21", item.units, item)]
        return [*rows, ["CNT", ["2", str(len(told.items))]]]


def _cut(text: str) -> list[str]:
    return [text[start : start + NAME_CHARS_MAX].strip() for start in range(0, len(text), NAME_CHARS_MAX)] or [""]
