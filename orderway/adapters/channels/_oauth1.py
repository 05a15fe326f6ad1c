"""OAuth 1.0a with HMAC-SHA256 (RFC 5849), as Magento's integrations sign their calls. Pure."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Mapping
from urllib.parse import quote


def header(
    method: str, address: str, query: Mapping[str, str], secrets: Mapping[str, str], nonce: str, timestamp: int
) -> str:
    """The Authorization header of a call; `address` without its query. A JSON body is not signed."""
    given = {
        "oauth_consumer_key": secrets["consumer_key"],
        "oauth_nonce": nonce,
        "oauth_signature_method": "HMAC-SHA256",
        "oauth_timestamp": str(timestamp),
        "oauth_token": secrets["access_token"],
        "oauth_version": "1.0",
    }
    pairs = sorted((_escaped(key), _escaped(value)) for key, value in {**query, **given}.items())
    text = "&".join([method.upper(), _escaped(address), _escaped("&".join(f"{key}={value}" for key, value in pairs))])
    key = f"{_escaped(secrets['consumer_secret'])}&{_escaped(secrets['access_token_secret'])}"
    signature = base64.b64encode(hmac.digest(key.encode(), text.encode(), hashlib.sha256)).decode()
    parts = {**given, "oauth_signature": signature}
    return "OAuth " + ", ".join(f'{key}="{_escaped(value)}"' for key, value in sorted(parts.items()))


def _escaped(text: str) -> str:
    return quote(text, safe="-._~")
