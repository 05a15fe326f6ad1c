"""The roll-ups behind the figures: schema/figures.sql."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.db import migrations

SQL = Path(__file__).parent.parent / "schema" / "figures.sql"


def make_tables(apps: Any, editor: Any) -> None:
    """Run the schema file."""
    editor.execute(SQL.read_text(encoding="utf-8"))


class Migration(migrations.Migration):
    dependencies = [("records", "0003_buyer")]
    operations = [migrations.RunPython(make_tables, migrations.RunPython.noop)]
