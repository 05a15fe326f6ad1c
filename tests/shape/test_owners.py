"""Who may write what: each table has one owner of its statements, each state one writer, the time one source."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from orderway.flow import tables
from orderway.lifecycle import moves
from tests.shape.house import PACKAGE, name_of, nodes_of, package_of, sources, statements

OWNERS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("stock", "stock_demand", "movement"), ("stock",)),
    **dict.fromkeys(("event", "outbox", "tally", "tally_change", "run_record"), ("history",)),
    "orders": ("flow", "stock"),  # waking an order is one statement with looking at what is free
    **dict.fromkeys(("inbox", "inbox_todo", "inbox_outcome", "delivery_seen", "lease"), ("journey/intake",)),
    "idempotency": ("journey/intake", "web"),  # the web keeps answers, intake's chores forget them
    **{table.name: ("flow",) for table in (*tables.CHILDREN.values(), *tables.APPENDED.values(), tables.PERSONS)},
}
"""Table to the packages whose statements write it. Tables of the engine that stand nowhere here have one owner all the
same: `test_a_table_not_listed_is_written_by_one_package`."""

FUNCTIONS = {"take_order": "journey/intake", "take_orders": "journey/intake"}
"""Function of the database to the package that alone calls it (docs/decisions/0013)."""

WHOLE_WORLD = ("practice", "project/bench")
"""A made-up company is laid and removed in any table; so is the ground of a measurement."""
DIRECTORIES = ("records", "console", "api", "project", "project/commands", "practice", "web")
"""Reference data (shops, SKUs, users, settings) is written by people's forms and by commands."""

_WRITE = re.compile(
    r"\b(?:INSERT\s+INTO|UPDATE(?!\s+SET)|DELETE\s+FROM|COPY|TRUNCATE(?:\s+TABLE)?)\s+(?:ONLY\s+)?([a-z_]+)\b(?=[\s(;]|$)"
)
_NO_TABLE = {"of", "set", "nothing", "skip", "no", "on"}


def made_by_hand() -> set[str]:
    """The tables of the engine: those of records/schema."""
    text = "".join(path.read_text(encoding="utf-8") for path in (PACKAGE / "records" / "schema").glob("*.sql"))
    return set(re.findall(r"CREATE TABLE (?:IF NOT EXISTS )?([a-z_]+)", text))


@lru_cache(maxsize=1)
def writers() -> dict[str, set[Path]]:
    """Table to the files with a statement that writes it."""
    found: dict[str, set[Path]] = {}
    for path in sources(".py", ".sql"):
        if "schema" in path.parts or package_of(path) in WHOLE_WORLD:
            continue
        for statement in statements(path):
            for table in _WRITE.findall(statement):
                if table not in _NO_TABLE:
                    found.setdefault(table, set()).add(path)
    return found


def test_each_table_of_the_engine_is_written_by_its_owner_only() -> None:
    strangers = {
        f"{table}: {name_of(path)}"
        for table, paths in writers().items()
        for path in paths
        if table in OWNERS and package_of(path) not in OWNERS[table]
    }
    assert strangers == set()


def test_a_table_not_listed_is_written_by_one_package() -> None:
    engine = made_by_hand()
    shared = {
        table: {package_of(path) for path in paths}
        for table, paths in writers().items()
        if table in engine and table not in OWNERS and len({package_of(path).split("/")[0] for path in paths}) > 1
    }
    assert shared == {}


def test_the_list_of_owners_names_tables_that_exist() -> None:
    assert set(OWNERS) - made_by_hand() == set()


def test_each_function_of_the_database_is_called_by_its_owner_only() -> None:
    schema = "".join(path.read_text(encoding="utf-8") for path in (PACKAGE / "records" / "schema").glob("*.sql"))
    made = set(re.findall(r"CREATE (?:OR REPLACE )?FUNCTION ([a-z_]+)", schema))
    assert made - set(re.findall(r"DROP FUNCTION ([a-z_]+)", schema)) == set(FUNCTIONS)
    callers = {
        (name, package_of(path))
        for path in sources(".py", ".sql")
        if "schema" not in path.parts
        for statement in statements(path)
        for name in FUNCTIONS
        if re.search(rf"\b{name}\(", statement)
    }
    assert callers == set(FUNCTIONS.items())


def test_what_is_claimed_is_chosen_before_it_is_written() -> None:
    """Within the joins of an UPDATE or DELETE a choice that locks and skips may be made anew for each row, each time of
    the rest: then more is taken than its LIMIT says. In a WITH it is made once."""
    within = re.compile(r"\b(?:UPDATE|DELETE)\b[^;]*\(\s*SELECT\b[^;]*SKIP LOCKED")
    chosen_within = [
        name_of(path)
        for path in sources(".py", ".sql")
        for text in statements(path)
        for statement in text.split("\n\n")
        if within.search(statement)
    ]
    assert chosen_within == []


def test_reference_data_is_written_where_people_keep_it() -> None:
    engine = made_by_hand()
    strangers = {
        f"{table}: {name_of(path)}"
        for table, paths in writers().items()
        for path in paths
        if table not in engine
        and package_of(path) not in DIRECTORIES
        and not (table == "reference_version" and package_of(path) == "flow")
    }
    assert strangers == set()


def assigned_states(path: Path) -> list[int]:
    """The lines that write an attribute called state."""
    lines = []
    for node in nodes_of(path):
        if isinstance(node, ast.Assign | ast.AugAssign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            flat = [inner for target in targets for inner in ast.walk(target)]
            lines += [node.lineno for inner in flat if isinstance(inner, ast.Attribute) and inner.attr == "state"]
    return lines


def test_a_state_is_written_in_the_table_of_moves_only() -> None:
    allowed = {name_of(Path(moves.__file__))}
    own = "orderway/flow/money.py"  # wraps the order's payment_state as something that `move` can move
    found = [
        f"{name_of(path)}:{line}"
        for path in sources(".py")
        for line in assigned_states(path)
        if name_of(path) not in allowed
    ]
    assert [place for place in found if not place.startswith(own)] == []
    assert len([place for place in found if place.startswith(own)]) == 1


def test_the_payment_state_has_one_writer() -> None:
    found = set()
    for path in sources(".py"):
        for node in nodes_of(path):
            targets = node.targets if isinstance(node, ast.Assign) else []
            for target in targets:
                for inner in ast.walk(target):
                    if isinstance(inner, ast.Attribute) and inner.attr == "payment_state":
                        found.add(name_of(path))
    assert found == {"orderway/flow/money.py"}


WALL_CLOCK = re.compile(
    r"(?:^|\.)(?:datetime\.now|datetime\.utcnow|datetime\.today|date\.today|time\.time|timezone\.now)$"
)
OWN_CLOCK = {
    "orderway/kernel/clock.py",
    "orderway/project/checkup.py",  # compares the machine's own clock with the database's
}


def wall_clocks(nodes: Iterable[ast.AST]) -> list[int]:
    """The lines that read the machine's time."""
    calls = [node for node in nodes if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)]
    return [call.lineno for call in calls if WALL_CLOCK.search(ast.unparse(call.func))]


def test_only_the_clock_reads_the_time() -> None:
    assert wall_clocks(ast.walk(ast.parse("datetime.now(UTC); datetime.datetime.now(); time.time(); clock.now()"))) == [
        1,
        1,
        1,
    ]
    found = [
        f"{name_of(path)}:{line}"
        for path in sources(".py")
        if name_of(path) not in OWN_CLOCK and package_of(path) != "project/bench"
        for line in wall_clocks(nodes_of(path))
    ]
    assert found == []
