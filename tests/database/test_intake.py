"""Orders come in by the inbox and go as far as they can, each written once."""

from tests.shop import Company, incoming, line


def test_a_clean_order_goes_from_message_to_released_in_one_batch(company: Company) -> None:
    company.sku("MUG", HZ=10, GZ=10)
    company.send(incoming("A1", line("MUG", 2)))
    assert company.read() == 1
    assert company.order("A1") == ("RELEASED", "warehouse", "warehouse")
    assert company.rows("SELECT w.code, f.state FROM fulfilment f JOIN warehouse w ON w.id = f.warehouse_id") == [
        ("HZ", "SENT")
    ]
    assert company.rows("SELECT on_hand, reserved FROM stock ORDER BY warehouse_id") == [(10, 2), (10, 0)]
    assert company.one("SELECT count(*) FROM event") == 1
    assert company.one("SELECT count(*) FROM inbox_todo") == 0
    assert company.rows("SELECT kind FROM inbox_outcome") == [("order",)]


def test_the_same_message_again_changes_nothing(company: Company) -> None:
    company.sku("MUG", HZ=10)
    for _ in range(3):
        company.send(incoming("A1", line("MUG", 2)), incoming("A1", line("MUG", 2)))
        company.read()
    assert company.one("SELECT count(*) FROM orders") == 1
    assert company.rows("SELECT reserved FROM stock") == [(2,)]
    assert company.rows("SELECT kind, count(*) FROM inbox_outcome GROUP BY 1 ORDER BY 1") == [
        ("duplicate", 5),
        ("order", 1),
    ]
