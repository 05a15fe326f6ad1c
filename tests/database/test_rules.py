"""Decision tables that staff edit, from draft to the holds they raise."""

from datetime import timedelta

import msgspec
import pytest

from orderway.flow.person import name_hash
from orderway.insight.replay.past import Period
from orderway.insight.replay.verify import verify
from orderway.kernel import clock
from orderway.kernel.errors import Refusal
from orderway.project.parts import gates
from orderway.records import ruling
from orderway.records.models import BlackEntry, RuleChange, RuleVersion
from tests.rulings import in_force, table_of
from tests.shop import NOW, Company, incoming, line

LARGE = table_of("hold", {"amount_minor": "> 100", "reason": "rule_says", "message": "look at it"})


def test_a_table_in_force_holds_the_next_order_and_not_the_one_before(company: Company) -> None:
    company.sku("A", HZ=10)
    company.send(incoming("before", line("A", 2)))
    company.run()
    in_force(LARGE)
    company.send(incoming("after", line("A", 2)), incoming("small", line("A", 1)))
    company.run()
    assert company.order("before") == ("RELEASED", "warehouse", "warehouse")
    assert company.order("after") == ("REVIEW", "held", "confirm")
    assert company.order("small") == ("RELEASED", "warehouse", "warehouse")
    (facts,) = company.rows("SELECT facts FROM hold WHERE reason = 'rule_says'")[0]
    assert facts["asked"] == {"amount_minor": 17800}
    assert facts["rules"][0][:3] == ["rules", "r1", "look at it"]
    steps = [step for row in company.rows("SELECT data FROM event") for step in row[0]["steps"] if "rules" in step[2]]
    assert [step[2]["rules"][0][1:] for step in steps] == [["rules", 1, ["r1"]]]


def test_a_released_hold_does_not_come_back_though_another_version_says_the_same(company: Company) -> None:
    company.sku("A", HZ=10)
    version = in_force(LARGE)
    company.send(incoming("1", line("A", 2)))
    company.run()
    assert company.do("release_hold", "1", roles=("operator",), reason="rule_says").done
    assert company.order("1")[1] == "warehouse"
    wider = table_of(
        "hold",
        {"amount_minor": "> 100", "reason": "rule_says", "message": "look at it"},
        {"amount_minor": "> 5000", "reason": "rule_says", "message": "far too much"},
    )
    ruling.save_draft(version.table_id, wider, "anna")
    assert not isinstance(ruling.activate(version.table_id, "anna"), Refusal)
    company.send(incoming("2", line("A", 2)))
    company.run()
    assert company.holds("2") == ["rule_says"]
    company.must("release_hold", "2", reason="rule_says")
    assert company.do("check_again", "1").refusal is None
    assert company.holds("1") == []


def test_points_of_rows_add_up_to_a_hold_with_its_reasons(company: Company) -> None:
    company.sku("A", HZ=20)
    in_force(
        table_of(
            "hold",
            {"amount_minor": "> 100", "points": "60", "message": "large"},
            {"units": ">= 2", "points": "50", "message": "several"},
            {"units": ">= 5", "points": "50", "message": "many"},
        ),
        name="fraud",
    )
    company.send(incoming("one", line("A", 1)), incoming("two", line("A", 2)))
    company.run()
    assert company.order("one")[1] == "warehouse"
    assert company.holds("two") == ["fraud_score"]
    (facts,) = company.rows("SELECT facts FROM hold")[0]
    assert facts["score"] == 110
    assert [(row[1], row[2], row[3]) for row in facts["rules"]] == [("r1", "large", 60), ("r2", "several", 50)]
    assert not company.do("release_hold", "two", roles=("operator",), reason="fraud_score").done
    assert company.do("release_hold", "two", roles=("reviewer",), reason="fraud_score").done


