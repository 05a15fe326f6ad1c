"""The channels' adapters, as the composition root hands them to the webhook and to the inbox."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from orderway.ports.channel import Channel

_provided: list[Callable[[], Mapping[str, Channel]]] = []


def provide(channels: Callable[[], Mapping[str, Channel]]) -> None:
    """Called once by the composition root; `channels` is asked when the first shop needs its adapter."""
    _provided[:] = [channels]


def channel(code: str) -> Channel | None:
    """The adapter of a channel; None where there is none."""
    return _provided[0]().get(code) if _provided else None
