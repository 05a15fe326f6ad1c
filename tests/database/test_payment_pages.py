"""Pages of money: a payment matched by hand, the days, a gateway's access, what is ticked off on one order."""

from __future__ import annotations

import json
from datetime import timedelta

from django.test import Client

from orderway.ports.channel import IncomingPayment
from orderway.records.models import GatewayAccount
from orderway.web.secrets import unseal
from tests import gateway_signers as sign
from tests.database.test_edi_pages import signed_in
from tests.shop import NOW, Company, incoming, line


def text(client: Client, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200, url
    return answer.content.decode()


def test_a_gateway_is_set_up_its_notice_matched_and_the_day_shows_the_money(company: Company) -> None:
    company.sku("MUG", HZ=10)
    company.send(incoming("A1", line("MUG"), paid=False))
    company.run()
    admin, fin = signed_in("admin"), signed_in("finance")
    url = f"/settings/gateways/{company.shop}/stripe"
    assert "/api/v1/payments/own/stripe" in text(admin, url)
    saved = admin.post(url, {"api_key": "sk_test_1", "notice_key": sign.WHSEC, "active": "on"})
    assert saved.status_code == 302
    assert json.loads(unseal(GatewayAccount.objects.get().sealed)) == sign.secrets()["stripe"]
    assert "sk_test_1" not in text(admin, url)
    admin.post(url, {"api_key": "", "notice_key": "", "active": "on"})
    assert json.loads(unseal(GatewayAccount.objects.get().sealed)) == sign.secrets()["stripe"]
    body, headers = sign.stripe(sign.intent("A1-2", 8900), NOW)
    assert Client().post("/api/v1/payments/own/stripe", body, "application/json", headers=headers).status_code == 200
    assert "A1-2" in text(fin, "/payments")
    pk = company.one("SELECT id FROM payment_notice")
    assert fin.post(f"/payments/{pk}/match", {"order": "nobody"}).status_code == 302
    assert company.order("A1", "payment_state") == ("UNPAID",)
    assert fin.post(f"/payments/{pk}/match", {"order": "A1"}).status_code == 302
    assert company.order("A1", "payment_state") == ("PAID",)
    assert "A1-2" not in text(fin, "/payments")
    company.connection.execute("UPDATE payment SET at = %s", [NOW - timedelta(hours=1)])
    assert text(fin, "/payments/days.csv").splitlines() == [
        "day,shop,gateway,kind,currency,count,amount,fee",
        "2026-11-20,own,card,captured,CNY,1,89.00,0.00",
    ]
    assert "89.00" in text(fin, "/payments/days?days=92")


def test_only_money_people_see_payments_and_only_admins_the_access(company: Company) -> None:
    assert [signed_in(role).get("/payments").status_code for role in ("picker", "finance", "reviewer")] == [
        403,
        200,
        200,
    ]
    assert signed_in("service").post("/payments/1/match", {"order": "A1"}).status_code == 403
    assert signed_in("finance").get("/settings/gateways").status_code == 403


def test_what_is_to_be_settled_stands_in_one_place_and_is_ticked_off(company: Company) -> None:
    company.sku("MUG", HZ=10)
    company.insert(
        "price",
        shop_id=company.shop,
        sku_id=company.skus["MUG"],
        customer="",
        units_from=1,
        unit_minor=9900,
        currency="CNY",
    )
    company.policy(tick_off=["remarks"])
    company.send(incoming("A1", line("MUG"), buyer_note="leave at the door"))
    company.run()
    order, desk = company.one("SELECT id FROM orders"), signed_in("operator")
    page = text(desk, f"/orders/{order}/review")
    assert "leave at the door" in page and "99.00" in page and "89.00" in page
    assert f"/orders/{order}/review" in text(desk, f"/orders/{order}")
    assert desk.post(f"/orders/{order}/review", {"key": "buyer_note"}).status_code == 302
    ticked = company.one("SELECT extra->'ticked' FROM orders")
    assert list(ticked) == ["buyer_note"]
    company.must("approve", "A1")
    assert company.order("A1", "standing") == ("warehouse",)


def test_a_hold_on_the_review_offers_its_way_out_to_who_may(company: Company) -> None:
    company.sku("MUG", HZ=10)
    company.send(incoming("A1", line("MUG"), seller_note="check the colour"))
    company.run()
    company.must("hold", "A1", note="ask the boss")
    order, hold = company.one("SELECT id FROM orders"), company.one("SELECT id FROM hold WHERE reason = 'by_hand'")
    release = f'hx-get="/orders/{order}/do/release_hold?part={hold}"'
    page = text(signed_in("operator"), f"/orders/{order}/review")
    assert "ask the boss" in page and release in page and f'hx-get="/orders/{order}/do/claim"' in page
    assert f"order-{order} from:body" in page, "it is fresh after a deed"
    seen = text(signed_in("finance"), f"/orders/{order}/review")
    assert "ask the boss" in seen and release not in seen and "/do/claim" not in seen


def test_finance_sees_whose_money_needs_somebody_and_asks_for_it(company: Company) -> None:
    company.sku("MUG", HZ=50)
    company.send(*[incoming(name, line("MUG", price=8900), paid=False) for name in ("A1", "A2")])
    company.run()
    company.must("payment_told", "A1", kind="authorised", amount_minor=8900, currency="CNY", reference="pi_1")
    company.must("payment_told", "A2", kind="captured", amount_minor=5000, currency="CNY", reference="pi_2")
    company.run()
    company.must("capture", "A1")
    company.must("capture_failed", "A1", why="Your card was declined.")
    fin = signed_in("finance")
    page = text(fin, "/payments")
    assert "Authorised money could not be taken" in page and "Your card was declined." in page
    assert "Partly paid" in page and "A2" in page
    pk = company.one("SELECT id FROM orders WHERE external_id = 'A1'")
    assert signed_in("service").post(f"/payments/{pk}/take").status_code == 403
    assert fin.post(f"/payments/{pk}/take").status_code == 302
    assert company.holds("A1") == []
    assert company.rows("SELECT topic FROM outbox WHERE topic = 'payment.capture'") == [("payment.capture",)] * 2
    fin.post(f"/payments/{pk}/take")
    assert "The gateway has been asked already." in text(fin, "/payments")


def test_the_order_and_its_refund_say_what_was_paid_by_gift_card(company: Company) -> None:
    company.sku("MUG", HZ=50)
    payments = [IncomingPayment("gift_card", 2000, "GC-1"), IncomingPayment("points", 500)]
    company.send(incoming("A1", line("MUG", price=8900), payments=payments))
    company.run()
    company.must("propose_refund", "A1", amount_minor=3000, kind="compensation", reason="damaged")
    pk, refund = company.rows("SELECT order_id, id FROM refund")[0]
    fin = signed_in("finance")
    page = text(fin, f"/orders/{pk}")
    assert "with Gift card" in page and "with Points" in page
    panel = text(fin, f"/aftersales/refund/{refund}")
    shown = [panel.index(word) for word in ("Goes back to", "Gift card", "20.00", "Points", "5.00", "Money", "5.00")]
    assert shown[:4] == sorted(shown[:4]) and "given back by hand" in panel
