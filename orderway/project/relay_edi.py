"""EDI and outside warehouses in the relay: documents made once and brought, reports of warehouses carried out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from orderway.adapters.warehouses.webhook import WAREHOUSE as WEBHOOK
from orderway.flow.command import Actor, Target, run
from orderway.flow.engine import Engine
from orderway.flow.telling import ANSWER, CHANGE, LATER, RELEASE, SHIPPED, STOP
from orderway.history.log import Taken
from orderway.journey.commands import COMMANDS
from orderway.kernel import clock
from orderway.kernel.rows import json_text
from orderway.ports.edi import Told
from orderway.project.edi import books, making, outside, sending
from orderway.project.edi.books import SEND, Kept
from orderway.project.edi.partners import SQL, Known, of_shop, of_warehouse, partners
from orderway.project.edi.receive import CAME
from orderway.project.relay import Call, Outcome, Refused
from orderway.web.secrets import SealBroken, unseal

RENEW, SETTLE = "edi.renew", "edi.settle"
NO_PARTNER = Outcome({"skipped": "no_partner"})
NOT_WANTED = Outcome({"skipped": "not_wanted"})
_KINDS = {ANSWER: "855", CHANGE: "865", LATER: "865"}

Document = tuple[str, Told, str]
"""Its key, itself, its number."""


class Trading:
    """Topics `edi.*`: answers, despatches and invoices to partners, acknowledgements, reports of warehouses by EDI."""

    names = (ANSWER, CHANGE, LATER, SHIPPED, SEND, RENEW, SETTLE, CAME)

    def __init__(self) -> None:
        self._out: dict[int, sending.Parcel] = {}

    def prepare(self, engine: Engine, messages: Sequence[Taken]) -> Mapping[int, Call | Outcome]:
        """Make what is to be told, once, and keep it; then bring it."""
        self._out = {}
        return {message.id: self._one(engine, message) for message in messages}

    def _one(self, engine: Engine, message: Taken) -> Call | Outcome:
        if message.topic == CAME:
            return self._came(engine, message)
        if message.topic == SETTLE:
            return self._settle(engine, message)
        try:
            parcel = self._parcel(engine, message)
        except (ValueError, SealBroken) as error:
            # A document that cannot be written in the partner's character set or currency: its settings must change.
            return Outcome(failure=f"refused: {error}"[:200], final=True)
        if isinstance(parcel, Outcome):
            return parcel
        self._out[message.id] = parcel
        return parcel.bring

    def _parcel(self, engine: Engine, message: Taken) -> sending.Parcel | Outcome:
        if message.topic in (SEND, RENEW):
            return _kept_before(engine, message)
        shop = int(message.target.partition(":")[2])
        known = of_shop(engine.connection, shop)
        if known is None:
            return NO_PARTNER
        documents = _documents(engine, known, message)
        if not documents:
            return NOT_WANTED
        return sending.parcel(known, _keep(engine, known, documents, message.order_id))

    def _came(self, engine: Engine, message: Taken) -> Outcome:
        """What a warehouse reported, by the journey's commands; refused deeds stand beside the interchange."""
        row = engine.connection.execute(SQL.came, [[message.payload["interchange"]]]).fetchone()
        known = next(iter(partners(engine.connection, ids=[row[1]])), None) if row else None
        if row is None or known is None:
            return NO_PARTNER
        faults: list[str] = []
        for came in known.standard.read(bytes(row[2])):
            for one in (one for group in came.groups for one in group.sets):
                if not one.rejected and one.kind != "997":
                    faults += outside.carry_out(engine, known, one, row[3])
        if faults:
            return Outcome(failure=f"refused: {'; '.join(faults)}"[:200], final=True)
        return Outcome({"done": True})

    def _settle(self, engine: Engine, message: Taken) -> Outcome:
        facts = json_text({"settled_by": str(message.payload.get("by", ""))[:100]})
        values = {"id": message.payload["interchange"], "now": clock.now(), "facts": facts}
        engine.connection.execute(SQL.settle, values)
        return Outcome({"settled": True})

    def store(self, engine: Engine, answers: Sequence[tuple[Taken, object]]) -> dict[int, Outcome]:
        """What was brought waits for its acknowledgement from now on."""
        outcomes = {}
        for message, answer in answers:
            parcel = self._out[message.id]
            if isinstance(answer, Refused):
                sending.refused(engine, parcel.kept, answer.text)
                outcomes[message.id] = Outcome(failure=f"refused: {answer.text}"[:200], final=True)
            else:
                sending.brought(engine, parcel.known, parcel.kept)
                outcomes[message.id] = Outcome({"interchanges": [each.id for each in parcel.kept]})
        return outcomes


def _documents(engine: Engine, known: Known, message: Taken) -> list[Document]:
    """What the partner wants to get for this message."""
    now, wants = clock.now(), known.partner.documents
    if message.topic == SHIPPED:
        return _of_shipment(engine, known, message)
    if _KINDS[message.topic] not in wants:
        return []
    order = int(message.payload["order"])
    head = making.heads(engine.connection, [order])[order]
    if message.topic == ANSWER:
        return [(f"answer:{order}", making.answer(head, now), head.number)]
    if message.topic == LATER:
        cancelled = int(message.payload["cancelled"])
        return [(f"later:{order}:{cancelled}", making.later_answer(head, cancelled, now), head.number)]
    place = int(message.payload["change"])
    return [(f"change:{order}:{place}", making.change_answer(head, place, now), head.number)]


