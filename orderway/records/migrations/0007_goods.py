"""Bundles, gifts, pre-sale, merged orders, invoices. See schema/goods.sql."""

from __future__ import annotations

from django.db import migrations

from orderway.records.schemafile import run_schema


class Migration(migrations.Migration):
    dependencies = [("records", "0006_sync")]
    operations = [migrations.RunPython(run_schema("goods"), migrations.RunPython.noop)]
