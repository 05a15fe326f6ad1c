"""Messages of platforms: where reading stands, whose orders a buyer's are. See schema/talks.sql."""

from __future__ import annotations

from django.db import migrations

from orderway.records.schemafile import run_schema


class Migration(migrations.Migration):
    dependencies = [("records", "0019_told")]
    operations = [migrations.RunPython(run_schema("talks"), migrations.RunPython.noop)]
