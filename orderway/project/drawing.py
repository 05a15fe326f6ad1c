"""The documents made from the tables of the house: the state machines drawn, the reasons of holds as a table. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from orderway.lifecycle.moves import MACHINES, Machine, is_final
from orderway.lifecycle.reasons import REASONS, Reason

MADE = "<!-- Made by `orderway diagram` from {source}. Change that file, then run the command. -->"
ABOUT_STATES = (
    "Every state and every legal move. An order has no machine of its own: its headline follows from the units of its"
    " lines, its open holds, the gate it stands before, delivery and settlement (`orderway/flow/settle.py`)."
)
ABOUT_HOLDS = (
    "A hold stops an order before the first gate it blocks. Where nobody may release it, only correcting the"
    " cause does. The queue is worked by urgency, then by due time.\n\n"
    "The table below is what the house says. A company decides otherwise, reason by reason, on the page Rules >"
    " Kinds of holds (`/settings/holds`): which steps a hold stops, whose it is, who may release it, in how many"
    " hours it should be worked, whether the clock ends it and what then (released, the order cancelled, passed on"
    " to another role), and whether a hold on a line stops the whole order or that line alone. What is changed"
    " counts for holds raised from then on; who may release is asked at the moment of release. Every change is"
    " kept with its author.\n\n"
    "By hand an order, one line (`line_id`) or the lines of one SKU (`sku`) are held with the command `hold`, for"
    " good or for `hours` and then `at_end` (release, cancel, escalate). A hold that a person released, or whose"
    " time is over, does not come back for the same facts; when its cause is gone it goes by itself. Decision"
    " tables raise holds too: see [rules](rules.md)."
)


def states_document() -> str:
    """docs/states.md: every machine as a Mermaid diagram and a table of what its states mean."""
    parts = [
        MADE.format(source="orderway/lifecycle/moves.py"),
        "# States",
        ABOUT_STATES,
        *(_machine(machine) for machine in MACHINES),
    ]
    return "\n\n".join(parts) + "\n"


def holds_document() -> str:
    """docs/holds.md: every reason to hold an order, what it stops, whose it is, who may let go."""
    rows = [_row(name, reason) for name, reason in REASONS.items()]
    parts = [
        MADE.format(source="orderway/lifecycle/reasons.py"),
        "# Reasons of holds",
        ABOUT_HOLDS,
        _table(("Reason", "Stops before", "Owner", "Released by", "Next action", "Due, hours", "Urgency"), rows),
    ]
    return "\n\n".join(parts) + "\n"


DOCUMENTS = {"states.md": states_document, "holds.md": holds_document}
"""File in docs/ to what makes it."""


def _machine(machine: Machine) -> str:
    arrows = [f"    [*] --> {machine.first}"]
    for state in machine.meaning:
        arrows += [f"    {state} --> {to}" for to in machine.moves.get(state, ())]
        if is_final(machine, state):
            arrows.append(f"    {state} --> [*]")
    drawing = "\n".join(["```mermaid", "stateDiagram-v2", *arrows, "```"])
    rows = [
        (f"`{state}`", meaning, ", ".join(f"`{to}`" for to in machine.moves.get(state, ())) or "the end")
        for state, meaning in machine.meaning.items()
    ]
    title = machine.name.replace("_", " ").capitalize()
    return "\n\n".join([f"## {title}", drawing, _table(("State", "Meaning", "May become"), rows)])


def _row(name: str, reason: Reason) -> tuple[str, ...]:
    released = ", ".join(reason.may_release) or "nobody"
    return (
        f"`{name}`",
        reason.blocks[0],
        reason.owner,
        released,
        f"`{reason.next_action}`",
        str(reason.hours),
        str(reason.urgency),
    )


def _table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    names = list(head)
    lines = [names, ["---"] * len(names), *(list(row) for row in rows)]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)
