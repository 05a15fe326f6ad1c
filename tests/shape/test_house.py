"""The manners of the house that a linter does not know: names of files, named SQL, no addresses of machines."""

from __future__ import annotations

import re

import pytest

from tests.shape.house import PACKAGE, REPOSITORY, TESTS, name_of, sources, tracked

VAGUE = ("util", "utils", "helper", "helpers", "manager", "managers", "common", "misc", "base", "stuff")
SENTENCE_FROM_LINES = 4
"""A query of so many lines is not plain: it has a sentence that says what it is for."""
TEXT_BYTES_MAX = 2_000_000

_HEAD = re.compile(r"^-- ([a-z_0-9]+)\s*$", re.MULTILINE)


def test_no_module_has_a_name_that_says_nothing() -> None:
    paths = [*PACKAGE.rglob("*.py"), *(path for path in PACKAGE.rglob("*") if path.is_dir())]
    assert [name_of(path) for path in paths if path.stem.strip("_") in VAGUE] == []


def named_queries() -> list[tuple[str, str]]:
    found = []
    for path in sources(".sql"):
        if "schema" in path.parts:
            continue
        parts = _HEAD.split(path.read_text(encoding="utf-8"))
        found += [(f"{name_of(path)}: {name}", body) for name, body in zip(parts[1::2], parts[2::2], strict=True)]
    return found


def test_no_query_stands_before_the_first_name() -> None:
    for path in sources(".sql"):
        if "schema" not in path.parts:
            before = _HEAD.split(path.read_text(encoding="utf-8"))[0]
            assert [line for line in before.splitlines() if line.strip() and not line.startswith("--")] == [], path


def test_every_query_that_is_not_plain_has_its_sentence() -> None:
    silent = []
    for name, body in named_queries():
        lines = [line for line in body.strip().splitlines() if line.strip()]
        if not lines[0].startswith("--") and len(lines) >= SENTENCE_FROM_LINES:
            silent.append(name)
    assert silent == []


def test_every_query_is_called_by_its_name_or_walked_as_a_whole() -> None:
    code = "\n".join(path.read_text(encoding="utf-8") for path in sources(".py"))
    called = {word for pair in re.findall(r"\.([a-z_0-9]+)|[\"']([a-z_0-9]+)[\"']", code) for word in pair}
    unused = []
    for name, _ in named_queries():
        file, _, query = name.partition(": ")
        walked = file.startswith("orderway/insight/audit") or query.startswith("part_")
        if not walked and query not in called:
            unused.append(name)
    assert unused == []


PLACES = re.compile(
    r"(?<![\w.])/(?:" + "|".join(("work" + "/", "root" + "/", r"home/[a-z]\w+/", r"Users/\w+/")) + r")|[A-Z]:\\\\Users"
)
REGISTRIES = re.compile(
    r"https?://[^\s\"'<>)]*(?:"
    + "|".join(("pypi" + r"\.", "python" + "hosted", "npm" + "js", "nex" + "us", "artifact" + "ory"))
    + r")|--(?:extra-)?index"
    + r"-url[ =]\S*://"
)


@pytest.mark.parametrize(("what", "pattern"), [("a path of a machine", PLACES), ("a package registry", REGISTRIES)])
def test_no_tracked_file_names(what: str, pattern: re.Pattern[str]) -> None:
    found = []
    for path in tracked():
        if path.stat().st_size > TEXT_BYTES_MAX:
            continue
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        found += [f"{name_of(path)}: {hit.group()}" for hit in pattern.finditer(text)]
    assert found == [], what


def test_there_are_no_triggers_and_no_foreign_keys_of_our_own() -> None:
    for path in (REPOSITORY / "orderway" / "records" / "schema").glob("*.sql"):
        bare = "\n".join(line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("--"))
        assert not re.search(r"\bTRIGGER\b|\bREFERENCES\b", bare, re.IGNORECASE), path


def test_browser_tests_press_keys_only_once_the_page_listens() -> None:
    hasty = re.compile(r"keyboard\.press\(|set_timeout|wait_for_timeout|\btimeout=")
    found = [
        f"{name_of(path)}: {hit.group()}"
        for path in sources(".py", under=TESTS / "browser")
        for hit in hasty.finditer(path.read_text(encoding="utf-8"))
        if path.name != "conftest.py"
    ]
    assert found == [], "press by tests.browser.conftest.press; wait for a state, as long as the conftest says"
