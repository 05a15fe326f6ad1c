"""Decision tables, their versions and trials. See schema/rules.sql."""

from __future__ import annotations

from django.db import migrations

from orderway.records.schemafile import run_schema


class Migration(migrations.Migration):
    dependencies = [("records", "0004_figures")]
    operations = [migrations.RunPython(run_schema("rules"), migrations.RunPython.noop)]
