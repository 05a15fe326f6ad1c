"""A shop's signed webhook: checked by the shop's adapter, stored as it came, acknowledged, read afterwards.

A valid signature is always kept, whatever the body says. What is not what it claims is refused and not stored.
"""

from __future__ import annotations

import hashlib
from datetime import datetime

import msgspec

from orderway.journey.intake import api_channels, inbox
from orderway.journey.intake.api_take import SQL, hint
from orderway.kernel import clock
from orderway.ports.channel import Delivery, Refused
from orderway.web.engine import engine
from orderway.web.openapi_route import Answer, Call
from orderway.web.problems import Problem
from orderway.web.secrets import SealBroken, unseal

KEY_CHARS_MAX = 200
"""A longer delivery key is kept as its hash."""
TOPIC_CHARS_MAX = 200


class Received(msgspec.Struct):
    """A delivery was kept. `again`: it was kept before, and this was the sender's own second try."""

    received: bool = True
    again: bool = False


def webhook(call: Call) -> Answer:
    """Take a delivery of the shop's channel. 401: the signature or the time is wrong; 409: a replay, nothing is stored.

    A sender that tries again says the same under the same id, and signs anew where its channel signs the time: it is
    answered 200 and nothing is stored twice (docs/decisions/0011).
    """
    connection = engine().connection
    row = connection.execute(SQL.shop_for_webhook, [call.parts["shop"]]).fetchone()
    if row is None:
        raise Problem(404, "no_such_shop", "there is no such shop")
    shop_id, channel, sealed = row
    delivery = _verified(call, channel, sealed)
    key = delivery.key if len(delivery.key) <= KEY_CHARS_MAX else hashlib.sha256(delivery.key.encode()).hexdigest()
    now = clock.now()
    # A platform that calls its topic as we call our own form must not be read as that.
    topic = "" if delivery.topic == inbox.OWN else delivery.topic[:TOPIC_CHARS_MAX]
    arrival = inbox.Arrival(shop_id, call.body, topic, key, "webhook")
    with connection.transaction(), connection.cursor() as cursor:
        first = inbox.first_delivery(cursor, shop_id, key, now)
        if first:
            inbox.store(cursor, [arrival], now, engine().ids)
        else:
            values = {"shop": shop_id, "key": key, "body": call.body}
            seen = cursor.execute(SQL.delivered_before, values).fetchone()
    if first:
        hint(connection)
        return Answer(Received())
    if seen is not None and _is_second_try(delivery, *seen):
        return Answer(Received(again=True))
    raise Problem(409, "replay", "this delivery was received before; nothing was stored again")


def _is_second_try(delivery: Delivery, first_at: datetime, same: bool | None) -> bool:
    """The sender's own second try: the same words, and a later signature where the time is signed."""
    if same is False:
        return False
    return delivery.sent_at > first_at if delivery.sent_at is not None else bool(same)


def _verified(call: Call, channel: str, sealed: str) -> Delivery:
    """What the adapter says of the delivery; raises Problem 401."""
    adapter = api_channels.channel(channel)
    if adapter is None or not adapter.pushed:
        raise Problem(401, "not_pushed", "this shop's channel sends no webhooks")
    try:
        secret = unseal(sealed)
    except SealBroken:
        raise Problem(503, "secret_unreadable", "the shop's secret cannot be opened: enter it again") from None
    if not secret:
        raise Problem(401, "no_secret", "this shop has no webhook secret yet")
    headers = {name.lower(): value for name, value in call.request.headers.items()}
    try:
        return adapter.verify(headers, call.body, secret, clock.now())
    except Refused as refused:
        raise Problem(401, "signature", str(refused)) from None
