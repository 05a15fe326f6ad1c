"""What is kept of the traffic with platforms: cursors, authorisations, comparisons. See schema/sync.sql."""

from __future__ import annotations

from django.db import migrations

from orderway.records.schemafile import run_schema


class Migration(migrations.Migration):
    dependencies = [("records", "0005_rules")]
    operations = [migrations.RunPython(run_schema("sync"), migrations.RunPython.noop)]
