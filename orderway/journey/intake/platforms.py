"""The platforms that can be asked and told, as the composition root hands them to pulling and comparing."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping

from orderway.ports.platform import Platform

_provided: list[Callable[[], Mapping[str, Platform]]] = []
_inside: list[Collection[str]] = [()]


def provide(platforms: Callable[[], Mapping[str, Platform]], inside_hosts: Collection[str] = ()) -> None:
    """Called once by the composition root; `inside_hosts` may be reached although they are not public."""
    _provided[:] = [platforms]
    _inside[:] = [frozenset(inside_hosts)]


def platform(code: str) -> Platform | None:
    """The client of a channel's platform; None where it cannot be asked."""
    return _provided[0]().get(code) if _provided else None


def is_inside(host: str) -> bool:
    """Whether the administrator of the machine has allowed this host of the own network."""
    return host in _inside[0]
