"""Keeping one order of the API by one call. See schema/taking.sql."""

from __future__ import annotations

from django.db import migrations

from orderway.records.schemafile import run_schema


class Migration(migrations.Migration):
    dependencies = [("records", "0020_talks")]
    operations = [migrations.RunPython(run_schema("taking"), migrations.RunPython.noop)]
