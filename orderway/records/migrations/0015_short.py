"""Options when goods are short. See schema/short.sql."""

from __future__ import annotations

from django.db import migrations

from orderway.records.schemafile import run_schema


class Migration(migrations.Migration):
    dependencies = [("records", "0014_watch")]
    operations = [migrations.RunPython(run_schema("short"), migrations.RunPython.noop)]