def test_a_table_on_lines_holds_the_line_that_is_meant(company: Company) -> None:
    company.sku("A", HZ=20)
    company.sku("B", category="battery", HZ=20)
    in_force(
        table_of(
            "line_hold",
            {"category": "battery", "province": "新疆维吾尔自治区, 浙江省", "reason": "restricted_region"},
            {"sku": '"A"', "quantity": "> 5", "reason": "quantity_limit", "message": "five at most"},
        )
    )
    company.send(incoming("1", line("A", 6), line("B", 1)), incoming("2", line("A", 5)))
    company.run()
    assert company.holds("1") == ["quantity_limit", "restricted_region"]
    assert company.holds("2") == []
    rows = company.rows("SELECT h.reason, l.sku_code FROM hold h JOIN order_line l ON l.id = h.line_id ORDER BY 1")
    assert rows == [("quantity_limit", "A"), ("restricted_region", "B")]


def test_priority_is_set_once_and_decides_who_gets_the_last_unit(company: Company) -> None:
    company.sku("A", HZ=1)
    in_force(table_of("priority", {"seller_note": 'contains("VIP")', "priority": "10"}))
    company.send(
        incoming("first", line("A", 1), placed_at=NOW - timedelta(hours=2)),
        incoming("vip", line("A", 1), placed_at=NOW, seller_note="VIP 客户"),
    )
    company.run()
    assert company.order("vip", "priority, standing") == (10, "warehouse")
    assert company.order("first", "priority, standing") == (0, "short")


def test_a_version_with_an_end_stands_above_the_other_which_comes_back(company: Company) -> None:
    company.sku("A", HZ=50)
    version = in_force(LARGE)
    strict = table_of("hold", {"amount_minor": "> 10", "reason": "rule_says", "message": "sale"})
    ruling.save_draft(version.table_id, strict, "anna")
    sale = ruling.activate(version.table_id, "anna", NOW + timedelta(hours=1), NOW + timedelta(hours=2))
    assert isinstance(sale, RuleVersion)
    held = []
    for hours, name in ((0, "now"), (1, "sale"), (2, "after")):
        with clock.held_at(NOW + timedelta(hours=hours)):
            company.send(incoming(name, line("A", 1)))
            company.run()
            held.append((name, company.holds(name)))
    assert held == [("now", []), ("sale", ["rule_says"]), ("after", [])]
    assert ruling.in_force(version.table_id, NOW + timedelta(minutes=90)).number == 2
    assert ruling.in_force(version.table_id, NOW + timedelta(hours=3)).number == 1


def test_a_version_without_an_end_replaces_the_one_before(company: Company) -> None:
    first = in_force(LARGE)
    ruling.save_draft(first.table_id, LARGE, "bob")
    ruling.activate(first.table_id, "bob")
    states = RuleVersion.objects.order_by("number").values_list("number", "state", "retired_by")
    assert list(states) == [(1, "RETIRED", "bob"), (2, "ACTIVE", "")]
    deeds = RuleChange.objects.order_by("id").values_list("actor", "deed")
    assert list(deeds) == [
        ("anna", "made"),
        ("anna", "draft_made"),
        ("anna", "activated"),
        ("bob", "draft_made"),
        ("bob", "activated"),
    ]


def test_a_table_taken_out_of_force_holds_nobody(company: Company) -> None:
    company.sku("A", HZ=10)
    version = in_force(LARGE)
    ruling.retire(version.pk, "anna")
    company.send(incoming("1", line("A", 2)))
    company.run()
    assert company.order("1")[1] == "warehouse"


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("> 1 / 0", "division_by_zero"),
        ("map([1..1000000], #) > 1", "loop_not_allowed"),
        ("[1..5]", "range_not_allowed"),
        ("> amuont", "unknown_word"),
        ("> open('/etc/passwd')", "call_not_allowed"),
    ],
)
def test_a_bad_cell_is_refused_by_name_and_nothing_is_saved(company: Company, cell: str, code: str) -> None:
    body = table_of("hold", {"units": "> 1", "reason": "rule_says"}, {"units": cell, "reason": "rule_says"})
    refusal = ruling.make_table("hold", "bad", None, body, "anna")
    assert isinstance(refusal, Refusal)
    (problem,) = refusal.facts["problems"]
    assert (problem["row"], problem["column"], problem["what"]) == ("r2", "units", code)
    assert RuleVersion.objects.count() == 0


