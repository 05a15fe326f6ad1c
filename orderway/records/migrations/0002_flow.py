"""The engine's tables: schema/flow.sql, and the first months of the partitioned ones."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.db import migrations

from orderway.kernel import clock
from orderway.records.partitions import ensure_months

SQL = Path(__file__).parent.parent / "schema" / "flow.sql"


def make_tables(apps: Any, editor: Any) -> None:
    """Run the schema file and make the first partitions."""
    editor.execute(SQL.read_text(encoding="utf-8"))
    with editor.connection.cursor() as cursor:
        ensure_months(cursor, clock.now().date())
        cursor.execute("INSERT INTO reference_version (id, version) VALUES (1, 1) ON CONFLICT DO NOTHING")


class Migration(migrations.Migration):
    dependencies = [("records", "0001_initial")]
    operations = [migrations.RunPython(make_tables, migrations.RunPython.noop)]
