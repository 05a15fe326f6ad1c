"""How each platform answers, one module a platform with a `DIALECT`; found by the channel's code."""

from __future__ import annotations

import importlib

from tests.adapters.fake_platform import Dialect


def dialect(code: str) -> Dialect:
    """The dialect of a platform; a platform without one fails the contract suite."""
    try:
        found: Dialect = importlib.import_module(f"{__name__}.{code}").DIALECT
    except ModuleNotFoundError:
        raise AssertionError(f"write tests/adapters/fakes/{code}.py: how this platform answers") from None
    return found
