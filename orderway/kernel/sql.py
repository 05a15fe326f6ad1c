"""Named SQL: each statement stands in a .sql file beside the Python that runs it, with a name and a sentence."""

from __future__ import annotations

import re
from pathlib import Path
from types import SimpleNamespace

_HEAD = re.compile(r"^-- ([a-z_0-9]+)\s*$", re.MULTILINE)


def named(module_file: str, sql_name: str = "queries.sql") -> SimpleNamespace:
    """The statements of `sql_name` beside `module_file`, as attributes. A block begins with a line `-- name`."""
    text = (Path(module_file).parent / sql_name).read_text(encoding="utf-8")
    parts = _HEAD.split(text)
    return SimpleNamespace(
        **{name: body.strip().rstrip(";") for name, body in zip(parts[1::2], parts[2::2], strict=True)}
    )
