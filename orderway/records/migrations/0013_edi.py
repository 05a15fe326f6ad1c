"""Interchanges sent and received. See schema/edi.sql."""

from __future__ import annotations

from django.db import migrations

from orderway.records.schemafile import run_schema


class Migration(migrations.Migration):
    dependencies = [("records", "0012_replay")]
    operations = [migrations.RunPython(run_schema("edi"), migrations.RunPython.noop)]
