"""Text messages to buyers: by the shop's gateway, not at night, each counted in the parts that are paid."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any, NamedTuple

from orderway.adapters.notices import notices
from orderway.flow.engine import Engine
from orderway.history.log import Taken
from orderway.journey.confirm import texts
from orderway.kernel import clock
from orderway.places.phones import mobile_of
from orderway.ports.notice import Notice, TextGateway, parts_of
from orderway.project.links import origin
from orderway.project.relay import Call, Outcome
from orderway.web.secrets import SealBroken


class Hours(NamedTuple):
    """When a buyer may be disturbed: the shop's time zone, and whether it cannot wait for the morning."""

    zone: str
    urgent: bool


def gateways() -> dict[str, TextGateway]:
    """The notifiers that are gateways of text messages, by code."""
    return {code: one for code, one in notices().items() if isinstance(one, TextGateway)}


def text_call(engine: Engine, message: Taken, notice: Notice, shop_id: int, hours: Hours) -> Call | Outcome:
    """How a text message goes; by hand where the buyer has no mobile number or the shop no gateway."""
    number = mobile_of(notice.phone)
    with engine.connection.cursor() as cursor:
        account = texts.chosen(cursor, shop_id, number) if number else None
    return _by(account, message, notice, shop_id, hours) if account else Outcome(failure="by_hand", final=True)


def event_text(engine: Engine, message: Taken, notice: Notice, shop_id: int, hours: Hours) -> Call | Outcome | None:
    """A letter on an event as a text message, where the shop wants that and no mail address is known; else None."""
    number = mobile_of(notice.phone)
    if not number or not notice.kind.startswith("event."):
        return None
    with engine.connection.cursor() as cursor:
        account = texts.chosen(cursor, shop_id, number)
    return _by(account, message, notice, shop_id, hours) if account and account.events else None


def _by(account: texts.Account, message: Taken, notice: Notice, shop_id: int, hours: Hours) -> Call | Outcome:
    gateway = gateways().get(account.gateway)
    if gateway is None:
        return Outcome(failure="by_hand", final=True)
    now = clock.now()
    ends = None if hours.urgent else texts.quiet_ends(now, account.quiet_from, account.quiet_until, hours.zone)
    if ends is not None:
        return Outcome(failure="quiet_hours", wait_seconds=(ends - now).total_seconds(), counted=False)
    try:
        notice.access = account.access(origin())
    except SealBroken:
        return Outcome(failure="seal_broken", final=True)
    notice.again = message.attempt > 1
    notice.facts = {**notice.facts, "link_path": texts.link_path(notice.link)}
    return partial(_send, gateway, notice, account.id, shop_id)


def _send(gateway: TextGateway, notice: Notice, account: int, shop_id: int) -> dict[str, Any]:
    reference = gateway.send(notice)
    letter = {"subject": notice.subject, "text": notice.text, "language": notice.language}
    whole = f"{notice.text}\n{notice.link}" if notice.link else notice.text
    many = parts_of(whole, wide=gateway.templated)
    return {
        "way": gateway.code, "reference": reference, "letter": letter, "parts": many, "account": account,
        "shop": shop_id,
    }  # fmt: skip


def keep_texts(engine: Engine, answers: Sequence[tuple[Taken, object]]) -> None:
    """Keep which of these messages left as text messages, for their receipts and for what is paid."""
    sent = [(message, facts) for message, facts in answers if isinstance(facts, dict) and "account" in facts]
    if not sent:
        return
    now = clock.now()
    with engine.connection.transaction(), engine.connection.cursor() as cursor:
        for message, told in sent:
            texts.keep(
                cursor, message.id, told["account"], told["shop"], message.order_id, told["reference"], told["parts"],
                now,
            )  # fmt: skip
