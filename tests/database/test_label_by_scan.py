"""A carrier that gives no numbers: the packer scans the number off its own label."""

from django.test import Client

from orderway.records.models import User
from tests.shop import Company, incoming, line

HTMX = {"HX-Request": "true"}


def packed(company: Company, adapter: str) -> tuple[Client, str]:
    """A picker, and the page of an order that they have packed for a carrier of this adapter."""
    company.connection.execute("UPDATE carrier SET adapter = %s", [adapter])
    company.touch()
    company.sku("MUG", HZ=5)
    company.send(incoming("A1", line("MUG", 1)))
    company.read()
    company.must("pick", "A1")
    who = Client()
    who.force_login(User.objects.create(username="peng", roles=["picker"]))
    url = f"/pack/F{company.one('SELECT id FROM fulfilment')}"
    seen = (
        who.post(url, {"code": "MUG"}, headers=HTMX).content.decode().split('name="scanned" value="')[1].split('"')[0]
    )
    who.post(url, {"close": "1", "scanned": seen}, headers=HTMX)
    return who, url


def scan(who: Client, url: str, label: str) -> str:
    """The page after this was scanned as the label."""
    return who.post(url, {"label": label}, headers=HTMX).content.decode()


def numbers(company: Company) -> list[tuple[str, str]]:
    """State and number of each shipment."""
    return company.rows("SELECT f.state, p.tracking_number FROM fulfilment f JOIN parcel p ON p.fulfilment_id = f.id")


def test_the_number_on_the_carriers_own_label_is_scanned_at_the_packing_table(company: Company) -> None:
    who, url = packed(company, "by_hand")
    page = who.get(url).content.decode()
    assert 'name="label"' in page and "on its way" not in page

    for code in ("MUG", "W12", "f345678", "A1", "ABCDEFGH"):
        assert "Not a label" in scan(who, url, code), code
    assert numbers(company) == [("PACKED", "")]

    page = scan(who, url, "LABEL-000123")
    assert "Labelled" in page and "LABEL-000123" in page and 'name="label"' not in page
    assert numbers(company) == [("READY", "LABEL-000123")]
    assert "Labelled already" in scan(who, url, "LABEL-000124")


def test_a_label_that_the_carrier_sends_is_waited_for_and_scanned_once_it_is_given_up(company: Company) -> None:
    who, url = packed(company, "elsewhere")
    page = who.get(url).content.decode()
    assert "on its way" in page and 'name="label"' not in page
    assert "Labelled already" in scan(who, url, "LABEL-000123")

    company.connection.execute("UPDATE outbox SET state = 'FAILED', failure = 'refused' WHERE topic = 'label'")
    assert 'name="label"' in who.get(url).content.decode()


def test_a_misread_number_is_doubted_and_taken_when_it_is_meant(company: Company) -> None:
    who, url = packed(company, "by_hand")
    company.connection.execute("UPDATE carrier SET name = 'UPS'")
    company.touch()

    page = scan(who, url, "1Z5R89390357567128")
    assert "Misread: check digit wrong" in page and 'name="confirmed"' in page
    who.post(url, {"label": "1Z5R89390357567128", "confirmed": "1"}, headers=HTMX)
    assert numbers(company) == [("READY", "1Z5R89390357567128")]
