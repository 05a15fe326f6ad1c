"""Random work on a real PostgreSQL; the company lies in this worker's database."""

from collections.abc import Iterator

import pytest

from orderway.kernel import clock
from tests.shop import NOW, Company


@pytest.fixture
def company(dsn: str, clean_tables: None) -> Iterator[Company]:
    """A small company on clean tables, the clock held at `tests.shop.NOW`."""
    with clock.held_at(NOW):
        made = Company(dsn)
        yield made
        made.close()
