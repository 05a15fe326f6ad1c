"""Running a file of `schema/` from a migration."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

SCHEMA = Path(__file__).parent / "schema"


def run_schema(name: str) -> Callable[[Any, Any], None]:
    """What a `RunPython` needs to run `schema/<name>.sql`."""

    def run(apps: Any, editor: Any) -> None:
        editor.execute((SCHEMA / f"{name}.sql").read_text(encoding="utf-8"), params=None)

    return run
