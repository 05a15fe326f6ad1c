"""Plant each seeded bug in a copy of the tree and run the tests that should find it: python -m tests.mutants [NAME …]

A patch begins with two lines of its own, then follows a unified diff against the present code:
    # breaks: what goes wrong, in one line
    # tests: the smallest set of tests that must fail (paths and options of pytest)
Exit 1 when a bug survives, or a patch no longer fits the code.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

REPOSITORY = Path(__file__).resolve().parent.parent.parent
PATCHES = Path(__file__).resolve().parent
COPIED = ("orderway", "tests", "docs", "pyproject.toml")
SECONDS_MAX = 300
WHOLE_SECONDS_MAX = 1800
"""For all the tests of all patches in one run, nothing planted."""
FAILED = 1
"""What pytest exits with when tests failed; anything else means that they did not run."""


class Mutant(NamedTuple):
    """One seeded bug."""

    name: str
    breaks: str
    tests: list[str]
    patch: Path


def mutants(names: Iterable[str]) -> list[Mutant]:
    """All patches, or those named."""
    wanted = set(names)
    found = [_read(path) for path in sorted(PATCHES.glob("*.patch")) if not wanted or path.stem in wanted]
    missing = wanted - {mutant.name for mutant in found}
    if missing:
        sys.exit(f"there is no patch {', '.join(sorted(missing))}")
    return found


def _read(path: Path) -> Mutant:
    head = dict(re.findall(r"^# (breaks|tests): (.+)$", path.read_text(encoding="utf-8"), re.MULTILINE))
    return Mutant(path.stem, head["breaks"], head["tests"].split(), path)


def copy_tree(target: Path) -> None:
    """What the tests need, without what was made on the way."""
    for name in COPIED:
        source = REPOSITORY / name
        if source.is_dir():
            shutil.copytree(
                source, target / name, ignore=shutil.ignore_patterns("__pycache__", "*.pyc"), dirs_exist_ok=True
            )
        else:
            shutil.copy2(source, target / name)


def apply(mutant: Mutant, tree: Path, *options: str) -> bool:
    """Apply (or with `-R` take back) a patch; False where it does not fit."""
    command = ["git", "apply", "-C1", "--whitespace=nowarn", *options, str(mutant.patch)]
    ground = {**os.environ, "GIT_CEILING_DIRECTORIES": str(tree.parent)}
    return subprocess.run(command, cwd=tree, env=ground, capture_output=True, check=False).returncode == 0


def run_tests(tree: Path, tests: list[str], seconds: int = SECONDS_MAX) -> tuple[int, str]:
    """The exit code of pytest in the tree, and the first test that failed."""
    command = [sys.executable, "-m", "pytest", "-q", "-x", "--no-header", "-p", "no:cacheprovider", *tests]
    shared = os.environ.get("ORDERWAY_TEST_DATA") or str(REPOSITORY / "data" / "test-server")
    ground = {
        **os.environ,
        "ORDERWAY_TEST_DATA": shared,
        "PYTHONDONTWRITEBYTECODE": "1",
        "HYPOTHESIS_STORAGE_DIRECTORY": str(tree),
    }
    try:
        done = subprocess.run(
            command, cwd=tree, env=ground, capture_output=True, text=True, timeout=seconds, check=False
        )
    except subprocess.TimeoutExpired:
        return FAILED, f"(no answer in {seconds} s)"
    first = re.search(r"^(?:FAILED|ERROR) \S*?([\w./]+::[\w\[\]. -]+)", done.stdout, re.MULTILINE)
    return done.returncode, first.group(1).split("::")[-1] if first else ""


def plant(mutant: Mutant, tree: Path) -> tuple[str, str]:
    """(verdict, by which test): killed, SURVIVED, DOES NOT FIT, or DOES NOT RUN."""
    if not apply(mutant, tree):
        return "DOES NOT FIT", ""
    try:
        code, by = run_tests(tree, mutant.tests)
    finally:
        apply(mutant, tree, "-R")
    if code == FAILED:
        return "killed", by
    return ("SURVIVED", "") if code == 0 else ("DOES NOT RUN", f"pytest exits with {code}")


def main() -> int:
    """Plant all; print a table."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutants", description=__doc__.partition("\n")[0])
    parser.add_argument("names", nargs="*", help="patches by name, without .patch; all without any")
    parser.add_argument("--list", action="store_true", help="only say what there is")
    args = parser.parse_args()
    found = mutants(args.names)
    if args.list:
        print("\n".join(f"{mutant.name:32} {mutant.breaks}" for mutant in found))
        return 0
    with tempfile.TemporaryDirectory(prefix="orderway-mutants-") as folder:
        tree = Path(folder) / "tree"
        tree.mkdir()
        copy_tree(tree)
        tests = sorted({test for mutant in found for test in mutant.tests})
        code, by = run_tests(tree, [test for test in tests if not test.startswith("-")], WHOLE_SECONDS_MAX)
        if code:
            print(f"the tests fail without any bug planted ({by or code}): mend that first", file=sys.stderr)
            return 1
        alive = 0
        for mutant in found:
            begin = time.monotonic()
            verdict, by = plant(mutant, tree)
            alive += verdict != "killed"
            print(f"{verdict:12} {mutant.name:32} {time.monotonic() - begin:5.1f} s  {mutant.breaks}", flush=True)
            print(f"{'':12} {'':32} {'':7}  by {by}" if by else "", end="\n" if by else "", flush=True)
    print(f"{len(found) - alive} of {len(found)} killed")
    return 1 if alive else 0


if __name__ == "__main__":
    sys.exit(main())
