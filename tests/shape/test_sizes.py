"""Files and functions stay small. What is over the line today is listed with its size and may only shrink."""

from __future__ import annotations

import ast

from tests.shape.house import TESTS, name_of, nodes_of, sources

SOURCE_LINES_MAX = 400
FUNCTION_LINES_MAX = 60
TEST_LINES_MAX = 500

LONG_FILES: dict[str, int] = {}
"""Files over the line, with the lines they had when they were listed."""
LONG_FUNCTIONS: dict[str, int] = {}
"""Functions over the line, as `file:name`."""


def over(sizes: dict[str, int], limit: int) -> dict[str, int]:
    return {name: size for name, size in sizes.items() if size > limit}


def hold_the_ratchet(found: dict[str, int], known: dict[str, int]) -> None:
    new = {name: size for name, size in found.items() if size > known.get(name, 0)}
    assert not new, f"over the line, or grown: {new}"
    gone = set(known) - set(found)
    assert not gone, f"small now, take them off the list: {gone}"


def test_no_file_is_longer_than_the_line() -> None:
    sizes = {name_of(path): len(path.read_text(encoding="utf-8").splitlines()) for path in sources(".py")}
    tests = {name_of(path): len(path.read_text(encoding="utf-8").splitlines()) for path in sources(".py", under=TESTS)}
    hold_the_ratchet(over(sizes, SOURCE_LINES_MAX) | over(tests, TEST_LINES_MAX), LONG_FILES)


def test_no_function_is_longer_than_the_line() -> None:
    sizes: dict[str, int] = {}
    for path in [*sources(".py"), *sources(".py", under=TESTS)]:
        for node in nodes_of(path):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                sizes[f"{name_of(path)}:{node.name}"] = (node.end_lineno or node.lineno) - node.lineno + 1
    hold_the_ratchet(over(sizes, FUNCTION_LINES_MAX), LONG_FUNCTIONS)
