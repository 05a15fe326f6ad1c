"""Channels: one module a platform or file form, each with a module-level `CHANNEL` that keeps the port's promises.

In: the bytes that a platform pushed, answered or exported. Out: orders, documents and problems, in the words of the
port. A new channel is one new file here: nothing else has to be changed. Modules whose name begins with `_` are shared
reading rules, not channels. A module that has a `PLATFORM` too can be asked and told (`ports.platform`).
"""

from __future__ import annotations

import functools
from types import ModuleType

from orderway.ports.channel import Channel
from orderway.ports.files import files_of
from orderway.ports.platform import Platform


class UnknownChannel(LookupError):
    """No channel has this code; take one of those that `codes()` lists."""


@functools.cache
def channels() -> dict[str, Channel]:
    """Every channel of this package by its code, in the order of the codes; read once a process."""
    return {code: module.CHANNEL for code, module in _modules().items()}


@functools.cache
def _modules() -> dict[str, ModuleType]:
    return files_of(__name__, __path__, "CHANNEL")


@functools.cache
def platforms() -> dict[str, Platform]:
    """Every platform that can be asked and told, by its channel's code: the modules with a `PLATFORM`."""
    found = {code: getattr(_modules()[code], "PLATFORM", None) for code in channels()}
    return {code: platform for code, platform in found.items() if platform is not None}


def codes() -> list[str]:
    """The codes of all channels, sorted."""
    return list(channels())


def channel(code: str) -> Channel:
    """The channel with this code; raises UnknownChannel naming the codes that exist."""
    try:
        return channels()[code]
    except KeyError:
        raise UnknownChannel(f"no channel {code!r}; there are: {', '.join(codes())}") from None
