"""Whom calls over TLS trust: the bundled authorities, read once a process (reading them takes longer than a call)."""

import ssl
from functools import cache

import httpx2


@cache
def authorities() -> ssl.SSLContext:
    """What `httpx2` makes for itself anew with each client; may be used by all threads at the same time."""
    return httpx2.create_ssl_context(trust_env=False)
