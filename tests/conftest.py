"""What all tests share: a closed environment, Django ready, and the database fixtures for those that ask.

`dsn`  the address of this worker's migrated database (session)
`db`   a psycopg connection to it, all tables clean; Django points at the same database
`neighbour_dsn`  the same database, the schema of another company
`armed`  a monkeypatch for crash points
`forks`  starts child processes at once (see tests/forks.py)
`chromium`  the path of a browser; without one the test is skipped, or fails where ORDERWAY_BROWSER=required
"""

import atexit
import os
import shutil
import tempfile
from collections.abc import Iterator

import hypothesis
import psycopg
import pytest

from tests.forks import NO_DATABASE, Forks

os.environ.pop("ORDERWAY_SCHEMA", None)
os.environ["ORDERWAY_DATA"] = tempfile.mkdtemp(prefix="orderway-test-")
atexit.register(shutil.rmtree, os.environ["ORDERWAY_DATA"], ignore_errors=True)
os.environ["ORDERWAY_SECRET_KEY"] = "only-for-tests-only-for-tests-only-for-tests"
os.environ["ORDERWAY_PERSONAL_DATA_KEY"] = "only-for-tests-of-personal-data-only-for-tests"
# Playwright keeps a loop running in the thread of the tests, also of those that follow; Django takes it for its own.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
# No test reaches a database but through the fixtures below.
os.environ["DATABASE_URL"] = NO_DATABASE

from orderway.project import setup  # noqa: E402 (the environment comes first)

setup()

from django.conf import settings  # noqa: E402
from django.db import connections  # noqa: E402

from orderway.kernel import crashpoint  # noqa: E402
from tests import ground  # noqa: E402

# How fast this machine is at the moment decides no test (hypothesis' own profile of CI says the same).
hypothesis.settings.register_profile(
    "any-machine", hypothesis.settings(), deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("any-machine")
settings.PASSWORD_HASHERS = ["tests.hashers.QuickArgon2"]
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
NO_BROWSER = "no chromium was found (Debian, Ubuntu: apt install chromium; or set ORDERWAY_CHROMIUM)"


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say plainly when the browser tests did not run."""
    skipped = [one for one in terminalreporter.stats.get("skipped", []) if NO_BROWSER in str(one.longrepr)]
    if skipped:
        terminalreporter.section("browser tests", "!", yellow=True)
        terminalreporter.line(f"{len(skipped)} browser tests were SKIPPED: {NO_BROWSER}", yellow=True)


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of a Chromium to drive."""
    named = os.environ.get("ORDERWAY_CHROMIUM")
    found = named if named and os.access(named, os.X_OK) else next(filter(None, map(shutil.which, BROWSERS)), None)
    if found is None:
        if os.environ.get("ORDERWAY_BROWSER") == "required":
            pytest.fail(NO_BROWSER)
        pytest.skip(NO_BROWSER)
    return found


@pytest.fixture(scope="session")
def forks() -> Iterator[Forks]:
    """What starts child processes."""
    with Forks() as started:
        yield started


@pytest.fixture(scope="session")
def database_server() -> Iterator[str]:
    """The address of a running test server's maintenance database."""
    with ground.test_server() as address:
        yield address


@pytest.fixture(scope="session")
def dsn(database_server: str) -> Iterator[str]:
    """The address of this worker's own database: every table migrated, in two schemas; Django points at the first."""
    with ground.test_database(database_server, f"test_{os.getpid()}") as address:
        yield ground.address_in(address, ground.SCHEMAS[0])


@pytest.fixture
def neighbour_dsn(dsn: str) -> str:
    """The same database as `dsn`, seen by another company."""
    return ground.address_in(dsn, ground.SCHEMAS[1])


@pytest.fixture
def armed(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    """For a test that names a crash point in ORDERWAY_CRASH; afterwards none is armed."""
    yield monkeypatch
    monkeypatch.delenv("ORDERWAY_CRASH", raising=False)
    crashpoint._armed.cache_clear()


@pytest.fixture
def clean_tables(dsn: str) -> Iterator[None]:
    """Every table as the migrations left it, every sequence at its start; Django's connections closed afterwards."""
    ground.clean(dsn)
    yield
    connections.close_all()


@pytest.fixture
def db(dsn: str, clean_tables: None) -> Iterator["psycopg.Connection[tuple[object, ...]]"]:
    """A connection (a transaction opens with the first statement: commit what others shall see) to clean tables."""
    with psycopg.connect(dsn) as connection:
        yield connection
        connection.rollback()
