"""Who changed a purchase order. See schema/purchases.sql."""

from __future__ import annotations

from django.db import migrations

from orderway.records.schemafile import run_schema


class Migration(migrations.Migration):
    dependencies = [("records", "0023_batches")]
    operations = [migrations.RunPython(run_schema("purchases"), migrations.RunPython.noop)]
