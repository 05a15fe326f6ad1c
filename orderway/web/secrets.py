"""Secrets of shops at rest: encrypted with a key that is derived from the installation's kept key.

When ORDERWAY_SECRET_KEY changes, the old one goes into ORDERWAY_SECRET_KEY_OLD, and what it sealed can still be read.
"""

from __future__ import annotations

import base64
import hashlib
import secrets
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings

PURPOSE = b"orderway shop secret v1"
SECRET_BYTES = 32


class SealBroken(Exception):
    """The secret was sealed with another key than ours; enter it again, or set ORDERWAY_SECRET_KEY_OLD."""


def seal(secret: str) -> str:
    """The secret as it may lie in the database; an empty one stays empty."""
    return _box().encrypt(secret.encode()).decode() if secret else ""


def unseal(sealed: str) -> str:
    """The secret itself; raises SealBroken."""
    if not sealed:
        return ""
    try:
        return _box().decrypt(sealed.encode()).decode()
    except InvalidToken:
        raise SealBroken from None


def new_webhook_secret() -> str:
    """A fresh secret for a shop of our own channel, as Standard Webhooks writes them."""
    return "whsec_" + base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()


def _box() -> MultiFernet:
    return _box_of((settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS))


@lru_cache(maxsize=4)
def _box_of(keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(base64.urlsafe_b64encode(_derived(key))) for key in keys])


def _derived(key: str) -> bytes:
    return hashlib.blake2b(PURPOSE, key=hashlib.sha512(key.encode()).digest(), digest_size=32).digest()
