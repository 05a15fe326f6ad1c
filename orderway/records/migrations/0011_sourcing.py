"""What the choice of warehouses needs beside rates. See schema/sourcing.sql."""

from __future__ import annotations

from django.db import migrations

from orderway.records.schemafile import run_schema


class Migration(migrations.Migration):
    dependencies = [("records", "0010_pay")]
    operations = [migrations.RunPython(run_schema("sourcing"), migrations.RunPython.noop)]
