"""What was changed is shown before and after: goods and remarks as they are, the receiver masked till somebody asks."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from orderway.kernel import clock
from tests.people import signed_in
from tests.shop import NOW, Company, incoming, line


@pytest.fixture
def desk(company: Company) -> Client:
    company.sku("MUG", HZ=10)
    company.send(incoming("A1", line("MUG", 3), seller_note="gift for a friend"))
    company.read()
    return signed_in("operator", "service", name="olivia")


def page(desk: Client, company: Company) -> str:
    return desk.get(f"/orders/{company.one('SELECT id FROM orders')}").content.decode()


def differences(html: str) -> list[tuple[str, str, str]]:
    """Field, before, after of each difference in the timeline, the newest first."""
    found = []
    for entry in re.findall(r"<dt>([^<]*)</dt><dd>((?:<del>.*?</del> ?)?(?:<ins>.*?</ins>)?)</dd>", html):
        plain = [
            re.sub(r'<span class="visually-hidden">.*?</span>', "", part) for part in re.split(r"</del>", entry[1])
        ]
        texts = [re.sub(r"<[^>]*>", "", part).strip() for part in plain]
        if "<del>" in entry[1] or "<ins>" in entry[1]:
            found.append((entry[0], texts[0] if "<del>" in entry[1] else "", texts[-1] if "<ins>" in entry[1] else ""))
    return found


def test_a_changed_receiver_is_shown_masked_and_the_event_holds_no_personal_data(
    company: Company, desk: Client
) -> None:
    company.must("correct_address", "A1", phone="13912345678", street="中山北路12号")
    company.must("correct_address", "A1", phone="13712345678")
    html = page(desk, company)
    assert differences(html) == [
        ("phone", "+86139****5678", "+86137****5678"),
        ("phone", "+86138****3697", "+86139****5678"),
        ("street", "文三路***", "中山北路***"),
    ]
    assert "13912345678" not in html
    told = str(company.rows("SELECT data FROM event"))
    assert "1391234" not in told
    assert "中山" not in told
    assert company.rows("SELECT version, street FROM person_was ORDER BY version") == [
        (1, "文三路478号3幢1202室"),
        (2, "中山北路12号"),
    ]


def test_who_gives_a_reason_sees_the_receivers_before_in_full(company: Company, desk: Client) -> None:
    company.must("correct_address", "A1", phone="13912345678")
    order = company.one("SELECT id FROM orders")
    html = desk.post(f"/orders/{order}/reveal", {"reason": "call"}).content.decode()
    assert "+8613912345678" in html
    assert "+8613884173697" in html
    assert company.one("SELECT count(*) FROM reveal") == 1


def test_goods_and_remarks_are_shown_before_and_after(company: Company, desk: Client) -> None:
    line_id = company.one("SELECT id FROM order_line")
    company.must("change_quantity", "A1", line_id=line_id, quantity=5)
    company.must("change_quantity", "A1", line_id=line_id, quantity=2)
    company.must("change_remark", "A1", which="seller_note", text="gift wrap, blue")
    with clock.held_at(NOW + timedelta(minutes=1)):
        company.must("change_remark", "A1", which="seller_note", text="")
    assert differences(page(desk, company)) == [
        ("remark", "gift wrap, blue", ""),
        ("remark", "gift for a friend", "gift wrap, blue"),
        ("1. MUG", "× 5", "× 2"),
        ("1. MUG", "× 3", "× 5"),
    ]
    assert "gift" not in str(company.rows("SELECT data FROM event"))


def test_the_same_remark_again_changes_nothing(company: Company, desk: Client) -> None:
    refused = company.do("change_remark", "A1", which="seller_note", text="gift for a friend")
    assert refused.refusal is not None
    assert refused.refusal.code == "nothing_changed"
    assert company.rows("SELECT count(*) FROM note") == [(0,)]


def test_a_cancelled_part_is_shown_line_by_line(company: Company, desk: Client) -> None:
    company.must("cancel", "A1", reason="buyer", units={str(company.one("SELECT id FROM order_line")): 1})
    assert differences(page(desk, company)) == [("1. MUG", "× 3", "× 2")]
