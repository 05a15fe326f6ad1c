"""Labels: bought of the carrier by the parcel's own key, voided when nobody wants them any more."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any, NamedTuple

from orderway.adapters.carriers import carriers
from orderway.flow import wishes
from orderway.flow.command import Actor, Target, run
from orderway.flow.engine import Engine
from orderway.history.log import Taken
from orderway.journey.commands import COMMANDS
from orderway.kernel.sql import named
from orderway.ports.carrier import Carrier, CarrierSilent, Label, LabelRequest
from orderway.ports.channel import Receiver
from orderway.project.relay import Call, Outcome, Refused
from orderway.project.relay_waybills import waybills

NUMBER_CHARS_MAX = 60
BY_HAND = Outcome({"by_hand": True})
CARRIER = Actor("carrier", "machine")
_sql = named(__file__, "relay.sql")


class _Parcel(NamedTuple):
    """One parcel as the carrier must know it."""

    id: int
    order_id: int
    state: str
    tracking_number: str
    carrier: Carrier | None
    request: LabelRequest


class Labels:
    """Topic `label` (buy) and `void_label`: a parcel has one valid label, every other one we know is void."""

    names = ("label", "void_label")

    def prepare(self, engine: Engine, messages: Sequence[Taken]) -> dict[int, Call | Outcome]:
        """Ask for what is still wanted; a label bought for a parcel that is gone is given back."""
        parcels = _parcels(engine, [int(m.payload["parcel"]) for m in messages])
        prepared: dict[int, Call | Outcome] = {}
        for message in messages:
            parcel = parcels.get(int(message.payload["parcel"]))
            prepared[message.id] = (
                self._one(message, parcel) if parcel else Outcome(failure="unknown_parcel", final=True)
            )
        return prepared

    def _one(self, message: Taken, parcel: _Parcel) -> Call | Outcome:
        if parcel.carrier is None:
            return Outcome(failure="no_carrier", final=True)
        if message.topic == "void_label":
            number = str(message.payload.get("tracking_number", ""))
            return partial(_void, parcel.carrier, parcel.request.key, number)
        if parcel.state != "LABELLED":
            # An earlier try may have bought it before the answer was lost.
            return partial(_void, parcel.carrier, parcel.request.key, parcel.tracking_number)
        if parcel.tracking_number:
            return Outcome({"tracking_number": parcel.tracking_number})
        return partial(_buy, parcel.carrier, parcel.request)

    def store(self, engine: Engine, answers: Sequence[tuple[Taken, object]]) -> dict[int, Outcome]:
        """The numbers into the books; a number that no longer has a parcel is given back at the next try."""
        outcomes: dict[int, Outcome] = {}
        bought: list[tuple[Taken, Label]] = []
        for message, answer in answers:
            if isinstance(answer, Label):
                bought.append((message, answer))
            elif isinstance(answer, Refused):
                outcomes[message.id] = Outcome(failure=f"refused: {answer.text}"[:200], final=True)
            else:
                outcomes[message.id] = (
                    BY_HAND if message.topic == "label" and answer is None else Outcome({"void": True})
                )
        targets = [
            Target(m.order_id or 0, args={"parcel_id": m.payload["parcel"], "tracking_number": label.tracking_number})
            for m, label in bought
        ]
        results = run(engine, COMMANDS["label"], targets, {}, CARRIER) if targets else []
        for (message, label), result in zip(bought, results, strict=True):
            if result.done:
                facts = {"tracking_number": label.tracking_number, "sort_code": label.sort_code}
                outcomes[message.id] = Outcome(facts)
            else:
                outcomes[message.id] = Outcome(failure=f"not_wanted: {result.refusal.code if result.refusal else ''}")
        return outcomes


def _parcels(engine: Engine, ids: Sequence[int]) -> dict[int, _Parcel]:
    found = {}
    with engine.connection.cursor() as cursor:
        for row in cursor.execute(_sql.labels, [list(ids)]):
            found[row[0]] = _parcel(row)
    sealed = [one.id for one in found.values() if one.request.receiver.token]
    services = waybills(engine, sealed) if sealed else {}
    for parcel_id in sealed:
        found[parcel_id] = found[parcel_id]._replace(carrier=_of_sealed(found[parcel_id], services.get(parcel_id)))
    return found


def _of_sealed(parcel: _Parcel, service: Carrier | None) -> Carrier | None:
    """Who labels a parcel whose receiver is sealed: its platform, else a person at the platform's desk; a carrier of
    ours would print the masks."""
    if service is not None or parcel.carrier is None or parcel.carrier.practice:
        return service or parcel.carrier
    return carriers()["by_hand"]


def _parcel(row: Sequence[Any]) -> _Parcel:
    parcel_id, order_id, state, number, key, grams, cod, currency, code, adapter, practice, *places = row
    name, phone, country, province, city, district, street, postcode, company, raw, token, wished, answers = places[3:]
    receiver = Receiver(
        name=name, phone=phone, country=country, province=province, city=city, district=district, street=street,
        postcode=postcode, company=company, raw=raw, token=token,
    )  # fmt: skip
    agreed = wishes.told(wished or {}, answers or {})
    services = {wish: text for wish, text in agreed.items() if wish in wishes.FOR_CARRIER}
    country_from, province_from, city_from = places[:3]
    request = LabelRequest(
        key, code or "", receiver, grams, cod, currency, country_from, province_from, city_from, services
    )
    return _Parcel(parcel_id, order_id, state, number, carrier_of(adapter, practice), request)


def carrier_of(adapter: str | None, practice: bool | None) -> Carrier | None:
    """The carrier system behind a carrier's row; the practice one serves practice carriers alone."""
    if adapter is None:
        return None
    known = carriers()
    one = known.get(adapter, known["by_hand"])
    return one if practice or not one.practice else known["by_hand"]


def _buy(carrier: Carrier, request: LabelRequest) -> Label | None:
    label = carrier.buy(request)
    if label is not None and not _is_sane(label.tracking_number):
        raise CarrierSilent("its number makes no sense")
    return label


def _void(carrier: Carrier, key: str, number: str) -> str:
    carrier.void(key, number)
    return "void"


def _is_sane(number: str) -> bool:
    return 0 < len(number) <= NUMBER_CHARS_MAX and number.isascii() and number.isprintable() and " " not in number
