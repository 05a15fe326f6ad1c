"""What workers keep of the reference data: read ahead, and never older than the last change."""

from typing import Any

import pytest

from orderway.flow import reading
from orderway.flow.reference import References
from orderway.records.models import Listing
from tests.shop import Company, incoming, line


class Counted:
    """A cursor that counts the statements which look for SKUs and listings."""

    def __init__(self, cursor: Any) -> None:
        self.cursor = cursor
        self.looked = 0

    def execute(self, sql: str, *values: Any, **more: Any) -> Any:
        """As the cursor's."""
        self.looked += sql in (reading._sql.skus_by_code, reading._sql.skus_by_id, reading._sql.listings)
        return self.cursor.execute(sql, *values, **more)


def listing(company: Company, key: str, code: str) -> None:
    """The shop sells a SKU under a key."""
    Listing.objects.create(shop_id=company.shop, key=key, sku_id=company.skus[code])
    company.touch()


def test_what_was_read_ahead_is_not_looked_for_again(company: Company) -> None:
    company.sku("MUG", HZ=9)
    listing(company, "MUG-RED", "MUG")
    with company.connection.cursor() as cursor:
        refs, counted = References(), Counted(cursor)
        reading.read_ahead(refs, cursor)
        reading.need_listings(refs, counted, [(company.shop, "MUG-RED", ""), (company.shop, "MUG-RED", "MUG-RED")])  # type: ignore[arg-type]
        assert refs.sku_of(company.shop, "MUG-RED", "") == company.skus["MUG"]
        reading.need_skus(refs, counted, [company.skus["MUG"]])  # type: ignore[arg-type]
        assert counted.looked == 1, "the code MUG-RED is no SKU's: it is asked for, the listing is not"


def test_no_more_is_read_ahead_than_the_limit(company: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    for code in ("OLD", "NEW"):
        company.sku(code)
    monkeypatch.setattr(reading, "AHEAD_MAX", 1)
    with company.connection.cursor() as cursor:
        refs = References()
        reading.read_ahead(refs, cursor)
        assert list(refs.codes) == ["NEW"], "the youngest"


def test_the_first_listing_of_a_shop_is_known_to_a_worker_that_saw_none(company: Company) -> None:
    company.sku("MUG", HZ=9)
    company.send(incoming("A1", line("MUG-RED")))
    company.read()
    assert company.rows("SELECT reason FROM hold") == [("listing_unmatched",)]
    assert not company.engine.references.listing_shops
    listing(company, "MUG-RED", "MUG")
    company.send(incoming("A2", line("MUG-RED")))
    company.read()
    assert company.order("A2")[0] == "RELEASED"
