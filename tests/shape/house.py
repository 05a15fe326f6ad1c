"""What the shape tests look at: the files of the house, and the strings in them that are SQL."""

from __future__ import annotations

import ast
import subprocess
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent.parent
PACKAGE = REPOSITORY / "orderway"
TESTS = REPOSITORY / "tests"


def sources(*suffixes: str, under: Path = PACKAGE) -> list[Path]:
    """The files of these suffixes, migrations and what others wrote (vendor folders) left out."""
    wanted = suffixes or (".py",)
    return [
        path
        for path in sorted(under.rglob("*"))
        if path.suffix in wanted and not {"migrations", "vendor", "__pycache__"} & set(path.parts)
    ]


@lru_cache(maxsize=4096)
def tree_of(path: Path) -> ast.Module:
    """A source file as Python reads it."""
    return ast.parse(path.read_text(encoding="utf-8"))


@lru_cache(maxsize=4096)
def nodes_of(path: Path) -> tuple[ast.AST, ...]:
    """Every node of a source file, outer ones before inner ones."""
    return tuple(ast.walk(tree_of(path)))


def name_of(path: Path) -> str:
    """The path as people say it: from the repository's root, with forward slashes."""
    return path.relative_to(REPOSITORY).as_posix()


def package_of(path: Path) -> str:
    """The package a file belongs to, from `orderway` on: `stock`, `journey/intake`, `project/bench`."""
    parts = path.relative_to(PACKAGE).parts[:-1]
    return "/".join(parts[:2] if parts[:1] and parts[0] in ("journey", "project", "adapters") else parts[:1])


def tracked() -> list[Path]:
    """Every file that a commit of today would hold; in a tree without git, every file but hidden and made ones."""
    if (REPOSITORY / ".git").exists():
        listed = subprocess.run(["git", "ls-files", "-z"], cwd=REPOSITORY, capture_output=True, check=True).stdout
        return [REPOSITORY / name for name in listed.decode().split("\0") if name and (REPOSITORY / name).is_file()]
    made = {"data", ".venv", "__pycache__", ".mypy_cache", ".ruff_cache", ".pytest_cache"}
    return [path for path in REPOSITORY.rglob("*") if path.is_file() and not made & set(path.parts)]


def statements(path: Path) -> Iterator[str]:
    """The texts of a file that may be SQL: all of a .sql file, each string of a .py file (holes of f-strings as ?)."""
    if path.suffix == ".sql":
        text = path.read_text(encoding="utf-8")
        yield "\n".join(line for line in text.splitlines() if not line.startswith("--"))
        return
    inside: set[ast.AST] = {node.value for node in nodes_of(path) if isinstance(node, ast.Expr)}  # docstrings
    for node in nodes_of(path):
        if isinstance(node, ast.JoinedStr):
            inside.update(node.values)
            yield "".join(str(part.value) if isinstance(part, ast.Constant) else "?" for part in node.values)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in inside:
            yield node.value