def _of_shipment(engine: Engine, known: Known, message: Taken) -> list[Document]:
    fulfilment = int(message.payload["fulfilment"])
    found = making.shipment(engine.connection, known.partner, fulfilment, clock.now())
    if found is None:
        return []
    told: list[Document] = []
    if "856" in known.partner.documents:
        told.append((f"despatch:{fulfilment}", found.despatch, found.despatch.number))
    if "810" in known.partner.documents:
        told.append((f"invoice:{fulfilment}", found.invoice, found.invoice.number))
    return told


def _keep(engine: Engine, known: Known, documents: Sequence[Document], order_id: int | None) -> list[Kept]:
    with engine.connection.transaction(), engine.connection.cursor() as cursor:
        return [
            books.keep_out(
                cursor, engine, known, key, partial(known.standard.write, known.partner, told), number, order_id
            )
            for key, told, number in documents
        ]


def _kept_before(engine: Engine, message: Taken) -> sending.Parcel | Outcome:
    """An interchange made before: the same bytes, or for `edi.renew` the same content under a new control number."""
    row = engine.connection.execute(SQL.to_send, [[message.payload["interchange"]]]).fetchone()
    known = next(iter(partners(engine.connection, ids=[row[1]])), None) if row else None
    if row is None or known is None:
        return NO_PARTNER
    kept = Kept(row[0], row[2], row[3], bytes(row[4]), False)
    if message.topic == SEND:
        return sending.parcel(known, [kept])
    with engine.connection.transaction(), engine.connection.cursor() as cursor:
        make: Callable[..., tuple[str, bytes]] = partial(_renumbered, known, kept)
        fresh = books.keep_out(cursor, engine, known, f"{row[8]}#{message.id}", make, row[7], row[6])
        facts = json_text({"replaced_by": fresh.id})
        cursor.execute(SQL.settle, {"id": kept.id, "now": clock.now(), "facts": facts})
    return sending.parcel(known, [fresh])


def _renumbered(known: Known, kept: Kept, control: int, at: object) -> tuple[str, bytes]:
    now = clock.now()
    return kept.kind, known.standard.renumber(known.partner, kept.body, control, now)


class Outside:
    """Topics `wms.*`: an outside warehouse is told to ship, or asked to stop."""

    names = (RELEASE, STOP)

    def __init__(self) -> None:
        self._out: dict[int, sending.Parcel | None] = {}

    def prepare(self, engine: Engine, messages: Sequence[Taken]) -> Mapping[int, Call | Outcome]:
        """940 by EDI, or a signed POST; a fulfilment that is off before it was told needs no telling."""
        self._out = {}
        ids = [int(m.payload["fulfilment"]) for m in messages]
        released = outside.instructions(engine, ids)
        stopped = outside.instructions(engine, ids, cancel=ids)
        prepared: dict[int, Call | Outcome] = {}
        for message in messages:
            found = (stopped if message.topic == STOP else released).get(int(message.payload["fulfilment"]))
            prepared[message.id] = self._one(engine, message, found)
        return prepared

    def _one(self, engine: Engine, message: Taken, found: outside.Instruction | None) -> Call | Outcome:
        if found is None:
            return Outcome(failure="unknown_fulfilment", final=True)
        if message.topic == RELEASE and found.state not in ("SENT", "ACCEPTED"):
            return Outcome({"state": found.state})
        try:
            if found.system == "webhook":
                self._out[message.id] = None
                return partial(WEBHOOK.instruct, found.url, unseal(found.secret), found.order, clock.now())
            known = of_warehouse(engine.connection, found.warehouse_id) if found.system == "x12" else None
            if known is None:
                return Outcome(failure="by_hand", final=True)
            what = "cancel" if found.order.cancel else "release"
            document = (f"{what}:{found.order.number}", found.order, found.order.number)
            parcel = sending.parcel(known, _keep(engine, known, [document], found.order_id))
        except (ValueError, SealBroken) as error:
            return Outcome(failure=f"refused: {error}"[:200], final=True)
        self._out[message.id] = parcel
        return parcel.bring

    def store(self, engine: Engine, answers: Sequence[tuple[Taken, object]]) -> dict[int, Outcome]:
        """Told. A system that answers a stop at once is taken at its word."""
        outcomes = {}
        for message, answer in answers:
            parcel = self._out[message.id]
            if isinstance(answer, Refused):
                if parcel is not None:
                    sending.refused(engine, parcel.kept, answer.text)
                outcomes[message.id] = Outcome(failure=f"refused: {answer.text}"[:200], final=True)
                continue
            if parcel is not None:
                sending.brought(engine, parcel.known, parcel.kept)
            elif message.topic == STOP and isinstance(answer, Mapping) and isinstance(answer.get("agree"), bool):
                args = {"fulfilment_id": message.payload["fulfilment"], "agree": answer["agree"]}
                target = Target(message.order_id or 0, args=args)
                run(engine, COMMANDS["answer_stop"], [target], {}, Actor("warehouse", "machine"))
            outcomes[message.id] = Outcome({"told": True})
        return outcomes
