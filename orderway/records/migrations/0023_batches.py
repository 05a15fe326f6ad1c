"""Keeping orders of a batch by one call. See schema/batches.sql."""

from __future__ import annotations

from django.db import migrations

from orderway.records.schemafile import run_schema


class Migration(migrations.Migration):
    dependencies = [("records", "0022_mails")]
    operations = [migrations.RunPython(run_schema("batches"), migrations.RunPython.noop)]
