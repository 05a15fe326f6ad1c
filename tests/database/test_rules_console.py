"""The pages of the rules: a rule is made, tried on past orders, put in force, holds the next order, is let go."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from orderway.kernel import clock
from orderway.records.models import BlackEntry, CreditAccount, HoldKind, RuleChange, RuleTable, RuleVersion
from tests.people import signed_in
from tests.rulings import in_force, table_of
from tests.shop import GOOD_RECEIVER, NOW, Company, incoming, line


def client(name: str, *roles: str, language: str = "en") -> Client:
    return signed_in(*roles, name=name, language=language)


@pytest.fixture
def shop(company: Company) -> Company:
    cache.clear()
    company.sku("A", HZ=100)
    company.send(*[incoming(f"past{n}", line("A", n)) for n in (1, 2, 3)])
    company.run()
    return company


@pytest.fixture
def admin(shop: Company) -> Client:
    return client("ada", "admin")


@pytest.fixture
def reviewer(shop: Company) -> Client:
    return client("rita", "reviewer")


def grid(*rows: tuple[str, str, str], op: str = "save", **more: str) -> dict[str, str]:
    """A posted grid: units, reason, message by row."""
    told = {"i0": "units", "o0": "reason", "o1": "message", "op": op, **more}
    for at, (units, reason, message) in enumerate(rows):
        told |= {f"r{at}": f"r{at + 1}", f"c{at}_0": units, f"x{at}_0": reason, f"x{at}_1": message}
    return told


def page(made: Client, path: str, **query: Any) -> str:
    answer = made.get(path, query)
    assert answer.status_code == 200, (path, answer.status_code)
    return answer.content.decode()


def figures(text: str) -> list[str]:
    return [re.sub(r"<[^>]+>", "", found) for found in re.findall(r'class="stat-value[^"]*"[^>]*>(.*?)</', text)]


def test_a_rule_from_its_making_to_the_hold_it_raises_and_its_release(
    shop: Company, admin: Client, reviewer: Client
) -> None:
    answer = reviewer.post("/settings/rules/new", {"kind": "hold", "name": "Many units", "example": ""})
    table = RuleTable.objects.get()
    assert answer["Location"] == f"/settings/rules/{table.pk}"
    here = f"/settings/rules/{table.pk}"

    wrong = reviewer.post(here, grid(("> 1 / 0", "rule_says", "many")))
    assert wrong.status_code == 422
    assert "Division by zero." in wrong.content.decode()
    assert RuleVersion.objects.get().body["inputs"][0]["field"] != "units"

    saved = reviewer.post(here, grid((">= 2", "rule_says", "count it twice"), revision="1"))
    assert saved.status_code == 302
    tried = page(reviewer, f"{here}/trial", days=30)
    assert "Newly held" in tried
    numbers = dict(shop.rows("SELECT external_id, number FROM orders"))
    assert numbers["past2"] in tried and numbers["past3"] in tried and numbers["past1"] not in tried
    assert shop.one("SELECT count(*) FROM hold") == 0

    assert reviewer.post(f"{here}/activate", {}).status_code == 403
    assert admin.post(f"{here}/activate", {}).status_code == 302
    shop.send(incoming("next", line("A", 2)))
    shop.run()
    assert shop.holds("next") == ["rule_says"]

    number = shop.one("SELECT id FROM orders WHERE external_id = 'next'")
    desk = client("olga", "operator")
    english = page(desk, f"/orders/{number}")
    assert "A rule says so" in english and "count it twice" in english and "Many units" in english
    chinese = page(client("wang", "operator", language="zh-hans"), f"/orders/{number}")
    assert "规则命中" in chinese and "count it twice" in chinese

    assert not shop.do("release_hold", "next", roles=("picker",), reason="rule_says").done
    assert shop.do("release_hold", "next", roles=("operator",), reason="rule_says").done
    shop.must("check_again", "next")
    assert shop.order("next")[1] == "warehouse"
    assert shop.holds("next") == []
    history = page(reviewer, f"{here}/history")
    assert "count it twice" in history and "rita" in history and "ada" in history


def test_rows_are_added_moved_copied_and_removed_without_saving(shop: Company, reviewer: Client) -> None:
    version = in_force(table_of("hold", {"units": "> 1", "reason": "rule_says"}))
    here = f"/settings/rules/{version.table_id}"
    rows = (("> 1", "rule_says", ""), ("> 2", "quantity_limit", ""))

    def cells(op: str, **more: str) -> list[tuple[str, str]]:
        answer = reviewer.post(here, grid(*rows, op=op, **more))
        assert answer.status_code == 200
        text = answer.content.decode()
        values = dict(re.findall(r'name="(c\d+_\d+)" value="([^"]*)"', text))
        ids = dict(re.findall(r'name="(r\d+)" value="([^"]*)"', text))
        return [(ids[f"r{at}"], values[f"c{at}_0"]) for at in range(len(ids))]

    assert cells("add") == [("r1", "&gt; 1"), ("r2", "&gt; 2"), ("r3", "")]
    assert cells("down:0") == [("r2", "&gt; 2"), ("r1", "&gt; 1")]
    assert cells("up:1") == [("r2", "&gt; 2"), ("r1", "&gt; 1")]
    assert cells("copy:0") == [("r1", "&gt; 1"), ("r3", "&gt; 1"), ("r2", "&gt; 2")]
    assert cells("drop:0") == [("r2", "&gt; 2")]
    assert cells("column", column="province") == [("r1", "&gt; 1"), ("r2", "&gt; 2")]
    assert RuleVersion.objects.count() == 1


def test_who_may_only_read_rules_is_led_to_no_trial(shop: Company, reviewer: Client) -> None:
    here = reviewer.post("/settings/rules/new", {"kind": "hold", "name": "Many units", "example": ""})["Location"]
    analyst = client("ana", "analyst")
    assert f"{here}/trial" in page(reviewer, here)
    assert f"{here}/trial" not in page(analyst, here)
    assert analyst.get(f"{here}/trial").status_code == 403


def test_a_cell_is_checked_while_it_is_typed(reviewer: Client) -> None:
    told = {"kind": "hold", "field": "units", "c0_0": "map([1], 2)"}
    assert "would walk through a list" in reviewer.post("/settings/rules/cell", told).content.decode()
    assert reviewer.post("/settings/rules/cell", {**told, "c0_0": "> 2"}).content.decode().strip() == ""


def test_who_saves_after_somebody_else_keeps_what_was_typed(shop: Company, reviewer: Client) -> None:
    reviewer.post("/settings/rules/new", {"kind": "hold", "name": "x", "example": ""})
    here = f"/settings/rules/{RuleTable.objects.get().pk}"
    assert reviewer.post(here, grid(("> 1", "rule_says", ""), revision="1")).status_code == 302
    late = reviewer.post(here, grid(("> 9", "rule_says", ""), revision="1"))
    assert late.status_code == 422
    text = late.content.decode()
    assert "Somebody saved this table" in text and 'value="&gt; 9"' in text


def test_every_kind_begins_with_an_example_that_can_be_activated(shop: Company, admin: Client) -> None:
    from orderway.rules.kinds import KINDS

    for kind, one in KINDS.items():
        if one.examples:
            for example in one.examples:
                admin.post("/settings/rules/new", {"kind": kind, "name": example.name, "example": example.name})
                table = RuleTable.objects.get(kind=kind, name=example.name)
                assert admin.post(f"/settings/rules/{table.pk}/activate", {}).status_code == 302, (kind, example.name)
                assert page(admin, f"/settings/rules/{table.pk}/trial", days=7)
    assert {"hold", "line_hold", "priority"} <= {table.kind for table in RuleTable.objects.all()}
    assert page(admin, "/settings/rules")


def test_a_version_begins_later_goes_and_comes_back(shop: Company, admin: Client) -> None:
    version = in_force(table_of("hold", {"units": "> 1", "reason": "rule_says"}))
    here = f"/settings/rules/{version.table_id}"
    admin.post(here, grid(("> 0", "rule_says", "all")))
    told = {"since": "2026-11-30T10:00", "until": "2026-12-01T10:00"}
    assert admin.post(f"{here}/activate", told).status_code == 302
    planned = RuleVersion.objects.get(number=2)
    assert (planned.state, planned.effective_from > NOW) == ("ACTIVE", True)
    assert admin.post(f"{here}/activate", {"since": "soon"}).status_code == 404
    assert admin.post(f"{here}/versions/{version.pk}/again").status_code == 302
    assert RuleVersion.objects.get(number=3).body == version.body
    late = admin.post(f"{here}/activate", {"since": "2020-01-01T00:00"})
    assert "cannot begin in the past" in late.content.decode()
    assert admin.post(f"{here}/versions/{planned.pk}/retire").status_code == 302
    assert RuleVersion.objects.get(number=2).state == "RETIRED"
    assert admin.post(f"{here}/drop").status_code == 302


# -- kinds of holds ---------------------------------------------------------------------------------------------------


def test_a_kind_of_hold_is_what_the_company_wants_it_to_be(shop: Company, admin: Client) -> None:
    told = {
        "blocks": ["release"],
        "may_release": ["service"],
        "owner": "service",
        "hours": "6",
        "expires_hours": "2",
        "at_end": "escalate",
        "escalate_to": "reviewer",
    }
    assert admin.post("/settings/holds/rule_says", told).status_code == 302
    in_force(table_of("hold", {"units": "> 1", "reason": "rule_says"}))
    shop.send(incoming("next", line("A", 2)))
    shop.run()
    hold = "SELECT blocks, owner_role, due_at, until, at_end, state FROM hold"
    ends = NOW + timedelta(hours=2)
    assert shop.rows(hold) == [(["release"], "service", NOW + timedelta(hours=6), ends, "escalate", "OPEN")]
    assert shop.order("next", "stage, ready_at") == ("release", ends)
    assert not shop.do("release_hold", "next", roles=("operator",), reason="rule_says").done
    with clock.held_at(ends):
        shop.run()
    assert shop.rows(hold)[0][1:] == ("reviewer", ends + timedelta(hours=6), None, "escalate", "OPEN")
    assert shop.order("next", "stage, owner_role, ready_at") == ("release", "reviewer", None)
    assert shop.do("release_hold", "next", roles=("service",), reason="rule_says").done
    assert shop.order("next")[1] == "warehouse"


@pytest.mark.parametrize(
    ("at_end", "standing", "state"), [("release", "warehouse", "EXPIRED"), ("cancel", "cancelled", "UPHELD")]
)
def test_the_clock_ends_a_hold_by_hand(shop: Company, at_end: str, standing: str, state: str) -> None:
    shop.send(incoming("next", line("A", 2), paid=False))
    shop.run()
    shop.must("hold", "next", hours=3, at_end=at_end, note="until the call")
    shop.must("record_payment", "next", kind="captured", amount_minor=17800, reference="x")
    assert shop.order("next")[1] == "held"
    with clock.held_at(NOW + timedelta(hours=2)):
        shop.run()
        assert shop.order("next")[1] == "held"
    with clock.held_at(NOW + timedelta(hours=3)):
        shop.run()
        assert shop.order("next")[1] == standing
    assert shop.one("SELECT state FROM hold") == state


def test_a_hold_ends_without_overtaking_who_waits_for_stock(shop: Company) -> None:
    shop.sku("B", HZ=0)
    shop.send(incoming("first", line("B", 2)))
    shop.run()
    shop.send(incoming("second", line("B", 1), placed_at=NOW + timedelta(minutes=1)))
    shop.run()
    assert [shop.order(name)[1] for name in ("first", "second")] == ["short", "short"]
    shop.must("hold", "second", hours=1)
    assert shop.order("second", "waits_for, ready_at") == ("stock", NOW + timedelta(hours=1))
    shop.connection.execute("UPDATE stock SET on_hand = 1 WHERE sku_id = %s", [shop.skus["B"]])
    with clock.held_at(NOW + timedelta(hours=1)):
        shop.run()
        assert shop.order("second", "standing, waits_for, ready_at") == ("short", "stock", None)
    shop.connection.execute("UPDATE stock SET on_hand = 0 WHERE sku_id = %s", [shop.skus["B"]])


def test_one_line_or_the_lines_of_one_sku_are_held(shop: Company) -> None:
    shop.sku("B", HZ=10)
    shop.send(incoming("next", line("A", 1), line("B", 1), paid=False))
    shop.run()
    shop.must("hold", "next", sku="B", note="recall")
    assert shop.rows("SELECT l.sku_code FROM hold h JOIN order_line l ON l.id = h.line_id") == [("B",)]
    refused = shop.do("hold", "next", sku="C")
    assert refused.refusal is not None and refused.refusal.code == "unknown_line"
    again = shop.do("hold", "next", sku="B")
    assert again.refusal is not None and again.refusal.code == "held_already"
    too_long = shop.do("hold", "next", hours=5000)
    assert too_long.refusal is not None and too_long.refusal.code == "bad_end"


def test_a_form_of_a_kind_is_refused_where_it_makes_no_sense(admin: Client) -> None:
    right = {"blocks": ["release"], "may_release": [], "owner": "service", "hours": "6", "expires_hours": "0"}
    assert admin.post("/settings/holds/rule_says", {**right, "blocks": []}).status_code == 422
    assert admin.post("/settings/holds/rule_says", {**right, "expires_hours": "3"}).status_code == 422
    told = {**right, "expires_hours": "3", "at_end": "escalate"}
    assert admin.post("/settings/holds/rule_says", told).status_code == 422
    assert HoldKind.objects.count() == 0
    assert admin.post("/settings/holds/rule_says", right).status_code == 302
    assert RuleChange.objects.get(about="hold_kind").facts["hours"] == [24, 6]
    assert admin.post("/settings/holds/rule_says/reset").status_code == 302
    assert HoldKind.objects.count() == 0
    assert "Black list" in page(admin, "/settings/holds")


# -- black list and credit --------------------------------------------------------------------------------------------


def test_who_is_on_the_black_list_is_held_and_nobody_can_read_who_that_is(shop: Company, reviewer: Client) -> None:
    told = {"add": "1", "kind": "phone", "value": "139 1111 2222", "reason": "refused three parcels", "days": "30"}
    assert reviewer.post("/settings/black-list", told).status_code == 302
    assert "13911112222" not in str(shop.rows("SELECT * FROM black_entry"))
    assert "1111" not in page(reviewer, "/settings/black-list")
    other = GOOD_RECEIVER.__class__(**{f: getattr(GOOD_RECEIVER, f) for f in GOOD_RECEIVER.__struct_fields__})
    other.phone = "+86 13911112222"
    shop.send(incoming("bad", line("A", 1), ship_to=other), incoming("good", line("A", 1)))
    shop.run()
    assert shop.holds("bad") == ["black_list"]
    assert shop.holds("good") == []
    assert shop.one("SELECT facts FROM hold") == {"fits": ["phone"], "entries": ["refused three parcels"]}
    assert not shop.do("release_hold", "bad", roles=("operator",), reason="black_list").done
    assert shop.do("release_hold", "bad", roles=("reviewer",), reason="black_list").done
    assert reviewer.post(f"/settings/black-list/{BlackEntry.objects.get().pk}/remove").status_code == 302
    assert BlackEntry.objects.count() == 0


@pytest.mark.parametrize(
    ("kind", "value"),
    [("name", "王小明"), ("address", "浙江省，杭州市, 西湖区, 文三路 478号 3幢 1202室"), ("email", "Wang@Example.com")],
)
def test_names_addresses_and_mail_are_found_however_they_are_written(
    shop: Company, reviewer: Client, kind: str, value: str
) -> None:
    told = {"add": "1", "kind": kind, "value": value, "reason": "fraud"}
    assert reviewer.post("/settings/black-list", told).status_code == 302
    to = GOOD_RECEIVER.__class__(**{f: getattr(GOOD_RECEIVER, f) for f in GOOD_RECEIVER.__struct_fields__})
    to.email = "wang@example.com"
    shop.send(incoming("bad", line("A", 1), ship_to=to))
    shop.run()
    assert shop.holds("bad") == ["black_list"]


def test_a_file_goes_in_whole_or_not_at_all(shop: Company, reviewer: Client) -> None:
    def send(text: str) -> Any:
        return reviewer.post("/settings/black-list", {"file": SimpleUploadedFile("x.csv", text.encode())})

    bad = send("kind,value,reason,days\nphone,13911112222,fraud,\nphone,abc,fraud,\nsoul,x,fraud,5\n")
    assert bad.status_code == 422
    assert "Line 3" in bad.content.decode() and "Line 4" in bad.content.decode()
    assert BlackEntry.objects.count() == 0
    assert send("kind,value,reason,days\nphone,13911112222,fraud,\nname,张三,fraud,30\n").status_code == 302
    assert send("kind,value,reason,days\nphone,13911112222,fraud again,\n").status_code == 302
    assert list(BlackEntry.objects.order_by("pk").values_list("kind", "reason")) == [
        ("phone", "fraud"),
        ("name", "fraud"),
    ]


def test_a_customer_beyond_its_credit_is_held_and_the_next_order_of_the_batch_too(
    shop: Company, reviewer: Client
) -> None:
    told = {"shop": str(shop.shop), "name": "Acme Ltd", "limit": "300", "active": "on"}
    assert reviewer.post("/settings/credit", told).status_code == 302
    to = GOOD_RECEIVER.__class__(**{f: getattr(GOOD_RECEIVER, f) for f in GOOD_RECEIVER.__struct_fields__})
    to.company = "ACME Ltd "
    at = {"c1": NOW - timedelta(hours=5), "c2": NOW}
    shop.send(*[incoming(n, line("A", 2), ship_to=to, paid=False, placed_at=when) for n, when in at.items()])
    shop.run()
    assert (shop.holds("c1"), shop.holds("c2")) == ([], ["credit_limit"])
    facts = shop.one("SELECT facts FROM hold WHERE reason = 'credit_limit'")
    assert facts == {"limit": 30000, "amount": 17800, "seen": {"owed": 17800}}
    account = CreditAccount.objects.get()
    assert page(reviewer, f"/settings/credit/{account.pk}")
    assert reviewer.post(f"/settings/credit/{account.pk}", {**told, "limit": "1,000"}).status_code == 302
    assert CreditAccount.objects.get().limit_minor == 100000
    shop.must("check_again", "c2")
    assert shop.holds("c2") == []


def test_a_price_below_its_floor_stops_at_the_review(shop: Company) -> None:
    shop.connection.execute("UPDATE sku SET cost_minor = 6000, floor_minor = 5000 WHERE code = 'A'")
    shop.touch()
    shop.send(
        incoming("cheap", line("A", 2, price=4999)),
        incoming("fair", line("A", 2, price=5000)),
        incoming("cut", line("A", 2, price=6000), discount_minor=2002),
    )
    shop.run()
    assert [shop.holds(name) for name in ("cheap", "fair", "cut")] == [["price_floor"], [], ["price_floor"]]
    facts = shop.rows("SELECT facts FROM hold WHERE reason = 'price_floor' ORDER BY id")
    assert [row[0] for row in facts] == [
        {"sku": "A", "unit": 4999, "floor": 5000},
        {"sku": "A", "unit": 4999, "floor": 5000},
    ]
    assert shop.order("cheap")[2] == "source" or shop.order("cheap")[1] == "held"


def test_a_shop_may_ask_for_a_share_above_cost(company: Company) -> None:
    company.policy(floor_cost_percent=110)
    company.sku("A", HZ=10)
    company.connection.execute("UPDATE sku SET cost_minor = 6000")
    company.touch()
    company.send(incoming("low", line("A", 1, price=6599)), incoming("right", line("A", 1, price=6600)))
    company.run()
    assert (company.holds("low"), company.holds("right")) == (["price_floor"], [])
