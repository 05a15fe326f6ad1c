"""Fixtures of the suite of platforms: a fake of each platform on this machine, and a client that waits for nobody."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from orderway.adapters.channels import _http
from orderway.kernel import clock
from tests.adapters.fake_platform import Fake, running
from tests.adapters.fakes import dialect
from tests.adapters.platform_suite import CODES, NOW


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """The client gives up after a third of a second instead of twenty."""
    monkeypatch.setattr(_http, "TIMEOUT", _http.httpx2.Timeout(0.3))


@pytest.fixture(params=CODES)
def fake(request: pytest.FixtureRequest) -> Iterator[Fake]:
    """One platform after the other, the clock held."""
    with running(dialect(request.param)) as made, clock.held_at(NOW):
        yield made
