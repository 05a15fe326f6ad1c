"""Tests in this folder talk to a real PostgreSQL: fixtures `dsn`, `db`, `neighbour_dsn` (see tests/conftest.py)."""

from collections.abc import Iterator

import pytest

from orderway.kernel import clock
from tests.database.api_client import Machine
from tests.shop import NOW, Company


@pytest.fixture
def company(dsn: str, clean_tables: None) -> Iterator[Company]:
    """A small company on clean tables, the clock held at `tests.shop.NOW`; every invariant is audited in the end."""
    with clock.held_at(NOW):
        made = Company(dsn)
        yield made
        assert made.broken() == []
        made.close()


@pytest.fixture
def machine(company: Company) -> Machine:
    """A machine with a key for everything, and ten mugs to order."""
    company.sku("MUG", HZ=10)
    return Machine()
