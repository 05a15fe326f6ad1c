"""Fixtures of the suite of platforms: a fake of each platform here, and a client that waits for no slow one."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from orderway.adapters.channels import _http
from orderway.adapters.notices import _http as notices
from orderway.kernel import clock
from tests.adapters.fake_platform import Fake, running
from tests.adapters.fakes import dialect
from tests.adapters.platform_suite import CODES, NOW

SLOW_CALL_SECONDS_MAX = 0.7


@pytest.fixture(autouse=True)
def impatience(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the other side is slow, the client gives up soon; elsewhere it waits as long as it always does."""
    parameters = request.node.callspec.params if hasattr(request.node, "callspec") else {}
    if "slow" in parameters.values():
        for http in (_http, notices):
            monkeypatch.setattr(http, "TIMEOUT", http.httpx2.Timeout(SLOW_CALL_SECONDS_MAX))


@pytest.fixture(params=CODES)
def fake(request: pytest.FixtureRequest) -> Iterator[Fake]:
    """One platform after the other, the clock held."""
    with running(dialect(request.param)) as made, clock.held_at(NOW):
        yield made
