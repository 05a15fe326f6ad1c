"""Statements have names and are read once from the file beside the module."""

from pathlib import Path

import pytest

from orderway.kernel.sql import named


def test_each_block_is_an_attribute_by_its_name(tmp_path: Path) -> None:
    text = "-- one\n-- What it is for.\nSELECT 1;\n\n-- two_2\nSELECT '-- not a name'\n"
    (tmp_path / "queries.sql").write_text(text, encoding="utf-8")
    found = named(str(tmp_path / "module.py"))
    assert vars(found) == {"one": "-- What it is for.\nSELECT 1", "two_2": "SELECT '-- not a name'"}


def test_a_missing_statement_is_an_error_at_once(tmp_path: Path) -> None:
    (tmp_path / "queries.sql").write_text("-- one\nSELECT 1\n", encoding="utf-8")
    with pytest.raises(AttributeError):
        _ = named(str(tmp_path / "module.py")).two
