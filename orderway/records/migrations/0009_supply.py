"""Expected goods, transfers, lots, publishing of stock. See schema/supply.sql."""

from __future__ import annotations

from django.db import migrations

from orderway.records.schemafile import run_schema


class Migration(migrations.Migration):
    dependencies = [("records", "0008_talk")]
    operations = [migrations.RunPython(run_schema("supply"), migrations.RunPython.noop)]
