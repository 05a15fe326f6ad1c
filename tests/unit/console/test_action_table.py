"""What the desk can do: every action is a command, and every way out leads to one."""

from orderway.console.action_choices import MAIN
from orderway.console.action_table import ACTIONS, BULK
from orderway.journey.commands import COMMANDS
from orderway.lifecycle.reasons import REASONS


def test_every_action_is_a_command_and_bulk_only_where_the_command_is() -> None:
    assert set(ACTIONS) - set(COMMANDS) == set()
    assert [action.command for action in BULK if not COMMANDS[action.command].bulk] == []


def test_every_question_is_an_argument_of_its_command() -> None:
    loose = {"hours", "method", "note", "kind", "choice"}
    unknown = {
        (action.command, ask.name)
        for action in ACTIONS.values()
        for ask in action.asks
        if ask.name not in COMMANDS[action.command].args and ask.name not in loose
    }
    assert unknown == set()


def test_what_takes_an_action_back_is_a_command() -> None:
    assert {action.undo[0] for action in ACTIONS.values() if action.undo} <= set(COMMANDS)


def test_every_reason_of_a_hold_has_a_main_action() -> None:
    assert {reason.next_action for reason in REASONS.values()} - set(MAIN) == set()
    assert {name for ways in MAIN.values() for name in ways} <= set(ACTIONS)
