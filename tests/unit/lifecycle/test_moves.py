"""The tables of moves: everything can be reached, nothing is stuck by accident, an illegal move raises."""

from types import SimpleNamespace

import pytest

from orderway.kernel.errors import IllegalMove
from orderway.lifecycle.moves import MACHINES, PARCEL, PAYMENT, Machine, check_machine, is_final, may_move, move

FINAL = {
    "hold": {"RELEASED", "EXPIRED", "UPHELD"},
    "question": {"CLOSED"},
    "payment": {"REMITTED"},
    "reservation": {"CONSUMED", "RELEASED", "EXPIRED"},
    "fulfilment": {"SHIPPED", "REJECTED", "CANCELLED"},
    "parcel": {"VOIDED", "DELIVERED", "RETURNED"},
    "return": {"COMPLETED", "SENT_BACK", "CANCELLED", "EXPIRED"},
    "refund": {"SUCCEEDED", "REJECTED"},
    "transfer": {"RECEIVED", "CANCELLED"},
    "purchase": {"RECEIVED", "CLOSED", "CANCELLED"},
    "count": {"BOOKED", "CANCELLED"},
    "serial": {"SET_ASIDE"},
    "write_back": {"CONFIRMED", "SKIPPED"},
    "rule_version": {"RETIRED"},
    "invoice": {"REVERSED", "WITHDRAWN"},
}
"""The ends that are meant; a state that loses its last way out is a bug."""


@pytest.mark.parametrize("machine", MACHINES, ids=lambda machine: machine.name)
def test_the_ends_are_the_ones_that_are_meant(machine: Machine) -> None:
    assert {state for state in machine.meaning if is_final(machine, state)} == FINAL[machine.name]


@pytest.mark.parametrize("machine", [m for m in MACHINES if m is not PAYMENT], ids=lambda machine: machine.name)
def test_every_state_leads_to_an_end(machine: Machine) -> None:
    ending = {state for state in machine.meaning if is_final(machine, state)}
    while more := {s for s, to in machine.moves.items() if s not in ending and ending & set(to)}:
        ending |= more
    assert ending == set(machine.meaning)


@pytest.mark.parametrize("machine", MACHINES, ids=lambda machine: machine.name)
def test_exactly_the_moves_of_the_table_are_possible(machine: Machine) -> None:
    for state in machine.meaning:
        for to in machine.meaning:
            thing = SimpleNamespace(id=1, state=state)
            if may_move(machine, state, to):
                move(thing, machine, to)
                assert thing.state == to
            else:
                with pytest.raises(IllegalMove, match=f"{machine.name} 1: {state} to {to}"):
                    move(thing, machine, to)
                assert thing.state == state


def test_no_state_leads_to_itself() -> None:
    assert [(m.name, s) for m in MACHINES for s, to in m.moves.items() if s in to] == []


@pytest.mark.parametrize(
    "broken",
    [
        PARCEL._replace(first="NOWHERE"),
        PARCEL._replace(moves={**PARCEL.moves, "LABELLED": ("ELSEWHERE",)}),
        PARCEL._replace(moves={**PARCEL.moves, "UNKNOWN": ("LOST",)}),
        PARCEL._replace(meaning={**PARCEL.meaning, "ISLAND": "nobody comes here"}),
    ],
)
def test_a_table_that_is_wrong_is_seen_when_the_program_starts(broken: Machine) -> None:
    with pytest.raises(AssertionError):
        check_machine(broken)
