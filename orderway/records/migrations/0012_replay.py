"""What replay needs of the past. See schema/replay.sql."""

from __future__ import annotations

from django.db import migrations

from orderway.records.schemafile import run_schema


class Migration(migrations.Migration):
    dependencies = [("records", "0011_sourcing")]
    operations = [migrations.RunPython(run_schema("replay"), migrations.RunPython.noop)]
