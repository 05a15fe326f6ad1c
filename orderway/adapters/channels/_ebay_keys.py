"""eBay's notifications: the question to the address, and the keys that sign. Kept apart from what is in them.

The shop's webhook secret is the verification token (32 to 80 letters, digits, `_`, `-`) that is entered at eBay too;
eBay's public key as PEM may stand behind it, else it is fetched by the id in each signature.
Source: eBay Event Notification (challenge code: SHA-256 over code, token, address), Notification API getPublicKey.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections.abc import Mapping
from typing import Any

import msgspec

from orderway.adapters.channels import _sign
from orderway.adapters.channels._http import call
from orderway.ports.channel import Refused
from orderway.ports.platform import Account, Failure, PlatformFailed

PEM = "-----BEGIN PUBLIC KEY-----"
PEM_END = "-----END PUBLIC KEY-----"
SCOPE = "https://api.ebay.com/oauth/api_scope"
CODE_CHARS_MAX = 200
_KEY_ID = re.compile(r"[A-Za-z0-9-]{8,64}")
_TOKEN = re.compile(r"[A-Za-z0-9_-]{32,80}")


def header_of(headers: Mapping[str, str]) -> dict[str, Any]:
    """What X-EBAY-SIGNATURE says (alg, kid, signature, digest); raises Refused."""
    try:
        text = base64.b64decode(_sign.header(headers, "x-ebay-signature"), validate=True)
        return msgspec.json.decode(text, type=dict[str, Any])
    except (binascii.Error, ValueError):
        raise Refused("the header x-ebay-signature is not readable") from None


def key_wanted(headers: Mapping[str, str], secret: str) -> str:
    """The id of the key that signed, where the shop's secret is no key itself."""
    if PEM in secret:
        return ""
    try:
        found = str(header_of(headers).get("kid", ""))
    except Refused:
        return ""
    return found if _KEY_ID.fullmatch(found) else ""


def pem_of(secret: str) -> str:
    """The key in the shop's secret."""
    return secret[secret.index(PEM) :] if PEM in secret else secret


def challenge(query: Mapping[str, str], secret: str, address: str) -> dict[str, str] | None:
    """eBay's question to an address, answered with the shop's verification token."""
    code, token = query.get("challenge_code", ""), secret.split(PEM, maxsplit=1)[0].strip()
    if not code or len(code) > CODE_CHARS_MAX or not _TOKEN.fullmatch(token):
        return None
    return {"challengeResponse": hashlib.sha256(f"{code}{token}{address}".encode()).hexdigest()}


def signing_key(account: Account, key_id: str) -> str:
    """The public key of an id, asked with a token of the application."""
    pair = f"{account.options.get('client_id', '')}:{account.secrets.get('client_secret', '')}"
    basic = {"Authorization": f"Basic {base64.b64encode(pair.encode()).decode()}"}
    form = {"grant_type": "client_credentials", "scope": SCOPE}
    reply = call(account, "POST", "/identity/v1/oauth2/token", form=form, headers=basic, writes=False, lenient=True)
    told = reply.json(dict[str, Any])
    if "access_token" not in told:
        raise PlatformFailed(Failure.AUTH, str(told.get("error_description", "")), code=str(told.get("error", "")))
    bearer = {"Authorization": f"Bearer {told['access_token']}"}
    found = call(account, "GET", f"/commerce/notification/v1/public_key/{key_id}", headers=bearer).json(dict[str, Any])
    key = str(found.get("key") or "").replace(PEM, "").replace(PEM_END, "").strip()
    if not key:
        raise PlatformFailed(Failure.REFUSED, "eBay gave no key of this id", code="no_key")
    return f"{PEM}\n{key}\n{PEM_END}\n"
