"""A shop's signed webhook: checked by the shop's adapter, stored as it came, acknowledged, read afterwards.

A valid signature is always kept, whatever the body says. What is not what it claims is refused and not stored.
"""

from __future__ import annotations

import hashlib
from datetime import datetime

import msgspec
from django.conf import settings

from orderway.journey.intake import api_channels, inbox, signing_keys
from orderway.journey.intake.api_take import SQL, hint
from orderway.kernel import clock
from orderway.ports.channel import Delivery, Refused
from orderway.ports.platform import Failure, PlatformFailed
from orderway.ports.signing import Challenged, SignedByKey
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
    delivery = _verified(call, shop_id, channel, sealed)
    key = delivery.key if len(delivery.key) <= KEY_CHARS_MAX else hashlib.sha256(delivery.key.encode()).hexdigest()
    # A platform that calls its topic as we call our own form must not be read as that.
    topic = "" if delivery.topic == inbox.OWN else delivery.topic[:TOPIC_CHARS_MAX]
    values = {
        "id": engine().ids.next(),
        "now": clock.now(),
        "shop": shop_id,
        "key": key,
        "topic": topic,
        "body": call.body,
        "priority": inbox.LIVE,
    }
    if connection.execute(SQL.keep_delivery, values).rowcount == 1:
        hint(connection)
        return Answer(Received())
    seen = connection.execute(SQL.delivered_before, values).fetchone()
    if seen is not None and _is_second_try(delivery, *seen):
        return Answer(Received(again=True))
    raise Problem(409, "replay", "this delivery was received before; nothing was stored again")


def _is_second_try(delivery: Delivery, first_at: datetime, same: bool | None) -> bool:
    """The sender's own second try: the same words, and a later signature where the time is signed."""
    if same is False:
        return False
    return delivery.sent_at > first_at if delivery.sent_at is not None else bool(same)


def challenge(call: Call) -> Answer:
    """Answer the question that a platform asks an address before it sends anything there (eBay's challenge code)."""
    row = engine().connection.execute(SQL.shop_for_webhook, [call.parts["shop"]]).fetchone()
    if row is None:
        raise Problem(404, "no_such_shop", "there is no such shop")
    _shop_id, code, sealed = row
    adapter: object = api_channels.channel(code)
    if not isinstance(adapter, Challenged):
        raise Problem(404, "no_challenge", "this shop's channel asks no questions")
    address = f"{_origin(call)}{call.request.path}"
    query = {name: str(value) for name, value in call.request.GET.items()}
    answer = adapter.challenge(query, _opened(sealed), address)
    if answer is None:
        raise Problem(400, "challenge", "no challenge_code, or the shop's webhook secret is no verification token")
    return Answer(answer)


def _origin(call: Call) -> str:
    """Where we are reached from outside: the first of ORDERWAY_ORIGINS, else what was asked for."""
    known = settings.CSRF_TRUSTED_ORIGINS
    return known[0].rstrip("/") if known else call.request.build_absolute_uri("/").rstrip("/")


def _opened(sealed: str) -> str:
    try:
        secret = unseal(sealed)
    except SealBroken:
        raise Problem(503, "secret_unreadable", "the shop's secret cannot be opened: enter it again") from None
    if not secret:
        raise Problem(401, "no_secret", "this shop has no webhook secret yet")
    return secret


def _verified(call: Call, shop_id: int, channel: str, sealed: str) -> Delivery:
    """What the adapter says of the delivery; raises Problem 401."""
    adapter = api_channels.channel(channel)
    if adapter is None or not adapter.pushed:
        raise Problem(401, "not_pushed", "this shop's channel sends no webhooks")
    secret = _opened(sealed)
    headers = {name.lower(): value for name, value in call.request.headers.items()}
    if isinstance(adapter, SignedByKey):
        wanted = adapter.key_wanted(headers, secret)
        secret = _key(shop_id, wanted) if wanted else secret
    try:
        return adapter.verify(headers, call.body, secret, clock.now())
    except Refused as refused:
        raise Problem(401, "signature", str(refused)) from None


def _key(shop_id: int, key_id: str) -> str:
    """The platform's key; raises Problem: 503 where the sender should try again."""
    try:
        return signing_keys.key_of(engine(), shop_id, key_id)
    except PlatformFailed as failed:
        if failed.kind in (Failure.REFUSED, Failure.GONE):
            raise Problem(401, "signature", "the platform knows no key of this id") from None
        raise Problem(503, "no_key", "the platform's key cannot be had now: try again") from None
