"""What the machine watches by itself. See schema/watch.sql."""

from __future__ import annotations

from django.db import migrations

from orderway.records.schemafile import run_schema


class Migration(migrations.Migration):
    dependencies = [("records", "0013_edi")]
    operations = [migrations.RunPython(run_schema("watch"), migrations.RunPython.noop)]
