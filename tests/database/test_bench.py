"""What the bench compares with: the fed floor stores the rows that the flow stores, all of them."""

from orderway.project.bench import floors, ground
from tests.shop import Company, incoming, line

NOT_STORED = {"inbox", "inbox_todo", "movement"}
"""What was there before, or only goes."""
TABLES = sorted(set(ground.FLOW_TABLES.split(", ")) - NOT_STORED)

RESERVED = "SELECT sku_id, warehouse_id, reserved FROM stock ORDER BY 1, 2"


def rows_of(company: Company) -> dict[str, int]:
    found = {name: company.one(f"SELECT count(*) FROM {name}") for name in TABLES}
    return {name: rows for name, rows in found.items() if rows}


def test_the_fed_floor_stores_the_same_rows_as_the_flow(company: Company) -> None:
    company.sku("MUG", HZ=9, GZ=9)
    for number in range(3):
        company.send(incoming(f"F-{number}", line("MUG", 1 + number)))
    company.send(incoming("F-9", line("NO-SUCH", 1)))
    batches = floors.record(company.dsn)
    stored, reserved = rows_of(company), company.rows(RESERVED)
    assert {"orders", "event", "inbox_outcome", "run_record", "hold", "tally_change"} <= stored.keys()
    assert sum(row[2] for row in reserved) == 6
    company.connection.execute(f"TRUNCATE {', '.join(TABLES)}")
    company.connection.execute("UPDATE stock SET reserved = 0")
    floors.feed(company.connection, batches)
    assert rows_of(company) == stored
    assert company.rows(RESERVED) == reserved
