"""The channels' adapters, as the composition root hands them to the webhook and to the inbox."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from orderway.ports.channel import Channel

_provided: list[Callable[[], Mapping[str, Channel]]] = []


def provide(channels: Callable[[], Mapping[str, Channel]]) -> None:
    """Called once by the composition root; `channels` is asked when the first shop needs its adapter."""
    _provided[:] = [channels]


NO_SHOPS = frozenset({"easypost", "wechatpay"})
"""Channels of carriers and gateways: they tell of parcels and payments, no shop's orders come by them."""


def shop_channels() -> list[tuple[str, str]]:
    """Code and name of every channel that a shop's orders can come by; our own JSON first, then by name."""
    known = _provided[0]() if _provided else {}
    found = [(code, one.name) for code, one in known.items() if code not in NO_SHOPS]
    return sorted(found, key=lambda one: (one[0] != "orderway", one[1].casefold()))


def channel(code: str) -> Channel | None:
    """The adapter of a channel; None where there is none."""
    return _provided[0]().get(code) if _provided else None
