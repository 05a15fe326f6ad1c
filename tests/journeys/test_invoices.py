"""From the wish for an invoice to its red-letter: issued for what was paid, uploaded, reversed by a refund."""

from typing import Any

import pytest

from orderway.flow.invoice import Wish, wish_of
from tests.shop import Company, incoming, line

FIRM = {
    "invoice_title": "杭州云起科技有限公司",
    "invoice_tax_number": "91350100M000100Y43",
    "invoice_email": "cw@example.com",
}
ROWS = "SELECT state, kind, amount_minor, number <> '' FROM invoice ORDER BY id"


def practice_shop(company: Company, **policy: Any) -> int:
    shop = company.add_shop("mall", "orderway", policy)
    company.connection.execute("UPDATE shop SET practice = true WHERE id = %s", [shop])
    for table in ("warehouse", "carrier", "sku"):
        company.connection.execute(f"UPDATE {table} SET practice = true")
    company.touch()
    return shop


def delivered(company: Company, shop: int, number: str = "I1") -> None:
    company.send(incoming(number, line("MUG", 2, 10000), wishes=FIRM), shop=shop)
    company.run()
    company.must("pick", number)
    company.must("pack", number)
    company.must("label", number, tracking_number="SF1")
    company.must("hand_over", number, tracking_number="SF1")
    company.deliver()


@pytest.mark.parametrize(
    ("wishes", "wish"),
    [
        ({}, None),
        ({"invoice": "李芳"}, Wish("李芳")),
        (
            {"invoice": "抬头:杭州云起科技有限公司 税号:91350100M000100Y43"},
            Wish("杭州云起科技有限公司", "91350100M000100Y43"),
        ),
        (
            {"invoice": "专票,云起公司,91350100m000100y43,cw@example.com"},
            Wish("专票 云起", "91350100M000100Y43", "cw@example.com", "special"),
        ),
        (FIRM, Wish("杭州云起科技有限公司", "91350100M000100Y43", "cw@example.com")),
    ],
)
def test_a_wish_is_read_from_fields_or_from_one_text(wishes: dict[str, str], wish: Wish | None) -> None:
    found = wish_of(wishes)
    if wish is None or wish.kind == "normal":
        assert found == wish
    else:
        assert found is not None and (found.tax_number, found.email, found.kind) == (
            wish.tax_number,
            wish.email,
            wish.kind,
        )


def test_issued_when_the_order_has_left_and_given_to_the_channel(company: Company) -> None:
    company.sku("MUG", HZ=5)
    shop = practice_shop(company, invoice_when="shipped")
    company.send(incoming("I1", line("MUG", 2, 10000), wishes=FIRM), shop=shop)
    company.run()
    assert company.rows(ROWS) == [("ASKED", "normal", 20000, False)]
    assert company.order("I1", "wishes") == ({"invoice": "normal"},), "the buyer's words stand with the invoice alone"
    for name, args in (("pick", {}), ("pack", {}), ("label", {"tracking_number": "SF1"}), ("hand_over", {})):
        company.must(name, "I1", **args)
    company.deliver()
    assert company.rows(ROWS) == [("UPLOADED", "normal", 20000, True)]
    assert company.order("I1", "extra->>'invoiced'") == ("2",)


def test_a_refund_afterwards_makes_a_red_letter_over_all_and_a_new_invoice_for_the_rest(company: Company) -> None:
    company.sku("MUG", HZ=5)
    shop = practice_shop(company, invoice_when="shipped")
    delivered(company, shop)
    company.must("propose_refund", "I1", kind="compensation", amount_minor=3000, reason="late")
    company.deliver()
    assert company.rows(ROWS) == [
        ("REVERSED", "normal", 20000, True),
        ("UPLOADED", "red", 20000, True),
        ("UPLOADED", "normal", 17000, True),
    ]
    assert company.rows("SELECT reverses_id = (SELECT min(id) FROM invoice) FROM invoice WHERE kind = 'red'") == [
        (True,)
    ]
    assert company.one("SELECT count(DISTINCT number) FROM invoice") == 3


def test_a_wrong_tax_number_is_refused_by_hand_and_waits_for_a_person_from_a_channel(company: Company) -> None:
    company.sku("MUG", HZ=5)
    shop = practice_shop(company, invoice_when="shipped")
    wrong = {**FIRM, "invoice_tax_number": "91350100M000100Y44"}
    company.send(incoming("I2", line("MUG", 1, 10000), wishes=wrong), shop=shop)
    company.run()
    assert company.rows("SELECT state, failure FROM invoice") == [("ASKED", "tax_number_wrong")]
    for name, args in (("pick", {}), ("pack", {}), ("label", {"tracking_number": "SF1"}), ("hand_over", {})):
        company.must(name, "I2", **args)
    refused = company.do("issue_invoice", "I2")
    assert refused.refusal is not None and refused.refusal.code == "tax_number_wrong"
    bad = company.do("request_invoice", "I2", title="云起", tax_number="1")
    assert bad.refusal is not None and bad.refusal.code == "tax_number_wrong"
    company.must("request_invoice", "I2", title="云起公司", tax_number="91350100M000100Y43")
    assert company.rows("SELECT state FROM invoice ORDER BY id") == [("WITHDRAWN",), ("ISSUING",)]
    company.deliver()
    assert company.rows("SELECT state FROM invoice ORDER BY id") == [("WITHDRAWN",), ("UPLOADED",)]


def test_without_an_issuer_a_person_writes_the_number_down_once(company: Company) -> None:
    company.sku("MUG", HZ=5)
    company.send(incoming("I3", line("MUG", 1, 10000)))
    company.run()
    company.must("request_invoice", "I3", title="李芳")
    company.must("issue_invoice", "I3")
    company.deliver()
    assert company.rows("SELECT topic, failure FROM outbox WHERE topic = 'invoice'") == [("invoice", "by_hand")]
    company.must("invoice_issued", "I3", number="0330012345")
    again = company.do("invoice_issued", "I3", number="0330012346")
    assert again.refusal is not None
    assert company.rows(ROWS) == [("ISSUED", "normal", 10000, True)]


def test_an_order_with_an_issued_invoice_travels_alone(company: Company) -> None:
    company.sku("MUG", HZ=5)
    company.send(incoming("I4", line("MUG")), incoming("I5", line("MUG")))
    company.run()
    company.must("request_invoice", "I4", title="李芳")
    company.must("invoice_issued", "I4", number="1")
    other = company.one("SELECT id FROM orders WHERE external_id = 'I4'")
    refused = company.do("merge", "I5", **{"with": [other]})
    assert refused.refusal is not None and refused.refusal.facts["why"] == "invoice_printed"
