"""Two companies in two schemas of one database work side by side and never see each other."""

from collections.abc import Iterator

import pytest

from orderway.history import log
from orderway.kernel import clock
from tests.shop import NOW, Company, incoming, line


@pytest.fixture
def both(dsn: str, neighbour_dsn: str, clean_tables: None) -> Iterator[tuple[Company, Company]]:
    with clock.held_at(NOW):
        companies = Company(dsn), Company(neighbour_dsn)
        yield companies
        for made in companies:
            assert made.broken() == []
            made.close()


def ship(company: Company, order: str, number: str) -> None:
    for name, args in (("pick", {}), ("pack", {}), ("label", {"tracking_number": number}), ("hand_over", {})):
        company.must(name, order, **args)


def test_the_same_order_lives_twice_from_message_to_carrier(both: tuple[Company, Company]) -> None:
    mine, theirs = both
    mine.sku("MUG", HZ=5)
    theirs.sku("MUG", HZ=7)
    mine.send(incoming("A1", line("MUG", 2)), incoming("A2", line("MUG", 1)))
    theirs.send(incoming("A1", line("MUG", 4)))
    assert (mine.read(), theirs.read()) == (2, 1)
    ship(mine, "A1", "SF1")
    ship(theirs, "A1", "SF1")
    assert (mine.order("A1")[0], theirs.order("A1")[0]) == ("SHIPPED", "SHIPPED"), (
        "the same number at two companies is two"
    )
    assert mine.rows("SELECT on_hand, reserved FROM stock") == [(3, 1)]
    assert theirs.rows("SELECT on_hand, reserved FROM stock") == [(3, 0)]


def test_counts_ids_events_and_messages_are_each_companys_own(both: tuple[Company, Company]) -> None:
    mine, theirs = both
    for company, orders in ((mine, 3), (theirs, 1)):
        company.sku("MUG", HZ=9)
        company.send(*(incoming(f"A{n}", line("MUG")) for n in range(orders)))
        company.read()
    for company, orders in ((mine, 3), (theirs, 1)):
        with company.connection.cursor() as cursor:
            assert log.counts(cursor, "standing") == {f"{company.shop}:warehouse": orders}
        for table in ("orders", "event", "inbox", "person", "fulfilment"):
            assert company.one(f"SELECT count(*) FROM {table}") == orders, table
        assert company.one("SELECT last_value FROM id_block") == 1000, "each has ids of its own, from the beginning"


def test_a_message_stored_at_one_is_not_read_by_the_other(both: tuple[Company, Company]) -> None:
    mine, theirs = both
    mine.sku("MUG", HZ=5)
    theirs.sku("MUG", HZ=5)
    mine.send(incoming("A1", line("MUG")))
    assert theirs.read() == 0
    assert mine.one("SELECT count(*) FROM inbox_todo") == 1
    assert mine.read() == 1
    assert theirs.one("SELECT count(*) FROM orders") == 0


def test_stock_that_comes_to_one_frees_nobody_at_the_other(both: tuple[Company, Company]) -> None:
    from orderway.flow.goods import Change, change_goods

    mine, theirs = both
    for company in both:
        company.sku("MUG", HZ=0)
        company.send(incoming("A1", line("MUG")))
        company.read()
    change_goods(mine.engine, [Change(mine.skus["MUG"], mine.warehouses["HZ"], 1)], "receive", "", "anna")
    for company in both:
        company.run()
    assert (mine.order("A1")[1], theirs.order("A1")[1]) == ("warehouse", "short")


def test_no_statement_of_ours_names_a_schema() -> None:
    import re

    from tests.shape.house import name_of, sources

    named = re.compile(r"\b(?:FROM|INTO|UPDATE|JOIN|COPY)\s+(?:orderway|neighbour)\.[a-z_]+", re.IGNORECASE)
    found = [
        name_of(path)
        for path in sources(".sql")
        if "schema" not in path.parts and named.search(path.read_text("utf-8"))
    ]
    assert found == []
