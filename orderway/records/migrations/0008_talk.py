"""Questions, templates, kinds of holds, messages of buyers. See schema/talk.sql."""

from __future__ import annotations

from django.db import migrations

from orderway.records.schemafile import run_schema


class Migration(migrations.Migration):
    dependencies = [("records", "0007_goods")]
    operations = [migrations.RunPython(run_schema("talk"), migrations.RunPython.noop)]
