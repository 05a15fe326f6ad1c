"""Every reason of a hold is complete and means the same to all who read it."""

from orderway.lifecycle.reasons import REASONS
from orderway.project.parts import gates
from tests.unit.flow.making import new_ids

ROLES = {"operator", "reviewer", "service", "finance"}


def test_a_reason_blocks_gates_that_exist_up_to_the_last_one() -> None:
    order = [gate.name for gate in gates(new_ids())]
    for name, reason in REASONS.items():
        at = [order.index(gate) for gate in reason.blocks]
        assert at == list(range(at[0], len(order))), name


def test_owner_roles_hours_and_urgency_are_sensible() -> None:
    for name, reason in REASONS.items():
        assert reason.owner in ROLES, name
        assert set(reason.may_release) <= ROLES, name
        assert 1 <= reason.hours <= 72, name
        assert reason.urgency in (1, 2, 3), name
        assert reason.next_action, name


def test_who_owns_a_reason_may_release_it_or_nobody_may() -> None:
    assert [
        n for n, r in REASONS.items() if r.may_release and r.owner not in r.may_release and n != "currency_unknown"
    ] == []
