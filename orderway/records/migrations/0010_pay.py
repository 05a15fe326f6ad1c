"""Promotions, credit, gateways. See schema/pay.sql."""

from __future__ import annotations

from django.db import migrations

from orderway.records.schemafile import run_schema


class Migration(migrations.Migration):
    dependencies = [("records", "0009_supply")]
    operations = [migrations.RunPython(run_schema("pay"), migrations.RunPython.noop)]
