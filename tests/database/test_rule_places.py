"""Tables of warehouses are refused where they name none or leave none, and versions of a table where they cross."""

from datetime import timedelta

import pytest

from orderway.kernel.errors import Refusal
from orderway.records import ruling
from orderway.records.models import RuleTable, Warehouse
from orderway.rules.table import Column, Row, Table
from tests.people import signed_in
from tests.rulings import in_force, table_of
from tests.shop import NOW, Company

LARGE = table_of("hold", {"amount_minor": "> 100", "reason": "rule_says", "message": "look at it"})


def ship_from(*rows: tuple[str, str]) -> Table:
    """Rows of (what to do, warehouses) that always fire."""
    outs = [Column("do"), Column("warehouses"), Column("amount")]
    return Table(
        kind="ship_from",
        inputs=[],
        outputs=outs,
        rows=[Row(id=str(at), cells=[], outs=[does, named, ""]) for at, (does, named) in enumerate(rows, 1)],
    )


@pytest.mark.parametrize(
    ("body", "what"),
    [
        (ship_from(("only", "XX")), "unknown_warehouse"),
        (ship_from(("never", "HZ, GZ, BJ")), "excludes_all"),
        (ship_from(("only", "HZ"), ("never", "HZ")), "excludes_all"),
    ],
)
def test_a_table_that_leaves_no_warehouse_is_refused_with_its_cell(company: Company, body: Table, what: str) -> None:
    refusal = ruling.make_table("ship_from", "places", None, body, "anna")
    assert isinstance(refusal, Refusal)
    (told,) = refusal.facts["problems"]
    assert (told["row"], told["column"], told["what"]) == (str(len(body.rows)), "warehouses", what)


def test_a_draft_is_not_put_into_force_when_its_last_warehouse_closed_down(company: Company) -> None:
    draft = ruling.make_table("ship_from", "places", None, ship_from(("only", "HZ")), "anna")
    assert not isinstance(draft, Refusal)
    Warehouse.objects.filter(code="HZ").update(active=False)
    refusal = ruling.activate(draft.table_id, "anna")
    assert isinstance(refusal, Refusal) and refusal.code == "has_problems"


def test_versions_with_an_end_lie_within_each_other_or_apart(company: Company) -> None:
    table_id = in_force(LARGE, until=NOW + timedelta(hours=10)).table_id

    def tried(begin: int, until: int) -> str:
        ruling.save_draft(table_id, LARGE, "anna")
        done = ruling.activate(table_id, "anna", NOW + timedelta(hours=begin), NOW + timedelta(hours=until))
        return done.code if isinstance(done, Refusal) else "activated"

    assert [tried(5, 15), tried(5, 8), tried(7, 12), tried(10, 12)] == [
        "crosses_another", "activated", "crosses_another", "activated"
    ]  # fmt: skip


@pytest.mark.parametrize(("example", "named"), [("Cold goods and heavy orders", "main"), ("", "main, south")])
def test_a_new_table_names_the_warehouses_of_the_company(company: Company, example: str, named: str) -> None:
    Warehouse.objects.filter(code="BJ").delete()
    Warehouse.objects.filter(code="HZ").update(code="main")
    Warehouse.objects.filter(code="GZ").update(code="south")
    admin = signed_in("admin", name="ada")
    answer = admin.post("/settings/rules/new?kind=ship_from", {"name": "places", "example": example})
    assert answer.status_code == 302
    draft = ruling.draft_of(RuleTable.objects.get().pk)
    assert draft is not None and draft.body["rows"][0]["outs"][1] == named
