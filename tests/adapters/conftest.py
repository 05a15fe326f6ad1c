"""Fixtures of the suite of platforms: a fake of each platform here, and a client that waits for no slow one."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from orderway.adapters.channels import _http
from orderway.adapters.notices import _http as notices
from orderway.journey.intake import platforms as known
from orderway.kernel import clock
from tests.adapters.fake_platform import Fake, running
from tests.adapters.fakes import dialect
from tests.adapters.platform_suite import CODES, NOW
from tests.adapters.selling import selling
from tests.shop import Company

SLOW_CALL_SECONDS_MAX = 0.7


@pytest.fixture(autouse=True)
def impatience(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the other side is slow, the client gives up soon; elsewhere it waits as long as it always does."""
    parameters = request.node.callspec.params if hasattr(request.node, "callspec") else {}
    if "slow" in parameters.values():
        for http in (_http, notices):
            monkeypatch.setattr(http, "TIMEOUT", http.httpx2.Timeout(SLOW_CALL_SECONDS_MAX))


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """`@pytest.mark.on("ebay", …)` at a test, else in its module, names the platforms that `fake` plays.

    Without it, it plays all. A module with a fixture `fake` of its own goes its own way.
    """
    if "fake" in metafunc.fixturenames and not hasattr(metafunc.module, "fake"):
        mark = metafunc.definition.get_closest_marker("on")
        metafunc.parametrize("fake", mark.args if mark else CODES, indirect=True)


@pytest.fixture
def fake(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Fake]:
    """One platform after the other, the clock held; a shop may reach it although it is on this machine."""
    monkeypatch.setattr(known, "_inside", [{"127.0.0.1"}])
    with running(dialect(request.param)) as made, clock.held_at(NOW):
        yield made


@pytest.fixture
def shop(fake: Fake, dsn: str, clean_tables: None) -> Iterator[Company]:
    """A company that sells mugs and cups on the platform, and tells it everything but asks nothing."""
    with selling(fake, dsn) as made:
        yield made
