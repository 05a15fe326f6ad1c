"""What is made from the code's own tables is fresh; what documents name is there."""

import re
from pathlib import Path

import pytest

from orderway import journey
from orderway.lifecycle.moves import MACHINES
from orderway.lifecycle.reasons import REASONS
from orderway.project.cli import command_names
from orderway.project.commands.diagram import DOCS
from orderway.project.drawing import DOCUMENTS
from tests.shape.house import REPOSITORY

GUIDES = sorted([*REPOSITORY.glob("*.md"), *DOCS.rglob("*.md")])


@pytest.mark.parametrize("name", sorted(DOCUMENTS))
def test_a_made_document_is_fresh(name: str) -> None:
    assert (DOCS / name).read_text(encoding="utf-8") == DOCUMENTS[name](), "run: orderway diagram"


def test_the_documents_name_every_state_and_every_reason() -> None:
    states, holds = DOCUMENTS["states.md"](), DOCUMENTS["holds.md"]()
    for machine in MACHINES:
        for state, targets in machine.moves.items():
            assert all(f"    {state} --> {to}\n" in states for to in targets)
    assert [name for name in REASONS if f"| `{name}` |" not in holds] == []


def test_the_map_of_the_journey_names_the_stages_that_are_there() -> None:
    told = re.findall(r"^(\w+) {2,}\w", journey.__doc__ or "", re.MULTILINE)
    (root,) = journey.__path__
    assert sorted(told) == sorted(init.parent.name for init in Path(root).glob("*/__init__.py"))


@pytest.mark.parametrize("guide", [one.relative_to(REPOSITORY).as_posix() for one in GUIDES])
def test_the_links_and_commands_of_a_guide_lead_somewhere(guide: str) -> None:
    text, place = (REPOSITORY / guide).read_text(encoding="utf-8"), (REPOSITORY / guide).parent
    links = re.findall(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)", text)
    assert [link for link in links if not (place / link).exists()] == []
    commands = re.findall(r"`orderway ([a-z]+)\b", text)
    assert set(commands) - set(command_names()) == set()
