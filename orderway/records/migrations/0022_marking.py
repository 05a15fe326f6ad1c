"""Marking the orders of a batch as to be read by one call. See schema/marking.sql."""

from __future__ import annotations

from django.db import migrations

from orderway.records.schemafile import run_schema


class Migration(migrations.Migration):
    dependencies = [("records", "0021_taking")]
    operations = [migrations.RunPython(run_schema("marking"), migrations.RunPython.noop)]
