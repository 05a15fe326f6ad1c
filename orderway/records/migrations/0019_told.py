"""Orders told by the API are kept once by their unread message, not by a row of their own. See schema/told.sql."""

from __future__ import annotations

from django.db import migrations

from orderway.records.schemafile import run_schema


class Migration(migrations.Migration):
    dependencies = [("records", "0018_texts")]
    operations = [migrations.RunPython(run_schema("told"), migrations.RunPython.noop)]
