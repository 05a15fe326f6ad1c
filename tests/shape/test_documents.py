"""What is made from the code's own tables is fresh."""

import pytest

from orderway.lifecycle.moves import MACHINES
from orderway.lifecycle.reasons import REASONS
from orderway.project.commands.diagram import DOCS
from orderway.project.drawing import DOCUMENTS


@pytest.mark.parametrize("name", sorted(DOCUMENTS))
def test_a_made_document_is_fresh(name: str) -> None:
    assert (DOCS / name).read_text(encoding="utf-8") == DOCUMENTS[name](), "run: orderway diagram"


def test_the_documents_name_every_state_and_every_reason() -> None:
    states, holds = DOCUMENTS["states.md"](), DOCUMENTS["holds.md"]()
    for machine in MACHINES:
        for state, targets in machine.moves.items():
            assert all(f"    {state} --> {to}\n" in states for to in targets)
    assert [name for name in REASONS if f"| `{name}` |" not in holds] == []
