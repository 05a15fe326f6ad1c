"""Channels: one module a platform or file form, each with a module-level `CHANNEL` that keeps the port's promises.

In: the bytes that a platform pushed, answered or exported. Out: orders, documents and problems, in the words of the
port. A new channel is one new file here: nothing else has to be changed. Modules whose name begins with `_` are shared
reading rules, not channels.
"""

from __future__ import annotations

import functools
import importlib
import pkgutil

from orderway.ports.channel import Channel


class UnknownChannel(LookupError):
    """No channel has this code; take one of those that `codes()` lists."""


@functools.cache
def channels() -> dict[str, Channel]:
    """Every channel of this package by its code, in the order of the codes; read once a process."""
    found: dict[str, Channel] = {}
    for module in pkgutil.iter_modules(__path__):
        if module.name.startswith("_"):
            continue
        channel: Channel = importlib.import_module(f"{__name__}.{module.name}").CHANNEL
        if channel.code in found:
            raise ValueError(f"two channel files use the code {channel.code!r}")
        found[channel.code] = channel
    return dict(sorted(found.items()))


def codes() -> list[str]:
    """The codes of all channels, sorted."""
    return list(channels())


def channel(code: str) -> Channel:
    """The channel with this code; raises UnknownChannel naming the codes that exist."""
    try:
        return channels()[code]
    except KeyError:
        raise UnknownChannel(f"no channel {code!r}; there are: {', '.join(codes())}") from None
