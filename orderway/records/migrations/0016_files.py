"""Files imported, with their mapping and progress. See schema/files.sql."""

from __future__ import annotations

from django.db import migrations

from orderway.records.schemafile import run_schema


class Migration(migrations.Migration):
    dependencies = [("records", "0015_short")]
    operations = [migrations.RunPython(run_schema("files"), migrations.RunPython.noop)]
