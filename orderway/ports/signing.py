"""Platforms that sign their webhooks with keys of their own, and that try an address before they use it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol, runtime_checkable

from orderway.ports.platform import Account


@runtime_checkable
class SignedByKey(Protocol):
    """A channel whose deliveries name the key that signed them."""

    def key_wanted(self, headers: Mapping[str, str], secret: str) -> str:
        """The id of the key to be asked for; empty where the shop's secret holds it, or the header names none."""
        ...


@runtime_checkable
class KeyKeeper(Protocol):
    """A platform's client that gives its own signing keys."""

    def signing_key(self, account: Account, key_id: str) -> str:
        """The public key as PEM, for the place of the shop's secret. May raise PlatformFailed."""
        ...


@runtime_checkable
class Challenged(Protocol):
    """A channel whose sender asks the address a question before it sends anything there."""

    def challenge(self, query: Mapping[str, str], secret: str, address: str) -> dict[str, str] | None:
        """The answer as JSON; None where it is no such question or the secret does not serve."""
        ...