def test_who_saves_after_somebody_else_is_told(company: Company) -> None:
    made = ruling.make_table("hold", "rules", None, LARGE, "anna")
    assert isinstance(made, RuleVersion)
    assert not isinstance(ruling.save_draft(made.table_id, LARGE, "bob", made.revision), Refusal)
    late = ruling.save_draft(made.table_id, LARGE, "anna", made.revision)
    assert isinstance(late, Refusal)
    assert (late.code, late.facts) == ("changed_since", {"by": "bob"})


def test_a_stored_table_that_no_longer_compiles_makes_orders_wait_for_a_person(company: Company) -> None:
    company.sku("A", HZ=10)
    in_force(LARGE)
    company.connection.execute("UPDATE rule_version SET body = jsonb_set(body, '{rows,0,cells,0}', '\"> gone\"')")
    company.touch()
    company.send(incoming("1", line("A", 1)))
    company.run()
    assert company.holds("1") == ["rule_failed"]


def test_a_missing_fact_fires_no_row_and_stands_in_the_evidence(company: Company) -> None:
    company.sku("A", HZ=10)
    in_force(table_of("hold", {"payment_method": 'not "alipay"', "reason": "rule_says"}))
    company.send(incoming("1", line("A", 1)))
    company.run()
    assert company.holds("1") == []
    steps = [step for row in company.rows("SELECT data FROM event") for step in row[0]["steps"] if step[0] == "check"]
    assert steps[0][2]["missing"] == ["payment_method"]


def test_other_orders_of_the_same_phone_count_also_within_one_batch(company: Company) -> None:
    company.sku("A", HZ=50)
    in_force(table_of("hold", {"buyer_orders_30d": ">= 2", "reason": "rule_says", "message": "third order"}))
    to = incoming("x", line("A", 1)).ship_to
    at = [NOW - timedelta(days=40), NOW - timedelta(hours=3), NOW - timedelta(hours=2), NOW - timedelta(hours=1)]
    company.send(*[incoming(str(nth), line("A", nth + 1), placed_at=when, ship_to=to) for nth, when in enumerate(at)])
    company.run()
    assert [company.holds(str(nth)) for nth in range(4)] == [[], [], [], ["rule_says"]]


def test_what_rules_decided_is_decided_again_by_replay_bit_for_bit(company: Company) -> None:
    company.sku("A", category="battery", HZ=200)
    company.connection.execute("UPDATE sku SET floor_minor = 8000")
    company.touch()
    in_force(table_of("hold", {"buyer_orders_30d": ">= 1", "points": "60"}, {"units": "> 1", "points": "60"}), "fraud")
    private = {"street": 'contains("文三路")', "email_domain": "example.com", "reason": "remark_present"}
    in_force(table_of("hold", private, {"seller_note": 'contains("VIP")', "reason": "rule_says"}), "private")
    in_force(table_of("line_hold", {"category": "battery", "title": 'contains("cell")', "reason": "restricted_goods"}))
    in_force(table_of("priority", {"buyer_note": 'contains("急")', "priority": "10"}))
    hashed = name_hash("李雷", company.engine.hash_key)
    BlackEntry.objects.create(kind="name", hash=hashed, reason="fraud", added_at=NOW)
    ruling.touch()
    to = incoming("x", line("A", 1)).ship_to
    bad = msgspec.structs.replace(to, name="李雷", phone="13911112222", email="a@example.com", company="Acme")
    company.send(
        incoming("plain", line("A", 1)),
        incoming("twice", line("A", 2), ship_to=to),
        incoming("again", line("A", 3), ship_to=to),
        incoming("bad", line("A", 1, title="a cell"), ship_to=bad, seller_note="VIP", buyer_note="急"),
        incoming("cheap", line("A", 1, price=7000)),
    )
    company.run()
    company.must("release_hold", "bad", reason="black_list")
    company.must("check_again", "again")
    assert company.holds("bad") == ["remark_present", "restricted_goods", "rule_says"]
    assert company.holds("again") == ["fraud_score"]
    assert company.holds("cheap") == ["price_floor"]
    assert company.order("bad", "priority") == (10,)
    found = verify(company.connection, gates, Period(NOW - timedelta(days=1), NOW + timedelta(days=1)))
    assert (found.differing, found.incomplete) == ([], 0)
    assert found.records >= 3
